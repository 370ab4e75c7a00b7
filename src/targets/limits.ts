import { STACKS, type SystemStackId } from '../model/stacks.ts'
import type { Limit, Target } from './target.ts'

/** Limits of one target, by setting. */
export type Limits = Target['limits']

const KERNEL_SOCKET =
  'Linux kernel, include/net/tcp.h: MAX_TCP_KEEPIDLE 32767, MAX_TCP_KEEPINTVL 32767, MAX_TCP_KEEPCNT 127'
const KERNEL_SYSCTL =
  'Linux kernel, net/ipv4/sysctl_net_ipv4.c: the value in ticks must fit an int (2,147,483 s at 1,000 ticks a second); 0 and negative values are accepted there and break keepalive, so they are refused here'
const KERNEL_PROBES =
  'Linux kernel, net/ipv4/sysctl_net_ipv4.c: an unsigned byte; 0 kills every idle connection without a probe, so it is refused here'

const limit = (min: number, max: number, source: string, stepSize = 1): Limit => ({ min, max, step: stepSize, source })

/** The model's ranges with a fuller word on who sets them. */
const because = (ranges: Limits, times: string, count: string): Limits => ({
  idleSeconds: ranges.idleSeconds && { ...ranges.idleSeconds, source: times },
  intervalSeconds: ranges.intervalSeconds && { ...ranges.intervalSeconds, source: times },
  count: ranges.count && { ...ranges.count, source: count },
})

/** Options of one Linux socket: what setsockopt accepts. */
export const LINUX_SOCKET_LIMITS = because(STACKS.linux.socketLimits, KERNEL_SOCKET, KERNEL_SOCKET)

/** The net.ipv4 sysctls on every common kernel configuration. */
export const LINUX_SYSCTL_LIMITS = because(STACKS.linux.systemLimits, KERNEL_SYSCTL, KERNEL_PROBES)

/** What an operating system's own settings accept. */
export const systemLimits = (stack: SystemStackId): Limits => STACKS[stack].systemLimits

/** Only the idle time of a Linux socket can be set. */
export const LINUX_IDLE_ONLY: Limits = { ...LINUX_SOCKET_LIMITS, intervalSeconds: null, count: null }

/** Nothing can be set: the operating system's values apply. */
export const NO_NUMBERS: Limits = { idleSeconds: null, intervalSeconds: null, count: null }

/** Makes a {@link Limit}: inclusive range, who says so, and the smallest step the platform can store. */
export { limit }
