import { VERBATIM_SCORE } from '../signatures/search.ts'

/** An error family that answers the query, with the matcher's score. */
export interface ScoredError<T> {
  readonly result: T
  readonly score: number
}

/**
 * One list out of two that cannot be compared by score. A message found word for word leads. Otherwise the best error
 * and the best page take turns, so that neither a guide nor the error it is about is pushed off the first lines.
 * What stands in both lists appears once, at its better place, with the text excerpt.
 */
export function mergeResults<T extends { readonly href: string }>(
  pages: readonly T[],
  errors: readonly ScoredError<T>[],
): T[] {
  const verbatim = errors.filter(({ score }) => score >= VERBATIM_SCORE).map(({ result }) => result)
  const likely = errors.filter(({ score }) => score < VERBATIM_SCORE).map(({ result }) => result)
  const turns = Array.from({ length: Math.max(pages.length, likely.length) }, (_, at) => [likely[at], pages[at]])
  const ordered = [...verbatim, ...turns.flat()].filter((result) => result !== undefined)
  const byHref = new Map(pages.map((page) => [page.href, page]))
  const seen = new Set<string>()
  return ordered.flatMap((result) => {
    if (seen.has(result.href)) return []
    seen.add(result.href)
    return [byHref.get(result.href) ?? result]
  })
}
