import { type ClueMap, cluesIn, driversIn, judgeClues, mapClues } from './clues.ts'
import type { CompiledFamily, CompiledTemplate, SignatureIndex, SignatureKind } from './family.ts'
import { holdsOtherReason, looksLike, type Outside } from './outside.ts'
import { literalLength, type Segment, segmentsOf } from './template.ts'
import { type Tokens, tokenize } from './text.ts'

/** A place in the paste, in offsets of the original text, end exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** How sure a match is: `likely` = the text and its setting fit; `possible` = the text fits, but nothing names a database. */
export type Confidence = 'likely' | 'possible'

/** One family found in a paste. */
export interface Match {
  readonly id: string
  readonly title: string
  readonly kind: SignatureKind
  /** What the text says, literally. */
  readonly meaning: string
  readonly fixFamily: string
  readonly confidence: Confidence
  /** The template that matched, as the catalogue writes it. */
  readonly template: string
  /** Where it stands in the paste: every occurrence, at most {@link MAX_SPANS}. */
  readonly spans: readonly Span[]
  /** 0-based line of the first occurrence. */
  readonly line: number
  /** How often it occurs. */
  readonly count: number
  /** True where the text was cut off before the template ended. */
  readonly truncated: boolean
  /** Why it stands where it stands in the list, in one sentence. */
  readonly reason: string
}

/** What the matcher says about a paste. */
export interface Diagnosis {
  readonly state: 'idle' | 'matched' | 'no-match'
  /** Best first, at most {@link MAX_MATCHES}. */
  readonly matches: readonly Match[]
  /** What an unmatched paste looks like, when it looks like something. */
  readonly outside: Outside | undefined
  /** A single line without an error in it: a question for the site search. */
  readonly isPhrase: boolean
  /** Drivers and tools the paste names, by the catalogue's driver ids. */
  readonly drivers: readonly string[]
  /** What to add to the paste when it does not decide, in one sentence. */
  readonly pasteNext: string | undefined
}

export const MAX_MATCHES = 6
export const MAX_SPANS = 40

/** One template of one family, ready to be found. */
interface Entry {
  readonly family: number
  readonly template: CompiledTemplate
  readonly segments: readonly Segment[]
  readonly length: number
  /** True where a tool repeats these very words from another family: only the tool's name makes it the tool's. */
  readonly borrowed: boolean
}

/** Words as numbers, and the automaton over them (Aho and Corasick: one step for each word, whatever was matched). */
interface Automaton {
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

const SEGMENTS_PER_ENTRY = 64

/** Spellings that mean the same word. */
const SPELLING: ReadonlyMap<string, string> = new Map([
  ['cancelled', 'canceled'],
  ['cancelling', 'canceling'],
])
const spell = (word: string): string => SPELLING.get(word) ?? word

const buildAutomaton = (entries: readonly Entry[]): Automaton => {
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
interface Occurrence {
  readonly entry: number
  readonly from: number
  readonly to: number
  readonly truncated: boolean
}

/** Words of the paste as numbers; a word broken in two by a hard line wrap is put together again. */
const numbered = (
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

const occurrencesIn = (
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
          const rule = entry.segments[segment]
          if (!previous || !rule || from <= previous.to || from - previous.to - 1 > rule.gap) continue
          if ((tokens.lines[from] ?? 0) - (tokens.lines[previous.to] ?? 0) > rule.gapLines) continue
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

/** Code of the character that begins a colour sequence. */
const ESCAPE = 27

/** True where the words from `from` to `to` are a whole message: nothing but quotes and line ends around them. */
const isWholeMessage = (text: string, start: number, end: number, endsInVariable: boolean): boolean => {
  const before = text.slice(Math.max(0, start - 12), start)
  const after = text.slice(end, end + 6)
  const opens =
    /(?:^|[\n:=>|"'`“‘([{};]|\\n|\\"|\[[\d;]{1,5}m|std(?:out|err) F|(?:ERROR|FATAL|Error|LOG) {1,2})[ \t]*$/.test(
      before,
    )
  const closes =
    /^(?:[ \t]{2}| at [\w$<]|[ \t]*(?:$|[\r\n"'`”’)\]}.,;(|<&[]|\\))/.test(after) || after.charCodeAt(0) === ESCAPE
  return opens && (closes || endsInVariable)
}

/** Language runtimes whose error text says nothing about the peer, under drivers that hide it. */
const MUTE_DRIVERS: ReadonlySet<string> = new Set(['pgjdbc', 'redshift-jdbc-2', 'hikaricp'])
/** Words that name how a connection ended: a text with one of them needs no cause beneath it. */
const TELLING = new Set(
  'timed timeout reset refused pipe eof closed terminated aborted host unknown fatal signal shutdown unreachable'.split(
    ' ',
  ),
)

const isMute = (family: CompiledFamily, entry: Entry): boolean =>
  (family.drivers ?? []).some((driver) => MUTE_DRIVERS.has(driver)) &&
  family.layer !== 'runtime' &&
  family.kind !== 'pool-wait' &&
  !entry.segments.some(({ words }) => words.some((word) => TELLING.has(word)))

/** What is known about one family in one paste while the list is being ranked. */
interface Candidate {
  readonly family: CompiledFamily
  readonly order: number
  readonly entry: Entry
  readonly occurrences: readonly Occurrence[]
  readonly line: number
  readonly confidence: Confidence
  readonly mute: boolean
  readonly ownDriver: boolean
  readonly onlyCompanion: boolean
  readonly spans: readonly Span[]
}

/** Layers whose programs also serve other databases and services: another product beside the text means that one. */
const OF_ANY_DATABASE: ReadonlySet<string> = new Set(['driver', 'orm', 'tool'])

/** True where the text belongs to the other product that is named beside it. Git runs through SSH like a tunnel. */
const belongsElsewhere = (family: CompiledFamily, storeBeside: string | undefined): boolean =>
  storeBeside !== undefined &&
  (OF_ANY_DATABASE.has(family.layer) || (family.layer === 'tunnel' && storeBeside === 'Git'))

/** Layers that print the text of any other, so that their own words add nothing. */
const REPEATERS: ReadonlySet<string> = new Set(['tool', 'orm'])

/** Layers whose text a driver repeats word for word behind its own prefix. */
const REPEATED_LAYERS: ReadonlySet<string> = new Set(['libpq', 'os'])

/** True where the wrapper's prefix runs straight into a known text of the layer below: together they are one message. */
const runsInto = (wrapper: Candidate, all: readonly Candidate[]): boolean =>
  !REPEATERS.has(wrapper.family.layer) &&
  all.some(
    (inner) =>
      REPEATED_LAYERS.has(inner.family.layer) &&
      inner.spans.some(({ start }) => wrapper.spans.some(({ end }) => start >= end - 1 && start - end < 40)),
  )

/** Rank of a family before its text is weighed; smaller is better. The reasons are {@link REASONS}. */
const TIER = {
  server: 0,
  pooler: 1,
  cause: 1.5,
  first: 2,
  muteWrapper: 2.5,
  runtime: 3,
  wait: 4,
  followUp: 5,
  system: 6,
  wrapper: 7,
} as const
type Tier = keyof typeof TIER

const REASONS: Readonly<Record<Tier, string>> = {
  server: 'The server itself says why it ended the work, which beats every socket text around it.',
  pooler: 'The pooler or proxy between client and server says what it did.',
  cause: 'It is the innermost cause: the text around it only repeats that something failed.',
  first: 'It is the most specific text about the connection in this paste.',
  muteWrapper: 'It reports a loss without the reason. The cause stands in another line.',
  runtime: 'The language runtime names the socket error.',
  wait: 'It is about waiting for a connection, not about losing one.',
  followUp: 'It follows from an earlier loss: look for the first error of the same connection.',
  system: 'It is the text of the operating system, which any program can print.',
  wrapper: 'It only repeats the text of a deeper layer.',
}

/** The same for a family that is not the best, where another sentence is needed. */
const LESSER_REASONS: Partial<Readonly<Record<Tier, string>>> = {
  server: 'The server says this as well; the first text names the cause more exactly.',
  cause: 'It is a cause too, further out.',
  first: 'It is another text about the connection. The first one says more about the reason.',
}
const WRAPS_CAUSE = 'It wraps the cause above: every failure while talking to the server prints it.'

const CHAIN_WORDS = /Caused by|nested exception|--->|The above exception|direct cause/

/** True where a runtime error is the stated cause of a mute driver error: "Caused by", or right behind it in one line. */
const isStatedCause = (text: string, runtime: Candidate, mutes: readonly Candidate[]): boolean =>
  mutes.some((mute) =>
    runtime.spans.some((span) => {
      const lead = text.slice(Math.max(0, span.start - 60), span.start)
      const lineStart = Math.max(lead.lastIndexOf('\n'), lead.lastIndexOf('\\n'))
      if (CHAIN_WORDS.test(lead.slice(lineStart + 1)) || CHAIN_WORDS.test(text.slice(span.start, span.start + 20)))
        return true
      return mute.spans.some(({ end }) => span.start >= end && span.start - end < 120)
    }),
  )

/** True where the family has no text of its own here: another family, to which it yields, prints the same words. */
const borrows = (candidate: Candidate, all: readonly Candidate[]): boolean =>
  all.some(
    ({ family, entry }) => candidate.family.yieldsTo?.includes(family.id) && entry.length >= candidate.entry.length,
  )

const tierOf = (candidate: Candidate, text: string, all: readonly Candidate[]): Tier => {
  const { family, entry } = candidate
  const mutes = all.filter(({ mute }) => mute)
  if (borrows(candidate, all)) return 'wrapper'
  if (family.layer === 'os') return 'system'
  if (family.kind === 'follow-up') return 'followUp'
  if (family.kind === 'pool-wait') return 'wait'
  if (family.layer === 'runtime') return isStatedCause(text, candidate, mutes) ? 'cause' : 'runtime'
  if (family.kind === 'generic-os') return 'system'
  if (family.kind === 'wrapper') {
    const repeats =
      family.layer === 'tool' || family.layer === 'orm' || (entry.template.open && !runsInto(candidate, all))
    return repeats ? 'wrapper' : candidate.mute ? 'muteWrapper' : 'first'
  }
  if (family.fixFamily === 'none') return 'followUp'
  // "canceling statement due to user request" is the echo of a client timer, which names itself if it is there.
  if (family.layer === 'server') return family.fixFamily === 'client-query-timer' ? 'first' : 'server'
  // A server process that died explains every refusal after it.
  if (family.layer === 'server-log' && family.fixFamily === 'server-health') return 'server'
  if (family.layer === 'pooler' || family.layer === 'proxy') return 'pooler'
  if (entry.template.open && !runsInto(candidate, all)) return 'wait'
  return candidate.mute && family.layer === 'pool' ? 'muteWrapper' : 'first'
}

/** Weight of a candidate inside its tier: how much text fits, how often, how early, and whether its driver is named. */
const weightOf = (candidate: Candidate): number => {
  const length = Math.min(candidate.entry.length, 90)
  const cut = candidate.occurrences.every(({ truncated }) => truncated) ? 0.7 : 1
  const companion = candidate.onlyCompanion ? 0.2 : 1
  const often = 3 * Math.log2(Math.min(candidate.occurrences.length, 16))
  const late = Math.min(candidate.line, 25)
  const wrapping = candidate.entry.template.open ? 40 : 0
  return length * cut * companion + wrapping + often - late + (candidate.ownDriver ? 30 : 0)
}

/** A frame of a driver's read or write path, for traces whose message was left out. */
const FRAMES: readonly (readonly [id: string, frame: RegExp])[] = [
  ['go-unexpected-eof', /pgx\/[\w/]*chunkreader|pgproto3\.\(\*Frontend\)\.Receive|chunkReader\)\.appendAtLeast/i],
  ['java-eofexception', /PGStream\.receiveChar|RedshiftStream\.receiveChar/i],
  ['npgsql-exception-while-reading', /Npgsql(?:Read)?Buffer\.(?:<Ensure|Ensure)/i],
  ['npgsql-exception-while-writing', /NpgsqlWriteBuffer\.(?:<Flush|Flush)/i],
  ['redshift-connector-unpack-from', /redshift_connector\/core\.py", line \d+, in handle_messages/i],
]

/** A line of HAProxy's TCP log whose session state says which side ended it (cD, sD, …). */
const HAPROXY_STATE = /\d \+?\d+ ([cs]D|[CS]D|[sS]C) \d+\/\d+\/\d+\/\d+\/\+?\d+ \d+\/\d+/

/** Go's bare EOF at the end of a message about a database; alone the word is too short to mean anything. */
const BARE_EOF = /\b(?:database|postgres\w*|pq|pgx|redshift|sql|db)\b[^\n]{0,120}: {1,2}EOF(?! ?\w)/i

/** Messages that no run of literal words describes. */
const STRUCTURES: readonly (readonly [id: string, structure: RegExp])[] = [
  ['haproxy-termination-cd-sd', HAPROXY_STATE],
  ['go-unexpected-eof', BARE_EOF],
]

const structuresIn = (text: string): readonly { id: string; span: Span }[] =>
  STRUCTURES.flatMap(([id, structure]) => {
    const match = structure.exec(text)
    return match ? [{ id, span: { start: match.index, end: match.index + match[0].length } }] : []
  })

const lineAt = (text: string, offset: number): number => {
  let line = 0
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++
  return line
}

/** Error words of a text: without one of them a single line is a question, not a paste. */
const ERROR_SHAPE =
  /(?:Exception|Error|FATAL|ERROR|WARN|SQLSTATE|Traceback|panic|failed|refused|timed out|closed|reset|broken|errno|E[A-Z]{4,}|[:[\]()]{1}\s*\d)/

const isPhraseLike = (text: string): boolean => {
  const trimmed = text.trim()
  return trimmed.length <= 120 && !trimmed.includes('\n') && !ERROR_SHAPE.test(trimmed)
}

/** Fewest words of a paste worth looking at. */
const MIN_CHARACTERS = 3

const nextToPaste = (matches: readonly Match[], text: string, outside: Outside | undefined): string | undefined => {
  const [best] = matches
  const alone = matches.length === 1
  if (!best)
    return outside?.code === 'network'
      ? 'Add the 20 lines around the error: the driver, the port or the server name decides whether a database is meant.'
      : undefined
  if (best.truncated)
    return 'The text ends early. Paste the whole line: the words after the cut can name another cause.'
  if (best.kind === 'follow-up')
    return 'Paste the log from before this line. The first error of the same connection names the cause; this one follows from it.'
  if (best.kind === 'pool-wait')
    return 'Paste the lines around it. A connect error beside it (refused, timed out) makes it a network matter; without one the pool was busy.'
  if (best.kind === 'wrapper')
    return 'Paste the lines below it, down to the last "Caused by". The innermost text decides.'
  if (best.id.startsWith('pgjdbc-') && !/Caused by/.test(text))
    return 'Paste the trace down to the last "Caused by": Connection reset, EOF, Broken pipe and Read timed out have different causes.'
  if (best.confidence === 'possible')
    return 'Add the lines around it: nothing in the paste says that the other end is a database.'
  if (best.kind === 'generic-os' && alone)
    return 'Add the lines of the driver around it, and the server log at that second.'
  return undefined
}

/** What the matcher can be told about a text. */
export interface MatchOptions {
  /** The reader already said that a database is meant, as in a search on this site: no clue is asked for. */
  readonly databaseIsMeant?: boolean
}

/** Finds error families in pastes. Build it once for an index; a call takes time linear in the paste. */
export interface Matcher {
  readonly diagnose: (paste: string, options?: MatchOptions) => Diagnosis
}

/** True where the text names nothing of its own ("connection is closed"), so that several drivers print it. */
const isShared = ({ segments }: Entry): boolean =>
  !segments.some(({ words }) => words.some((word) => word.includes('_') || word.length >= 14))

/** Share of a paste that a short message must be, to be taken for it without a clue. */
const MOST = 0.6
const isMostOf = (text: string, { start, end }: Span): boolean => end - start >= MOST * text.trim().length

/** True where a paste that names `drivers` can hold a text of this family. */
const speaksFor = (family: CompiledFamily, drivers: readonly string[]): boolean =>
  drivers.length === 0 ||
  family.drivers === undefined ||
  family.layer === 'runtime' ||
  family.layer === 'os' ||
  family.drivers.some((driver) => drivers.includes(driver))

const IDLE: Diagnosis = {
  state: 'idle',
  matches: [],
  outside: undefined,
  isPhrase: false,
  drivers: [],
  pasteNext: undefined,
}

/** A wrapper alone counts only where it speaks of the connection itself. */
const SPEAKS_OF_CONNECTION =
  /connect|connection|lost|closed|timed|timeout|tunnel|disconnect|communicat|terminat|rollback|commit|alive|gateway/i

const standsAlone = ({ family, entry: { template, length } }: Candidate): boolean =>
  !template.weak &&
  (!template.open || (family.kind === 'root' && length >= OPEN_CHARACTERS)) &&
  SPEAKS_OF_CONNECTION.test(template.text)

/** Literal characters an open text of its own right must have to count without its inner text. */
const OPEN_CHARACTERS = 20

/** Makes a matcher from the compiled index. */
export const createMatcher = (index: SignatureIndex): Matcher => {
  const keyOf = (segments: readonly Segment[]): string => segments.map(({ words }) => words.join(' ')).join('*')
  const firstHand = new Set(
    index.families
      .filter(({ layer }) => layer !== 'tool')
      .flatMap(({ templates }) => templates.map(({ text }) => keyOf(segmentsOf(text)))),
  )
  const entries: Entry[] = index.families.flatMap((family, order) =>
    family.templates.flatMap((template) => {
      const segments = segmentsOf(template.text)
      const length = literalLength(segments)
      return segments.length === 0 || segments.length > SEGMENTS_PER_ENTRY
        ? []
        : [
            {
              family: order,
              template,
              segments,
              length,
              borrowed: family.layer === 'tool' && firstHand.has(keyOf(segments)),
            },
          ]
    }),
  )
  const automaton = buildAutomaton(entries)
  const orderOf = new Map(index.families.map(({ id }, order) => [id, order]))

  const candidateOf = (
    order: number,
    occurrences: readonly Occurrence[],
    text: string,
    tokens: Tokens,
    clues: ClueMap,
    drivers: readonly string[],
    options: MatchOptions,
  ): Candidate | undefined => {
    const family = index.families[order]
    if (!family) return undefined
    const ownDriver = (family.drivers ?? []).some((driver) => drivers.includes(driver))
    const placed = occurrences.flatMap((occurrence) => {
      const entry = entries[occurrence.entry]
      const start = tokens.starts[occurrence.from]
      const end = tokens.ends[occurrence.to]
      if (!entry || start === undefined || end === undefined) return []
      const from = tokens.lines[occurrence.from] ?? 0
      const to = tokens.lines[occurrence.to] ?? from
      return [{ occurrence, entry, span: { start, end }, from, to }]
    })
    let possible = false
    const kept = placed.filter(({ entry, span, from, to }) => {
      if (entry.borrowed && !ownDriver && !options.databaseIsMeant) return false
      const endsInVariable = />\W*$/.test(entry.template.text)
      if (entry.template.weak && !isWholeMessage(text, span.start, span.end, endsInVariable)) return false
      if (entry.template.weak && endsInVariable && family.layer === 'driver' && !ownDriver) return false
      if (options.databaseIsMeant) return true
      const verdict = judgeClues(clues, from, to)
      if (entry.template.weak) {
        if (verdict.database === 'yes') return !isShared(entry) || speaksFor(family, drivers)
        possible = verdict.database === 'unknown' && !family.needsClue && isMostOf(text, span)
        return possible
      }
      if (entry.template.companion && family.layer === 'driver') return ownDriver
      if (!family.needsClue) return !belongsElsewhere(family, verdict.storeBeside)
      if (verdict.database === 'yes') return true
      if (verdict.database === 'no') return false
      possible = family.layer === 'tool' || (family.layer === 'runtime' && hasFrames(text))
      return possible
    })
    const best = kept
      .filter(({ entry }) => !entry.template.companion)
      .sort(
        (a, b) =>
          Number(a.entry.template.open ?? false) - Number(b.entry.template.open ?? false) ||
          Number(a.occurrence.truncated) - Number(b.occurrence.truncated) ||
          b.entry.length - a.entry.length,
      )[0]
    const shown = best ?? kept[0]
    if (!shown) return undefined
    return {
      family,
      order,
      entry: shown.entry,
      occurrences: kept.filter(({ entry }) => entry === shown.entry).map(({ occurrence }) => occurrence),
      line: Math.min(...kept.slice(0, 1000).map(({ from }) => from)),
      confidence: possible ? 'possible' : 'likely',
      mute: isMute(family, shown.entry),
      ownDriver,
      onlyCompanion: best === undefined,
      spans: mergeSpans(kept.map(({ span }) => span)).slice(0, MAX_SPANS),
    }
  }

  const diagnose = (paste: string, options: MatchOptions = {}): Diagnosis => {
    if (paste.trim().length < MIN_CHARACTERS) return IDLE
    const raw = tokenize(paste)
    const tokens = numbered(paste, raw, automaton.vocabulary)
    const clues = cluesIn(paste, raw)
    const clueMap = mapClues(clues)
    const drivers = driversIn(clues)
    const grouped = new Map<number, Occurrence[]>()
    for (const occurrence of occurrencesIn(paste, tokens, automaton, entries)) {
      const order = entries[occurrence.entry]?.family
      if (order === undefined) continue
      const group = grouped.get(order)
      if (group) group.push(occurrence)
      else grouped.set(order, [occurrence])
    }
    const candidates = [...grouped].flatMap(([order, group]) => {
      const candidate = candidateOf(order, group, paste, tokens, clueMap, drivers, options)
      return candidate ? [candidate] : []
    })
    const settled = settle(candidates, paste, options)
    const ranked = rank(settled, paste)
    const matches = ranked.length > 0 ? ranked : withoutMessage(paste, index, orderOf)
    const outside = matches.length === 0 ? looksLike(paste) : undefined
    return {
      state: matches.length > 0 ? 'matched' : 'no-match',
      matches: matches.slice(0, MAX_MATCHES),
      outside,
      isPhrase: isPhraseLike(paste),
      drivers,
      pasteNext: nextToPaste(matches, paste, outside),
    }
  }
  return { diagnose }
}

/** Stack frames of any language: a text with frames is the failure of a program, not prose about one. */
const hasFrames = (text: string): boolean => FRAME.test(text)
const FRAME =
  /(?:\b|\\[nt]|\dm)at (?:async |new )?[^\s()]{1,120}(?: \[as \w+\])? ?\([^\s()]{1,300}[:\d]|\bfile \S{2,300}, line \d|goroutine \d+ \[/i

const mergeSpans = (spans: readonly Span[]): Span[] => {
  const sorted = [...spans].sort((a, b) => a.start - b.start)
  const merged: Span[] = []
  for (const span of sorted) {
    const last = merged.at(-1)
    if (last && span.start <= last.end)
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) }
    else merged.push(span)
  }
  return merged
}

const contains = (outer: Span, inner: Span): boolean => outer.start <= inner.start && inner.end <= outer.end

/** True where a driver that the paste does not name claims words that a named driver of the same layer prints. */
const isAnothers = (candidate: Candidate, all: readonly Candidate[]): boolean =>
  !candidate.ownDriver &&
  candidate.family.drivers !== undefined &&
  all.some(
    ({ ownDriver, family, spans }) =>
      ownDriver &&
      family.layer === candidate.family.layer &&
      candidate.spans.every((inner) => spans.some((outer) => contains(outer, inner))),
  )

/** True where every word of `inner` is a part of the longer message `outer`, which is more than a repetition. */
const isPartOf = (inner: Candidate, outer: Candidate): boolean =>
  outer.entry.length > inner.entry.length &&
  !outer.entry.template.open &&
  !REPEATERS.has(outer.family.layer) &&
  !(inner.family.layer === 'server' && outer.family.layer !== 'pooler') &&
  inner.spans.every((span) => outer.spans.some((whole) => contains(whole, span)))

/** Drops what the rules rule out: wrappers around another reason, companions without their error, wrappers alone. */
const settle = (candidates: readonly Candidate[], text: string, options: MatchOptions): Candidate[] => {
  const inner = candidates.filter(
    ({ family, entry, onlyCompanion }) =>
      !onlyCompanion && !entry.template.open && !(family.kind === 'wrapper' && REPEATERS.has(family.layer)),
  )
  if (inner.length > 0 || options.databaseIsMeant)
    return candidates.filter((candidate) => !isAnothers(candidate, candidates))
  if (holdsOtherReason(text)) return []
  return candidates.filter((candidate) =>
    candidate.family.kind === 'wrapper' || candidate.entry.template.open
      ? standsAlone(candidate)
      : !candidate.onlyCompanion || candidate.family.kind === 'root',
  )
}

const rank = (candidates: readonly Candidate[], text: string): Match[] => {
  const ranked = candidates
    .map((candidate) => {
      const tier = tierOf(candidate, text, candidates)
      return { candidate, tier, key: TIER[tier], weight: weightOf(candidate) }
    })
    .sort((a, b) => a.key - b.key || b.weight - a.weight || a.candidate.order - b.candidate.order)
  for (let at = ranked.length - 2; at >= 0; at--) {
    const item = ranked[at]
    const yieldsTo = item?.candidate.family.yieldsTo
    if (!item || !yieldsTo) continue
    const last = ranked.findLastIndex(
      ({ candidate }, place) =>
        place > at && yieldsTo.includes(candidate.family.id) && candidate.entry.length >= item.candidate.entry.length,
    )
    if (last < 0) continue
    ranked.splice(at, 1)
    ranked.splice(last, 0, item)
  }
  for (let at = 0; at < ranked.length; at++) {
    const item = ranked[at]
    if (!item) continue
    const whole = ranked.findIndex(({ candidate }, place) => place > at && isPartOf(item.candidate, candidate))
    const moved = whole < 0 ? undefined : ranked[whole]
    if (!moved) continue
    ranked.splice(whole, 1)
    ranked.splice(at, 0, moved)
  }
  const reasonOf = (place: number, tier: Tier, mute: boolean): string => {
    if (place === 0) return REASONS[tier]
    if (mute && ranked[0]?.tier === 'cause') return WRAPS_CAUSE
    return LESSER_REASONS[tier] ?? REASONS[tier]
  }
  return ranked.map(({ candidate, tier }, place) => ({
    id: candidate.family.id,
    title: candidate.family.title,
    kind: candidate.family.kind,
    meaning: candidate.family.meaning,
    fixFamily: candidate.family.fixFamily,
    confidence: candidate.confidence,
    template: candidate.entry.template.text,
    spans: candidate.spans,
    line: candidate.line,
    count: candidate.occurrences.length,
    truncated: candidate.occurrences.every(({ truncated }) => truncated),
    reason: reasonOf(place, tier, candidate.mute),
  }))
}

/** Families known from structures and stack frames, for pastes whose message was left out. */
const withoutMessage = (text: string, index: SignatureIndex, orderOf: ReadonlyMap<string, number>): Match[] => {
  const found = structuresIn(text)
  const frames =
    found.length > 0 || holdsOtherReason(text)
      ? []
      : FRAMES.flatMap(([id, frame]) => {
          const match = frame.exec(text)
          return match ? [{ id, span: { start: match.index, end: match.index + match[0].length } }] : []
        })
  return [...found, ...frames].flatMap(({ id, span }) => {
    const family = index.families[orderOf.get(id) ?? -1]
    if (!family) return []
    return [
      {
        id,
        title: family.title,
        kind: family.kind,
        meaning: family.meaning,
        fixFamily: family.fixFamily,
        confidence: found.length > 0 ? 'likely' : 'possible',
        template: text.slice(span.start, span.end),
        spans: [span],
        line: lineAt(text, span.start),
        count: 1,
        truncated: false,
        reason:
          found.length > 0
            ? 'The form of the line says it: no fixed words do.'
            : 'The message itself is missing; this is where the driver was when it failed.',
      } satisfies Match,
    ]
  })
}
