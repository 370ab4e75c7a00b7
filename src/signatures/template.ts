import { wordsOf } from './text.ts'

/** A run of literal words, and how far from the run before it may stand. */
export interface Segment {
  readonly words: readonly string[]
  /** Most words allowed between the previous segment and this one; 0 for the first. */
  readonly reach: number
  /** Most lines allowed in between. */
  readonly reachLines: number
}

/** A value such as a host, a number or a name: this many words at most (a cloud host name has a dozen). */
const SHORT_REACH = { words: 24, lines: 2 }
/** Somebody else's text, a statement or an ellipsis. */
const LONG_REACH = { words: 90, lines: 14 }

/** Variables that carry a whole message of another layer. */
const CARRIER = /text|message|statement|details|reason|query|error|above|…/i
const VARIABLE = /<[^<>\n]{0,60}>|\{\d\}|…|\.\.\.(?=\s|$)|\[\.\.\.\]/g

/** Variables that hold the words of another layer; `<errno text>` and `<reason>` are values of this one. */
const FOREIGN = /^<(?:(?:[\w ]* )?(?:driver|server|libpq) text|text|message)>$/

/** True where the variable may run over many words. */
const carriesText = (variable: string): boolean => variable.startsWith('.') || CARRIER.test(variable)

/**
 * Literal runs of a template. A word glued to a variable (`<n>ms`, `o<n>.save`) belongs to the variable,
 * because the text has no word boundary there.
 */
export const segmentsOf = (template: string): readonly Segment[] => {
  const segments: Segment[] = []
  let reach = { words: 0, lines: 0 }
  let at = 0
  const push = (literal: string): void => {
    const words = wordsOf(literal)
    if (words.length === 0) return
    segments.push({
      words,
      reach: segments.length === 0 ? 0 : reach.words,
      reachLines: segments.length === 0 ? 0 : reach.lines,
    })
    reach = { words: 0, lines: 0 }
  }
  const widen = (variable: string): void => {
    const next = carriesText(variable) ? LONG_REACH : SHORT_REACH
    reach = { words: Math.max(reach.words, next.words), lines: Math.max(reach.lines, next.lines) }
  }
  const marks = [...template.matchAll(VARIABLE)]
  for (const [order, mark] of marks.entries()) {
    const before = template.slice(at, mark.index)
    const gluedBefore = /[\p{L}\p{N}_]+$/u.exec(before)?.[0] ?? ''
    push(before.slice(0, before.length - gluedBefore.length))
    widen(mark[0])
    at = mark.index + mark[0].length
    const until = marks[order + 1]?.index ?? template.length
    at += /^[\p{L}\p{N}_]+/u.exec(template.slice(at, until))?.[0].length ?? 0
  }
  push(template.slice(at))
  return segments
}

/** True where the template ends in another layer's text, so that the inner text decides. */
export const isOpen = (template: string): boolean => {
  const last = [...template.matchAll(VARIABLE)].at(-1)
  if (!last || !FOREIGN.test(last[0])) return false
  return wordsOf(template.slice(last.index + last[0].length)).join('').length < 6
}

/** Number of characters of the literal words. */
export const literalLength = (segments: readonly Segment[]): number =>
  segments.reduce((sum, { words }) => sum + words.reduce((inner, word) => inner + word.length + 1, 0), 0)
