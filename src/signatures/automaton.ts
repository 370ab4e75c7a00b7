import type { CompiledTemplate } from './family.ts'
import type { Segment } from './template.ts'
import type { Tokens } from './text.ts'

/** One template of one family, ready to be found. */
export interface Entry {
  readonly family: number
  readonly template: CompiledTemplate
  readonly segments: readonly Segment[]
  readonly length: number
  /** True where a tool repeats these very words from another family: only the tool's name makes it the tool's. */
  readonly borrowed: boolean
}

/** Words as numbers, and the automaton over them (Aho and Corasick: one step for each word, whatever was matched). */
export interface Automaton {
  readonly vocabulary: ReadonlyMap<string, number>
  readonly next: ReadonlyMap<number, number>
  readonly fail: Int32Array
  readonly depth: Int32Array
  /** Segments that end in a state: `entry * 64 + segment`. */
  readonly output: readonly (readonly number[])[]
  /** Nearest state down the fail links that has output, or 0. */
  readonly outputLink: Int32Array
  /** Entries whose first segment passes through a state, for texts that are cut off. */
  readonly passing: readonly (readonly number[])[]
  readonly size: number
}

/** Most segments of one template. */
export const SEGMENTS_PER_ENTRY = 64

/** Spellings that mean the same word. */
const SPELLING: ReadonlyMap<string, string> = new Map([
  ['cancelled', 'canceled'],
  ['cancelling', 'canceling'],
])
const spell = (word: string): string => SPELLING.get(word) ?? word

/** Builds the automaton for a list of templates. */
export const buildAutomaton = (entries: readonly Entry[]): Automaton => {
  const vocabulary = new Map<string, number>()
  const numberOf = (word: string): number => {
    const key = spell(word)
    const known = vocabulary.get(key)
    if (known !== undefined) return known
    vocabulary.set(key, vocabulary.size + 1)
    return vocabulary.size
  }
  const paths = entries.map(({ segments }) => segments.map(({ words }) => words.map(numberOf)))
  const size = vocabulary.size + 1
  const next = new Map<number, number>()
  const depth = [0]
  const output: number[][] = [[]]
  const passing: number[][] = [[]]
  for (const [entry, segments] of paths.entries()) {
    for (const [segment, path] of segments.entries()) {
      let state = 0
      for (const word of path) {
        const key = state * size + word
        let target = next.get(key)
        if (target === undefined) {
          target = depth.length
          depth.push((depth[state] ?? 0) + 1)
          output.push([])
          passing.push([])
          next.set(key, target)
        }
        state = target
        if (segment === 0) passing[state]?.push(entry)
      }
      output[state]?.push(entry * SEGMENTS_PER_ENTRY + segment)
    }
  }
  const fail = new Int32Array(depth.length)
  const outputLink = new Int32Array(depth.length)
  const edges = [...next].map(([key, target]) => ({ from: Math.floor(key / size), word: key % size, target }))
  edges.sort((a, b) => (depth[a.target] ?? 0) - (depth[b.target] ?? 0))
  for (const { from, word, target } of edges) {
    let back = fail[from] ?? 0
    if (from !== 0) {
      while (back !== 0 && !next.has(back * size + word)) back = fail[back] ?? 0
      const step = next.get(back * size + word)
      if (step !== undefined && step !== target) fail[target] = step
    }
    const link = fail[target] ?? 0
    outputLink[target] = (output[link]?.length ?? 0) > 0 ? link : (outputLink[link] ?? 0)
  }
  return { vocabulary, next, fail, depth: Int32Array.from(depth), output, outputLink, passing, size }
}

/** An occurrence of a template, in words. */
export interface Occurrence {
  readonly entry: number
  readonly from: number
  readonly to: number
  readonly truncated: boolean
}

/** Words of the paste as numbers; a word broken in two by a hard line wrap is put together again. */
export const numbered = (
  text: string,
  tokens: Tokens,
  vocabulary: ReadonlyMap<string, number>,
): Tokens & { ids: number[] } => {
  const words: string[] = []
  const starts: number[] = []
  const ends: number[] = []
  const lines: number[] = []
  const ids: number[] = []
  for (let index = 0; index < tokens.words.length; index++) {
    const word = tokens.words[index] ?? ''
    let id = vocabulary.get(spell(word)) ?? 0
    let end = tokens.ends[index] ?? 0
    const after = tokens.starts[index + 1]
    let whole = word
    if (after !== undefined && after - end <= 4 && tokens.lines[index] !== tokens.lines[index + 1]) {
      const following = tokens.words[index + 1] ?? ''
      const joined = vocabulary.get(word + following)
      const partsKnown = id !== 0 && vocabulary.has(following)
      if (joined !== undefined && !partsKnown && /^\r?\n[>|]? ?$/.test(text.slice(end, after))) {
        id = joined
        whole = word + following
        end = tokens.ends[index + 1] ?? end
        index++
      }
    }
    words.push(whole)
    starts.push(tokens.starts[index - (whole === word ? 0 : 1)] ?? 0)
    ends.push(end)
    lines.push(tokens.lines[index] ?? 0)
    ids.push(id)
  }
  return { words, starts, ends, lines, ids }
}

/** Share of a template that must stand before the cut for a truncated text to count. */
const TRUNCATED_SHARE = 0.55
const TRUNCATED_CHARACTERS = 18
/** The same where the cut falls between two words: the text may as well be complete and mean something else. */
const TRUNCATED_AT_WORD_SHARE = 0.7
/** The same for a text that starts in the middle of a template, between two words: nothing shows that words are missing. */
const HEADLESS_SHARE = 0.8

const ELLIPSIS = /^\s?(?:…|\.\.\.|\[\.\.\.|\\u2026|&hellip;)/
/** Characters an ellipsis, or the blank before it, can start with. */
const MAY_BE_CUT = new Set([...' .…[\\&'].map((character) => character.charCodeAt(0)))

const isCutAt = (text: string, end: number, lastCharacter: number): boolean =>
  end >= lastCharacter || (MAY_BE_CUT.has(text.charCodeAt(end)) && ELLIPSIS.test(text.slice(end, end + 9)))

/** Templates of which only the beginning stands at a cut: end of the paste, or an ellipsis. */
const truncatedAt = (
  automaton: Automaton,
  entries: readonly Entry[],
  state: number,
  partial: string,
  at: number,
): Occurrence[] => {
  const found: Occurrence[] = []
  for (let node = state; node !== 0; node = automaton.fail[node] ?? 0) {
    const depth = automaton.depth[node] ?? 0
    for (const index of automaton.passing[node] ?? []) {
      const entry = entries[index]
      const words = entry?.segments[0]?.words
      if (!entry || !words || words.length < depth) continue
      const next = words[depth]
      const isWhole = words.length === depth && entry.segments.length === 1
      if (isWhole || (partial !== '' && !(next?.startsWith(partial) ?? false))) continue
      const seen = words.slice(0, depth).join(' ').length + partial.length
      const least = partial === '' ? TRUNCATED_AT_WORD_SHARE : TRUNCATED_SHARE
      if (seen < TRUNCATED_CHARACTERS || seen < least * entry.length) continue
      found.push({ entry: index, from: at - depth, to: partial === '' ? at - 1 : at, truncated: true })
    }
  }
  return found
}

/** Templates whose beginning was cut away: the paste starts in their middle. */
const headless = (entries: readonly Entry[], words: readonly string[]): Occurrence[] => {
  const first = words[0]
  if (first === undefined) return []
  return entries.flatMap((entry, index) => {
    const literal = entry.segments.length === 1 ? entry.segments[0]?.words : undefined
    if (!literal || literal.length < 4) return []
    for (let skip = 0; skip <= 2; skip++) {
      const head = literal[skip]
      if (head === undefined || !head.endsWith(first) || (skip === 0 && head === first)) continue
      const rest = literal.slice(skip + 1)
      const seen = rest.join(' ').length
      const least = head === first ? HEADLESS_SHARE : TRUNCATED_SHARE
      if (seen < TRUNCATED_CHARACTERS || seen < least * entry.length) continue
      if (rest.every((word, offset) => words[offset + 1] === word))
        return [{ entry: index, from: 0, to: rest.length, truncated: true }]
    }
    return []
  })
}

/** Progress of a template of several segments. */
interface Progress {
  from: number
  to: number
}

/** Every occurrence of every template, whole or cut off; the time grows with the text only. */
export const occurrencesIn = (
  text: string,
  tokens: Tokens & { readonly ids: readonly number[] },
  automaton: Automaton,
  entries: readonly Entry[],
): Occurrence[] => {
  const found: Occurrence[] = []
  const progress: (Progress | undefined)[][] = []
  const lastCharacter = text.trimEnd().length
  let state = 0
  for (let at = 0; at < tokens.ids.length; at++) {
    const word = tokens.ids[at] ?? 0
    const before = state
    if (word === 0) state = 0
    else {
      while (state !== 0 && !automaton.next.has(state * automaton.size + word)) state = automaton.fail[state] ?? 0
      state = automaton.next.get(state * automaton.size + word) ?? 0
    }
    let node = (automaton.output[state]?.length ?? 0) > 0 ? state : (automaton.outputLink[state] ?? 0)
    for (; node !== 0; node = automaton.outputLink[node] ?? 0) {
      for (const code of automaton.output[node] ?? []) {
        const index = Math.floor(code / SEGMENTS_PER_ENTRY)
        const segment = code % SEGMENTS_PER_ENTRY
        const entry = entries[index]
        if (!entry) continue
        const from = at - (automaton.depth[node] ?? 1) + 1
        let steps = progress[index]
        if (entry.segments.length > 1 && !steps) {
          steps = []
          progress[index] = steps
        }
        let start = from
        if (segment > 0) {
          const previous = steps?.[segment - 1]
          const step = entry.segments[segment]
          if (!previous || !step || from <= previous.to || from - previous.to - 1 > step.reach) continue
          if ((tokens.lines[from] ?? 0) - (tokens.lines[previous.to] ?? 0) > step.reachLines) continue
          start = previous.from
        }
        if (segment === entry.segments.length - 1) found.push({ entry: index, from: start, to: at, truncated: false })
        else if (steps) steps[segment] = { from: start, to: at }
      }
    }
    if ((state !== 0 || before !== 0) && isCutAt(text, tokens.ends[at] ?? 0, lastCharacter)) {
      const known = state !== 0 ? truncatedAt(automaton, entries, state, '', at + 1) : []
      found.push(...known)
      if (before !== 0) found.push(...truncatedAt(automaton, entries, before, tokens.words[at] ?? '', at))
    }
  }
  found.push(...headless(entries, tokens.words.slice(0, 40)))
  return found
}
