import type { Grade } from './grades.ts'
import type { KeepaliveSettings, StatedKeepalive } from './keepalive.ts'
import type { Client, SettingOrigin } from './path.ts'
import { STACKS, type StackId } from './stacks.ts'

/** Drivers the model knows. */
export const DRIVER_IDS = [
  'libpq',
  'psycopg2',
  'psycopg3',
  'psqlodbc',
  'redshift-odbc',
  'pgjdbc',
  'redshift-jdbc',
  'redshift-connector',
  'asyncpg',
  'pg8000',
  'npgsql',
  'pgx',
  'lib-pq',
  'node-postgres',
  'postgres-js',
  'tokio-postgres',
  'sqlx',
] as const

/** Key of {@link DRIVERS}. */
export type DriverId = (typeof DRIVER_IDS)[number]

/** Which of the four settings a driver offers. */
export type Settable = { readonly [K in keyof KeepaliveSettings]: boolean }

/** How one driver treats keepalive. */
export interface Driver {
  readonly id: DriverId
  readonly title: string
  /** What it sets on the socket unasked; fields left out come from the operating system. */
  readonly defaults: StatedKeepalive
  /** What the reader can set through it. */
  readonly settable: Settable
  /** What it sets, unasked, as soon as an idle time is given. */
  readonly withIdle?: StatedKeepalive
  /** What it sets on Windows unless told otherwise, whatever the registry says. */
  readonly onWindows?: StatedKeepalive
  /** The rules its recommendations obey, when they are stricter than the system's. */
  readonly stack?: StackId
  /** Whether a dead connection is reported while nobody waits for it. */
  readonly noticesWhileIdle: boolean
  readonly grade: Grade
}

const ALL: Settable = { enabled: true, idleSeconds: true, intervalSeconds: true, count: true }
const NO_COUNT: Settable = { ...ALL, count: false }
const SWITCH_ONLY: Settable = { enabled: true, idleSeconds: false, intervalSeconds: false, count: false }
const NOTHING: Settable = { ...SWITCH_ONLY, enabled: false }

/** libpq on Windows always passes SIO_KEEPALIVE_VALS, 2 h and 1 s unless given (fe-connect.c, pqSetKeepalivesWin32). */
const LIBPQ_ON_WINDOWS: StatedKeepalive = { idleSeconds: 7200, intervalSeconds: 1 }
/** libuv sets TCP_KEEPINTVL 1 and TCP_KEEPCNT 10 with every delay (measured with Node.js 20). */
const LIBUV_WITH_DELAY: StatedKeepalive = { intervalSeconds: 1, count: 10 }
const GO_DIALER: StatedKeepalive = { enabled: true, idleSeconds: 15, intervalSeconds: 15, count: 9 }

const LIBPQ = {
  defaults: { enabled: true },
  settable: ALL,
  onWindows: LIBPQ_ON_WINDOWS,
  noticesWhileIdle: false,
} as const

/** Per driver, from its source at a named commit or from a run against PostgreSQL. */
export const DRIVERS: { readonly [Id in DriverId]: Driver } = {
  libpq: { id: 'libpq', title: 'psql (libpq)', ...LIBPQ, grade: 'measured' },
  psycopg2: { id: 'psycopg2', title: 'psycopg2', ...LIBPQ, grade: 'measured' },
  psycopg3: { id: 'psycopg3', title: 'psycopg 3', ...LIBPQ, grade: 'measured' },
  psqlodbc: { id: 'psqlodbc', title: 'psqlODBC', ...LIBPQ, grade: 'opened' },
  'redshift-odbc': { id: 'redshift-odbc', title: 'Amazon Redshift ODBC 2.x', ...LIBPQ, grade: 'opened' },
  pgjdbc: {
    id: 'pgjdbc',
    title: 'PostgreSQL JDBC (pgjdbc)',
    defaults: { enabled: false },
    settable: SWITCH_ONLY,
    noticesWhileIdle: false,
    grade: 'measured',
  },
  'redshift-jdbc': {
    id: 'redshift-jdbc',
    title: 'Amazon Redshift JDBC 2.x',
    defaults: { enabled: true },
    settable: SWITCH_ONLY,
    noticesWhileIdle: false,
    grade: 'opened',
  },
  'redshift-connector': {
    id: 'redshift-connector',
    title: 'redshift_connector (Python)',
    defaults: { enabled: true },
    settable: ALL,
    noticesWhileIdle: false,
    grade: 'measured',
  },
  asyncpg: {
    id: 'asyncpg',
    title: 'asyncpg',
    defaults: { enabled: false },
    settable: NOTHING,
    noticesWhileIdle: false,
    grade: 'measured',
  },
  pg8000: {
    id: 'pg8000',
    title: 'pg8000',
    defaults: { enabled: true },
    settable: SWITCH_ONLY,
    noticesWhileIdle: false,
    grade: 'measured',
  },
  npgsql: {
    id: 'npgsql',
    title: 'Npgsql (.NET)',
    defaults: { enabled: false },
    settable: NO_COUNT,
    noticesWhileIdle: false,
    grade: 'opened',
  },
  pgx: { id: 'pgx', title: 'pgx (Go)', defaults: GO_DIALER, settable: ALL, noticesWhileIdle: false, grade: 'opened' },
  'lib-pq': {
    id: 'lib-pq',
    title: 'lib/pq (Go)',
    defaults: GO_DIALER,
    settable: ALL,
    noticesWhileIdle: false,
    grade: 'opened',
  },
  'node-postgres': {
    id: 'node-postgres',
    title: 'node-postgres (pg)',
    defaults: { enabled: false },
    settable: { enabled: true, idleSeconds: true, intervalSeconds: false, count: false },
    withIdle: LIBUV_WITH_DELAY,
    stack: 'node',
    noticesWhileIdle: true,
    grade: 'measured',
  },
  'postgres-js': {
    id: 'postgres-js',
    title: 'postgres.js',
    defaults: { enabled: true, idleSeconds: 60 },
    settable: { enabled: true, idleSeconds: true, intervalSeconds: false, count: false },
    withIdle: LIBUV_WITH_DELAY,
    stack: 'node',
    noticesWhileIdle: true,
    grade: 'measured',
  },
  'tokio-postgres': {
    id: 'tokio-postgres',
    title: 'tokio-postgres (Rust)',
    defaults: { enabled: true, idleSeconds: 7200 },
    settable: ALL,
    noticesWhileIdle: true,
    grade: 'opened',
  },
  sqlx: {
    id: 'sqlx',
    title: 'sqlx (Rust)',
    defaults: { enabled: false },
    settable: NOTHING,
    noticesWhileIdle: false,
    grade: 'opened',
  },
}

/** Keepalive as the client's socket really has it. */
export interface ResolvedKeepalive {
  readonly settings: KeepaliveSettings
  /** Who decided each number. */
  readonly origin: { readonly [K in keyof KeepaliveSettings]: SettingOrigin }
}

/**
 * The client's keepalive after every layer has spoken: what the stack fixes, then driver, connection string, the
 * driver's own defaults, the system's settings, the system's defaults.
 * A system with keepalive on every socket (FreeBSD unasked; macOS and OpenBSD with always_keepalive) outvotes a driver
 * that leaves it off (FreeBSD and xnu tcp_timer.c).
 */
export function resolveKeepalive({ system, driver: driverId, keepalive }: Client): ResolvedKeepalive {
  const driver = DRIVERS[driverId]
  const stack = STACKS[system]
  const stated = { ...keepalive.dsn, ...keepalive.driver }
  const idleGiven = stated.idleSeconds !== undefined || driver.defaults.idleSeconds !== undefined
  const layers: readonly (readonly [SettingOrigin, StatedKeepalive | undefined])[] = [
    ['fixed', stack.fixed],
    ['fixed', idleGiven ? driver.withIdle : undefined],
    ['driver', keepalive.driver],
    ['dsn', keepalive.dsn],
    ['driver-default', driver.defaults],
    ['driver-default', system === 'windows' ? driver.onWindows : undefined],
    ['os', keepalive.os],
    ['os-default', stack.defaults],
  ]
  const decided = <K extends keyof KeepaliveSettings>(field: K) => {
    for (const [origin, layer] of layers) {
      const value: KeepaliveSettings[K] | undefined = layer?.[field]
      if (value !== undefined) return { value, origin }
    }
    return { value: stack.defaults[field], origin: 'os-default' as const }
  }
  const enabled = decided('enabled')
  const onEverySocket = keepalive.os?.enabled ?? stack.defaults.enabled
  const outvoted = onEverySocket && !enabled.value
  const idle = decided('idleSeconds')
  const interval = decided('intervalSeconds')
  const count = decided('count')
  return {
    settings: {
      enabled: enabled.value || onEverySocket,
      idleSeconds: idle.value,
      intervalSeconds: interval.value,
      count: count.value,
    },
    origin: {
      enabled: outvoted ? (keepalive.os?.enabled === undefined ? 'os-default' : 'os') : enabled.origin,
      idleSeconds: idle.origin,
      intervalSeconds: interval.origin,
      count: count.origin,
    },
  }
}

/** The stack whose rules a recommendation for this client has to obey. */
export const stackOfClient = ({ system, driver }: Pick<Client, 'system' | 'driver'>): StackId =>
  DRIVERS[driver].stack ?? system
