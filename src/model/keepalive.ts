/**
 * TCP keepalive as one connection uses it: the words and units every other module shares.
 * Targets translate these to the units of their platform; nothing else stores keepalive values.
 */
export interface KeepaliveSettings {
  /** Whether the socket has SO_KEEPALIVE; without it no probe is ever sent and the numbers below are inert. */
  readonly enabled: boolean
  /** Seconds without a received segment before the first probe. */
  readonly idleSeconds: number
  /** Seconds between probes while they stay unanswered. */
  readonly intervalSeconds: number
  /** Unanswered probes after which the connection is declared dead. */
  readonly count: number
}

/** What a text says about keepalive: a missing field was not stated there, so the next lower layer decides. */
export type StatedKeepalive = Partial<KeepaliveSettings>
