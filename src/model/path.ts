import type { DriverId } from './drivers.ts'
import type { KeepaliveSettings, StatedKeepalive } from './keepalive.ts'
import type { SystemStackId } from './stacks.ts'

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
  /**
   * The only side that gets the RST of `rst-to-next-sender`; absent: whoever speaks. A NAT gateway answers the host
   * behind it and drops what comes from outside (AWS VPC guide, nat-gateway-troubleshooting).
   */
  readonly resetsOnly?: 'client' | 'server'
  /** Keepalive the proxy itself sends on its leg towards the server, when it is a terminating proxy. */
  readonly onwardKeepalive?: KeepaliveSettings
  /** Keepalive the proxy sends on its leg towards the client, when it is a terminating proxy. */
  readonly inwardKeepalive?: KeepaliveSettings
}

/** Who decided a keepalive number, strongest first: `fixed` cannot be changed at all. */
export type SettingOrigin = 'fixed' | 'driver' | 'dsn' | 'driver-default' | 'os' | 'os-default'

/** What each layer states about keepalive; a driver's value beats the connection string, which beats the system. */
export interface KeepaliveLayers {
  /** Set in code or in the driver's own properties. */
  readonly driver?: StatedKeepalive
  /** Set in the connection string, DSN or service file. */
  readonly dsn?: StatedKeepalive
  /** Set for the whole system (sysctl, registry); `enabled` is "keepalive on every socket", as FreeBSD has it. */
  readonly os?: StatedKeepalive
}

/** The program that uses the database. */
export interface Client {
  /** Operating system the client runs on. */
  readonly system: SystemStackId
  /** Key of DRIVERS in drivers.ts. */
  readonly driver: DriverId
  readonly keepalive: KeepaliveLayers
  /** TCP_USER_TIMEOUT in milliseconds; 0 or absent when it is not set. Linux only. */
  readonly userTimeoutMs?: number
  /** Seconds of a quiet read after which the driver itself gives up (socketTimeout, Command Timeout); null for none. */
  readonly readTimeoutSeconds?: number | null
  /** net.ipv4.tcp_retries2 where it is not 15. Linux only. */
  readonly tcpRetries2?: number
}

/** The database, as far as a quiet connection is concerned. */
export interface Server {
  readonly system: SystemStackId
  /** Keepalive of the server's socket; PostgreSQL switches SO_KEEPALIVE on and takes the system's numbers unasked. */
  readonly keepalive: KeepaliveSettings
  readonly userTimeoutMs?: number
  readonly tcpRetries2?: number
  readonly statementTimeoutSeconds?: number | null
  readonly idleSessionTimeoutSeconds?: number | null
  readonly idleInTransactionTimeoutSeconds?: number | null
}

/** What the connection is used for. */
export type Workload =
  /** One statement that keeps the server busy; nothing crosses the wire until it is done. */
  | { readonly kind: 'query'; readonly seconds: number }
  /** A session nobody uses for a while, then a statement. A heartbeat is a statement the pool sends meanwhile. */
  | {
      readonly kind: 'idle'
      readonly seconds: number
      readonly inTransaction?: boolean
      readonly heartbeatSeconds?: number | null
    }

/** Everything between a program and its database. Hops are listed from the client to the server. */
export interface Path {
  readonly client: Client
  readonly hops: readonly Hop[]
  readonly server: Server
}

/** A stretch of path that is one TCP connection: keepalive of one leg never reaches the next. */
export interface Leg {
  /** Place of its end towards the client: 0 is the client, 1 the first hop, hops.length + 1 the server. */
  readonly left: number
  /** Place of its end towards the server. */
  readonly right: number
}

/** The TCP connections of a path, client first. A terminating hop ends one and begins the next. */
export function legsOf(path: Path): readonly Leg[] {
  const ends = [0]
  path.hops.forEach((hop, index) => {
    if (hop.terminatesTcp) ends.push(index + 1)
  })
  ends.push(path.hops.length + 1)
  return ends.slice(1).map((right, index) => ({ left: ends[index] ?? 0, right }))
}
