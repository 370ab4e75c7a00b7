import type { KeepaliveSettings } from '../model/keepalive.ts'
import type { Snippet, Target } from '../targets/target.ts'

/** The shortest text that gives a client its settings. */
export interface Fix {
  readonly target: string
  readonly title: string
  /** First snippet of the recipe; null when the target refuses the settings. */
  readonly snippet: Snippet | null
  /** Why the target refuses, or what its recipe cannot say. */
  readonly note: string
}

/** What to paste for one target: its immediate change, or the stored one where there is none. */
export function fixFrom({ id, title, write }: Target, settings: KeepaliveSettings): readonly Fix[] {
  const written = write(settings, {})
  if (!written.ok) {
    return [{ target: id, title, snippet: null, note: written.refusals.map(({ message }) => message).join(' ') }]
  }
  const { now, persist, notExpressed } = written.recipe
  return [{ target: id, title, snippet: now.snippets[0] ?? persist.snippets[0] ?? null, note: notExpressed.join(' ') }]
}
