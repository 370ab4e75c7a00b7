import { VERBATIM_SCORE } from '../signatures/search.ts'

/** An error family that answers the query, with the matcher's score. */
export interface ScoredError<T> {
  readonly result: T
  readonly score: number
}

/** From here on the query describes an error: two rare words of it, or more. Below, it rather names a setting or product. */
const DESCRIBES_ERROR_SCORE = 9

/** Below this an error shares a common word with the query and nothing else. */
const NOISE_SCORE = 4.5

/**
 * One list out of two whose scores cannot be compared. A message found word for word leads. Otherwise the best error
 * and the best page take turns when the query describes an error; else two pages stand before each error. So neither a
 * guide nor the error it is about is pushed off the first lines. What stands in both lists appears once, at its better place, with the text
 * excerpt.
 */
export function mergeResults<T extends { readonly href: string }>(
  pages: readonly T[],
  errors: readonly ScoredError<T>[],
): T[] {
  const verbatim = errors.filter(({ score }) => score >= VERBATIM_SCORE).map(({ result }) => result)
  const likely = errors.filter(({ score }) => score < VERBATIM_SCORE && score >= NOISE_SCORE)
  const errorFirst = (likely[0]?.score ?? 0) >= DESCRIBES_ERROR_SCORE
  const turns = Array.from({ length: Math.max(pages.length, likely.length) }, (_, at) => {
    if (errorFirst) return [likely[at]?.result, pages[at]]
    return [pages[2 * at], pages[2 * at + 1], likely[at]?.result]
  })
  const ordered = [...verbatim, ...turns.flat()].filter((result) => result !== undefined)
  const byHref = new Map(pages.map((page) => [page.href, page]))
  const seen = new Set<string>()
  return ordered.flatMap((result) => {
    if (seen.has(result.href)) return []
    seen.add(result.href)
    return [byHref.get(result.href) ?? result]
  })
}
