import type { Job } from '../../src/limits/limit.ts'
import type { DriverId } from '../../src/model/drivers.ts'
import type { KeepaliveSettings, StatedKeepalive } from '../../src/model/keepalive.ts'
import type { Client, Hop, Path, Server, Workload } from '../../src/model/path.ts'
import { SERVERS } from '../../src/model/servers.ts'
import type { LabGroup } from '../../src/schemas/proof-lab.ts'

/** Seconds after which the forgetful routers of the lab forget a quiet flow. */
export const LIMIT_SECONDS = 4
/** Quiet of a path for which the limit has passed three times. */
const LONG_SECONDS = 3 * LIMIT_SECONDS + 1
const HALF_SECOND = 0.5

interface Named {
  /** Permanent: the published figures are listed by it. */
  readonly id: string
  readonly group: LabGroup
  /** A sentence: what is expected to happen. */
  readonly title: string
}

/** A path and what is done with it; the model says what happens. */
export interface PathScenario extends Named {
  readonly kind: 'path'
  readonly path: Path
  readonly workload: Workload
}

/** Timers of the server or a pooler in force on a job; the limits of content/limits say which one acts. */
export interface TimerScenario extends Named {
  readonly kind: 'timers'
  readonly driver: DriverId
  /** By id of content/limits, in the limit's own unit. */
  readonly limits: Readonly<Record<string, number>>
  readonly job: Job
  /** Pooling of PgBouncer; transaction where nothing is said. */
  readonly pooling?: 'session' | 'transaction'
}

/** One run of the lab. */
export type Scenario = PathScenario | TimerScenario

const hop = (title: string, rest: Partial<Hop>): Hop => ({
  id: 'custom',
  title,
  idleLimitSeconds: LIMIT_SECONDS,
  refreshedBy: 'any-packet',
  atExpiry: 'silent',
  terminatesTcp: false,
  ...rest,
})
const SILENT = hop('the silent router', {})
const RST = hop('the resetting router', { atExpiry: 'rst-to-next-sender' })
/** A link that goes down: whatever is sent afterwards vanishes. Quiet is what the scenarios have there. */
const DEAD = hop('the broken link', { idleLimitSeconds: HALF_SECOND })
const HAPROXY = hop('HAProxy', { id: 'haproxy', refreshedBy: 'data', atExpiry: 'close', terminatesTcp: true })
const HAPROXY_PATIENT: Hop = { ...HAPROXY, idleLimitSeconds: 3600 }
const PGBOUNCER = hop('PgBouncer', {
  id: 'pgbouncer',
  idleLimitSeconds: null,
  refreshedBy: 'data',
  terminatesTcp: true,
})

const keepalive = (idleSeconds: number, intervalSeconds: number, count: number): KeepaliveSettings => ({
  enabled: true,
  idleSeconds,
  intervalSeconds,
  count,
})
const QUICK = keepalive(2, 1, 3)
/** Settings of the system: numbers only, because Linux has no switch for every socket. */
const sysctl = (idleSeconds: number, intervalSeconds: number, count: number): StatedKeepalive => ({
  idleSeconds,
  intervalSeconds,
  count,
})
const QUICK_SYSCTL = sysctl(2, 1, 3)
const ON: StatedKeepalive = { enabled: true }
const OFF: StatedKeepalive = { enabled: false }

/** PostgreSQL of the lab: keepalive as it comes, and a namespace that gives up on data early. */
const SERVER: Server = { ...SERVERS.postgresql.server, tcpRetries2: 3 }

const client = (driver: DriverId, layers: Client['keepalive'] = {}, rest: Partial<Client> = {}): Client => ({
  system: 'linux',
  driver,
  keepalive: layers,
  tcpRetries2: 3,
  ...rest,
})
const query = (seconds: number): Workload => ({ kind: 'query', seconds })
const idle = (seconds: number, rest: { inTransaction?: boolean; heartbeatSeconds?: number } = {}): Workload => ({
  kind: 'idle',
  seconds,
  ...rest,
})
const LONG_QUERY = query(LONG_SECONDS)
const LONG_IDLE = idle(2 * LIMIT_SECONDS + 1)

const run = (
  group: LabGroup,
  id: string,
  title: string,
  from: Client,
  hops: readonly Hop[],
  workload: Workload,
  server: Partial<Server> = {},
): PathScenario => ({
  kind: 'path',
  id,
  group,
  title,
  path: { client: from, hops, server: { ...SERVER, ...server } },
  workload,
})

const PROTECTION: readonly Scenario[] = [
  run(
    'protection',
    'silent-defaults-hang',
    'With the defaults of Linux a long query hangs for two hours',
    client('libpq'),
    [SILENT],
    LONG_QUERY,
  ),
  run(
    'protection',
    'silent-short-query',
    'A query shorter than the limit returns',
    client('libpq'),
    [SILENT],
    query(3),
  ),
  run(
    'protection',
    'silent-short-idle',
    'A session used again before the limit answers',
    client('libpq'),
    [SILENT],
    idle(3),
  ),
  run(
    'protection',
    'silent-os-sysctl',
    'Keepalive in sysctl keeps the path open',
    client('libpq', { os: QUICK_SYSCTL }),
    [SILENT],
    LONG_QUERY,
  ),
  run(
    'protection',
    'silent-os-switched-off',
    'Keepalive in sysctl is no help to a connection string that switches it off',
    client('libpq', { os: QUICK_SYSCTL, dsn: OFF }),
    [SILENT],
    LONG_QUERY,
  ),
  run(
    'protection',
    'silent-libpq-parameters',
    'Keepalive in the connection string keeps the path open',
    client('libpq', { dsn: QUICK }),
    [SILENT],
    LONG_QUERY,
  ),
  run(
    'protection',
    'silent-dsn-beats-os',
    'Good numbers in the connection string beat bad ones in sysctl',
    client('libpq', { os: sysctl(60, 60, 3), dsn: QUICK }),
    [SILENT],
    LONG_QUERY,
  ),
  run(
    'protection',
    'silent-idle-parameter-alone',
    'keepalives_idle alone leaves the interval at 75 s, and the path is cut',
    client('libpq', { dsn: { idleSeconds: 2 } }),
    [SILENT],
    LONG_QUERY,
  ),
  run(
    'protection',
    'silent-server-side',
    'Keepalive of the server alone keeps the path open',
    client('libpq'),
    [SILENT],
    LONG_QUERY,
    { keepalive: keepalive(1, 1, 3) },
  ),
  run(
    'protection',
    'silent-idle-session-kept',
    'An idle session with keepalive is still there',
    client('libpq', { dsn: QUICK }),
    [SILENT],
    LONG_IDLE,
  ),
  run(
    'protection',
    'silent-heartbeat',
    'A small statement every 2 s keeps the path open without keepalive',
    client('psycopg2', { dsn: OFF }),
    [SILENT],
    idle(LONG_SECONDS, { heartbeatSeconds: 2 }),
  ),
  run(
    'protection',
    'silent-heartbeat-too-slow',
    'A small statement every 6 s comes too late',
    client('psycopg2', { dsn: OFF }),
    [SILENT],
    idle(LONG_SECONDS, { heartbeatSeconds: 6 }),
  ),
  run(
    'protection',
    'silent-late-probe',
    'A first probe after the limit only reports the cut',
    client('libpq', { dsn: keepalive(6, 1, 3) }),
    [SILENT],
    LONG_QUERY,
  ),
]

const PERIODS: readonly (readonly [number, number, 'is cut' | 'survives'])[] = [
  [2, 75, 'is cut'],
  [3, 75, 'is cut'],
  [2, 5, 'is cut'],
  [1, 4, 'is cut'],
  [2, 3, 'survives'],
  [3, 3, 'survives'],
  [1, 3, 'survives'],
  [2, 1, 'survives'],
]
const PERIOD: readonly Scenario[] = PERIODS.map(([first, interval, fate]) =>
  run(
    'period',
    `period-${first}-${interval}`,
    `Idle ${first} s with interval ${interval} s ${fate}`,
    client('libpq', { os: sysctl(first, interval, 2) }),
    [SILENT],
    LONG_QUERY,
  ),
)

const RESET: readonly Scenario[] = [
  run(
    'reset',
    'rst-waiting-hangs',
    'A client that only waits does not see the RST: the server gets it',
    client('libpq'),
    [RST],
    LONG_QUERY,
  ),
  run(
    'reset',
    'rst-late-probe',
    'A probe after the limit fetches the RST',
    client('libpq', { dsn: keepalive(6, 1, 3) }),
    [RST],
    LONG_QUERY,
  ),
  run(
    'reset',
    'rst-kept',
    'Keepalive keeps the path through a resetting router open',
    client('libpq', { dsn: QUICK }),
    [RST],
    LONG_QUERY,
  ),
  run(
    'reset',
    'rst-server-probe',
    'A late probe of the server resets the server, and the client still waits',
    client('libpq'),
    [RST],
    LONG_QUERY,
    { keepalive: keepalive(6, 1, 3) },
  ),
]

const detected = (idleSeconds: number, interval: number, count: number, how: 'sysctl' | 'parameters'): Scenario => {
  const settings = keepalive(idleSeconds, interval, count)
  const seconds = idleSeconds + interval * count
  return run(
    'dead-peer',
    `dead-${idleSeconds}-${interval}-${count}`,
    `${idleSeconds} + ${interval} × ${count}: a dead server is noticed after ${seconds} s (${how})`,
    client('libpq', how === 'sysctl' ? { os: sysctl(idleSeconds, interval, count) } : { dsn: settings }),
    [DEAD],
    LONG_QUERY,
  )
}
const DEAD_PEER: readonly Scenario[] = [
  detected(1, 1, 3, 'sysctl'),
  detected(3, 2, 2, 'sysctl'),
  detected(2, 2, 4, 'parameters'),
  detected(5, 1, 1, 'parameters'),
  run(
    'dead-peer',
    'dead-user-timeout',
    'tcp_user_timeout of 4 s replaces the count of 9',
    client('libpq', { dsn: keepalive(2, 1, 9) }, { userTimeoutMs: 4000 }),
    [DEAD],
    LONG_QUERY,
  ),
  run(
    'dead-peer',
    'dead-user-timeout-short',
    'tcp_user_timeout of 1 s still waits for idle and one interval',
    client('libpq', { dsn: keepalive(3, 1, 9) }, { userTimeoutMs: 1000 }),
    [DEAD],
    LONG_QUERY,
  ),
  run(
    'dead-peer',
    'dead-user-timeout-long',
    'tcp_user_timeout of 9 s outlasts a count of 2',
    client('libpq', { dsn: keepalive(2, 1, 2) }, { userTimeoutMs: 9000 }),
    [DEAD],
    LONG_QUERY,
  ),
  run(
    'dead-peer',
    'dead-no-keepalive',
    'With default keepalive a waiting client needs two hours to notice that the server is gone',
    client('libpq'),
    [DEAD],
    LONG_QUERY,
  ),
  run(
    'dead-peer',
    'dead-node-postgres',
    'node-postgres with a delay of 2 s needs 10 more: libuv fixes 1 s and 10 probes',
    client('node-postgres', { driver: { enabled: true, idleSeconds: 2 } }),
    [DEAD],
    LONG_QUERY,
  ),
  run(
    'dead-peer',
    'dead-read-timeout',
    'socketTimeout of pgjdbc ends the wait without keepalive',
    client('pgjdbc', {}, { readTimeoutSeconds: 5 }),
    [DEAD],
    LONG_QUERY,
  ),
  run(
    'dead-peer',
    'dead-data-in-flight',
    'With data in flight tcp_retries2 decides, not keepalive',
    client('libpq', { dsn: keepalive(4, 1, 1) }),
    [DEAD],
    idle(2),
  ),
  run(
    'dead-peer',
    'dead-data-user-timeout',
    'With data in flight tcp_user_timeout decides',
    client('libpq', { dsn: keepalive(4, 1, 1) }, { userTimeoutMs: 5000, tcpRetries2: 15 }),
    [DEAD],
    idle(2),
  ),
]

const PROXIES: readonly Scenario[] = [
  run(
    'proxies',
    'haproxy-client-keepalive',
    'Keepalive of the client does not restart HAProxy’s idle timer',
    client('libpq', { dsn: keepalive(1, 1, 3) }),
    [HAPROXY],
    LONG_QUERY,
  ),
  run(
    'proxies',
    'haproxy-server-keepalive',
    'Keepalive of the server does not restart it either',
    client('libpq'),
    [HAPROXY],
    LONG_QUERY,
    { keepalive: keepalive(1, 1, 3) },
  ),
  run(
    'proxies',
    'haproxy-idle',
    'An idle session through HAProxy is closed at its timeout',
    client('psycopg2', { dsn: keepalive(1, 1, 3) }),
    [HAPROXY],
    LONG_IDLE,
  ),
  run(
    'proxies',
    'haproxy-heartbeat',
    'A small statement every 2 s keeps a session through HAProxy',
    client('psycopg2'),
    [HAPROXY],
    idle(LONG_SECONDS, { heartbeatSeconds: 2 }),
  ),
  run(
    'proxies',
    'haproxy-node-idle',
    'node-postgres hears at once that HAProxy closed its idle connection',
    client('node-postgres'),
    [HAPROXY],
    LONG_IDLE,
  ),
  run(
    'proxies',
    'haproxy-asyncpg-idle',
    'asyncpg finds out with the next statement that HAProxy closed its idle connection',
    client('asyncpg'),
    [HAPROXY],
    LONG_IDLE,
  ),
  run(
    'proxies',
    'haproxy-onward-none',
    'Behind HAProxy the client’s probes never reach the forgetful router',
    client('libpq', { dsn: QUICK }),
    [HAPROXY_PATIENT, SILENT],
    LONG_QUERY,
  ),
  run(
    'proxies',
    'haproxy-onward-probes',
    'srvtcpka of HAProxy keeps its own leg open',
    client('libpq', { dsn: QUICK }),
    [{ ...HAPROXY_PATIENT, onwardKeepalive: QUICK }, SILENT],
    LONG_QUERY,
  ),
  run(
    'proxies',
    'pgbouncer-onward-none',
    'Behind PgBouncer the client’s probes never reach the forgetful router',
    client('libpq', { dsn: QUICK }),
    [PGBOUNCER, SILENT],
    LONG_QUERY,
  ),
  run(
    'proxies',
    'pgbouncer-onward-probes',
    'tcp_keepidle of PgBouncer keeps its own leg open',
    client('libpq', { dsn: QUICK }),
    [{ ...PGBOUNCER, onwardKeepalive: QUICK }, SILENT],
    LONG_QUERY,
  ),
  run(
    'proxies',
    'pgbouncer-onward-late',
    'PgBouncer that probes too late closes the client when it notices',
    client('libpq', { dsn: QUICK }),
    [{ ...PGBOUNCER, onwardKeepalive: keepalive(6, 1, 3) }, SILENT],
    LONG_QUERY,
  ),
]

/** How each driver is told to probe: its own numbers, or its switch with the numbers of the system. */
const DRIVER_KEEPALIVE: readonly (readonly [DriverId, string, Client['keepalive']])[] = [
  ['psycopg2', 'psycopg2', { driver: QUICK }],
  ['psycopg3', 'psycopg 3', { driver: QUICK }],
  ['psqlodbc', 'psqlODBC', { dsn: { idleSeconds: 2, intervalSeconds: 1 } }],
  ['pgjdbc', 'pgjdbc', { driver: ON, os: QUICK_SYSCTL }],
  ['node-postgres', 'node-postgres', { driver: { enabled: true, idleSeconds: 2 } }],
  ['postgres-js', 'postgres.js', { driver: { enabled: true, idleSeconds: 2 } }],
  ['asyncpg', 'asyncpg', { driver: QUICK }],
]
const LATE = keepalive(6, 1, 3)
const DRIVER_LATE: Readonly<Partial<Record<DriverId, Client['keepalive']>>> = {
  psycopg2: { driver: LATE },
  psycopg3: { driver: LATE },
  psqlodbc: { dsn: { idleSeconds: 6, intervalSeconds: 1 }, os: { count: 3 } },
  pgjdbc: { driver: ON, os: sysctl(6, 1, 3) },
  asyncpg: { driver: LATE },
}
const UNSET_WORDS: Readonly<Partial<Record<DriverId, string>>> = {
  pgjdbc: 'pgjdbc without tcpKeepAlive ignores sysctl and hangs',
  'node-postgres': 'node-postgres without keepAlive ignores sysctl and hangs',
  asyncpg: 'asyncpg without options ignores sysctl and hangs',
  'postgres-js': 'postgres.js probes after 60 s unasked, whatever sysctl says, and hangs',
}
const DRIVERS_RUN: readonly Scenario[] = DRIVER_KEEPALIVE.flatMap(([driver, title, layers]) => {
  const late = DRIVER_LATE[driver]
  const unset = UNSET_WORDS[driver] ?? `${title} takes the numbers of sysctl unasked`
  return [
    run('drivers', `${driver}-sysctl-only`, unset, client(driver, { os: QUICK_SYSCTL }), [SILENT], LONG_QUERY),
    run(
      'drivers',
      `${driver}-keepalive`,
      `${title} with its keepalive options keeps the path open`,
      client(driver, layers),
      [SILENT],
      LONG_QUERY,
    ),
    run(
      'drivers',
      `${driver}-next-silent`,
      `${title}: the next statement into silence times out`,
      client(driver),
      [SILENT],
      LONG_IDLE,
    ),
    run(
      'drivers',
      `${driver}-next-rst`,
      `${title}: the next statement is answered by a RST`,
      client(driver),
      [RST],
      LONG_IDLE,
    ),
    ...(late === undefined
      ? []
      : [
          run(
            'drivers',
            `${driver}-late-probe`,
            `${title} reports the cut when its late probes stay unanswered`,
            client(driver, late),
            [SILENT],
            LONG_QUERY,
          ),
        ]),
  ]
})
const PSQL_NEXT: readonly Scenario[] = [
  run(
    'drivers',
    'libpq-next-silent',
    'psql: the next statement into silence times out',
    client('libpq'),
    [SILENT],
    LONG_IDLE,
  ),
  run('drivers', 'libpq-next-rst', 'psql: the next statement is answered by a RST', client('libpq'), [RST], LONG_IDLE),
]

const job = (rest: Partial<Job>): Job => ({
  statement: 'select',
  queueSeconds: 0,
  runSeconds: 0,
  lockWaitSeconds: 0,
  idleSeconds: 0,
  inTransaction: false,
  ...rest,
})
const timers = (
  id: string,
  title: string,
  limits: TimerScenario['limits'],
  work: Partial<Job>,
  driver: DriverId = 'psycopg2',
): TimerScenario => ({
  kind: 'timers',
  id,
  group: 'timers',
  title,
  driver,
  limits,
  job: job(work),
})
const TIMERS: readonly Scenario[] = [
  run(
    'timers',
    'server-statement-timeout',
    'statement_timeout cancels a query, and the model says when',
    client('libpq'),
    [],
    query(6),
    { statementTimeoutSeconds: 2 },
  ),
  run(
    'timers',
    'server-idle-session-timeout',
    'idle_session_timeout ends an idle session',
    client('libpq'),
    [],
    idle(5),
    { idleSessionTimeoutSeconds: 2 },
  ),
  run(
    'timers',
    'server-idle-in-transaction-timeout',
    'idle_in_transaction_session_timeout ends an idle transaction',
    client('libpq'),
    [],
    idle(5, { inTransaction: true }),
    { idleInTransactionTimeoutSeconds: 2 },
  ),
  run(
    'timers',
    'server-timer-behind-router',
    'A server timer that fires after the cut never reaches the client',
    client('libpq'),
    [SILENT],
    LONG_QUERY,
    { statementTimeoutSeconds: 6 },
  ),
  ...(['psycopg2', 'psycopg3', 'pgjdbc', 'node-postgres', 'asyncpg'] as const).map((driver) =>
    run(
      'timers',
      `idle-session-${driver}`,
      `What ${driver} says after idle_session_timeout`,
      client(driver),
      [],
      idle(5),
      { idleSessionTimeoutSeconds: 2 },
    ),
  ),
  ...(['psycopg2', 'psycopg3', 'pgjdbc', 'node-postgres', 'asyncpg'] as const).map((driver) =>
    run(
      'timers',
      `idle-in-transaction-${driver}`,
      `What ${driver} says after idle_in_transaction_session_timeout`,
      client(driver),
      [],
      idle(5, { inTransaction: true }),
      { idleInTransactionTimeoutSeconds: 2 },
    ),
  ),
  timers('limits-statement', 'statement_timeout: SQLSTATE 57014', { 'pg-statement-timeout': 2000 }, { runSeconds: 6 }),
  timers(
    'limits-lock',
    'lock_timeout: SQLSTATE 55P03',
    { 'pg-lock-timeout': 2000 },
    { runSeconds: 6, lockWaitSeconds: 6 },
  ),
  timers(
    'limits-lock-before-statement',
    'lock_timeout of 1 s fires before statement_timeout of 3 s',
    { 'pg-lock-timeout': 1000, 'pg-statement-timeout': 3000 },
    { runSeconds: 6, lockWaitSeconds: 6 },
  ),
  timers(
    'limits-statement-before-lock',
    'statement_timeout of 1 s fires before lock_timeout of 3 s: waiting for a lock counts',
    { 'pg-lock-timeout': 3000, 'pg-statement-timeout': 1000 },
    { runSeconds: 6, lockWaitSeconds: 6 },
  ),
  timers(
    'limits-idle-session',
    'idle_session_timeout: SQLSTATE 57P05',
    { 'pg-idle-session-timeout': 2000 },
    { idleSeconds: 5 },
    'pgjdbc',
  ),
  timers(
    'limits-idle-in-transaction',
    'idle_in_transaction_session_timeout: SQLSTATE 25P03',
    { 'pg-idle-in-transaction-session-timeout': 2000, 'pg-idle-session-timeout': 1000 },
    { idleSeconds: 5, inTransaction: true },
    'pgjdbc',
  ),
  timers(
    'limits-none',
    'Limits longer than the work leave it alone',
    { 'pg-statement-timeout': 6000, 'pg-lock-timeout': 1000, 'pg-idle-session-timeout': 1000 },
    { runSeconds: 3 },
  ),
  timers(
    'pgbouncer-query-timeout',
    'query_timeout of PgBouncer closes the connection of a long query',
    { 'pgbouncer-query-timeout': 3 },
    { runSeconds: 8 },
    'pgjdbc',
  ),
  timers(
    'pgbouncer-client-idle-timeout',
    'client_idle_timeout of PgBouncer closes an idle session',
    { 'pgbouncer-client-idle-timeout': 3 },
    { idleSeconds: 8 },
    'pgjdbc',
  ),
]

/** Everything the lab runs. */
export const SCENARIOS: readonly Scenario[] = [
  ...PROTECTION,
  ...PERIOD,
  ...RESET,
  ...DEAD_PEER,
  ...PROXIES,
  ...PSQL_NEXT,
  ...DRIVERS_RUN,
  ...TIMERS,
]
