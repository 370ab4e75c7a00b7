/** Turns what content/ knows about hops and timers into the one form {@link suspects} ranks. */
import type { Grade } from '../grades.ts'
import { showSeconds } from '../observed.ts'
import type { AtExpiry, RefreshedBy } from '../path.ts'
import type { Adjusted, Symptom, Timer, Workload } from './timer.ts'

/** The facts of a hop that matter here; a hop of content/hops has them all. */
export interface HopFacts {
  readonly title: string
  readonly idleLimitSeconds: number | null
  readonly defaultGrade: Grade
  readonly refreshedBy: RefreshedBy
  readonly atExpiry: AtExpiry
  readonly terminatesTcp: boolean
  /** `reference`: not on the path, a default of an operating system to compare with. */
  readonly role: 'hop' | 'server' | 'reference'
  /** What happens at expiry, in words. */
  readonly expiry: string
  /** What can be seen of it when it cuts. */
  readonly telltales: readonly { readonly text: string }[]
  readonly change: {
    readonly possible: 'yes' | 'no' | 'ticket' | 'unknown'
    readonly minSeconds?: number | undefined
    readonly maxSeconds?: number | undefined
  }
  readonly otherFigure?: { readonly seconds: number } | undefined
}

/** When a hop is suspected, apart from its figures. */
export interface HopClueFacts {
  readonly commonness: number
  readonly environments: readonly string[]
  readonly requires: readonly string[]
  readonly typicalSeconds: readonly number[]
  readonly alsoSeconds: readonly number[]
  /** How the other figures come about. */
  readonly alsoBecause?: string | undefined
  readonly adjusted: Adjusted
  readonly sameClock?: string | undefined
  readonly settings: readonly { readonly name: string; readonly unit: 's' | 'ms' | 'min' }[]
  readonly wording: readonly string[]
  readonly symptoms: readonly Symptom[]
  readonly workloads: readonly Workload[]
  readonly noticedLate: boolean
  readonly test?: string | undefined
  readonly remedy?: string | undefined
}

/** A timer of content/timers. */
export interface TimerFacts {
  readonly title: string
  readonly kind: 'timer' | 'no-timer'
  readonly effect: string
  readonly firings: Timer['firings']
  readonly range?: readonly [number, number] | undefined
  readonly commonness: number
  readonly environments: readonly string[]
  readonly requires: readonly string[]
  readonly typicalSeconds: readonly number[]
  readonly adjusted: Adjusted
  readonly sameClock?: string | undefined
  readonly settings: readonly { readonly name: string; readonly unit: 's' | 'ms' | 'min' }[]
  readonly wording: readonly string[]
  readonly symptoms: readonly Symptom[]
  readonly workloads: readonly Workload[]
  readonly noticedLate: boolean
  readonly test: string
  readonly remedy: string
  readonly fixHref?: string | undefined
  readonly fixLabel?: string | undefined
  readonly sources: readonly { readonly grade: Grade; readonly title: string; readonly url?: string | undefined }[]
}

const UNIT_SECONDS = { s: 1, ms: 0.001, min: 60 } as const

const settingsOf = (settings: TimerFacts['settings']): Timer['settings'] =>
  settings.map(({ name, unit }) => ({ name, unitSeconds: UNIT_SECONDS[unit] }))

/** The symptom follows from who is told: nobody, the next to speak, or both. */
const SYMPTOMS_AT_EXPIRY: Readonly<Record<AtExpiry, readonly Symptom[]>> = {
  silent: ['hang', 'error', 'reset'],
  'rst-to-next-sender': ['hang', 'reset', 'error'],
  'rst-to-both': ['reset', 'error', 'hang'],
  close: ['error', 'reset', 'hang'],
}

const TEST_BY_REFRESH: Readonly<Record<RefreshedBy, string>> = {
  'any-packet':
    'Set the client’s TCP keepalive to 60 s and repeat. Cured: a hop that counts any packet, such as this one. Unchanged: a proxy that counts data, or a server timer.',
  data: 'Set the client’s TCP keepalive to 60 s and repeat. Unchanged: something that counts only data or statements, such as this one. Cured: look at NAT and firewalls instead.',
}

function best(grades: readonly Grade[]): Grade {
  const order: readonly Grade[] = ['measured', 'opened', 'excerpt', 'derived', 'third-party', 'unconfirmed']
  return order.find((grade) => grades.includes(grade)) ?? 'unconfirmed'
}

function remedyFor({ change, terminatesTcp }: HopFacts, keepaliveHelps: boolean): string {
  const upTo = change.maxSeconds === undefined ? '' : ` (up to ${showSeconds(change.maxSeconds)})`
  const raise = {
    yes: `raise its limit${upTo}`,
    ticket: `have its limit raised by the vendor’s support${upTo}`,
    unknown: 'find out whether its limit can be raised',
    no: '',
  }[change.possible]
  if (keepaliveHelps) {
    return raise === ''
      ? 'Its limit is fixed: let TCP keepalive send a packet before it passes.'
      : `Let TCP keepalive send a packet before the limit passes, or ${raise}.`
  }
  const data = 'send data such as SELECT 1 more often'
  const why = terminatesTcp ? 'TCP keepalive ends at it.' : 'TCP keepalive does not count for it.'
  return raise === ''
    ? `${why} ${data.replace('send', 'Send')}.`
    : `${why} ${raise.replace(/^./, (c) => c.toUpperCase())}, or ${data}.`
}

/** A hop as a suspect. A limit of 0 or none is a hop that only cuts when somebody set it. */
export function hopTimer(id: string, hop: HopFacts, clue: HopClueFacts): Timer {
  const own = hop.idleLimitSeconds ?? hop.otherFigure?.seconds
  const firings = [
    ...(own === undefined || own <= 0 ? [] : [{ seconds: own }]),
    ...clue.alsoSeconds.map((seconds) => ({
      seconds,
      because: clue.alsoBecause ?? 'Other versions, sources or modes give',
    })),
  ]
  const { minSeconds, maxSeconds } = hop.change
  const keepaliveHelps = hop.role !== 'reference' && hop.refreshedBy === 'any-packet' && !hop.terminatesTcp
  return {
    id,
    title: hop.title,
    kind: 'hop',
    firings,
    range:
      clue.adjusted === 'never'
        ? undefined
        : [Math.max(1, minSeconds ?? 30), Math.max(maxSeconds ?? 86400, minSeconds ?? 30)],
    adjusted: firings.length === 0 ? 'always' : clue.adjusted,
    typicalSeconds: clue.typicalSeconds,
    noticedLate: clue.noticedLate,
    commonness: clue.commonness,
    environments: clue.environments,
    requires: clue.requires,
    symptoms: clue.symptoms.length > 0 ? clue.symptoms : SYMPTOMS_AT_EXPIRY[hop.atExpiry],
    workloads: clue.workloads.length > 0 ? clue.workloads : ['idle', 'query'],
    settings: settingsOf(clue.settings),
    wording: clue.wording,
    sameClock: clue.sameClock,
    grade: hop.defaultGrade,
    effect: hop.expiry,
    test: clue.test ?? [hop.telltales[0]?.text ?? '', TEST_BY_REFRESH[hop.refreshedBy]].join(' ').trim(),
    remedy: clue.remedy ?? remedyFor(hop, keepaliveHelps),
    keepaliveHelps,
    fixHref: `/hops/${id}/`,
    fixLabel: 'About this hop',
  }
}

/** A timer of content/timers as a suspect. */
export function timerOf(id: string, facts: TimerFacts): Timer {
  const { settings, sources, fixHref, fixLabel, ...rest } = facts
  const grade = best(sources.map((source) => source.grade))
  const source = sources.find((candidate) => candidate.grade === grade)
  return {
    ...rest,
    id,
    settings: settingsOf(settings),
    grade,
    source: source && { title: source.title, url: source.url },
    keepaliveHelps: false,
    fixHref: fixHref ?? '',
    fixLabel: fixLabel ?? '',
  }
}
