import type { Check } from './check.ts'
import { seconds } from './judge.ts'

/** The hop a configuration is held against. */
export interface PathHop {
  readonly title: string
  readonly limitSeconds: number
  /** `data`: a proxy that keepalive probes do not reach. */
  readonly refreshedBy: 'any-packet' | 'data'
}

/** One sentence with a number in it, and how it ends. */
export interface PathVerdict {
  readonly state: 'safe' | 'fragile' | 'cut'
  readonly text: string
}

/** Said once beside the verdicts of system settings: they reach only sockets that have SO_KEEPALIVE. */
export const SYSTEM_CONDITION = 'This holds for programs that switch keepalive on; the others send no probe at all.'

/** Whether {@link SYSTEM_CONDITION} belongs beside the verdicts of this check. */
export const needsSystemCondition = ({ effective, traits }: Check): boolean =>
  effective !== null && effective.enabled === null && traits?.layer === 'system'

/**
 * What happens to a quiet connection with these settings at this hop; null when the text says nothing about it.
 * `fragile`: alive only while no timer is late and no probe is lost.
 */
export function pathVerdict(check: Check, hop: PathHop): PathVerdict | null {
  const { effective, traits } = check
  if (effective === null || traits === null || traits.layer === 'sockets') return null
  const limit = seconds(hop.limitSeconds)
  if (hop.refreshedBy === 'data') {
    return {
      state: 'cut',
      text: `Cut after ${limit} without data by ${hop.title}: it counts data, not probes, so no keepalive setting helps here.`,
    }
  }
  if (effective.enabled === false) {
    return { state: 'cut', text: `Cut after ${limit} by ${hop.title}: keepalive is off, no probe is ever sent.` }
  }
  const { periodSeconds, worstPeriodSeconds, idleSeconds, intervalSeconds } = effective
  if (idleSeconds <= 0 || periodSeconds >= hop.limitSeconds) {
    return {
      state: 'cut',
      text: `Cut after ${limit} by ${hop.title}: the next probe would leave at ${seconds(periodSeconds)}.`,
    }
  }
  if (worstPeriodSeconds >= hop.limitSeconds) {
    return {
      state: 'fragile',
      text: `Fragile at ${hop.title}: a probe every ${seconds(periodSeconds)}, up to ${seconds(worstPeriodSeconds)} when the timer is late, against ${limit}.`,
    }
  }
  const retries = Math.floor((hop.limitSeconds - 0.001 - idleSeconds) / Math.max(intervalSeconds, 1))
  if (retries < 2) {
    return {
      state: 'fragile',
      text: `Fragile at ${hop.title}: a probe every ${seconds(periodSeconds)} is in time for ${limit}, but ${retries <= 0 ? 'no lost probe can' : 'only one lost probe can'} be repeated.`,
    }
  }
  return {
    state: 'safe',
    text: `Held open at ${hop.title}: a probe at least every ${seconds(worstPeriodSeconds)} against ${limit}, with time to repeat two lost ones.`,
  }
}
