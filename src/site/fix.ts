import { getCollection } from 'astro:content'
import {
  chooseSettings,
  DEFAULT_FIX_STATE,
  DEFAULT_LIMIT_SECONDS,
  describeSettings,
  type PublishedKeepalive,
  setsKeepalive,
} from '../targets/fix-state.ts'
import { TARGETS, targetById } from '../targets/index.ts'
import type { Target } from '../targets/target.ts'
import type { InitialAnswer, TargetChoice } from '../widgets/Builder.tsx'

/** Address of a target's own page, which holds its default recipe. */
export const targetHref = (id: string): string => `/fix/${id}/`

/** Every target as a choice of the builder, in order. */
export const targetChoices = (): TargetChoice[] =>
  TARGETS.map((target) => {
    const { id, title, group, summary } = target
    return { id, title, group, summary, keepalive: setsKeepalive(target) }
  })

/** Values vendors published, by target id; pages that print no values are left out. */
export async function publishedByTarget(): Promise<Record<string, PublishedKeepalive>> {
  const pages = await getCollection('published')
  return Object.fromEntries(
    pages.flatMap(({ data: { target, vendor, keepalive } }) =>
      keepalive ? [[target, { vendor, ...keepalive }] as const] : [],
    ),
  )
}

const NO_OUTCOME = { verdict: '', sentence: '' }

/** What the builder shows for a target before anything is chosen. */
export function initialAnswer(target: Target): InitialAnswer {
  const chosen = chooseSettings(DEFAULT_FIX_STATE, target.stack, undefined)
  if (!chosen.ok)
    throw new Error(`${target.id}: no default settings: ${chosen.problems.map(({ message }) => message).join(' ')}`)
  return {
    target: target.id,
    stack: target.stack,
    options: target.options,
    written: target.write(chosen.settings, {}),
    reasons: setsKeepalive(target) ? chosen.reasons : [],
    outcome: setsKeepalive(target)
      ? describeSettings(target.stack, chosen.settings, DEFAULT_LIMIT_SECONDS)
      : NO_OUTCOME,
  }
}

/** The target a builder starts with. */
export function startTarget(): Target {
  const target = targetById(DEFAULT_FIX_STATE.target)
  if (!target) throw new Error(`the default target ${DEFAULT_FIX_STATE.target} does not exist`)
  return target
}
