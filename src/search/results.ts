import type { SignatureIndex } from '../signatures/family.ts'
import { type SearchMatch, searchSignatures } from '../signatures/search.ts'
import { mergeResults } from './merge.ts'
import { type ExcerptPart, excerptParts, fallbackWords, isAbout, searchPlan } from './plan.ts'

/** A page that answers a search. */
export interface SearchResult {
  readonly href: string
  readonly title: string
  /** The room it stands in ("Guide"). */
  readonly room: string
  readonly excerpt: readonly ExcerptPart[]
}

interface PagefindFragment {
  readonly url: string
  readonly excerpt: string
  readonly meta: Readonly<Record<string, string>>
}
interface PagefindResult {
  readonly id: string
  readonly score: number
  data(): Promise<PagefindFragment>
}
interface Pagefind {
  options(options: object): Promise<void>
  search(query: string): Promise<{ results: PagefindResult[] }>
}

/** First path segment → what a page of it is called in results. */
const ROOMS: Readonly<Record<string, string>> = {
  guides: 'Guide',
  errors: 'Error',
  hops: 'Hop',
  platforms: 'Platform',
  clients: 'Client',
  tags: 'Tag',
  fix: 'Recipe',
  proved: 'Proof',
}

let index: Promise<Pagefind> | undefined

const loadIndex = (): Promise<Pagefind> => {
  index ??= (async () => {
    const address = '/pagefind/pagefind.js'
    const pagefind = (await import(/* @vite-ignore */ address)) as Pagefind
    // Long pages mention everything once; a shorter page that is about the words should win.
    await pagefind.options({ excerptLength: 24, ranking: { pageLength: 0.6, termFrequency: 0.8 } })
    return pagefind
  })()
  return index
}

const LIMIT = 12

async function textResults(query: string): Promise<PagefindResult[]> {
  const pagefind = await loadIndex()
  for (const attempt of searchPlan(query)) {
    const { results } = await pagefind.search(attempt)
    if (results.length > 0) return results
  }
  const scores = new Map<string, { page: PagefindResult; score: number }>()
  const words = fallbackWords(query)
  const found = await Promise.all(words.map((word) => pagefind.search(word)))
  for (const { results } of found) {
    for (const page of results.slice(0, 50)) {
      const known = scores.get(page.id)
      // A page with two of the words beats a page with one of them, whatever its score for that one.
      scores.set(page.id, { page, score: (known?.score ?? 0) + 1 + Math.min(page.score, 20) / 100 })
    }
  }
  const least = words.length > 2 ? 2 : 1
  return [...scores.values()]
    .filter(({ score }) => score >= least)
    .sort((a, b) => b.score - a.score)
    .map(({ page }) => page)
}

let signatures: Promise<SignatureIndex> | undefined

const loadSignatures = (): Promise<SignatureIndex> => {
  signatures ??= fetch('/signatures.json').then((response) => {
    if (!response.ok) throw new Error(`/signatures.json answered ${response.status}`)
    return response.json() as Promise<SignatureIndex>
  })
  return signatures
}

const errorResult = ({ id, title, meaning }: SearchMatch): SearchResult => ({
  href: `/errors/${id}/`,
  title,
  room: 'Error',
  excerpt: [{ text: meaning, marked: false }],
})

/**
 * Pages for a query, best first, at most 12: the full-text index and the error matcher in one list.
 * Empty for an empty query or when nothing fits. Rejects when the index cannot be loaded.
 */
export async function searchSite(query: string): Promise<SearchResult[]> {
  const [found, index] = await Promise.all([textResults(query), loadSignatures()])
  const pages = await Promise.all(found.slice(0, LIMIT).map((page) => page.data()))
  const text = pages
    .map(({ url, excerpt, meta }) => ({
      href: url,
      title: meta['title'] ?? url,
      room: ROOMS[url.split('/')[1] ?? ''] ?? 'Tool',
      excerpt: excerptParts(excerpt),
    }))
    .filter(({ excerpt }) => isAbout(excerpt, query))
  const errors = searchSignatures(index, query).map((match) => ({ result: errorResult(match), score: match.score }))
  return mergeResults(text, errors).slice(0, LIMIT)
}
