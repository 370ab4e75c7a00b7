import { render } from 'preact'
import builderStyles from '../styles/builder.css?url'
import toolStyles from '../styles/tools.css?url'
import {
  chooseSettings,
  DEFAULT_FIX_STATE,
  DEFAULT_LIMIT_SECONDS,
  describeSettings,
  type PublishedKeepalive,
} from '../targets/fix-state.ts'
import { Builder, type TargetChoice } from './Builder.tsx'
import { loadTarget } from './load-target.ts'

/** Adds a style sheet and waits for it, so that the builder never shows unstyled. */
const addStyles = (href: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = href
    link.onload = resolve
    link.onerror = reject
    document.head.append(link)
  })

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
  const [start] = await Promise.all([
    loadTarget(DEFAULT_FIX_STATE.target),
    addStyles(toolStyles),
    addStyles(builderStyles),
  ])
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
  place.replaceChildren()
  render(<Builder choices={choices} published={published} initial={initial} />, place)
}
