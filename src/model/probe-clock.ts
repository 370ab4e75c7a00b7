import type { KeepaliveSettings } from './keepalive.ts'
import { latestFiringMs, retransmissionLimitMs, STACKS, type StackId, toMs } from './stacks.ts'

/**
 * When one end of a TCP connection sends probes, in milliseconds since the last data. The peer's probes do not postpone
 * them: Linux drops a probe as out of window before it counts as heard (measured on 6.18: ends set to 3 s and 4 s each
 * kept their own rhythm).
 */
export interface ProbeClock {
  readonly stack: StackId
  readonly settings: KeepaliveSettings
  /** First probe. */
  readonly firstMs: number
  /** Distance of the following probes while they are answered; null when there is only one (negative interval). */
  readonly periodMs: number | null
  /** Distance of the probes while they stay unanswered. */
  readonly retryMs: number
  /** Unanswered probes after which the end gives up. */
  readonly count: number
  readonly userTimeoutMs: number
}

/**
 * The clock of an end with these settings, or null when it never probes: no SO_KEEPALIVE, or a negative idle time
 * (Linux accepts it and never fires, measured).
 */
export function probeClock(stack: StackId, settings: KeepaliveSettings, userTimeoutMs = 0): ProbeClock | null {
  if (!settings.enabled || settings.idleSeconds < 0) return null
  const firstMs = toMs(settings.idleSeconds)
  const intervalMs = toMs(settings.intervalSeconds)
  const periodMs = STACKS[stack].periodRule === 'idle' ? firstMs : Math.max(firstMs, intervalMs)
  return {
    stack,
    settings,
    firstMs,
    // A negative interval sends one probe and never again (Linux, measured).
    periodMs: intervalMs < 0 ? null : Math.max(1, periodMs),
    retryMs: Math.max(1, intervalMs),
    count: settings.count,
    userTimeoutMs: STACKS[stack].hasUserTimeout ? userTimeoutMs : 0,
  }
}

/** First scheduled probe at or after `ms`; null when there is none. */
export function probeAtOrAfter({ firstMs, periodMs }: ProbeClock, ms: number): number | null {
  if (ms <= firstMs) return firstMs
  if (periodMs === null) return null
  return firstMs + Math.ceil((ms - firstMs) / periodMs) * periodMs
}

/** Last scheduled probe before `ms`; 0, the last data, when there is none. */
export function probeBefore({ firstMs, periodMs }: ProbeClock, ms: number): number {
  if (ms <= firstMs) return 0
  if (periodMs === null) return firstMs
  return firstMs + Math.ceil((ms - firstMs) / periodMs - 1) * periodMs
}

/** When an end stops waiting for a silent peer. */
export interface GivingUp {
  /** First unanswered probe. */
  readonly firstProbeMs: number
  /** Unanswered probes sent. */
  readonly probes: number
  readonly atMs: number
  readonly latestMs: number
}

/**
 * When the end gives up on a path that went dead at `deadMs`: `count` intervals after the first unanswered probe
 * (Linux tcp_keepalive_timer, xnu, FreeBSD; measured 5/1/3 → 8.27 s). With TCP_USER_TIMEOUT on Linux instead at the
 * first tick, at least one interval after that probe, at which the last answer is that long ago (measured).
 */
export function givingUp(clock: ProbeClock, deadMs: number): GivingUp | null {
  const firstProbeMs = probeAtOrAfter(clock, deadMs)
  if (firstProbeMs === null || clock.periodMs === null) return null
  const lastAnswerMs = probeBefore(clock, deadMs)
  const { retryMs, userTimeoutMs, stack } = clock
  const probes =
    userTimeoutMs > 0
      ? Math.max(1, Math.ceil((lastAnswerMs + userTimeoutMs - firstProbeMs) / retryMs))
      : Math.max(0, clock.count)
  const atMs = firstProbeMs + probes * retryMs
  return { firstProbeMs, probes, atMs, latestMs: latestFiringMs(stack, atMs - lastAnswerMs) + lastAnswerMs }
}

/**
 * When an end with `count` 0 ends a healthy connection: Linux counts zero unanswered probes as enough at the first
 * tick (tcp_probes=0, measured: killed after idle seconds, no probe sent). Null for every other end.
 */
export const selfDestructMs = (clock: ProbeClock | null): number | null =>
  clock !== null && clock.count <= 0 && clock.userTimeoutMs === 0 && STACKS[clock.stack].silentWithDataInFlight
    ? clock.firstMs
    : null

/** Milliseconds after which unacknowledged data ends the connection. `latest` is null where no bound is known. */
export interface DataLimit {
  readonly earliest: number
  readonly latest: number | null
}

/**
 * TCP_USER_TIMEOUT where it is set, else tcp_retries2 where it is known, else what the stack does by default
 * (Linux ip-sysctl.rst and tcp(7); xnu: 12 backoffs capped at 64 s; Solaris _ip_abort_interval).
 */
export function dataLimit(stack: StackId, userTimeoutMs = 0, tcpRetries2?: number): DataLimit {
  const { hasUserTimeout, dataInFlightMs } = STACKS[stack]
  if (hasUserTimeout && userTimeoutMs > 0) {
    return { earliest: userTimeoutMs, latest: latestFiringMs(stack, userTimeoutMs) + 1000 }
  }
  return hasUserTimeout && tcpRetries2 !== undefined ? retransmissionLimitMs(tcpRetries2) : dataInFlightMs
}
