import type { Entry, Occurrence } from './automaton.ts'
import type { Confidence, Match, Span } from './diagnosis.ts'
import type { CompiledFamily } from './family.ts'
import { holdsOtherReason } from './outside.ts'

/** What is known about one family in one paste while the list is being ranked. */
export interface Candidate {
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

/** Language runtimes whose error text says nothing about the peer, under drivers that hide it. */
const MUTE_DRIVERS: ReadonlySet<string> = new Set(['pgjdbc', 'redshift-jdbc-2', 'hikaricp'])
/** Words that name how a connection ended: a text with one of them needs no cause beneath it. */
const TELLING = new Set(
  'timed timeout reset refused pipe eof closed terminated aborted host unknown fatal signal shutdown unreachable'.split(
    ' ',
  ),
)

/** True where the text says that something failed and hides what: the cause beneath it decides. */
export const isMute = (family: CompiledFamily, entry: Entry): boolean =>
  (family.drivers ?? []).some((driver) => MUTE_DRIVERS.has(driver)) &&
  family.layer !== 'runtime' &&
  family.kind !== 'pool-wait' &&
  !entry.segments.some(({ words }) => words.some((word) => TELLING.has(word)))

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
  const isRuntime = family.layer === 'runtime' || (family.layer === 'os' && family.kind === 'root')
  if (isRuntime && isStatedCause(text, candidate, mutes)) return 'cause'
  if (family.layer === 'os') return 'system'
  if (family.kind === 'follow-up') return 'followUp'
  if (family.kind === 'pool-wait') return 'wait'
  if (family.layer === 'runtime') return 'runtime'
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

/** A wrapper alone counts only where it speaks of the connection itself. */
const SPEAKS_OF_CONNECTION =
  /connect|connection|lost|closed|timed|timeout|tunnel|disconnect|communicat|terminat|rollback|commit|alive|gateway/i

const standsAlone = ({ family, entry: { template, length } }: Candidate): boolean =>
  !template.weak &&
  (!template.open || (family.kind === 'root' && length >= OPEN_CHARACTERS)) &&
  SPEAKS_OF_CONNECTION.test(template.text)

/** Literal characters an open text of its own right must have to count without its inner text. */
const OPEN_CHARACTERS = 20

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

/** Drops what means nothing here: wrappers around another reason, companions without their error, wrappers alone. */
export const settle = (candidates: readonly Candidate[], text: string, databaseIsMeant: boolean): Candidate[] => {
  const inner = candidates.filter(
    ({ family, entry, onlyCompanion }) =>
      !onlyCompanion && !entry.template.open && !(family.kind === 'wrapper' && REPEATERS.has(family.layer)),
  )
  if (inner.length > 0 || databaseIsMeant) return candidates.filter((candidate) => !isAnothers(candidate, candidates))
  if (holdsOtherReason(text)) return []
  return candidates.filter((candidate) =>
    candidate.family.kind === 'wrapper' || candidate.entry.template.open
      ? standsAlone(candidate)
      : !candidate.onlyCompanion || candidate.family.kind === 'root',
  )
}

/** Orders what was found, best first, and says for each why it stands there. */
export const rank = (candidates: readonly Candidate[], text: string): Match[] => {
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
