import { render } from 'preact'
import { addStyles } from '../scripts/add-styles.ts'
import builderStyles from '../styles/builder.css?inline'
import toolStyles from '../styles/tools.css?inline'
import {
  chooseSettings,
  DEFAULT_FIX_STATE,
  DEFAULT_LIMIT_SECONDS,
  describeSettings,
  type PublishedKeepalive,
} from '../targets/fix-state.ts'
import { Builder, type TargetChoice } from './Builder.tsx'
import { loadTarget } from './load-target.ts'

/** What the builder of an article offers. */
export interface Offer {
  readonly choices: readonly TargetChoice[]
  readonly published: Readonly<Record<string, PublishedKeepalive>>
}

/**
 * Puts the builder in the place of an article's static recipe.
 * Rejects, with the recipe still in place, when a part of it cannot be loaded or has no default.
 */
export async function mountBuilder(place: HTMLElement, { choices, published }: Offer): Promise<void> {
  const start = await loadTarget(DEFAULT_FIX_STATE.target)
  const { stack, options } = start
  const chosen = chooseSettings(DEFAULT_FIX_STATE, stack, published[start.id])
  if (!chosen.ok) throw new Error(chosen.problems.map(({ message }) => message).join(' '))
  const initial = {
    target: start.id,
    stack,
    options,
    written: start.write(chosen.settings, {}),
    reasons: chosen.reasons,
    outcome: describeSettings(stack, chosen.settings, DEFAULT_LIMIT_SECONDS),
  }
  addStyles(toolStyles)
  addStyles(builderStyles)
  place.replaceChildren()
  render(<Builder choices={choices} published={published} initial={initial} />, place)
}
