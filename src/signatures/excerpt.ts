import type { Span } from './diagnosis.ts'
import { maskedRanges } from './mask.ts'

/** A piece of a shown line. */
export interface ExcerptPart {
  readonly text: string
  /** True where a template matched. */
  readonly marked: boolean
  /** True where it is the best match. */
  readonly best: boolean
  /** True where `text` stands for something hidden. */
  readonly masked: boolean
}

/** A line of the paste as it is shown. */
export interface ExcerptLine {
  /** 1-based line of the paste. */
  readonly number: number
  readonly parts: readonly ExcerptPart[]
  /** True where lines were left out before this one. */
  readonly afterOmission: boolean
}

/** A marked place; `best` belongs to the best match. */
interface Mark extends Span {
  readonly best: boolean
}

/** Lines shown before and after a marked one. */
const CONTEXT_LINES = 1
/** Most lines shown. */
const MAX_LINES = 18
/** Most characters shown of a line, and how many of them before its first mark. */
const MAX_CHARACTERS = 360
const LEAD_CHARACTERS = 80
/** Characters read before and after what is shown, to recognise secrets at its edges. */
const MASK_CHARACTERS = 300

const lineStartsOf = (text: string): number[] => {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** Index of the line that holds `offset`, by binary search. */
const lineOf = (starts: readonly number[], offset: number): number => {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}

const CUT: ExcerptPart = { text: '…', marked: false, best: false, masked: false }

const partsOf = (line: string, spans: readonly Mark[]): ExcerptPart[] => {
  const first = spans[0]?.start ?? 0
  const from = line.length > MAX_CHARACTERS ? Math.max(0, Math.min(first - LEAD_CHARACTERS, line.length - 40)) : 0
  const until = Math.min(line.length, from + MAX_CHARACTERS)
  // A secret that the cut would halve is recognised only with what stands around it.
  const read = Math.max(0, from - MASK_CHARACTERS)
  const masks = maskedRanges(line.slice(read, until + MASK_CHARACTERS)).map((mask) => ({
    ...mask,
    start: mask.start + read,
    end: mask.end + read,
  }))
  const edges = new Set([from, until])
  for (const { start, end } of [...spans, ...masks]) {
    if (start > from && start < until) edges.add(start)
    if (end > from && end < until) edges.add(end)
  }
  const sorted = [...edges].sort((a, b) => a - b)
  const parts: ExcerptPart[] = from > 0 ? [CUT] : []
  let shownMask: (typeof masks)[number] | undefined
  for (const [index, start] of sorted.slice(0, -1).entries()) {
    const end = sorted[index + 1] ?? until
    const marks = spans.filter((span) => span.start <= start && end <= span.end)
    const marked = marks.length > 0
    const best = marks.some((mark) => mark.best)
    const mask = masks.find((range) => range.start <= start && end <= range.end)
    if (mask && mask === shownMask) continue
    shownMask = mask
    parts.push({ text: mask ? mask.shownAs : line.slice(start, end), marked, best, masked: mask !== undefined })
  }
  if (until < line.length) parts.push(CUT)
  return parts
}

/**
 * The lines of a paste in which something matched, with a line around each, secrets and names hidden.
 * `best` are the places of the best match, `others` those of the next ones.
 */
export const excerptOf = (
  paste: string,
  best: readonly Span[],
  others: readonly Span[] = [],
): readonly ExcerptLine[] => {
  const starts = lineStartsOf(paste)
  const wanted = new Map<number, Mark[]>()
  const all: Mark[] = [
    ...best.map((span) => ({ ...span, best: true })),
    ...others.map((span) => ({ ...span, best: false })),
  ]
  for (const span of all) {
    const first = lineOf(starts, span.start)
    const last = lineOf(starts, Math.max(span.start, span.end - 1))
    for (
      let line = Math.max(0, first - CONTEXT_LINES);
      line <= Math.min(starts.length - 1, last + CONTEXT_LINES);
      line++
    ) {
      if (wanted.size >= MAX_LINES && !wanted.has(line)) continue
      const marks = wanted.get(line) ?? []
      if (line >= first && line <= last) marks.push(span)
      wanted.set(line, marks)
    }
  }
  const lines = [...wanted].sort(([a], [b]) => a - b)
  return lines.map(([index, marks], place) => {
    const start = starts[index] ?? 0
    const text = paste.slice(start, (starts[index + 1] ?? paste.length + 1) - 1).replace(/\r$/, '')
    const local = marks
      .map((span) => ({
        ...span,
        start: Math.max(0, span.start - start),
        end: Math.min(text.length, span.end - start),
      }))
      .filter((span) => span.end > span.start)
      .sort((a, b) => a.start - b.start)
    const before = lines[place - 1]?.[0]
    return {
      number: index + 1,
      parts: partsOf(text, local),
      afterOmission: before !== undefined && before !== index - 1,
    }
  })
}
