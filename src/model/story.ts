import { resolveKeepalive } from './drivers.ts'
import { type Hop, type Leg, legsOf, type Path, type Workload } from './path.ts'
import {
  type DataLimit,
  dataLimit,
  type GivingUp,
  givingUp,
  type ProbeClock,
  probeAtOrAfter,
  probeBefore,
  probeClock,
  selfDestructMs,
} from './probe-clock.ts'
import { STACKS, toMs } from './stacks.ts'
import type { Failure } from './symptoms.ts'

/** Timers that end a statement or a session on purpose. */
export type TimerId =
  | 'statement-timeout'
  | 'idle-session-timeout'
  | 'idle-in-transaction-timeout'
  | 'read-timeout'
  | 'keepalive-count-zero'

/**
 * Something that happens on the path. Times are milliseconds since the connection went quiet. Places: 0 is the client,
 * 1 to n the hops in order, n + 1 the server.
 */
export type StoryEvent =
  | { readonly kind: 'quiet'; readonly atMs: number; readonly from: number; readonly to: number }
  /** Answered probes: `times` of them, the first at `atMs`, then every `everyMs`. */
  | ProbeTrain<'probes'>
  /** Unanswered probes of an end that looks for its peer; `to` is the place where they vanish. */
  | ProbeTrain<'lost-probes'>
  /** Statements a pool sends to keep the session busy. */
  | ProbeTrain<'heartbeats'>
  | { readonly kind: 'hop-expires'; readonly atMs: number; readonly place: number }
  /** Data or a FATAL message that reaches `to` but no further. */
  | { readonly kind: 'data-lost'; readonly atMs: number; readonly from: number; readonly to: number }
  | { readonly kind: 'data-arrives'; readonly atMs: number; readonly from: number; readonly to: number }
  | { readonly kind: 'reset'; readonly atMs: number; readonly from: number; readonly to: number }
  | { readonly kind: 'close'; readonly atMs: number; readonly from: number; readonly to: number }
  | {
      readonly kind: 'gives-up'
      readonly atMs: number
      /** Latest moment; null where no bound is known. */
      readonly latestMs: number | null
      readonly place: number
      readonly because: 'probes' | 'data'
    }
  | { readonly kind: 'timer'; readonly atMs: number; readonly place: number; readonly timer: TimerId }

interface ProbeTrain<K extends string> {
  readonly kind: K
  readonly atMs: number
  readonly everyMs: number
  readonly times: number
  readonly from: number
  readonly to: number
}

/** How it ends for one of the two programs. */
export interface Ending {
  readonly kind: 'result' | 'failure'
  readonly failure: Failure | null
  readonly atMs: number
  /** Latest moment at which the same can be seen; null where no bound is known. */
  readonly latestMs: number | null
}

/** Everything that happens on a path while every timer is punctual and no packet is lost. */
export interface Story {
  readonly events: readonly StoryEvent[]
  /** First hop that ended the connection, and when. */
  readonly cut: { readonly place: number; readonly atMs: number } | null
  /** Timer that ended the statement or session before any hop did. */
  readonly cancelled: { readonly timer: TimerId; readonly atMs: number } | null
  /** What the client's kernel learns; null when it never learns anything and waits for ever. */
  readonly client: Ending | null
  readonly server: Ending | null
  /** Milliseconds of quiet the path has to outlive: the whole workload, or one heartbeat. */
  readonly quietMs: number
  /** When the workload ends if nothing goes wrong. */
  readonly endMs: number
}

export interface EndState {
  readonly place: number
  readonly clock: ProbeClock | null
  readonly limit: DataLimit
  readonly probesWithDataInFlight: boolean
  goneMs: number | null
  retry: { readonly plan: GivingUp; sent: number } | null
  dataSinceMs: number | null
}

export interface LegState {
  readonly leg: Leg
  readonly ends: readonly [EndState, EndState]
  /** Places of the hops that pass packets on, left to right. */
  readonly transit: readonly number[]
  /** Moments at which data crossed the leg; idle timers and probe clocks start again there. */
  readonly dataMs: number[]
  /** When the first of its hops forgot it. */
  deadMs: number | null
}

interface HopState {
  readonly hop: Hop
  readonly limitMs: number | null
  expiredMs: number | null
  /** Last packet it saw; kept only once the leg is dead. */
  lastMs: number
}

/** Probes that restart a timer: those of one end, from the last data until the end or the leg is gone. */
export interface Stream {
  readonly clock: ProbeClock
  readonly baseMs: number
  readonly untilMs: number
}

interface Step {
  readonly atMs: number
  /**
   * At the same moment hops expire, from the client on, before timers fire, timers before probes leave, probes before
   * data: the fraction is the hop's place.
   */
  readonly rank: number
  readonly run: () => void
}

/** More steps than any path needs; a guard against settings that send a probe every millisecond. */
const MOST_STEPS = 4000

/** When a timer of `limitMs` first runs out, given the moments that restart it; null when never. */
export function firstExpiryMs(limitMs: number, fromMs: number, streams: readonly Stream[]): number | null {
  let last = fromMs
  for (let step = 0; step < MOST_STEPS; step++) {
    let next = Number.POSITIVE_INFINITY
    for (const { clock, baseMs, untilMs } of streams) {
      const probe = probeAtOrAfter(clock, last + 1 - baseMs)
      if (probe !== null && probe + baseMs < untilMs) next = Math.min(next, probe + baseMs)
    }
    if (next - last >= limitMs) return last + limitMs
    for (const { clock, baseMs, untilMs } of streams) {
      const keepsUp = clock.periodMs !== null && clock.periodMs < limitMs && next >= baseMs + clock.firstMs
      if (!keepsUp) continue
      if (untilMs === Number.POSITIVE_INFINITY) return null
      next = Math.max(next, baseMs + probeBefore(clock, untilMs - baseMs))
    }
    last = next
  }
  return null
}

/**
 * Plays the path once, with punctual timers and no loss, jumping from one thing that matters to the next.
 * Rules: a hop acts when its limit passes without what refreshes it; any end whose packet meets a forgotten flow learns
 * what that hop does to late packets; a proxy that loses one leg closes the other; an end that loses its peer behaves
 * as probe-clock.ts says. While data is being retransmitted the hops it reaches count as refreshed.
 */
export function play(path: Path, workload: Workload): Story {
  const events: StoryEvent[] = []
  const serverPlace = path.hops.length + 1
  const endMs = toMs(workload.seconds)
  const heartbeatMs =
    workload.kind === 'idle' && workload.heartbeatSeconds ? Math.max(1, toMs(workload.heartbeatSeconds)) : null
  const quietMs = heartbeatMs === null ? endMs : Math.min(endMs, heartbeatMs)
  const legs = legsOf(path).map((leg) => legState(path, leg))
  const hops: readonly HopState[] = path.hops.map((hop) => ({
    hop,
    limitMs: hop.idleLimitSeconds === null ? null : toMs(hop.idleLimitSeconds),
    expiredMs: null,
    lastMs: 0,
  }))
  const hopAt = (place: number): HopState | undefined => hops[place - 1]
  const firstLeg = legs[0]
  const lastLeg = legs.at(-1)
  if (firstLeg === undefined || lastLeg === undefined) throw new Error('a path has at least one leg')
  const clientEnd = firstLeg.ends[0]
  const serverEnd = lastLeg.ends[1]

  const found: Pick<{ -readonly [K in keyof Story]: Story[K] }, 'cut' | 'cancelled' | 'client' | 'server'> & {
    done: boolean
  } = { cut: null, cancelled: null, client: null, server: null, done: false }

  const legOf = (end: EndState): LegState => legs.find(({ ends }) => ends.includes(end)) ?? firstLeg
  const peerOf = (end: EndState): EndState => {
    const { ends } = legOf(end)
    return ends[0] === end ? ends[1] : ends[0]
  }
  const lastDataMs = ({ dataMs }: LegState): number => dataMs.at(-1) ?? 0
  const isHealthy = ({ deadMs, ends }: LegState): boolean =>
    deadMs === null && ends[0].goneMs === null && ends[1].goneMs === null

  const streamsOf = (leg: LegState): readonly Stream[] =>
    leg.ends.flatMap(({ clock, goneMs }) =>
      clock === null
        ? []
        : [
            {
              clock,
              baseMs: lastDataMs(leg),
              untilMs: Math.min(leg.deadMs ?? Number.POSITIVE_INFINITY, goneMs ?? Number.POSITIVE_INFINITY),
            },
          ],
    )

  /** Marks the leg dead: from here on each end is alone with the hops between it and the forgotten flow. */
  const goDead = (leg: LegState, atMs: number): void => {
    if (leg.deadMs !== null) return
    const base = lastDataMs(leg)
    for (const place of leg.transit) {
      const state = hopAt(place)
      if (state === undefined || state.expiredMs !== null) continue
      const probes = leg.ends.map(({ clock }) => (clock === null ? 0 : probeBefore(clock, atMs - base)))
      state.lastMs = state.hop.refreshedBy === 'data' ? base : base + Math.max(...probes)
    }
    leg.deadMs = atMs
    for (const end of leg.ends) {
      const plan = end.goneMs === null && end.clock !== null ? givingUp(end.clock, atMs - base) : null
      if (plan === null) continue
      end.retry = {
        plan: {
          ...plan,
          firstProbeMs: base + plan.firstProbeMs,
          atMs: base + plan.atMs,
          latestMs: base + plan.latestMs,
        },
        sent: 0,
      }
    }
  }

  /** Sends a packet from an end of a leg: how far it comes, and whether a RST comes back. */
  const send = (end: EndState, atMs: number, isData: boolean): { readonly place: number; readonly reset: boolean } => {
    const leg = legOf(end)
    const places = end === leg.ends[0] ? leg.transit : [...leg.transit].reverse()
    for (const place of places) {
      const state = hopAt(place)
      if (state === undefined) continue
      if (state.expiredMs !== null) {
        const { atExpiry, resetsOnly } = state.hop
        const side = end === leg.ends[0] ? 'client' : 'server'
        return { place, reset: atExpiry === 'rst-to-next-sender' && (resetsOnly ?? side) === side }
      }
      if (isData || state.hop.refreshedBy === 'any-packet') state.lastMs = atMs
    }
    const peer = peerOf(end)
    const proxy = hopAt(peer.place)
    const vanished = proxy !== undefined && proxy.expiredMs !== null && proxy.hop.atExpiry === 'silent'
    return { place: peer.place, reset: peer.goneMs !== null && !vanished }
  }

  const learn = (end: EndState, failure: Failure, atMs: number, latestMs: number | null): void => {
    if (end.goneMs !== null) return
    end.goneMs = atMs
    end.retry = null
    if (end === clientEnd) found.client = { kind: 'failure', failure, atMs, latestMs }
    else if (end === serverEnd) found.server = { kind: 'failure', failure, atMs, latestMs }
    else closeOtherLeg(end, atMs)
  }

  const closeOtherLeg = (end: EndState, atMs: number): void => {
    const other = legs
      .flatMap(({ ends }) => ends)
      .find((candidate) => candidate.place === end.place && candidate !== end)
    if (other !== undefined) close(other, atMs)
  }

  const close = (end: EndState, atMs: number): void => {
    if (end.goneMs !== null) return
    const { place } = send(end, atMs, true)
    const peer = peerOf(end)
    end.goneMs = atMs
    end.retry = null
    events.push({ kind: 'close', atMs, from: end.place, to: place })
    if (place === peer.place) learn(peer, 'closed', atMs, atMs)
    else goDead(legOf(end), atMs)
  }

  const reset = (end: EndState, from: number, atMs: number): void => {
    if (end.goneMs !== null) return
    events.push({ kind: 'reset', atMs, from, to: end.place })
    learn(end, 'reset', atMs, atMs)
  }

  /** Whether packets of this end still reach the place. */
  const reaches = (end: EndState, place: number): boolean => {
    const [low, high] = end.place < place ? [end.place, place] : [place, end.place]
    return hops.every(({ expiredMs }, index) => expiredMs === null || index + 1 <= low || index + 1 >= high)
  }

  const expireTransit = (leg: LegState, state: HopState, place: number, atMs: number): void => {
    const reached = leg.ends.filter((end) => end.goneMs === null && reaches(end, place))
    state.expiredMs = atMs
    events.push({ kind: 'hop-expires', atMs, place })
    found.cut ??= { place, atMs }
    goDead(leg, atMs)
    if (state.hop.atExpiry === 'rst-to-both') for (const end of reached) reset(end, place, atMs)
    if (state.hop.atExpiry === 'close') {
      for (const end of reached) {
        events.push({ kind: 'close', atMs, from: place, to: end.place })
        learn(end, 'closed', atMs, atMs)
      }
    }
  }

  const expireProxy = (state: HopState, place: number, atMs: number): void => {
    state.expiredMs = atMs
    events.push({ kind: 'hop-expires', atMs, place })
    found.cut ??= { place, atMs }
    const ends = legs.flatMap((leg) => leg.ends).filter((end) => end.place === place && end.goneMs === null)
    for (const end of ends) {
      const { atExpiry } = state.hop
      if (atExpiry === 'close') {
        close(end, atMs)
        continue
      }
      const peer = peerOf(end)
      const told = atExpiry === 'rst-to-both' && send(end, atMs, true).place === peer.place
      end.goneMs = atMs
      end.retry = null
      if (told) reset(peer, place, atMs)
      else goDead(legOf(end), atMs)
    }
  }

  /** Data walks from one program towards the other until it arrives or meets a dead leg. */
  const speak = (origin: EndState, atMs: number, arrivesMs = atMs): 'arrived' | 'lost' | 'not-sent' => {
    if (origin.goneMs !== null) return 'not-sent'
    const rightwards = origin === clientEnd
    const order = rightwards ? legs : [...legs].reverse()
    for (const leg of order) {
      const end = leg.ends[rightwards ? 0 : 1]
      if (isHealthy(leg)) {
        leg.dataMs.push(atMs)
        continue
      }
      if (end.goneMs !== null) return 'lost'
      const sent = send(end, atMs, true)
      events.push({ kind: 'data-lost', atMs, from: origin.place, to: sent.place })
      if (sent.reset) {
        reset(end, sent.place, atMs)
        return 'lost'
      }
      end.dataSinceMs = atMs
      if (!end.probesWithDataInFlight) end.retry = null
      return 'lost'
    }
    events.push({ kind: 'data-arrives', atMs: arrivesMs, from: origin.place, to: rightwards ? serverPlace : 0 })
    return 'arrived'
  }

  const steps = (): readonly Step[] => {
    const possible: Step[] = []
    for (const leg of legs) {
      const healthy = isHealthy(leg)
      for (const place of leg.transit) {
        const state = hopAt(place)
        if (state === undefined || state.limitMs === null || state.expiredMs !== null) continue
        const { limitMs } = state
        let atMs: number | null = null
        if (healthy) {
          const streams = state.hop.refreshedBy === 'data' ? [] : streamsOf(leg)
          atMs = firstExpiryMs(limitMs, lastDataMs(leg), streams)
        } else {
          const watching = leg.ends.filter((end) => end.goneMs === null && reaches(end, place))
          if (watching.length > 0 && watching.every(({ dataSinceMs }) => dataSinceMs === null)) {
            atMs = state.lastMs + limitMs
          }
        }
        if (atMs !== null)
          possible.push({ atMs, rank: place / 1000, run: () => expireTransit(leg, state, place, atMs) })
      }
      for (const end of leg.ends) {
        if (end.goneMs !== null) continue
        const { retry, dataSinceMs } = end
        if (retry !== null && end.clock !== null) {
          const { plan } = retry
          if (retry.sent >= plan.probes) {
            possible.push({
              atMs: plan.atMs,
              rank: 2,
              run: () => {
                events.push({
                  kind: 'gives-up',
                  atMs: plan.atMs,
                  latestMs: plan.latestMs,
                  place: end.place,
                  because: 'probes',
                })
                learn(end, 'timed-out', plan.atMs, plan.latestMs)
              },
            })
          } else {
            const everyMs = end.clock.retryMs
            const atMs = plan.firstProbeMs + retry.sent * everyMs
            possible.push({
              atMs,
              rank: 2,
              run: () => {
                retry.sent++
                const { place, reset: answeredByReset } = send(end, atMs, false)
                events.push({ kind: 'lost-probes', atMs, everyMs, times: 1, from: end.place, to: place })
                if (answeredByReset) reset(end, place, atMs)
              },
            })
          }
        }
        if (dataSinceMs !== null) {
          const atMs = dataSinceMs + end.limit.earliest
          const latestMs = end.limit.latest === null ? null : dataSinceMs + end.limit.latest
          possible.push({
            atMs,
            rank: 2,
            run: () => {
              events.push({ kind: 'gives-up', atMs, latestMs, place: end.place, because: 'data' })
              learn(end, 'timed-out', atMs, latestMs)
            },
          })
        }
      }
    }
    hops.forEach((state, index) => {
      const place = index + 1
      const { limitMs, hop, expiredMs } = state
      if (!hop.terminatesTcp || limitMs === null || expiredMs !== null) return
      const sides = legs.filter(({ ends }) => ends.some((end) => end.place === place))
      if (sides.every(({ ends }) => ends.some((end) => end.place === place && end.goneMs !== null))) return
      const from = Math.max(...sides.map(lastDataMs))
      const streams = hop.refreshedBy === 'data' ? [] : sides.flatMap(streamsOf)
      const atMs = firstExpiryMs(limitMs, from, streams)
      if (atMs !== null) possible.push({ atMs, rank: place / 1000, run: () => expireProxy(state, place, atMs) })
    })
    possible.push(...pendingTimers, ...pendingSpeeches)
    return possible
  }

  const pendingTimers: Step[] = timersOf(path, workload, quietMs, clientEnd.clock).map(({ timer, atMs }) => ({
    atMs,
    rank: 1,
    run: () => fire(timer, atMs),
  }))
  const pendingSpeeches: Step[] = []
  const speakLater = (atMs: number, run: () => void): void => {
    const step: Step = {
      atMs,
      rank: 3,
      run: () => {
        pendingSpeeches.splice(pendingSpeeches.indexOf(step), 1)
        run()
      },
    }
    pendingSpeeches.push(step)
  }

  const fire = (timer: TimerId, atMs: number): void => {
    pendingTimers.splice(0, pendingTimers.length, ...pendingTimers.filter((step) => step.atMs > atMs))
    const alive = found.cut === null
    if (timer === 'read-timeout' || timer === 'keepalive-count-zero') {
      if (clientEnd.goneMs !== null) return
      events.push({ kind: 'timer', atMs, place: 0, timer })
      if (alive) found.cancelled ??= { timer, atMs }
      close(clientEnd, atMs)
      found.client = { kind: 'failure', failure: timer === 'read-timeout' ? timer : 'timed-out', atMs, latestMs: atMs }
      if (alive) found.done = true
      return
    }
    if (serverEnd.goneMs !== null) return
    events.push({ kind: 'timer', atMs, place: serverPlace, timer })
    if (timer === 'statement-timeout') pendingSpeeches.splice(0)
    const outcome = speak(serverEnd, atMs)
    if (alive) found.cancelled ??= { timer, atMs }
    if (outcome === 'arrived') {
      found.client = { kind: 'failure', failure: timer, atMs, latestMs: atMs }
      found.server = { kind: 'failure', failure: timer, atMs, latestMs: atMs }
      found.done = true
    } else if (timer !== 'statement-timeout') {
      found.server = { kind: 'failure', failure: timer, atMs, latestMs: atMs }
      serverEnd.goneMs = atMs
    }
  }

  const speakAtEnd = (): void => {
    const origin = workload.kind === 'query' ? serverEnd : clientEnd
    const atMs = workload.kind === 'query' ? endMs : quietMs
    speakLater(atMs, () => {
      if (workload.kind === 'idle' && clientEnd.goneMs !== null) return
      // Where one heartbeat passes, every later one and the statement at the end do, too.
      if (speak(origin, atMs, endMs) !== 'arrived') return
      found.client = { kind: 'result', failure: null, atMs: endMs, latestMs: endMs }
      found.server = { kind: 'result', failure: null, atMs: endMs, latestMs: endMs }
      found.done = true
    })
  }

  events.push({ kind: 'quiet', atMs: 0, from: 0, to: serverPlace })
  speakAtEnd()
  for (let step = 0; step < MOST_STEPS && !found.done; step++) {
    const next = steps().reduce<Step | null>(
      (first, candidate) =>
        first === null || candidate.atMs < first.atMs || (candidate.atMs === first.atMs && candidate.rank < first.rank)
          ? candidate
          : first,
      null,
    )
    if (next === null) break
    next.run()
  }

  const storyEndMs = Math.max(endMs, ...events.map(({ atMs }) => atMs))
  for (const leg of legs)
    events.push(...answeredProbes(leg, found.done ? (found.cancelled?.atMs ?? endMs) : storyEndMs, quietMs))
  if (heartbeatMs !== null && found.cut === null && found.cancelled === null && endMs > heartbeatMs) {
    const times = Math.ceil(endMs / heartbeatMs) - 1
    events.push({ kind: 'heartbeats', atMs: heartbeatMs, everyMs: heartbeatMs, times, from: 0, to: serverPlace })
  }
  return {
    events: joinTrains(events).sort((a, b) => a.atMs - b.atMs || order(a) - order(b)),
    cut: found.cut,
    cancelled: found.cancelled,
    client: found.client,
    server: found.server,
    quietMs,
    endMs,
  }
}

const ORDER: readonly StoryEvent['kind'][] = [
  'quiet',
  'hop-expires',
  'timer',
  'probes',
  'heartbeats',
  'lost-probes',
  'data-lost',
  'reset',
  'close',
  'gives-up',
  'data-arrives',
]
const order = ({ kind }: StoryEvent): number => ORDER.indexOf(kind)

export function legState(path: Path, leg: Leg): LegState {
  const { client, server, hops } = path
  const left = hops[leg.left - 1]
  const right = hops[leg.right - 1]
  const clientKeepalive = resolveKeepalive(client).settings
  const leftEnd: EndState =
    left === undefined
      ? end(leg.left, probeClock(client.system, clientKeepalive, client.userTimeoutMs), client)
      : end(leg.left, left.onwardKeepalive ? probeClock('linux', left.onwardKeepalive) : null, { system: 'linux' })
  const rightEnd: EndState =
    right === undefined
      ? end(leg.right, probeClock(server.system, server.keepalive, server.userTimeoutMs), server)
      : end(leg.right, right.inwardKeepalive ? probeClock('linux', right.inwardKeepalive) : null, { system: 'linux' })
  const transit = hops.map((_, index) => index + 1).filter((place) => place > leg.left && place < leg.right)
  return { leg, ends: [leftEnd, rightEnd], transit, dataMs: [0], deadMs: null }
}

function end(
  place: number,
  clock: ProbeClock | null,
  { system, userTimeoutMs, tcpRetries2 }: Pick<Path['client'], 'system' | 'userTimeoutMs' | 'tcpRetries2'>,
): EndState {
  return {
    place,
    clock,
    limit: dataLimit(system, userTimeoutMs, tcpRetries2),
    probesWithDataInFlight: !STACKS[system].silentWithDataInFlight,
    goneMs: null,
    retry: null,
    dataSinceMs: null,
  }
}

/** Timers of both programs that would fire before the workload is through. */
function timersOf(
  { client, server }: Path,
  workload: Workload,
  quietMs: number,
  clientClock: ProbeClock | null,
): readonly { readonly timer: TimerId; readonly atMs: number }[] {
  const ms = (seconds: number | null | undefined): number | null => (seconds ? toMs(seconds) : null)
  const ofWorkload: readonly (readonly [TimerId, number | null])[] =
    workload.kind === 'query'
      ? [
          ['read-timeout', ms(client.readTimeoutSeconds)],
          ['statement-timeout', ms(server.statementTimeoutSeconds)],
        ]
      : workload.inTransaction === true
        ? [['idle-in-transaction-timeout', ms(server.idleInTransactionTimeoutSeconds)]]
        : [['idle-session-timeout', ms(server.idleSessionTimeoutSeconds)]]
  const all: typeof ofWorkload = [['keepalive-count-zero', selfDestructMs(clientClock)], ...ofWorkload]
  return all.flatMap(([timer, atMs]) =>
    atMs !== null && (atMs < quietMs || timer === 'read-timeout') ? [{ timer, atMs }] : [],
  )
}

/** The probes of a leg that were answered, one train for each end and each stretch between data. */
function answeredProbes(
  { ends, dataMs, deadMs }: LegState,
  storyEndMs: number,
  quietMs: number,
): readonly StoryEvent[] {
  return ends.flatMap((end, side) =>
    dataMs.flatMap((baseMs, index): readonly StoryEvent[] => {
      const { clock } = end
      if (clock === null || clock.count <= 0) return []
      const untilMs = Math.min(
        dataMs[index + 1] ?? Number.POSITIVE_INFINITY,
        deadMs ?? Number.POSITIVE_INFINITY,
        end.goneMs ?? Number.POSITIVE_INFINITY,
        Math.max(storyEndMs, quietMs),
      )
      const lastMs = probeBefore(clock, untilMs - baseMs)
      if (lastMs <= 0 || baseMs + lastMs >= untilMs) return []
      const everyMs = clock.periodMs ?? clock.firstMs
      return [
        {
          kind: 'probes',
          atMs: baseMs + clock.firstMs,
          everyMs,
          times: 1 + Math.round((lastMs - clock.firstMs) / everyMs),
          from: end.place,
          to: ends[side === 0 ? 1 : 0].place,
        },
      ]
    }),
  )
}

/** Unanswered probes of one end become one train. */
function joinTrains(events: readonly StoryEvent[]): StoryEvent[] {
  const joined: StoryEvent[] = []
  for (const event of events) {
    const index = joined.findIndex(
      (other) =>
        event.kind === 'lost-probes' &&
        other.kind === 'lost-probes' &&
        other.from === event.from &&
        other.to === event.to,
    )
    const train = joined[index]
    if (train?.kind === 'lost-probes') joined[index] = { ...train, times: train.times + 1 }
    else joined.push(event)
  }
  return joined
}
