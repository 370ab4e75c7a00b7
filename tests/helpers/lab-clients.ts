import { join } from 'node:path'
import type { DriverId } from '../../src/model/drivers.ts'
import type { StatedKeepalive } from '../../src/model/keepalive.ts'

/** What a client does, in order. `sleep` is silence of the program; `quiet` marks where the clock starts. */
export type Step =
  | { readonly kind: 'sql'; readonly sql: string; readonly reply: string | null }
  | { readonly kind: 'sleep'; readonly seconds: number }
  | { readonly kind: 'quiet' }

/** One connection as a client opens it. */
export interface Connection {
  readonly host: string
  readonly port: number
  readonly applicationName: string
  /** Keepalive that the driver or the connection string states. */
  readonly keepalive: StatedKeepalive
  readonly userTimeoutMs?: number | undefined
  readonly readTimeoutSeconds?: number | null | undefined
  /** Server settings for this session. */
  readonly settings: Readonly<Record<string, string>>
}

/**
 * How a driver is run. `program`: a program of tests/lab/clients that reads its steps from its arguments, waits for a
 * line, and prints marks with the kernel's monotonic clock. `console`: a program that takes statements from its input.
 */
export interface ClientProgram {
  readonly kind: 'program' | 'console'
  readonly title: string
  readonly command: (connection: Connection, steps: readonly string[], folder: string) => readonly string[]
}

const CLIENTS = join(import.meta.dirname, '../lab/clients')
const JUDGES = join(import.meta.dirname, '../consumers/judges/node_modules')
/** Debian's Python, which has Debian's database drivers. */
const PYTHON = '/usr/bin/python3'

/** Login of the lab's server; the server trusts everybody who reaches it. */
export const ROLE = 'lab'
export const DATABASE = 'postgres'

const startupOptions = (settings: Connection['settings']): string =>
  Object.entries(settings)
    .map(([key, value]) => `-c ${key}=${value}`)
    .join(' ')

/** Keywords of libpq for a connection; what is not stated is left out. */
function libpqKeywords(connection: Connection): Record<string, string | number> {
  const { host, port, applicationName, keepalive, userTimeoutMs, settings } = connection
  const options = startupOptions(settings)
  return {
    host,
    port,
    user: ROLE,
    dbname: DATABASE,
    application_name: applicationName,
    sslmode: 'disable',
    gssencmode: 'disable',
    ...(keepalive.enabled === undefined ? {} : { keepalives: keepalive.enabled ? 1 : 0 }),
    ...(keepalive.idleSeconds === undefined ? {} : { keepalives_idle: keepalive.idleSeconds }),
    ...(keepalive.intervalSeconds === undefined ? {} : { keepalives_interval: keepalive.intervalSeconds }),
    ...(keepalive.count === undefined ? {} : { keepalives_count: keepalive.count }),
    ...(userTimeoutMs === undefined ? {} : { tcp_user_timeout: userTimeoutMs }),
    ...(options === '' ? {} : { options }),
  }
}

const psycopg =
  (module: string): ClientProgram['command'] =>
  (connection, steps) => [
    PYTHON,
    join(CLIENTS, 'psycopg_like.py'),
    module,
    JSON.stringify(libpqKeywords(connection)),
    ...steps,
  ]

const node =
  (module: string, kind: string, options: (connection: Connection) => object): ClientProgram['command'] =>
  (connection, steps) => [
    process.execPath,
    join(CLIENTS, 'node-steps.mjs'),
    join(JUDGES, module),
    kind,
    JSON.stringify(options(connection)),
    ...steps,
  ]

/** The drivers the lab can run. */
export const CLIENT_PROGRAMS: { readonly [Id in DriverId]?: ClientProgram } = {
  libpq: {
    kind: 'console',
    title: 'psql',
    command: (connection) => [
      'stdbuf',
      '-oL',
      'psql',
      '-X',
      '-A',
      '-t',
      '-q',
      '-v',
      'ON_ERROR_STOP=1',
      Object.entries(libpqKeywords(connection))
        .map(([key, value]) => `${key}='${value}'`)
        .join(' '),
    ],
  },
  psycopg2: { kind: 'program', title: 'psycopg2', command: psycopg('psycopg2') },
  psycopg3: { kind: 'program', title: 'psycopg 3', command: psycopg('psycopg') },
  psqlodbc: {
    kind: 'console',
    title: 'psqlODBC (isql)',
    command: ({ host, port, keepalive }) => [
      'stdbuf',
      '-oL',
      'isql',
      '-b',
      '-v',
      '-k',
      [
        'DRIVER=/usr/lib/x86_64-linux-gnu/odbc/psqlodbcw.so',
        `SERVERNAME=${host}`,
        `PORT=${port}`,
        `DATABASE=${DATABASE}`,
        `UID=${ROLE}`,
        'SSLMODE=disable',
        ...(keepalive.idleSeconds === undefined ? [] : [`KEEPALIVETIME=${keepalive.idleSeconds}`]),
        ...(keepalive.intervalSeconds === undefined ? [] : [`KEEPALIVEINTERVAL=${keepalive.intervalSeconds}`]),
      ].join(';'),
    ],
  },
  pgjdbc: {
    kind: 'program',
    title: 'pgjdbc',
    command: ({ host, port, applicationName, keepalive, readTimeoutSeconds, settings }, steps, folder) => {
      const query = new URLSearchParams({ user: ROLE, ApplicationName: applicationName, sslmode: 'disable' })
      if (keepalive.enabled !== undefined) query.set('tcpKeepAlive', String(keepalive.enabled))
      if (readTimeoutSeconds) query.set('socketTimeout', String(readTimeoutSeconds))
      const options = startupOptions(settings)
      if (options !== '') query.set('options', options)
      // pgjdbc decodes %20 and leaves + alone.
      const url = `jdbc:postgresql://${host}:${port}/${DATABASE}?${query.toString().replaceAll('+', '%20')}`
      const classPath = `${folder}/classes:/usr/share/java/postgresql.jar`
      return ['java', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', classPath, 'JdbcSteps', url, ...steps]
    },
  },
  'node-postgres': {
    kind: 'program',
    title: 'node-postgres',
    command: node('pg/lib/index.js', 'pg', ({ host, port, applicationName, keepalive, settings }) => ({
      host,
      port,
      user: ROLE,
      database: DATABASE,
      application_name: applicationName,
      options: startupOptions(settings) || undefined,
      keepAlive: keepalive.enabled,
      keepAliveInitialDelayMillis: keepalive.idleSeconds === undefined ? undefined : keepalive.idleSeconds * 1000,
    })),
  },
  'postgres-js': {
    kind: 'program',
    title: 'postgres.js',
    command: node('postgres/src/index.js', 'postgres', ({ host, port, applicationName, keepalive }) => ({
      host,
      port,
      user: ROLE,
      database: DATABASE,
      max: 1,
      connection: { application_name: applicationName },
      ...(keepalive.idleSeconds === undefined ? {} : { keep_alive: keepalive.idleSeconds }),
    })),
  },
  asyncpg: {
    kind: 'program',
    title: 'asyncpg',
    command: ({ host, port, applicationName, keepalive, settings }, steps) => [
      PYTHON,
      join(CLIENTS, 'asyncpg_steps.py'),
      JSON.stringify({
        host,
        port,
        user: ROLE,
        database: DATABASE,
        ssl: false,
        server_settings: { application_name: applicationName, ...settings },
        keepalive: keepalive.enabled ? [keepalive.idleSeconds, keepalive.intervalSeconds, keepalive.count] : null,
      }),
      ...steps,
    ],
  },
}

/** The program of a driver; a driver without one fails the scenario that asks for it. */
export function programOf(driver: DriverId): ClientProgram {
  const program = CLIENT_PROGRAMS[driver]
  if (program === undefined) throw new Error(`the lab has no program for the driver ${driver}`)
  return program
}

/** A step as the programs of tests/lab/clients read it. */
export function stepWord(step: Step): string {
  if (step.kind === 'sql') return `sql ${step.sql}`
  return step.kind === 'sleep' ? `sleep ${step.seconds}` : 'quiet'
}
