import type { DriverId } from './drivers.ts'
import type { Grade } from './grades.ts'

/** How a connection ends for the program that uses it. */
export type Failure =
  /** Keepalive or retransmission gave up (ETIMEDOUT). */
  | 'timed-out'
  /** A RST arrived (ECONNRESET). */
  | 'reset'
  /** An orderly FIN arrived. */
  | 'closed'
  /** The driver's own read timeout fired. */
  | 'read-timeout'
  | 'statement-timeout'
  | 'idle-session-timeout'
  | 'idle-in-transaction-timeout'

/** The text a program prints, and where the site explains it. */
export interface ErrorText {
  /** Verbatim lines, as printed on Linux. */
  readonly lines: readonly string[]
  /** Id of content/errors. */
  readonly errorId: string
  readonly grade: Grade
}

const text = (errorId: string, grade: Grade, ...lines: readonly string[]): ErrorText => ({ lines, errorId, grade })

const PROBABLY = ['This probably means the server terminated abnormally', 'before or while processing the request.']
const LIBPQ_CLOSED = 'libpq-server-closed-connection-unexpectedly'
const LIBPQ_RECEIVE = 'libpq-could-not-receive-data-from-server'
const PGJDBC = 'pgjdbc-io-error-sending-to-backend'
const PGJDBC_TEXT = 'org.postgresql.util.PSQLException: An I/O error occurred while sending to the backend.'
const REDSHIFT_JDBC_TEXT =
  'com.amazon.redshift.util.RedshiftException: An I/O error occurred while sending to the backend.'
const ASYNCPG = text(
  'asyncpg-closed-in-middle-of-operation',
  'measured',
  'asyncpg.exceptions.ConnectionDoesNotExistError: connection was closed in the middle of operation',
)
const PSYCOPG2_CLOSED = text(
  LIBPQ_CLOSED,
  'measured',
  'psycopg2.OperationalError: server closed the connection unexpectedly',
  ...PROBABLY,
)
const PSYCOPG3_CLOSED = text(
  'psycopg3-consuming-input-failed',
  'measured',
  'psycopg.OperationalError: consuming input failed: server closed the connection unexpectedly',
  ...PROBABLY,
)
const NPGSQL = 'npgsql-exception-while-reading'
const NPGSQL_TEXT = 'Npgsql.NpgsqlException (0x80004005): Exception while reading from stream'

const libpqTexts = (grade: Grade, prefix: string) => ({
  'timed-out': text(LIBPQ_RECEIVE, grade, `${prefix}could not receive data from server: Connection timed out`),
  reset: text(LIBPQ_CLOSED, grade, `${prefix}server closed the connection unexpectedly`, ...PROBABLY),
  closed: text(LIBPQ_CLOSED, grade, `${prefix}server closed the connection unexpectedly`, ...PROBABLY),
})

const javaTexts = (grade: Grade, wrapper: string) => ({
  'timed-out': text(PGJDBC, grade, wrapper, 'Caused by: java.net.SocketException: Connection timed out'),
  reset: text(PGJDBC, grade, wrapper, 'Caused by: java.net.SocketException: Connection reset'),
  closed: text(PGJDBC, grade, wrapper, 'Caused by: java.io.EOFException'),
  'read-timeout': text(PGJDBC, grade, wrapper, 'Caused by: java.net.SocketTimeoutException: Read timed out'),
})

const goTexts = (prefix: string) => ({
  'timed-out': text('go-read-connection-timed-out', 'opened', `${prefix}read tcp: read: connection timed out`),
  reset: text('go-read-connection-reset', 'unconfirmed', `${prefix}read tcp: read: connection reset by peer`),
  closed: text('go-unexpected-eof', 'opened', `${prefix}unexpected EOF`),
})

/**
 * What each driver prints for each way a connection can end. `measured`: seen against PostgreSQL 15 behind a router
 * that drops or resets; `opened`: from the driver's source. Where a driver is missing, the system's own text stands in.
 */
export const ERROR_TEXTS: { readonly [Id in DriverId]?: { readonly [F in Failure]?: ErrorText } } = {
  libpq: {
    ...libpqTexts('measured', ''),
    'timed-out': text(
      LIBPQ_RECEIVE,
      'measured',
      'could not receive data from server: Connection timed out',
      'connection to server was lost',
    ),
  },
  psycopg2: {
    ...libpqTexts('measured', 'psycopg2.OperationalError: '),
    // libpq 15 keeps the last of two errors, and the server's own text is the first (measured).
    'idle-session-timeout': PSYCOPG2_CLOSED,
    'idle-in-transaction-timeout': PSYCOPG2_CLOSED,
  },
  psycopg3: {
    'idle-session-timeout': text(
      'pg-idle-session-timeout',
      'measured',
      'psycopg.OperationalError: consuming input failed: terminating connection due to idle-session timeout',
    ),
    'idle-in-transaction-timeout': text(
      'pg-idle-in-transaction-timeout',
      'measured',
      'psycopg.OperationalError: consuming input failed: terminating connection due to idle-in-transaction timeout',
    ),
    reset: PSYCOPG3_CLOSED,
    closed: PSYCOPG3_CLOSED,
    'timed-out': text(
      'psycopg3-consuming-input-failed',
      'measured',
      'psycopg.OperationalError: consuming input failed: Connection timed out',
    ),
  },
  // The SQLSTATE in front is S1000 when the next statement fails and 08S01 when a waiting one does.
  psqlodbc: {
    'timed-out': text(LIBPQ_RECEIVE, 'measured', 'could not receive data from server: Connection timed out'),
    reset: text(LIBPQ_CLOSED, 'measured', 'server closed the connection unexpectedly', ...PROBABLY),
    closed: text(LIBPQ_CLOSED, 'measured', 'server closed the connection unexpectedly', ...PROBABLY),
  },
  'redshift-odbc': {
    'timed-out': text(
      'redshift-odbc2-communication',
      'opened',
      '[Redshift][ODBC Driver]could not receive data from server: Connection timed out',
    ),
    reset: text(
      'redshift-odbc2-communication',
      'opened',
      '[Redshift][ODBC Driver]Server closed the connection unexpectedly.',
    ),
    closed: text(
      'redshift-odbc2-communication',
      'opened',
      '[Redshift][ODBC Driver]Server closed the connection unexpectedly.',
    ),
  },
  pgjdbc: {
    ...javaTexts('measured', PGJDBC_TEXT),
    'idle-session-timeout': text(
      'pg-idle-session-timeout',
      'measured',
      'org.postgresql.util.PSQLException: FATAL: terminating connection due to idle-session timeout',
    ),
    'idle-in-transaction-timeout': text(
      'pg-idle-in-transaction-timeout',
      'measured',
      'org.postgresql.util.PSQLException: FATAL: terminating connection due to idle-in-transaction timeout',
    ),
  },
  'redshift-jdbc': javaTexts('opened', REDSHIFT_JDBC_TEXT),
  'redshift-connector': {
    'read-timeout': text('python-socket-timed-out', 'measured', 'TimeoutError: timed out'),
    'timed-out': text(
      'redshift-connector-communication-error',
      'opened',
      "redshift_connector.error.InterfaceError: ('communication error', TimeoutError(110, 'Connection timed out'))",
    ),
    closed: text(
      'redshift-connector-server-socket-closed',
      'opened',
      'redshift_connector.error.InterfaceError: BrokenPipe: server socket closed. Please check that client side networking configurations such as Proxies, firewalls, VPN, etc. are not affecting your network connection.',
    ),
  },
  asyncpg: { 'timed-out': ASYNCPG, reset: ASYNCPG, closed: ASYNCPG },
  pg8000: {
    closed: text('pg8000-network-error', 'opened', 'pg8000.exceptions.InterfaceError: network error'),
    'read-timeout': text('python-socket-timed-out', 'measured', 'TimeoutError: timed out'),
  },
  npgsql: {
    closed: text(
      NPGSQL,
      'opened',
      NPGSQL_TEXT,
      '---> System.IO.EndOfStreamException: Attempted to read past the end of the stream.',
    ),
    'timed-out': text(
      NPGSQL,
      'opened',
      NPGSQL_TEXT,
      '---> System.IO.IOException: Unable to read data from the transport connection: Connection timed out.',
    ),
    reset: text(
      NPGSQL,
      'opened',
      NPGSQL_TEXT,
      '---> System.IO.IOException: Unable to read data from the transport connection: Connection reset by peer.',
    ),
    'read-timeout': text(
      'npgsql-timeout-during-reading',
      'opened',
      'Npgsql.NpgsqlException: Exception while reading from stream ---> System.TimeoutException: Timeout during reading attempt',
    ),
  },
  pgx: goTexts('failed to receive message: '),
  'lib-pq': goTexts(''),
  'node-postgres': {
    'idle-session-timeout': text(
      'pg-idle-session-timeout',
      'measured',
      'error: terminating connection due to idle-session timeout',
    ),
    'idle-in-transaction-timeout': text(
      'pg-idle-in-transaction-timeout',
      'measured',
      'error: terminating connection due to idle-in-transaction timeout',
    ),
    'timed-out': text('node-etimedout', 'measured', 'Error: read ETIMEDOUT'),
    reset: text('node-econnreset', 'measured', 'Error: read ECONNRESET'),
    closed: text('node-pg-connection-terminated-unexpectedly', 'measured', 'Error: Connection terminated unexpectedly'),
    'read-timeout': text('node-pg-query-read-timeout', 'measured', 'Error: Query read timeout'),
  },
  'postgres-js': {
    'timed-out': text('node-etimedout', 'measured', 'Error: read ETIMEDOUT'),
    reset: text('node-econnreset', 'measured', 'Error: read ECONNRESET'),
    closed: text('postgresjs-connection-closed', 'measured', 'Error: write CONNECTION_CLOSED <host>:<port>'),
  },
  'tokio-postgres': {
    reset: text(
      'tokio-postgres-connection-closed',
      'opened',
      'Error { kind: Io, cause: Some(Os { code: 104, kind: ConnectionReset, message: "Connection reset by peer" }) }',
    ),
    closed: text('tokio-postgres-connection-closed', 'opened', 'connection closed'),
  },
  sqlx: {
    reset: text(
      'sqlx-error-communicating',
      'opened',
      'error communicating with database: Connection reset by peer (os error 104)',
    ),
    closed: text(
      'sqlx-error-communicating',
      'opened',
      'error communicating with database: expected to read 5 bytes, got 0 bytes at EOF',
    ),
  },
}

/** What the system or the server says, whatever the driver adds around it. */
export const PLAIN_TEXTS: { readonly [F in Failure]: ErrorText } = {
  'timed-out': text('linux-etimedout', 'measured', 'Connection timed out'),
  reset: text('linux-econnreset', 'measured', 'Connection reset by peer'),
  closed: text(LIBPQ_CLOSED, 'derived', 'end of file'),
  'read-timeout': text('python-socket-timed-out', 'derived', 'timed out'),
  'statement-timeout': text('pg-statement-timeout', 'measured', 'ERROR:  canceling statement due to statement timeout'),
  'idle-session-timeout': text(
    'pg-idle-session-timeout',
    'measured',
    'FATAL:  terminating connection due to idle-session timeout',
  ),
  'idle-in-transaction-timeout': text(
    'pg-idle-in-transaction-timeout',
    'measured',
    'FATAL:  terminating connection due to idle-in-transaction timeout',
  ),
}

/** What a driver prints when it finds, on the next use, that the connection ended meanwhile; absent where it says the same. */
const FOUND_CLOSED: { readonly [Id in DriverId]?: ErrorText } = {
  asyncpg: text(
    'asyncpg-connection-is-closed',
    'measured',
    'asyncpg.exceptions._base.InterfaceError: connection is closed',
  ),
}

/**
 * What the program prints when the connection ends this way; lines are verbatim. `onNextUse`: it ended while nobody
 * used it, and the next statement finds out.
 */
export const errorTextOf = (driver: DriverId, failure: Failure, onNextUse = false): ErrorText =>
  (onNextUse ? FOUND_CLOSED[driver] : undefined) ?? ERROR_TEXTS[driver]?.[failure] ?? PLAIN_TEXTS[failure]

/** What the PostgreSQL server writes into its log when its side of the connection ends this way (measured; source opened). */
export const SERVER_LOG: { readonly [F in 'timed-out' | 'reset' | 'closed']: ErrorText } = {
  'timed-out': text(
    'pglog-could-not-receive-data-from-client',
    'opened',
    'LOG:  could not receive data from client: Connection timed out',
  ),
  reset: text(
    'pglog-could-not-receive-data-from-client',
    'opened',
    'LOG:  could not receive data from client: Connection reset by peer',
  ),
  closed: text('pglog-unexpected-eof-on-client', 'opened', 'LOG:  unexpected EOF on client connection'),
}
