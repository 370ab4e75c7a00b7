import type { KeepaliveSettings } from './keepalive.ts'

/** Operating systems whose TCP the model knows. */
export const SYSTEM_STACK_IDS = ['linux', 'windows', 'macos', 'freebsd', 'openbsd', 'solaris', 'aix'] as const

/** Language runtimes that decide about keepalive themselves, on top of an operating system. */
export const RUNTIME_STACK_IDS = ['go', 'node', 'java', 'dotnet'] as const

/** One of {@link SYSTEM_STACK_IDS}. */
export type SystemStackId = (typeof SYSTEM_STACK_IDS)[number]

/** One of {@link RUNTIME_STACK_IDS}. */
export type RuntimeStackId = (typeof RUNTIME_STACK_IDS)[number]

/** Key of {@link STACKS}. */
export type StackId = SystemStackId | RuntimeStackId

/** What a stack accepts for one setting, inclusive, in the unit of {@link KeepaliveSettings}. */
export interface SettingRange {
  readonly min: number
  readonly max: number
  /** Smallest difference the platform can store: 1 for whole seconds, 0.001 for milliseconds. */
  readonly step: number
  /** Who says so. */
  readonly source: string
}

/** Ranges of the three numbers; null where the platform has no such setting. */
export interface SettingRanges {
  readonly idleSeconds: SettingRange | null
  readonly intervalSeconds: SettingRange | null
  readonly count: SettingRange | null
}

/** The rules one operating system or runtime applies to keepalive. */
export interface Stack {
  readonly id: StackId
  readonly title: string
  readonly kind: 'system' | 'runtime'
  /** What a connection gets when nobody sets anything; `enabled` is whether sockets have SO_KEEPALIVE unasked. */
  readonly defaults: KeepaliveSettings
  /** Numbers the stack uses whatever was asked for. */
  readonly fixed: Partial<Pick<KeepaliveSettings, 'intervalSeconds' | 'count'>>
  /** What the system-wide setting accepts; for a runtime, what its own interface accepts. */
  readonly systemLimits: SettingRanges
  /** What one socket accepts. */
  readonly socketLimits: SettingRanges
  /** Which rule gives the distance of answered probes. */
  readonly periodRule: 'idle' | 'longer-of-idle-and-interval'
  /** Whether it is published when a lost probe is repeated; where not, three whole idle times must fit the limit. */
  readonly repeatsAfterInterval: boolean
  /** How late a timer may fire, in thousandths of its length. */
  readonly latenessPermille: number
  /** Whether probes stop while sent data is unacknowledged. */
  readonly silentWithDataInFlight: boolean
  /** Whether TCP_USER_TIMEOUT exists (Linux). */
  readonly hasUserTimeout: boolean
  /** Milliseconds until unacknowledged data ends the connection: earliest, and latest where a bound is known. */
  readonly dataInFlightMs: { readonly earliest: number; readonly latest: number | null }
}

const LINUX_SOCKET = 'include/net/tcp.h: MAX_TCP_KEEPIDLE, MAX_TCP_KEEPINTVL, MAX_TCP_KEEPCNT'
const LINUX_SYSCTL = 'net/ipv4/sysctl_net_ipv4.c; the largest value depends on CONFIG_HZ, this one holds for all'

const seconds = (min: number, max: number, source: string): SettingRange => ({ min, max, step: 1, source })
const milliseconds = (min: number, max: number, source: string): SettingRange => ({ min, max, step: 0.001, source })

const LINUX_SOCKET_LIMITS: SettingRanges = {
  idleSeconds: seconds(1, 32_767, LINUX_SOCKET),
  intervalSeconds: seconds(1, 32_767, LINUX_SOCKET),
  count: seconds(1, 127, LINUX_SOCKET),
}

const WINDOWS = 'Microsoft: KeepAliveTime and KeepAliveInterval, 0x1 to 0xFFFFFFFF milliseconds'
const MACOS = 'xnu bsd/netinet/tcp_timer.c: 1 to INT_MAX milliseconds'
const MACOS_SOCKET = 'xnu bsd/netinet/tcp_usrreq.c: up to 4294967 seconds'
const OPENBSD = 'OpenBSD sys/netinet/tcp_timer.h 1.19: keepidle 1 to 36000, keepintvl 1 to 225 seconds'
const SOLARIS =
  'Oracle Solaris 11.4: _keepalive_interval 10 seconds to 10 days, _keepalive_abort_interval 0 to 8 minutes'
const UINT_SECONDS = 'FreeBSD tcp(4): whole seconds'

/** tcp(7): unacknowledged data ends the connection after 13 to 30 minutes; ip-sysctl.rst: 924.6 s at the earliest. */
const LINUX_RULES = {
  periodRule: 'longer-of-idle-and-interval',
  repeatsAfterInterval: true,
  latenessPermille: 130,
  silentWithDataInFlight: true,
  hasUserTimeout: true,
  dataInFlightMs: { earliest: 924_600, latest: 1_800_000 },
} as const

/**
 * What each stack does by itself. Who says so stands in stack-sources.ts.
 * Runtimes are judged by the strictest rule of the systems they run on, which is Linux's.
 */
export const STACKS: { readonly [Id in StackId]: Stack } = {
  linux: {
    id: 'linux',
    title: 'Linux',
    kind: 'system',
    defaults: { enabled: false, idleSeconds: 7200, intervalSeconds: 75, count: 9 },
    fixed: {},
    systemLimits: {
      idleSeconds: seconds(1, 2_147_483, LINUX_SYSCTL),
      intervalSeconds: seconds(1, 2_147_483, LINUX_SYSCTL),
      count: seconds(1, 255, LINUX_SYSCTL),
    },
    socketLimits: LINUX_SOCKET_LIMITS,
    ...LINUX_RULES,
  },
  windows: {
    id: 'windows',
    title: 'Windows',
    kind: 'system',
    defaults: { enabled: false, idleSeconds: 7200, intervalSeconds: 1, count: 10 },
    fixed: { count: 10 },
    systemLimits: {
      idleSeconds: milliseconds(0.001, 4_294_967.295, WINDOWS),
      intervalSeconds: milliseconds(0.001, 4_294_967.295, WINDOWS),
      count: null,
    },
    socketLimits: {
      idleSeconds: milliseconds(0.001, 4_294_967.295, 'Microsoft: SIO_KEEPALIVE_VALS, milliseconds'),
      intervalSeconds: milliseconds(0.001, 4_294_967.295, 'Microsoft: SIO_KEEPALIVE_VALS, milliseconds'),
      count: seconds(1, 255, 'Microsoft: TCP_KEEPCNT, at most 255, since Windows 10 version 1703'),
    },
    periodRule: 'idle',
    repeatsAfterInterval: true,
    latenessPermille: 0,
    silentWithDataInFlight: true,
    hasUserTimeout: false,
    dataInFlightMs: { earliest: 0, latest: null },
  },
  macos: {
    id: 'macos',
    title: 'macOS',
    kind: 'system',
    defaults: { enabled: false, idleSeconds: 7200, intervalSeconds: 75, count: 8 },
    fixed: {},
    systemLimits: {
      idleSeconds: milliseconds(0.001, 2_147_483.647, MACOS),
      intervalSeconds: milliseconds(0.001, 2_147_483.647, MACOS),
      count: seconds(1, 2_147_483_647, 'xnu bsd/netinet/tcp_timer.c: a plain integer'),
    },
    socketLimits: {
      idleSeconds: seconds(1, 4_294_967, MACOS_SOCKET),
      intervalSeconds: seconds(1, 4_294_967, MACOS_SOCKET),
      count: seconds(1, 2_147_483_647, 'xnu bsd/netinet/tcp_usrreq.c: zero or more'),
    },
    periodRule: 'idle',
    repeatsAfterInterval: true,
    latenessPermille: 0,
    silentWithDataInFlight: false,
    hasUserTimeout: false,
    dataInFlightMs: { earliest: 105_000, latest: 512_000 },
  },
  freebsd: {
    id: 'freebsd',
    title: 'FreeBSD',
    kind: 'system',
    defaults: { enabled: true, idleSeconds: 7200, intervalSeconds: 75, count: 8 },
    fixed: {},
    systemLimits: {
      idleSeconds: milliseconds(0.001, 2_147_483.647, 'FreeBSD tcp(4): milliseconds'),
      intervalSeconds: milliseconds(0.001, 2_147_483.647, 'FreeBSD tcp(4): milliseconds'),
      count: seconds(1, 2_147_483_647, 'FreeBSD tcp(4)'),
    },
    socketLimits: {
      idleSeconds: seconds(1, 2_147_483, UINT_SECONDS),
      intervalSeconds: seconds(1, 2_147_483, UINT_SECONDS),
      count: seconds(1, 2_147_483_647, UINT_SECONDS),
    },
    periodRule: 'longer-of-idle-and-interval',
    repeatsAfterInterval: true,
    latenessPermille: 0,
    silentWithDataInFlight: false,
    hasUserTimeout: false,
    dataInFlightMs: { earliest: 0, latest: null },
  },
  openbsd: {
    id: 'openbsd',
    title: 'OpenBSD',
    kind: 'system',
    defaults: { enabled: false, idleSeconds: 7200, intervalSeconds: 75, count: 8 },
    fixed: { count: 8 },
    systemLimits: {
      idleSeconds: seconds(1, 36_000, OPENBSD),
      intervalSeconds: seconds(1, 225, OPENBSD),
      count: null,
    },
    socketLimits: { idleSeconds: null, intervalSeconds: null, count: null },
    periodRule: 'idle',
    repeatsAfterInterval: true,
    latenessPermille: 0,
    silentWithDataInFlight: false,
    hasUserTimeout: false,
    dataInFlightMs: { earliest: 0, latest: null },
  },
  solaris: {
    id: 'solaris',
    title: 'Solaris / illumos',
    kind: 'system',
    // There is no interval and no count: `interval` holds the abort interval, and one of it decides.
    defaults: { enabled: false, idleSeconds: 7200, intervalSeconds: 480, count: 1 },
    fixed: { count: 1 },
    systemLimits: {
      idleSeconds: milliseconds(10, 864_000, SOLARIS),
      intervalSeconds: milliseconds(0, 480, SOLARIS),
      count: null,
    },
    socketLimits: {
      idleSeconds: seconds(10, 864_000, 'Oracle Solaris 11.4: TCP_KEEPIDLE, at least 10 seconds'),
      intervalSeconds: null,
      count: null,
    },
    periodRule: 'idle',
    repeatsAfterInterval: false,
    latenessPermille: 0,
    silentWithDataInFlight: true,
    hasUserTimeout: false,
    dataInFlightMs: { earliest: 300_000, latest: 300_000 },
  },
  aix: {
    id: 'aix',
    title: 'AIX',
    kind: 'system',
    defaults: { enabled: false, idleSeconds: 7200, intervalSeconds: 75, count: 8 },
    fixed: {},
    systemLimits: {
      idleSeconds: { min: 0.5, max: 2_147_483, step: 0.5, source: 'IBM AIX 7.3, no command: half-seconds' },
      intervalSeconds: { min: 0.5, max: 32_767, step: 0.5, source: 'IBM AIX 7.3, no command: half-seconds' },
      count: seconds(1, 2_147_483_647, 'IBM AIX 7.3, no command'),
    },
    socketLimits: { idleSeconds: null, intervalSeconds: null, count: null },
    // Not published; the longer of the two is the safe assumption.
    periodRule: 'longer-of-idle-and-interval',
    repeatsAfterInterval: true,
    latenessPermille: 0,
    silentWithDataInFlight: true,
    hasUserTimeout: false,
    dataInFlightMs: { earliest: 0, latest: null },
  },
  go: {
    id: 'go',
    title: 'Go (net.Dialer)',
    kind: 'runtime',
    defaults: { enabled: true, idleSeconds: 15, intervalSeconds: 15, count: 9 },
    fixed: {},
    systemLimits: LINUX_SOCKET_LIMITS,
    socketLimits: LINUX_SOCKET_LIMITS,
    ...LINUX_RULES,
  },
  node: {
    id: 'node',
    title: 'Node.js (libuv)',
    kind: 'runtime',
    defaults: { enabled: false, idleSeconds: 7200, intervalSeconds: 1, count: 10 },
    fixed: { intervalSeconds: 1, count: 10 },
    systemLimits: { idleSeconds: seconds(1, 32_767, LINUX_SOCKET), intervalSeconds: null, count: null },
    socketLimits: { idleSeconds: seconds(1, 32_767, LINUX_SOCKET), intervalSeconds: null, count: null },
    ...LINUX_RULES,
  },
  java: {
    id: 'java',
    title: 'Java',
    kind: 'runtime',
    defaults: { enabled: false, idleSeconds: 7200, intervalSeconds: 75, count: 9 },
    fixed: {},
    systemLimits: LINUX_SOCKET_LIMITS,
    socketLimits: LINUX_SOCKET_LIMITS,
    ...LINUX_RULES,
  },
  dotnet: {
    id: 'dotnet',
    title: '.NET',
    kind: 'runtime',
    defaults: { enabled: false, idleSeconds: 7200, intervalSeconds: 75, count: 9 },
    fixed: {},
    systemLimits: LINUX_SOCKET_LIMITS,
    socketLimits: LINUX_SOCKET_LIMITS,
    ...LINUX_RULES,
  },
}

/** Whether a string is a key of {@link STACKS}; targets and content name stacks as plain strings. */
export const isStackId = (id: string): id is StackId => Object.hasOwn(STACKS, id)

/** Whole milliseconds of a number of seconds: everything inside the model is an integer. */
export const toMs = (secondsValue: number): number => Math.round(secondsValue * 1000)

/** What the stack makes of the settings asked for: its fixed numbers replace theirs. */
export const effectiveOn = (stack: StackId, settings: KeepaliveSettings): KeepaliveSettings => ({
  ...settings,
  ...STACKS[stack].fixed,
})

/**
 * Latest moment, in milliseconds, at which a timer set for `ms` fires on this stack. Linux rounds up to the timer
 * wheel's level, never down: 8/63 = 12.7 % (kernel/time/timer.c; measured 340 s → 355.4 s), kept as 13 %.
 */
export const latestFiringMs = (stack: StackId, ms: number): number =>
  Math.ceil((ms * (1000 + STACKS[stack].latenessPermille)) / 1000)

/**
 * Seconds between packets a hop sees on a quiet, healthy connection; null when no probe is ever sent.
 * Linux and FreeBSD: max(idle, interval), because an ACK does not re-arm the timer (net/ipv4/tcp_timer.c,
 * tcp_keepalive_timer; measured 1/5 → every 5 s). macOS, Windows, OpenBSD: idle (xnu tcp_timer.c; Microsoft's wording).
 */
export function probePeriodSeconds(stack: StackId, settings: KeepaliveSettings): number | null {
  const { enabled, idleSeconds, intervalSeconds, count } = effectiveOn(stack, settings)
  if (!enabled || idleSeconds < 0 || intervalSeconds < 0 || count < 1) return null
  return STACKS[stack].periodRule === 'idle' ? idleSeconds : Math.max(idleSeconds, intervalSeconds)
}

/** Options that change when a dead peer is noticed. */
export interface DetectionOptions {
  /** TCP_USER_TIMEOUT, milliseconds; 0 or absent when it is not set. Linux only. */
  readonly userTimeoutMs?: number
}

/**
 * Seconds from the last answer until a silent peer is declared dead while nothing is in flight; null when never.
 * idle + count × interval (Linux tcp_timer.c, measured 5/1/3 → 8.27 s; xnu, FreeBSD; Windows ± one interval;
 * Solaris idle + abort interval). With TCP_USER_TIMEOUT on Linux the count is ignored: the first tick
 * idle + k × interval, k ≥ 1, that reaches it (tcp_timer.c; measured U = 9 s, 2/1/2 → 9.2 s).
 */
export function detectionSeconds(
  stack: StackId,
  settings: KeepaliveSettings,
  { userTimeoutMs = 0 }: DetectionOptions = {},
): number | null {
  const { enabled, idleSeconds, intervalSeconds, count } = effectiveOn(stack, settings)
  if (!enabled || idleSeconds < 0 || intervalSeconds < 0) return null
  if (userTimeoutMs <= 0 || !STACKS[stack].hasUserTimeout)
    return (toMs(idleSeconds) + count * toMs(intervalSeconds)) / 1000
  const ticks = Math.max(1, Math.ceil((userTimeoutMs - toMs(idleSeconds)) / Math.max(1, toMs(intervalSeconds))))
  return (toMs(idleSeconds) + ticks * toMs(intervalSeconds)) / 1000
}

/**
 * Milliseconds until Linux gives up on unacknowledged data, from tcp_retries2: at the earliest the sum of the
 * retransmission timeouts from 0.2 s, doubling up to 120 s (ip-sysctl.rst: 15 → 924.6 s); at the latest one more
 * of them, late.
 */
export function retransmissionLimitMs(retries: number): { readonly earliest: number; readonly latest: number } {
  let earliest = 0
  for (let attempt = 0; attempt <= retries; attempt++) earliest += rtoMs(attempt)
  return { earliest, latest: Math.ceil(((earliest + rtoMs(retries + 1)) * 1130) / 1000) }
}

const rtoMs = (attempt: number): number => Math.min(200 * 2 ** attempt, 120_000)
