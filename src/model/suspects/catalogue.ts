/** Turns what content/ knows about hops and timers into the one form {@link suspects} ranks. */
import type { Grade } from '../grades.ts'
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
  readonly change: { readonly minSeconds?: number | undefined; readonly maxSeconds?: number | undefined }
  readonly otherFigure?: { readonly seconds: number } | undefined
}

/** When a hop is suspected, apart from its figures. */
export interface HopClueFacts {
  readonly commonness: number
  readonly environments: readonly string[]
  readonly requires: readonly string[]
  readonly typicalSeconds: readonly number[]
  readonly alsoSeconds: readonly number[]
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
  readonly sources: readonly { readonly grade: Grade }[]
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

const EFFECT_AT_EXPIRY: Readonly<Record<AtExpiry, string>> = {
  silent: 'It forgets the connection and tells nobody: whoever waits, waits on.',
  'rst-to-next-sender': 'It forgets the connection; whoever speaks next gets a reset, whoever only waits hangs.',
  'rst-to-both': 'It resets both sides.',
  close: 'It closes both sides.',
}

const TEST_BY_REFRESH: Readonly<Record<RefreshedBy, string>> = {
  'any-packet':
    'Set the client’s TCP keepalive to 60 s and repeat. Cured: a hop that counts any packet, such as this one. Unchanged: a proxy that counts data, or a server timer.',
  data: 'Set the client’s TCP keepalive to 60 s and repeat. Unchanged: a proxy that counts only data, such as this one. Cured: look at NAT and firewalls instead.',
}

function best(grades: readonly Grade[]): Grade {
  const order: readonly Grade[] = ['measured', 'opened', 'excerpt', 'derived', 'third-party', 'unconfirmed']
  return order.find((grade) => grades.includes(grade)) ?? 'unconfirmed'
}

/** A hop as a suspect. A limit of 0 or none is a hop that only cuts when somebody set it. */
export function hopTimer(id: string, hop: HopFacts, clue: HopClueFacts): Timer {
  const own = hop.idleLimitSeconds ?? hop.otherFigure?.seconds
  const firings = [
    ...(own === undefined || own <= 0 ? [] : [{ seconds: own }]),
    ...clue.alsoSeconds.map((seconds) => ({ seconds, because: 'Other versions, sources or modes give' })),
  ]
  const { minSeconds, maxSeconds } = hop.change
  const keepaliveHelps = hop.refreshedBy === 'any-packet' && !hop.terminatesTcp
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
    effect: EFFECT_AT_EXPIRY[hop.atExpiry],
    test: clue.test ?? TEST_BY_REFRESH[hop.refreshedBy],
    remedy:
      clue.remedy ??
      (keepaliveHelps
        ? 'Let TCP keepalive send a packet before the limit, or raise the limit where it can be raised.'
        : 'TCP keepalive does not reach through it. Raise its timeout, or send data such as SELECT 1 more often.'),
    keepaliveHelps,
    fixHref: `/hops/${id}/`,
    fixLabel: 'About this hop',
  }
}

/** A timer of content/timers as a suspect. */
export function timerOf(id: string, facts: TimerFacts): Timer {
  const { settings, sources, fixHref, fixLabel, ...rest } = facts
  return {
    ...rest,
    id,
    settings: settingsOf(settings),
    grade: best(sources.map(({ grade }) => grade)),
    keepaliveHelps: false,
    fixHref: fixHref ?? '',
    fixLabel: fixLabel ?? '',
  }
}
