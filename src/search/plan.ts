/**
 * Words that carry no meaning of their own in a search for an error text; a query of nothing else keeps them.
 */
const STOP_WORDS = new Set(
  'a an and are as at be by can could do does for from has have how i if in into is it its my no not of on or our so than that the their then there this to was we were what when where which while why will with would you your'.split(
    ' ',
  ),
)

/** Splits a query into the words the index knows: letters, digits and inner underscores. */
export function queryWords(query: string): string[] {
  return query
    .toLowerCase()
    .split(/[^\p{L}\p{N}_]+/u)
    .map((word) => word.replace(/^_+|_+$/g, ''))
    .filter((word) => word !== '')
}

/** How a question begins; its filler words would lead to pages that happen to hold all of them. */
const QUESTION = /^(?:how|what|which|why|where|when|can|could|does|do|is|are|should)\b/

/**
 * The queries to try in turn until one finds something: as typed, then without filler words; a question the other way
 * round. The index answers only when every word occurs on a page, so a long message with a host name in it needs a weaker try.
 */
export function searchPlan(query: string): string[] {
  const words = queryWords(query)
  if (words.length === 0) return []
  const telling = words.filter((word) => !STOP_WORDS.has(word))
  const tries = [words.join(' '), telling.join(' ')]
  const isQuestion = QUESTION.test(words[0] ?? '') && telling.length > 1
  return [...new Set(isQuestion ? tries.reverse() : tries)].filter((text) => text !== '')
}

/** Words to look up one by one when no page has them all, longest first because long words tell more. */
export function fallbackWords(query: string): string[] {
  const telling = [...new Set(queryWords(query))].filter((word) => !STOP_WORDS.has(word) && word.length > 2)
  return telling.sort((a, b) => b.length - a.length).slice(0, 6)
}

/** Leading characters a found word shares with an asked one at least; the index cuts words back until something fits. */
const SHARED_CHARACTERS = 4

/** Whether an excerpt was found for what was asked, and not for what was left of a word after cutting it back. */
export function isAbout(excerpt: readonly ExcerptPart[], query: string): boolean {
  const asked = queryWords(query)
  const found = excerpt.filter(({ marked }) => marked).flatMap(({ text }) => queryWords(text))
  return found.some((word) =>
    asked.some((other) => {
      const shared = Math.min(SHARED_CHARACTERS, other.length)
      return word.slice(0, shared) === other.slice(0, shared)
    }),
  )
}

/** A piece of an excerpt; marked pieces are the words that were found. */
export interface ExcerptPart {
  readonly text: string
  readonly marked: boolean
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

const decode = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16))
    if (decimal) return String.fromCodePoint(Number.parseInt(decimal, 10))
    return (name && ENTITIES[name.toLowerCase()]) ?? whole
  })

/** Names that were separated for the index, in one piece again: a sentence starts with a capital, a part of a name does not. */
const joinNames = (text: string): string => text.replace(/(?<=[\p{L}\p{N}_][./\\=]) (?=(?:<mark>)?[\p{Ll}_])/gu, '')

/** Splits the index's excerpt markup into plain pieces, so that it is shown as text and never as HTML. */
export function excerptParts(markup: string): ExcerptPart[] {
  return joinNames(markup)
    .split(/(<mark>.*?<\/mark>)/s)
    .filter((piece) => piece !== '')
    .map((piece) => ({ text: decode(piece.replace(/<[^>]*>/g, '')), marked: piece.startsWith('<mark>') }))
}
