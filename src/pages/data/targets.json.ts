import type { APIRoute } from 'astro'
import { recommendForIdleLimit } from '../../model/recommend.ts'
import { isStackId } from '../../model/stacks.ts'
import { targetHref } from '../../site/fix.ts'
import { openDataFile } from '../../site/open-data.ts'
import { TARGETS_DATA } from '../../site/targets-data.ts'
import { DEFAULT_LIMIT_SECONDS } from '../../targets/fix-state.ts'
import { TARGETS } from '../../targets/index.ts'
import type { Target } from '../../targets/target.ts'

/** A target as data: what it is, what it accepts, and its recipe for the commonest idle limit. */
const entry = (target: Target) => {
  const { id, title, group, stack, scope, summary, limits, options } = target
  if (!isStackId(stack)) throw new Error(`${id}: unknown stack "${stack}"`)
  const advice = recommendForIdleLimit(DEFAULT_LIMIT_SECONDS, stack)
  if (!advice.ok) throw new Error(`${id}: ${advice.why}`)
  const { settings } = advice.recommendation
  const written = target.write(settings, {})
  if (!written.ok) throw new Error(`${id}: ${written.refusals.map(({ message }) => message).join(' ')}`)
  return {
    id,
    href: targetHref(id),
    data: {
      title,
      group,
      stack,
      scope,
      summary,
      switch: target.switch,
      limits,
      options,
      settings,
      recipe: written.recipe,
    },
  }
}

/** Every place where keepalive can be set; targets.schema.json beside it describes the file. */
export const GET: APIRoute = () => Response.json(openDataFile(TARGETS_DATA, TARGETS.map(entry)))
