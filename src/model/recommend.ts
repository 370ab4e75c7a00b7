import { DRIVERS, stackOfClient } from './drivers.ts'
import type { KeepaliveSettings } from './keepalive.ts'
import { type Client, type Leg, legsOf, type Path, type Workload } from './path.ts'
import {
  detectionSeconds,
  latestFiringMs,
  probePeriodSeconds,
  type SettingRange,
  STACKS,
  type StackId,
  toMs,
} from './stacks.ts'
import { capitalised } from './words.ts'

/** Numbers people can remember and compare, in seconds; recommendations are taken from here. */
const ROUND_SECONDS = [
  1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 45, 50, 60, 75, 90, 100, 120, 150, 180, 200, 240, 300, 360, 400, 480,
  500, 600, 720, 900, 1200, 1500, 1800, 2400, 3000, 3600, 5400, 7200,
]

/** Probes lost in a row that a recommended connection outlives. */
export const LOST_PROBES_SURVIVED = 2

/** Unanswered probes before a recommended connection is given up, where the platform lets us choose. */
const PREFERRED_COUNT = 4

/** Fewest unanswered probes that still outlive {@link LOST_PROBES_SURVIVED} lost ones. */
const SMALLEST_COUNT = LOST_PROBES_SURVIVED + 1

/** No recommended interval is longer than what Linux and macOS use unasked. */
const LONGEST_INTERVAL_SECONDS = 75

/** A limit beyond three times what every system does unasked asks for nothing. */
const LONGEST_LIMIT_MS = 3 * 7_200_000
/** Without any limit the probes are there to notice a dead peer within a quarter of an hour. */
const LONGEST_WITHOUT_LIMIT_MS = 1_800_000

/** How a hop fares with some settings. `fragile`: alive only while nothing is lost or late. */
export type Verdict = 'safe' | 'fragile' | 'cut'

/** What is asked of the settings besides surviving. */
export interface Demand {
  /** Seconds within which a dead peer is to be noticed; null when it does not matter. */
  readonly detectWithinSeconds: number | null
}

/** Settings, and why each number is what it is. */
export interface Recommendation {
  readonly settings: KeepaliveSettings
  /** One sentence for each number. */
  readonly reasons: { readonly [K in keyof KeepaliveSettings]: string }
  /** Seconds between packets on a quiet healthy connection. */
  readonly periodSeconds: number
  /** The same when the timer fires as late as it can. */
  readonly worstPeriodSeconds: number
  /** Seconds until a dead peer is noticed, nothing in flight. */
  readonly detectionSeconds: number
}

/** A recommendation, or why there is none and what would help. */
export type Advice =
  | { readonly ok: true; readonly recommendation: Recommendation }
  | { readonly ok: false; readonly why: string; readonly help: readonly string[] }

/**
 * Whether settings keep a hop with this idle limit alive for ever.
 * `safe`: the period, late, is below the limit (1.13 × max(idle, interval) on Linux), and two lost probes are repeated
 * in time (idle + 2 × interval below the limit; three idle times where the repetition is not published).
 * `cut`: the period itself is not below the limit. Both from Linux tcp_timer.c and timer.c; measured with T = 4 s:
 * 2/75, 3/75, 2/5 and 1/4 hang; 2/3, 3/3, 1/3 and 2/1 live.
 */
export function verdictForLimit(limitSeconds: number | null, stack: StackId, settings: KeepaliveSettings): Verdict {
  if (limitSeconds === null) return 'safe'
  const period = probePeriodSeconds(stack, settings)
  const limitMs = toMs(limitSeconds)
  if (period === null || toMs(period) >= limitMs) return 'cut'
  return latestFiringMs(stack, toMs(period)) < limitMs && lastRetryMs(stack, settings) < limitMs ? 'safe' : 'fragile'
}

/** Milliseconds of silence at the hop when two probes in a row are lost and the third arrives. */
export function lastRetryMs(stack: StackId, settings: KeepaliveSettings): number {
  const { fixed, repeatsAfterInterval } = STACKS[stack]
  const idle = toMs(settings.idleSeconds)
  const period = toMs(probePeriodSeconds(stack, settings) ?? settings.idleSeconds)
  const interval = toMs(fixed.intervalSeconds ?? settings.intervalSeconds)
  const count = fixed.count ?? settings.count
  if (!repeatsAfterInterval) return idle * (LOST_PROBES_SURVIVED + 1)
  // With fewer probes the kernel gives the connection up before the third is sent.
  if (count < SMALLEST_COUNT) return Number.POSITIVE_INFINITY
  return Math.max(idle, period) + LOST_PROBES_SURVIVED * interval
}

/**
 * Settings for a connection whose shortest hop forgets after `limitSeconds`, judged `safe` by {@link verdictForLimit}.
 * Rule of thumb: idle about a third of the limit, interval about a tenth, so that two lost probes are repeated in time
 * even when every timer is late.
 */
export function recommendForIdleLimit(
  limitSeconds: number | null,
  stack: StackId,
  demand: Demand = { detectWithinSeconds: null },
): Advice {
  const limitMs = limitSeconds === null ? Number.POSITIVE_INFINITY : toMs(limitSeconds)
  if (limitMs <= 0 || Number.isNaN(limitMs)) {
    return { ok: false, why: `An idle limit of ${limitSeconds} s leaves no time for a probe.`, help: [] }
  }
  const found = search(limitMs, stack, demand)
  if (found) return { ok: true, recommendation: explain(found, limitSeconds, stack, demand) }
  const withoutDemand =
    demand.detectWithinSeconds === null ? null : search(limitMs, stack, { detectWithinSeconds: null })
  return { ok: false, ...whyNot(limitSeconds, stack, demand, withoutDemand) }
}

function search(limitMs: number, stack: StackId, demand: Demand): KeepaliveSettings | null {
  const wantedMs = demand.detectWithinSeconds === null ? Number.POSITIVE_INFINITY : toMs(demand.detectWithinSeconds)
  const { fixed, systemLimits } = STACKS[stack]
  const longestMs = limitMs === Number.POSITIVE_INFINITY ? LONGEST_WITHOUT_LIMIT_MS : LONGEST_LIMIT_MS
  const thirdOfLimit = Math.min(limitMs, wantedMs * 2, longestMs) / 3000
  for (const idleSeconds of candidates(systemLimits.idleSeconds, thirdOfLimit)) {
    const room = (Math.min(limitMs, wantedMs) - toMs(idleSeconds)) / 1000
    for (const count of counts(fixed.count)) {
      const interval = intervalFor(stack, limitMs, room / count)
      if (interval === null) continue
      const settings = { enabled: true, idleSeconds, intervalSeconds: interval, count }
      const detection = detectionSeconds(stack, settings) ?? Number.POSITIVE_INFINITY
      if (toMs(detection) <= wantedMs && isRobust(limitMs, stack, settings)) return settings
    }
  }
  return null
}

/** Stricter than `safe`: late timers and two lost probes at once. Only the recommendation holds itself to it. */
const isRobust = (limitMs: number, stack: StackId, settings: KeepaliveSettings): boolean =>
  latestFiringMs(stack, lastRetryMs(stack, settings)) < limitMs &&
  latestFiringMs(stack, toMs(probePeriodSeconds(stack, settings) ?? Number.POSITIVE_INFINITY)) < limitMs

const counts = (fixed: number | undefined): readonly number[] =>
  fixed === undefined ? [PREFERRED_COUNT, SMALLEST_COUNT] : [fixed]

/** Round values the stack accepts: the one nearest to `wanted` first, then downwards. */
function candidates(range: SettingRange | null, wanted: number): readonly number[] {
  const allowed = ROUND_SECONDS.filter((value) => range === null || (value >= range.min && value <= range.max))
  const nearest = allowed.reduce<number | undefined>(
    (best, value) => (best === undefined || Math.abs(value - wanted) < Math.abs(best - wanted) ? value : best),
    undefined,
  )
  return allowed.filter((value) => nearest !== undefined && value <= nearest).reverse()
}

function intervalFor(stack: StackId, limitMs: number, share: number): number | null {
  const { fixed, systemLimits, repeatsAfterInterval } = STACKS[stack]
  if (fixed.intervalSeconds !== undefined) return fixed.intervalSeconds
  const longest = repeatsAfterInterval
    ? Math.min(limitMs / 10_000, share, LONGEST_INTERVAL_SECONDS)
    : Math.min(share, systemLimits.intervalSeconds?.max ?? share)
  const fitting = ROUND_SECONDS.filter((value) => value <= Math.max(1, longest))
  return fitting.at(-1) ?? null
}

function explain(
  settings: KeepaliveSettings,
  limitSeconds: number | null,
  stack: StackId,
  demand: Demand,
): Recommendation {
  const { title, fixed, latenessPermille, repeatsAfterInterval } = STACKS[stack]
  const { idleSeconds, intervalSeconds, count } = settings
  const periodSeconds = probePeriodSeconds(stack, settings) ?? idleSeconds
  const worstPeriodSeconds = latestFiringMs(stack, toMs(periodSeconds)) / 1000
  const detection = detectionSeconds(stack, settings) ?? Number.POSITIVE_INFINITY
  const limit = limitSeconds === null ? null : `${figure(limitSeconds)} s`
  const late = latenessPermille > 0 ? `, ${figure(worstPeriodSeconds)} s when ${title} fires late` : ''
  const retry = figure(lastRetryMs(stack, settings) / 1000)
  return {
    settings,
    periodSeconds,
    worstPeriodSeconds,
    detectionSeconds: detection,
    reasons: {
      enabled: 'Without SO_KEEPALIVE on the socket no probe is ever sent, whatever the numbers say.',
      idleSeconds:
        limit === null
          ? `No hop on this path has an idle limit; a probe after ${figure(idleSeconds)} s of silence is there to notice a dead peer.`
          : `The first probe leaves after ${figure(idleSeconds)} s${late}: well before the hop forgets at ${limit}.`,
      intervalSeconds:
        fixed.intervalSeconds !== undefined
          ? `${title} repeats every ${figure(fixed.intervalSeconds)} s and offers no way to change it.`
          : !repeatsAfterInterval
            ? `${title} has one abort interval instead: it gives up ${figure(intervalSeconds)} s after the first unanswered probe.`
            : limit === null
              ? `An unanswered probe is repeated every ${figure(intervalSeconds)} s.`
              : `Two lost probes are repeated ${figure(intervalSeconds)} s apart; the third arrives at ${retry} s, still before ${limit}.`,
      count:
        fixed.count !== undefined
          ? repeatsAfterInterval
            ? `${title} always sends ${fixed.count}; the interval is chosen so that a dead peer is noticed after ${figure(detection)} s.`
            : `${title} has no count; the abort interval decides.`
          : `${count} unanswered probes mean the peer is gone, noticed after ${figure(detection)} s${
              demand.detectWithinSeconds === null
                ? ''
                : `, within the ${figure(demand.detectWithinSeconds)} s asked for`
            }; ${LOST_PROBES_SURVIVED} lost ones do not.`,
    },
  }
}

function whyNot(
  limitSeconds: number | null,
  stack: StackId,
  demand: Demand,
  withoutDemand: KeepaliveSettings | null,
): { readonly why: string; readonly help: readonly string[] } {
  const { title } = STACKS[stack]
  if (withoutDemand && demand.detectWithinSeconds !== null) {
    const soonest = detectionSeconds(stack, withoutDemand)
    return {
      why: `${title} cannot notice a dead peer within ${figure(demand.detectWithinSeconds)} s and outlive two lost probes in whole seconds.`,
      help: [`Without that demand a dead peer is noticed after ${figure(soonest ?? 0)} s.`],
    }
  }
  const smallest = STACKS[stack].systemLimits.idleSeconds?.min ?? 1
  return {
    why: `${figure(limitSeconds ?? 0)} s is too short for ${title}: a first probe and two repetitions do not fit into it${
      smallest > 1 ? `, because the first one leaves after ${figure(smallest)} s at the earliest` : ''
    }.`,
    help: ['Raise the idle limit of that hop.'],
  }
}

/** Advice for one TCP connection of a path. */
export interface LegAdvice {
  readonly leg: Leg
  /** Shortest idle limit on this leg that probes can reset; null when there is none. */
  readonly limitSeconds: number | null
  readonly advice: Advice
}

/** A hop that no keepalive can keep alive, and what would. */
export interface Impossible {
  readonly place: number
  readonly hopId: string
  readonly why: string
  readonly help: readonly string[]
}

/** What to set on a whole path. */
export interface PathAdvice {
  /** True when the settings keep every hop safe and meet the demand. */
  readonly ok: boolean
  /** For the client's own connection. */
  readonly client: LegAdvice
  /** For each connection a proxy opens further along, when its leg has a limit that probes can reset. */
  readonly onwards: readonly LegAdvice[]
  readonly impossible: readonly Impossible[]
  /** The client's TCP_USER_TIMEOUT where the present one would end the connection after a lost probe. */
  readonly userTimeout: { readonly ms: number; readonly reason: string } | null
  /** How this driver takes the settings. */
  readonly how: string
}

/**
 * Settings for a whole path, with the reason for every number: safe on every hop, two lost probes survived, a dead peer
 * noticed within the demand. Each leg is served by the end nearer to the client, because keepalive never crosses a
 * terminating hop; hops that count data only are listed with what would help instead.
 */
export function recommend(path: Path, workload: Workload, demand: Demand = { detectWithinSeconds: null }): PathAdvice {
  const legs = legsOf(path)
  const advised = legs.map((leg, index): LegAdvice => {
    const limitSeconds = shortestLimit(path, leg)
    const stack = index === 0 ? stackOfClient(path.client) : 'linux'
    const advice = recommendForIdleLimit(limitSeconds, stack, demand)
    if (advice.ok || limitSeconds === null) return { leg, limitSeconds, advice }
    // Here the hop has a name.
    const shortest = path.hops.find(
      (hop, at) => hop.idleLimitSeconds === limitSeconds && at + 1 > leg.left && at + 1 <= leg.right,
    )
    const named = (text: string): string => text.replace('that hop', shortest?.title ?? 'that hop')
    return { leg, limitSeconds, advice: { ...advice, help: advice.help.map(named) } }
  })
  const [client, ...onwards] = advised
  if (client === undefined) throw new Error('a path has at least one leg')
  const impossible = path.hops.flatMap(({ id, title, idleLimitSeconds, refreshedBy }, index): readonly Impossible[] => {
    if (idleLimitSeconds === null || refreshedBy !== 'data') return []
    const beats = workload.kind === 'idle' ? workload.heartbeatSeconds : null
    const quietSeconds = beats ? Math.min(beats, workload.seconds) : workload.seconds
    if (quietSeconds < idleLimitSeconds) return []
    return [
      {
        place: index + 1,
        hopId: id,
        why: `${capitalised(title)} counts data only: no probe resets its ${figure(idleLimitSeconds)} s, and the path is quiet for ${figure(quietSeconds)} s.`,
        help: [
          `Raise the idle limit of ${title} above ${figure(workload.seconds)} s.`,
          workload.kind === 'idle'
            ? `Let the pool run a small statement every ${figure(heartbeatFor(idleLimitSeconds))} s.`
            : 'No heartbeat can pass while one statement runs: start it in the background and ask for its state, or split it.',
        ],
      },
    ]
  })
  const needed = onwards.filter(({ limitSeconds }) => limitSeconds !== null)
  return {
    ok: impossible.length === 0 && client.advice.ok && needed.every(({ advice }) => advice.ok),
    client,
    onwards: needed,
    impossible,
    userTimeout: userTimeoutFor(path.client, client.advice),
    how: howToSet(path.client),
  }
}

/** On Linux it replaces the count: below idle + count × interval it gives up sooner than asked (tcp_timer.c). */
function userTimeoutFor({ system, userTimeoutMs = 0 }: Client, advice: Advice): PathAdvice['userTimeout'] {
  if (!advice.ok || userTimeoutMs <= 0 || !STACKS[system].hasUserTimeout) return null
  const ms = toMs(advice.recommendation.detectionSeconds)
  if (userTimeoutMs >= ms) return null
  const reason = `TCP_USER_TIMEOUT replaces the count on Linux: ${figure(userTimeoutMs)} ms would end the connection before the last probe. ${figure(ms)} ms is idle + count × interval.`
  return { ms, reason }
}

/** A third of the limit, as a round number: two heartbeats may be missed. */
const heartbeatFor = (limitSeconds: number): number =>
  ROUND_SECONDS.filter((value) => value <= limitSeconds / 3).at(-1) ?? 1

/** Shortest limit among the hops whose timers the probes of this leg restart. */
function shortestLimit(path: Path, { left, right }: Leg): number | null {
  const limits = path.hops.flatMap(({ idleLimitSeconds, refreshedBy }, index) => {
    const place = index + 1
    // A proxy that counts packets is served by the leg in front of it.
    return refreshedBy === 'any-packet' && idleLimitSeconds !== null && place > left && place <= right
      ? [idleLimitSeconds]
      : []
  })
  return limits.length > 0 ? Math.min(...limits) : null
}

function howToSet({ driver: id }: Client): string {
  const { title, settable, withIdle } = DRIVERS[id]
  if (settable.idleSeconds && settable.count) return `${title}: all three numbers are set for each connection.`
  if (withIdle !== undefined) return `${title}: the idle time can be set; interval and count are fixed.`
  if (settable.idleSeconds) return `${title}: idle time and interval can be set; the count is the operating system's.`
  return settable.enabled
    ? `${title}: keepalive can only be switched on; the numbers are the operating system's.`
    : `${title}: there is no keepalive option. Set it on the socket in code, or let the server probe.`
}

/** The path with the advice applied: each number where its driver lets it be set, the rest in the operating system. */
export function withAdvice(path: Path, { client, onwards, userTimeout }: PathAdvice): Path {
  const hops = path.hops.map((hop, index) => {
    const onward = onwards.find(({ leg }) => leg.left === index + 1)
    return onward?.advice.ok ? { ...hop, onwardKeepalive: onward.advice.recommendation.settings } : hop
  })
  if (!client.advice.ok) return { ...path, hops }
  const settled = withSettings(path.client, client.advice.recommendation.settings)
  return { ...path, hops, client: userTimeout === null ? settled : { ...settled, userTimeoutMs: userTimeout.ms } }
}

/** The client with these settings, each where its driver lets it be set, the rest in the operating system. */
export function withSettings(client: Client, settings: KeepaliveSettings): Client {
  const { settable } = DRIVERS[client.driver]
  const { enabled, idleSeconds, intervalSeconds, count } = settings
  return {
    ...client,
    keepalive: {
      driver: {
        enabled,
        ...(settable.idleSeconds && { idleSeconds }),
        ...(settable.intervalSeconds && { intervalSeconds }),
        ...(settable.count && { count }),
      },
      os: {
        ...(!settable.idleSeconds && { idleSeconds }),
        ...(!settable.intervalSeconds && { intervalSeconds }),
        ...(!settable.count && { count }),
      },
    },
  }
}

const figure = (value: number): string =>
  (Math.round(value * 1000) / 1000).toLocaleString('en-US', { maximumFractionDigits: 3 })
