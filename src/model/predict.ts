import { describeEvent, placeTitle } from './describe.ts'
import { DRIVERS, type ResolvedKeepalive, resolveKeepalive } from './drivers.ts'
import type { KeepaliveSettings } from './keepalive.ts'
import { type Leg, legsOf, type Path, type Workload } from './path.ts'
import { givingUp, probeClock } from './probe-clock.ts'
import { LOST_PROBES_SURVIVED, lastRetryMs, type Verdict, verdictForLimit } from './recommend.ts'
import { latestFiringMs, probePeriodSeconds, type StackId, toMs } from './stacks.ts'
import { type Ending, firstExpiryMs, play, type Story, type StoryEvent, type TimerId } from './story.ts'
import { type ErrorText, errorTextOf, type Failure, SERVER_LOG } from './symptoms.ts'
import { capitalised, secondsText } from './words.ts'

/** An event of the timeline with its sentence. */
export type TimelineEvent = StoryEvent & { readonly text: string }

/** What happens to the connection. Times are milliseconds since it went quiet. */
export type Outcome =
  | { readonly kind: 'survives'; readonly atMs: number }
  /** Alive only while nothing is lost or late. */
  | { readonly kind: 'fragile'; readonly atMs: number; readonly place: number; readonly wouldBreak: readonly string[] }
  | { readonly kind: 'cut'; readonly atMs: number; readonly place: number; readonly hopId: string }
  | { readonly kind: 'cancelled'; readonly atMs: number; readonly timer: TimerId }

/** How one hop fares. */
export interface HopVerdict {
  /** 1 for the first hop. */
  readonly place: number
  readonly hopId: string
  readonly verdict: Verdict
  /** Seconds between the packets that restart its timer; null when there are none while the path is quiet. */
  readonly periodSeconds: number | null
  /** One sentence with a number in it. */
  readonly reason: string
}

/** What one of the two programs gets to see. */
export interface View {
  /** `nothing`: it waits for ever. */
  readonly kind: 'result' | 'error' | 'nothing'
  readonly failure: Failure | null
  readonly atMs: number | null
  /** Latest moment; null when there is none, or no bound is known. */
  readonly latestMs: number | null
  readonly error: ErrorText | null
  readonly sentence: string
}

/** Everything the model says about a path and a workload. */
export interface Prediction {
  readonly outcome: Outcome
  /** One sentence with a number in it. */
  readonly sentence: string
  readonly hops: readonly HopVerdict[]
  readonly client: View
  readonly server: View
  /** Ordered by time. */
  readonly events: readonly TimelineEvent[]
  readonly keepalive: ResolvedKeepalive
  readonly legs: readonly Leg[]
  /** Milliseconds of quiet the path has to outlive. */
  readonly quietMs: number
  /** When the workload ends if nothing goes wrong. */
  readonly endMs: number
}

interface Source {
  readonly place: number
  readonly stack: StackId
  readonly settings: KeepaliveSettings
  readonly userTimeoutMs: number
}

/** Unanswered probes after which this end itself gives the connection up: its count, or what TCP_USER_TIMEOUT allows. */
function patienceOf({ stack, settings, userTimeoutMs }: Source): number {
  const clock = probeClock(stack, settings, userTimeoutMs)
  return (clock === null ? null : givingUp(clock, 0))?.probes ?? Number.POSITIVE_INFINITY
}

/** Both ends of every leg that probe at all. */
function sourcesOf(path: Path, leg: Leg): readonly Source[] {
  const left = path.hops[leg.left - 1]
  const right = path.hops[leg.right - 1]
  const ends: readonly (Omit<Source, 'settings'> & { readonly settings: KeepaliveSettings | undefined })[] = [
    left === undefined
      ? {
          place: leg.left,
          stack: path.client.system,
          settings: resolveKeepalive(path.client).settings,
          userTimeoutMs: path.client.userTimeoutMs ?? 0,
        }
      : { place: leg.left, stack: 'linux', settings: left.onwardKeepalive, userTimeoutMs: 0 },
    right === undefined
      ? {
          place: leg.right,
          stack: path.server.system,
          settings: path.server.keepalive,
          userTimeoutMs: path.server.userTimeoutMs ?? 0,
        }
      : { place: leg.right, stack: 'linux', settings: right.inwardKeepalive, userTimeoutMs: 0 },
  ]
  return ends.flatMap(({ settings, ...rest }) =>
    settings !== undefined && probePeriodSeconds(rest.stack, settings) !== null ? [{ ...rest, settings }] : [],
  )
}

/**
 * Verdict for every hop on its own. `safe`: no idle limit, the quiet is shorter than the limit, or one end's probes
 * alone keep it alive although timers are late or two probes are lost (see verdictForLimit). `cut`: it runs out of
 * time before the quiet ends. `fragile`: everything between.
 */
function verdictOf(path: Path, place: number, quietMs: number): HopVerdict {
  const hop = path.hops[place - 1]
  if (hop === undefined) throw new Error(`no hop at place ${place}`)
  const { id: hopId, title, idleLimitSeconds, refreshedBy } = hop
  const legs = legsOf(path).filter(({ left, right }) => left <= place && place <= right)
  const sources = refreshedBy === 'data' ? [] : legs.flatMap((leg) => sourcesOf(path, leg))
  const periods = sources.flatMap(({ stack, settings }) => probePeriodSeconds(stack, settings) ?? [])
  const periodSeconds = periods.length > 0 ? Math.min(...periods) : null
  const base = { place, hopId, periodSeconds }
  if (idleLimitSeconds === null) return { ...base, verdict: 'safe', reason: `${title} has no idle limit.` }
  const limitMs = toMs(idleLimitSeconds)
  const limit = secondsText(limitMs)
  if (quietMs < limitMs) {
    const reason = `The path is quiet for ${secondsText(quietMs)}; ${title} waits ${limit}.`
    return { ...base, verdict: 'safe', reason }
  }
  const streams = sources.flatMap(({ stack, settings }) => {
    const clock = probeClock(stack, settings)
    return clock === null ? [] : [{ clock, baseMs: 0, untilMs: Number.POSITIVE_INFINITY }]
  })
  const expiresMs = firstExpiryMs(limitMs, 0, streams)
  if (expiresMs !== null && expiresMs <= quietMs) {
    return { ...base, verdict: 'cut', reason: cutReason(path, place, expiresMs, sources) }
  }
  const best = sources.find(
    (source) =>
      verdictForLimit(idleLimitSeconds, source.stack, source.settings) === 'safe' &&
      patienceOf(source) > LOST_PROBES_SURVIVED,
  )
  if (best !== undefined) {
    const every = toMs(probePeriodSeconds(best.stack, best.settings) ?? 0)
    const latest = latestFiringMs(best.stack, every)
    const late = latest > every ? `, ${secondsText(latest)} at the latest` : ''
    const whose = best.place === 0 ? 'your' : `the ${placeTitle(path, best.place)}'s`
    const reason = `${whose} probes pass every ${secondsText(every)}${late}; ${title} waits ${limit}.`
    return { ...base, verdict: 'safe', reason: capitalised(reason) }
  }
  return { ...base, verdict: 'fragile', reason: breaksOf(path, place, sources)[0] ?? '' }
}

/** What would break a fragile hop, worst first, each a sentence with numbers. */
function breaksOf(path: Path, place: number, sources: readonly Source[]): readonly string[] {
  const hop = path.hops[place - 1]
  if (hop === undefined || hop.idleLimitSeconds === null) return []
  const limitMs = toMs(hop.idleLimitSeconds)
  const limit = secondsText(limitMs)
  const nearest = sources.reduce<Source | undefined>((best, source) => {
    const period = probePeriodSeconds(source.stack, source.settings) ?? Number.POSITIVE_INFINITY
    const record = best ? (probePeriodSeconds(best.stack, best.settings) ?? Number.POSITIVE_INFINITY) : null
    return record === null || period < record ? source : best
  }, undefined)
  if (nearest === undefined) return []
  const { stack, settings } = nearest
  const periodMs = toMs(probePeriodSeconds(stack, settings) ?? 0)
  const lateMs = latestFiringMs(stack, periodMs)
  const idleMs = toMs(settings.idleSeconds)
  const intervalMs = toMs(settings.intervalSeconds)
  const found: string[] = []
  if (periodMs >= limitMs) {
    found.push(
      `Only the first probe comes in time: the next follows ${secondsText(periodMs)} later, and ${hop.title} forgets at ${limit}. A longer quiet is cut.`,
    )
  } else if (lateMs >= limitMs) {
    found.push(
      `A late timer: ${secondsText(periodMs)} can become ${secondsText(lateMs)}, and ${hop.title} forgets at ${limit}.`,
    )
  }
  if (idleMs + intervalMs >= limitMs) {
    found.push(
      `One lost probe: its repetition leaves at ${secondsText(idleMs + intervalMs)}, and ${hop.title} forgets at ${limit}.`,
    )
  } else if (patienceOf(nearest) <= LOST_PROBES_SURVIVED) {
    const probes = patienceOf(nearest) === 1 ? 'One lost probe' : 'Two lost probes'
    found.push(`${probes}: the ${placeTitle(path, nearest.place)} itself then gives the connection up.`)
  } else if (lastRetryMs(stack, settings) >= limitMs) {
    found.push(
      `Two lost probes: the third leaves at ${secondsText(lastRetryMs(stack, settings))}, and ${hop.title} forgets at ${limit}.`,
    )
  }
  return found
}

function cutReason(path: Path, place: number, atMs: number, sources: readonly Source[]): string {
  const hop = path.hops[place - 1]
  const after = `Cut after ${secondsText(atMs)} by ${hop?.title ?? 'the hop'}`
  if (hop?.refreshedBy === 'data') {
    return `${after}: it counts data only, and no byte passes while the ${place === 0 ? 'client' : 'path'} is quiet.`
  }
  const [own] = legsOf(path)
  const proxy = own !== undefined && place > own.right ? path.hops[own.right - 1] : undefined
  // Behind a proxy the reader's probes do not count; that is the thing to know, whatever the server sends.
  if (proxy !== undefined && proxy.onwardKeepalive?.enabled !== true) {
    return `${after}; ${proxy.title} answers your probes itself and sends none onwards.`
  }
  const source = sources.find((candidate) => candidate.place === 0) ?? sources[0]
  if (source === undefined) return `${after}; no probe is ever sent.`
  const clock = probeClock(source.stack, source.settings)
  const whose = source.place === 0 ? 'your' : `the ${placeTitle(path, source.place)}'s`
  if (clock === null) return `${after}.`
  return clock.firstMs >= atMs
    ? `${after}; ${whose} first probe would leave at ${secondsText(clock.firstMs)}.`
    : `${after}; ${whose} probes come ${secondsText(clock.periodMs ?? clock.firstMs)} apart.`
}

/**
 * What happens to the connection, when, and what each side gets to see. Nominal times: punctual timers, no loss, no
 * travel time; `latestMs` says how late the real thing may be.
 */
export function predict(path: Path, workload: Workload): Prediction {
  const story = play(path, workload)
  const { quietMs, endMs } = story
  const hops = path.hops.map((_, index) => verdictOf(path, index + 1, quietMs))
  const outcome = outcomeOf(path, story, hops)
  const seen = viewOfClient(path, workload, story, outcome)
  return {
    outcome,
    sentence: sentenceOf(path, workload, outcome, hops, quietMs),
    hops,
    client: seen,
    server: viewOfServer(workload, story.server, endMs),
    events: story.events.map((event) => ({ ...event, text: describeEvent(event, path, workload) })),
    keepalive: resolveKeepalive(path.client),
    legs: legsOf(path),
    quietMs,
    endMs,
  }
}

function outcomeOf(
  path: Path,
  { cut, cancelled, endMs, quietMs }: ReturnType<typeof play>,
  hops: readonly HopVerdict[],
): Outcome {
  if (cut !== null) return { kind: 'cut', ...cut, hopId: path.hops[cut.place - 1]?.id ?? 'custom' }
  if (cancelled !== null) return { kind: 'cancelled', ...cancelled }
  const fragile = hops.filter(({ verdict }) => verdict !== 'safe')
  const weakest = fragile.reduce<HopVerdict | undefined>((worst, hop) => {
    const limit = (place: number): number => path.hops[place - 1]?.idleLimitSeconds ?? Number.POSITIVE_INFINITY
    return worst === undefined || limit(hop.place) < limit(worst.place) ? hop : worst
  }, undefined)
  if (weakest === undefined || quietMs === 0) return { kind: 'survives', atMs: endMs }
  const legs = legsOf(path).filter(({ left, right }) => left <= weakest.place && weakest.place <= right)
  const wouldBreak = breaksOf(
    path,
    weakest.place,
    legs.flatMap((leg) => sourcesOf(path, leg)),
  )
  return { kind: 'fragile', atMs: endMs, place: weakest.place, wouldBreak }
}

const TIMER_NAMES: { readonly [Id in TimerId]: string } = {
  'statement-timeout': 'statement_timeout',
  'idle-session-timeout': 'idle_session_timeout',
  'idle-in-transaction-timeout': 'idle_in_transaction_session_timeout',
  'read-timeout': "the driver's read timeout",
  'keepalive-count-zero': 'a keepalive count of 0',
}

function sentenceOf(
  path: Path,
  workload: Workload,
  outcome: Outcome,
  hops: readonly HopVerdict[],
  quietMs: number,
): string {
  const what = workload.kind === 'query' ? 'query' : 'session'
  if (outcome.kind === 'cancelled') {
    return `Ended after ${secondsText(outcome.atMs)} by ${TIMER_NAMES[outcome.timer]}, before any hop forgot the connection.`
  }
  if (outcome.kind === 'cut') {
    const reason = hops.find(({ place }) => place === outcome.place)?.reason
    return reason ?? `Cut after ${secondsText(outcome.atMs)} by ${placeTitle(path, outcome.place)}.`
  }
  if (outcome.kind === 'fragile') {
    return `Fragile: alive only while nothing is lost or late. ${outcome.wouldBreak[0] ?? ''}`.trim()
  }
  const limited = path.hops.filter(({ idleLimitSeconds }) => idleLimitSeconds !== null)
  const shortest = limited.reduce<(typeof limited)[number] | undefined>(
    (best, hop) => (best === undefined || (hop.idleLimitSeconds ?? 0) < (best.idleLimitSeconds ?? 0) ? hop : best),
    undefined,
  )
  const length = secondsText(outcome.atMs)
  if (shortest === undefined) return `Survives the ${length} ${what}: no hop on this path has an idle limit.`
  const limit = secondsText(toMs(shortest.idleLimitSeconds ?? 0))
  if (quietMs < toMs(shortest.idleLimitSeconds ?? 0)) {
    return `Survives the ${length} ${what}: the path is never quiet for longer than ${secondsText(quietMs)}, and the first hop to forget, ${shortest.title}, waits ${limit}.`
  }
  const verdict = hops.find(({ place }) => path.hops[place - 1] === shortest)
  return `Survives the ${length} ${what} for sure. ${verdict?.reason ?? ''}`.trim()
}

function viewOfClient(
  path: Path,
  workload: Workload,
  { client: ending, quietMs: speaksAtMs }: Pick<Story, 'client' | 'quietMs'>,
  outcome: Outcome,
): View {
  if (ending === null) {
    const at = outcome.kind === 'cut' ? `, ${secondsText(outcome.atMs)} in,` : ''
    return {
      kind: 'nothing',
      failure: null,
      atMs: null,
      latestMs: null,
      error: null,
      sentence: `The client waits for ever: the cut${at} told it nothing, and it sends nothing that could find out.`,
    }
  }
  if (ending.kind === 'result') {
    return {
      kind: 'result',
      failure: null,
      atMs: ending.atMs,
      latestMs: ending.latestMs,
      error: null,
      sentence: `The client gets its result after ${secondsText(ending.atMs)}.`,
    }
  }
  const failure = ending.failure ?? 'closed'
  const waits = workload.kind === 'idle' && !DRIVERS[path.client.driver].noticesWhileIdle
  const atMs = waits ? Math.max(ending.atMs, speaksAtMs) : ending.atMs
  const latestMs = ending.latestMs === null ? null : Math.max(atMs, ending.latestMs)
  const error = errorTextOf(path.client.driver, failure, waits && ending.atMs < speaksAtMs)
  const bound =
    latestMs === null
      ? `after ${secondsText(atMs)} at the earliest; how much later is not published`
      : latestMs > atMs * 1.2
        ? `between ${secondsText(atMs)} and ${secondsText(latestMs)}`
        : `after ${secondsText(atMs)}`
  return {
    kind: 'error',
    failure,
    atMs,
    latestMs,
    error,
    sentence: `The client sees ${quoted(error, path.client.system)} ${bound}.`,
  }
}

/** The texts are those of Linux; elsewhere, and where we did not read the source, they are an example. */
function quoted({ lines, grade }: ErrorText, system: Path['client']['system']): string {
  const text = `“${lines[0] ?? ''}”`
  if (grade === 'unconfirmed') return `an error such as ${text} (unconfirmed)`
  return system === 'linux' ? text : `an error such as ${text}`
}

function viewOfServer(workload: Workload, ending: Ending | null, endMs: number): View {
  if (ending === null) {
    const sentence = 'The server learns nothing: it keeps the session until something else ends it.'
    return { kind: 'nothing', failure: null, atMs: null, latestMs: null, error: null, sentence }
  }
  if (ending.kind === 'result') {
    const sentence = `The server finishes after ${secondsText(ending.atMs)}.`
    return { kind: 'result', failure: null, atMs: ending.atMs, latestMs: ending.latestMs, error: null, sentence }
  }
  const failure = ending.failure ?? 'closed'
  if (failure !== 'timed-out' && failure !== 'reset' && failure !== 'closed') {
    const sentence = `The server ends it itself after ${secondsText(ending.atMs)}.`
    return { kind: 'error', failure, atMs: ending.atMs, latestMs: ending.latestMs, error: null, sentence }
  }
  // A backend that computes does not look at its socket; it notices when it sends (measured without client_connection_check_interval).
  const atMs = workload.kind === 'query' ? Math.max(ending.atMs, endMs) : ending.atMs
  const latestMs = ending.latestMs === null ? null : Math.max(atMs, ending.latestMs)
  const error = SERVER_LOG[failure]
  return {
    kind: 'error',
    failure,
    atMs,
    latestMs,
    error,
    sentence: `The server logs “${error.lines[0] ?? ''}” after ${secondsText(atMs)}.`,
  }
}
