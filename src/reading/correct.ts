import { type Check, checkText } from './check.ts'
import type { Limits } from './judge.ts'

/** One line of the corrected text beside the line it replaces. */
export interface ChangedLine {
  /** 1-based. */
  readonly line: number
  readonly before: string
  readonly after: string
}

/** A text with the corrections of its findings. */
export interface Corrected {
  readonly text: string
  readonly changes: readonly ChangedLine[]
}

/** Corrections can uncover others (a misspelt key, then its value); more rounds than this find nothing new. */
const ROUNDS = 5

/**
 * Applies the corrections of the findings, worst first, until nothing is left to correct.
 * `limits` are those the check was made with. Line endings stay as they are. Findings without a correction stay in the text.
 */
export function correct(text: string, check: Check, limits?: Limits): Corrected {
  const parts = text.split(/(\r\n|\n|\r)/)
  const original = parts.filter((_, index) => index % 2 === 0)
  const format = check.format?.id
  let current = check
  for (let round = 0; round < ROUNDS; round++) {
    const done = new Set<number>()
    for (const { line, fix } of current.reading.findings) {
      const place = line === undefined ? -1 : (line - 1) * 2
      if (
        line === undefined ||
        fix === undefined ||
        done.has(line) ||
        parts[place] === undefined ||
        parts[place] === fix
      )
        continue
      parts[place] = fix
      done.add(line)
    }
    if (done.size === 0) break
    current = checkText(parts.join(''), { format, limits })
  }
  const changes = original.flatMap((before, index): readonly ChangedLine[] => {
    const after = parts[index * 2] ?? before
    return after === before ? [] : [{ line: index + 1, before, after }]
  })
  return { text: parts.join(''), changes }
}
