import {
  buildAutomaton,
  type Entry,
  numbered,
  type Occurrence,
  occurrencesIn,
  SEGMENTS_PER_ENTRY,
} from './automaton.ts'
import { type ClueMap, cluesIn, driversIn, judgeClues, mapClues } from './clues.ts'
import { type Confidence, type Diagnosis, MAX_MATCHES, MAX_SPANS, type Match, type Span } from './diagnosis.ts'
import type { CompiledFamily, SignatureIndex } from './family.ts'
import { looksLike, type Outside } from './outside.ts'
import { type Candidate, isMute, rank, settle } from './rank.ts'
import { literalLength, type Segment, segmentsOf } from './template.ts'
import { type Tokens, tokenize } from './text.ts'
import { withoutMessage } from './without-message.ts'

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

/** Layers whose programs also serve other databases and services: another product beside the text means that one. */
const OF_ANY_DATABASE: ReadonlySet<string> = new Set(['driver', 'orm', 'tool'])

/** True where the text belongs to the other product that is named beside it. Git runs through SSH like a tunnel. */
const belongsElsewhere = (family: CompiledFamily, storeBeside: string | undefined): boolean =>
  storeBeside !== undefined &&
  (OF_ANY_DATABASE.has(family.layer) || (family.layer === 'tunnel' && storeBeside === 'Git'))

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

/** True where a paste that names `drivers` can hold a text of this family. */
const speaksFor = (family: CompiledFamily, drivers: readonly string[]): boolean =>
  drivers.length === 0 ||
  family.drivers === undefined ||
  family.layer === 'runtime' ||
  family.layer === 'os' ||
  family.drivers.some((driver) => drivers.includes(driver))

/** A stack frame of any language: a text with frames is the failure of a program, not prose about one. */
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

const IDLE: Diagnosis = {
  state: 'idle',
  matches: [],
  outside: undefined,
  isPhrase: false,
  drivers: [],
  pasteNext: undefined,
}

/** A paste with what was found out about the whole of it. */
interface Paste {
  readonly text: string
  readonly tokens: Tokens
  readonly clues: ClueMap
  readonly drivers: readonly string[]
  readonly hasFrames: boolean
  readonly trimmedLength: number
  readonly databaseIsMeant: boolean
}

/** Where an occurrence stands. */
interface Place {
  readonly occurrence: Occurrence
  readonly entry: Entry
  readonly span: Span
  readonly from: number
  readonly to: number
}

const namesDriverOf = ({ drivers = [] }: CompiledFamily, named: readonly string[]): boolean =>
  drivers.some((driver) => named.includes(driver))

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
  const families = new Map(index.families.map((family) => [family.id, family]))

  /** What an occurrence is worth where it stands; `undefined` = nothing. */
  const judge = (family: CompiledFamily, place: Place, paste: Paste): Confidence | undefined => {
    const { entry, span, from, to } = place
    const { template } = entry
    const ownDriver = namesDriverOf(family, paste.drivers)
    if (entry.borrowed && !ownDriver && !paste.databaseIsMeant) return undefined
    if (template.weak) {
      const endsInVariable = />\W*$/.test(template.text)
      if (!isWholeMessage(paste.text, span.start, span.end, endsInVariable)) return undefined
      if (endsInVariable && family.layer === 'driver' && !ownDriver) return undefined
    }
    if (paste.databaseIsMeant) return 'likely'
    const verdict = judgeClues(paste.clues, from, to)
    if (template.weak) {
      if (verdict.database === 'yes') return !isShared(entry) || speaksFor(family, paste.drivers) ? 'likely' : undefined
      const isMost = span.end - span.start >= MOST * paste.trimmedLength
      return verdict.database === 'unknown' && !family.needsClue && isMost ? 'possible' : undefined
    }
    if (template.companion && family.layer === 'driver') return ownDriver ? 'likely' : undefined
    if (!family.needsClue) return belongsElsewhere(family, verdict.storeBeside) ? undefined : 'likely'
    if (verdict.database === 'yes') return 'likely'
    if (verdict.database === 'no') return undefined
    return family.layer === 'tool' || (family.layer === 'runtime' && paste.hasFrames) ? 'possible' : undefined
  }

  const candidateOf = (order: number, occurrences: readonly Occurrence[], paste: Paste): Candidate | undefined => {
    const family = index.families[order]
    if (!family) return undefined
    const { starts, ends, lines } = paste.tokens
    const kept = occurrences.flatMap((occurrence) => {
      const entry = entries[occurrence.entry]
      const start = starts[occurrence.from]
      const end = ends[occurrence.to]
      if (!entry || start === undefined || end === undefined) return []
      const from = lines[occurrence.from] ?? 0
      const place: Place = { occurrence, entry, span: { start, end }, from, to: lines[occurrence.to] ?? from }
      const confidence = judge(family, place, paste)
      return confidence ? [{ ...place, confidence }] : []
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
      line: kept.reduce((first, { from }) => Math.min(first, from), shown.from),
      confidence: kept.some(({ confidence }) => confidence === 'likely') ? 'likely' : 'possible',
      mute: isMute(family, shown.entry),
      ownDriver: namesDriverOf(family, paste.drivers),
      onlyCompanion: best === undefined,
      spans: mergeSpans(kept.map(({ span }) => span)).slice(0, MAX_SPANS),
    }
  }

  const diagnose = (paste: string, options: MatchOptions = {}): Diagnosis => {
    if (paste.trim().length < MIN_CHARACTERS) return IDLE
    const raw = tokenize(paste)
    const tokens = numbered(paste, raw, automaton.vocabulary)
    const clues = cluesIn(paste, raw)
    const drivers = driversIn(clues)
    const read: Paste = {
      text: paste,
      tokens,
      clues: mapClues(clues),
      drivers,
      hasFrames: FRAME.test(paste),
      trimmedLength: paste.trim().length,
      databaseIsMeant: options.databaseIsMeant ?? false,
    }
    const grouped = new Map<number, Occurrence[]>()
    for (const occurrence of occurrencesIn(paste, tokens, automaton, entries)) {
      const order = entries[occurrence.entry]?.family
      if (order === undefined) continue
      const group = grouped.get(order)
      if (group) group.push(occurrence)
      else grouped.set(order, [occurrence])
    }
    const candidates = [...grouped].flatMap(([order, group]) => {
      const candidate = candidateOf(order, group, read)
      return candidate ? [candidate] : []
    })
    const settled = settle(candidates, paste, read.databaseIsMeant)
    const ranked = rank(settled, paste)
    const matches = ranked.length > 0 ? ranked : withoutMessage(paste, families)
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
