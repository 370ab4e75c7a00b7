import type { KeepaliveSettings } from './keepalive.ts'

/** What restarts a hop's idle timer: any packet (trackers, NAT, firewalls) or only application bytes (proxies). */
export type RefreshedBy = 'any-packet' | 'data'

/**
 * What a hop does when its idle limit passes.
 * `silent`: forgets the flow, later packets vanish. `rst-to-next-sender`: forgets it and resets whoever speaks next.
 * `rst-to-both`: resets both sides at once. `close`: sends an orderly FIN to both sides.
 */
export type AtExpiry = 'silent' | 'rst-to-next-sender' | 'rst-to-both' | 'close'

/** One network component between client and server, as far as an idle connection is concerned. */
export interface Hop {
  /** Permanent id, the file name in content/hops. `custom` for a hop the reader describes. */
  readonly id: string
  readonly title: string
  /** Seconds of silence after which the hop acts; null when it has no idle limit. */
  readonly idleLimitSeconds: number | null
  readonly refreshedBy: RefreshedBy
  readonly atExpiry: AtExpiry
  /** True for proxies that end the TCP connection and open another: keepalive of one leg never reaches the next. */
  readonly terminatesTcp: boolean
  /** Keepalive the proxy itself sends on its leg towards the server, when it is a terminating proxy. */
  readonly onwardKeepalive?: KeepaliveSettings
}
