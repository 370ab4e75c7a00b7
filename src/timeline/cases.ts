import type { Client, Server, Workload } from '../model/path.ts'
import { STACKS } from '../model/stacks.ts'

/** A situation drawn in an article. Hops are named by id; their limits come from content/hops. */
export interface PictureCase {
  readonly client: Client
  /** Ids of content/hops, from the client to the server. */
  readonly hops: readonly string[]
  readonly server: Server
  readonly workload: Workload
}

/** PostgreSQL switches keepalive on and takes the numbers of its Linux host unasked. */
export const DEFAULT_SERVER: Server = { system: 'linux', keepalive: { ...STACKS.linux.defaults, enabled: true } }

const FORTY_MINUTES: Workload = { kind: 'query', seconds: 2400 }

/** Pictures of the guides, by the name they are asked for with. */
export const PICTURE_CASES = {
  /** A loader's COPY of 40 minutes through a NAT gateway, keepalive on, every number left alone. */
  'loader-default': {
    client: { system: 'linux', driver: 'pgjdbc', keepalive: { dsn: { enabled: true } } },
    hops: ['aws-nat-gateway'],
    server: DEFAULT_SERVER,
    workload: FORTY_MINUTES,
  },
  /** The same with the idle time loaders publish, 200 s. */
  'loader-200': {
    client: { system: 'linux', driver: 'pgjdbc', keepalive: { dsn: { enabled: true }, os: { idleSeconds: 200 } } },
    hops: ['aws-nat-gateway'],
    server: DEFAULT_SERVER,
    workload: FORTY_MINUTES,
  },
  /** psql behind an office firewall while a query of 100 minutes runs. */
  'firewall-drop': {
    client: { system: 'linux', driver: 'libpq', keepalive: {} },
    hops: ['cisco-asa-ftd'],
    server: DEFAULT_SERVER,
    workload: { kind: 'query', seconds: 6000 },
  },
} as const satisfies Record<string, PictureCase>

/** Key of {@link PICTURE_CASES}. */
export type PictureCaseId = keyof typeof PICTURE_CASES
