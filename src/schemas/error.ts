import { z } from 'astro/zod'
import { idSchema, sourceSchema } from './source.ts'

/** Headings under which the families are listed, in reading order: who prints the text. */
export const ERROR_GROUPS = {
  server: 'PostgreSQL and Redshift servers',
  'server-log': 'PostgreSQL server log',
  libpq: 'libpq and its tools',
  python: 'Python',
  java: 'Java and JDBC',
  'java-pools': 'Java connection pools',
  odbc: 'ODBC',
  dotnet: '.NET',
  go: 'Go',
  node: 'Node.js',
  'ruby-php-perl': 'Ruby, PHP and Perl',
  'elixir-rust-r': 'Elixir, Rust and R',
  poolers: 'Poolers and database proxies',
  tunnels: 'SSH, tunnels and port forwarding',
  os: 'Operating systems',
  tools: 'Tools and frameworks',
} as const

/** Which layer of the stack prints the text. */
export const ERROR_LAYERS = {
  server: { title: 'Server', meaning: 'The database itself sent this text to the client.' },
  'server-log': { title: 'Server log', meaning: 'A line in the log of the database; the client sees other words.' },
  libpq: { title: 'libpq', meaning: 'The C client library, under psql, psycopg, Ruby pg, PHP, R and pgAdmin.' },
  driver: { title: 'Driver', meaning: 'The database driver inside the program.' },
  runtime: {
    title: 'Language runtime',
    meaning: 'The socket layer of Java, Go, Node.js, Python or .NET. It names no database.',
  },
  os: { title: 'Operating system', meaning: 'The error text of the kernel. It names no database.' },
  pool: { title: 'Connection pool', meaning: 'The pool inside the program.' },
  orm: { title: 'ORM or framework', meaning: 'A library on top of the driver, which repeats its text.' },
  pooler: { title: 'Pooler', meaning: 'A process between program and database that shares connections.' },
  proxy: { title: 'Proxy', meaning: 'A network proxy or a cloud connector.' },
  tunnel: { title: 'Tunnel', meaning: 'SSH or another port forwarder that carries the connection.' },
  tool: { title: 'Tool', meaning: 'A product that repeats the text of its driver.' },
} as const

/** What a match is worth next to other matches in the same paste. */
export const ERROR_KINDS = {
  root: { title: 'First-hand report', meaning: 'Says itself what happened.' },
  'follow-up': {
    title: 'Follow-up',
    meaning: 'The connection was lost before this line. Look for the first error of the same connection.',
  },
  wrapper: { title: 'Wrapper', meaning: 'Repeats the text of a deeper layer. The inner text decides.' },
  'pool-wait': {
    title: 'Pool wait',
    meaning: 'A program waited in vain for a connection. Nothing was dropped, unless a connect error stands beside it.',
  },
  'generic-os': {
    title: 'Socket error',
    meaning: 'Any network program can print this. It needs a second clue that a database is meant.',
  },
} as const

/** The closed list of remedies, and the page where each is worked out. */
export const FIX_FAMILIES = {
  keepalive: {
    title: 'Send keepalive before the idle limit',
    where: { href: '/fix/', label: 'Build the keepalive recipe for your path' },
    advice:
      'Something on the path forgets quiet connections. Switch TCP keepalive on, and let the first probe leave well before the smallest idle limit. Where a proxy or tunnel stands in between, do it on each leg.',
  },
  'pool-validation': {
    title: 'Stop handing out dead connections',
    where: { href: '/clients/', label: 'Settings of your driver and pool' },
    advice:
      'The connection died while nobody used it. Let the pool test a connection before it hands it out, retire connections before the shortest timer on the path, and open the connection after a fork.',
  },
  'pool-sizing': {
    title: 'Free or add pool connections',
    where: { href: '/clients/', label: 'Settings of your driver and pool' },
    advice:
      'The program waited for a connection, it did not lose one. Find what holds the connections before you raise the limit: a leak fills any pool.',
  },
  'server-timer': {
    title: 'Change the timer that fired on purpose',
    where: { href: '/limits/', label: 'Compare the server timers and get the SQL' },
    advice:
      'A configured timer ended the work. TCP keepalive does not help. Raise the timer for the role that needs it, or make the work shorter.',
  },
  'client-query-timer': {
    title: 'Raise the query timer of the client',
    where: { href: '/limits/', label: 'See which timer fires first' },
    advice:
      'The client cancelled. Raise its query timeout for this job, and keep one on the server so that abandoned queries end.',
  },
  'client-socket-timer': {
    title: 'Raise the read timer of the client',
    where: { href: '/check/', label: 'Check your connection string' },
    advice:
      'Your side stopped waiting. A read timeout has to be longer than the longest query; use keepalive to find dead peers instead.',
  },
  'connect-timer': {
    title: 'Find out why connecting takes so long',
    where: { href: '/check/', label: 'Check your connection string' },
    advice:
      'The connect timer ran out before the login was done. Test the port first; raise the timer only when the server answers slowly.',
  },
  reachability: {
    title: 'Open the way to the server',
    where: { href: '/errors/checks/#reach', label: 'How to test whether the port can be reached' },
    advice:
      'No session ever existed, so no keepalive setting helps. Test name, route, firewall and port from the machine that connects.',
  },
  'server-health': {
    title: 'Find out why the server went away',
    where: { href: '/errors/checks/', label: 'Tell a restart from a timer' },
    advice:
      'The process at the other end stopped, restarted or was told to hang up. Its log and the event list of the platform name the reason.',
  },
  tls: {
    title: 'Repair the TLS configuration',
    where: { href: '/errors/checks/', label: 'Tell a refusal from a cut' },
    advice:
      'TLS failed before or under the database protocol. The same failure every time is configuration, not the network.',
  },
  auth: {
    title: 'Repair the login',
    where: { href: '/errors/checks/', label: 'Tell a refusal from a cut' },
    advice: 'The path works; the login does not. Read the server’s own text, and its log at that second.',
  },
  unclear: {
    title: 'Find the cause first',
    where: { href: '/cutoff/', label: 'Find the timer from the seconds' },
    advice:
      'This text alone does not name a cause. Note how long the connection was silent before the error, twice, and compare.',
  },
  none: {
    title: 'Nothing to repair',
    where: { href: '/errors/checks/', label: 'When it does matter' },
    advice: 'This line is normal work. Act only when it comes together with failing requests.',
  },
} as const

/** Operating-system errors by name, with their numbers where we have them from a source or a running system. */
export const SYSTEM_ERRORS = {
  EPIPE: { text: 'Broken pipe', linux: 32 },
  ECONNABORTED: { text: 'Software caused connection abort', linux: 103, windows: 10053 },
  ECONNRESET: { text: 'Connection reset by peer', linux: 104, macos: 54, windows: 10054 },
  ENOTCONN: { text: 'Socket is not connected', linux: 107 },
  ETIMEDOUT: { text: 'Connection timed out', linux: 110, macos: 60, windows: 10060 },
  ECONNREFUSED: { text: 'Connection refused', linux: 111, macos: 61, windows: 10061 },
  EHOSTUNREACH: { text: 'No route to host', linux: 113, macos: 65 },
  ENETUNREACH: { text: 'Network is unreachable', linux: 101, macos: 51 },
  ENETRESET: { text: 'Network dropped connection on reset', linux: 102, windows: 10052 },
  EBADF: { text: 'Bad file descriptor', linux: 9 },
  EAI_NONAME: { text: 'Name or service not known', linux: -2, macos: 8, windows: 11001 },
  EAI_AGAIN: { text: 'Temporary failure in name resolution', linux: -3, windows: 11002 },
  ERROR_SEM_TIMEOUT: { text: 'The semaphore timeout period has expired', windows: 121 },
  ERROR_NETNAME_DELETED: { text: 'The specified network name is no longer available', windows: 64 },
  ERROR_CONNECTION_ABORTED: { text: 'The network connection was aborted by the local system', windows: 1236 },
} as const satisfies Record<string, { text: string; linux?: number; macos?: number; windows?: number }>

/** SQLSTATE codes that the catalogue uses, with PostgreSQL's condition name. */
export const SQLSTATES = {
  '08000': 'connection_exception',
  '08001': 'sqlclient_unable_to_establish_sqlconnection',
  '08003': 'connection_does_not_exist',
  '08006': 'connection_failure',
  '08P01': 'protocol_violation',
  '08S01': 'communication link failure (ODBC)',
  '25P03': 'idle_in_transaction_session_timeout',
  '25P04': 'transaction_timeout',
  '28000': 'invalid_authorization_specification',
  '40001': 'serialization_failure',
  '40P01': 'deadlock_detected',
  '53300': 'too_many_connections',
  '55000': 'object_not_in_prerequisite_state',
  '55P03': 'lock_not_available',
  '57000': 'operator_intervention',
  '57014': 'query_canceled',
  '57P01': 'admin_shutdown',
  '57P02': 'crash_shutdown',
  '57P03': 'cannot_connect_now',
  '57P04': 'database_dropped',
  '57P05': 'idle_session_timeout',
  '58000': 'system_error',
  HY000: 'general error (ODBC, PDO)',
  HYT00: 'timeout expired (ODBC)',
  XX000: 'internal_error',
} as const

/** Programs a reader may name, in the order of the index by driver. */
export const ERROR_DRIVERS = {
  postgresql: 'PostgreSQL server',
  redshift: 'Amazon Redshift',
  libpq: 'libpq',
  psql: 'psql',
  pg_dump: 'pg_dump and pg_restore',
  psycopg2: 'psycopg2',
  psycopg3: 'psycopg 3',
  asyncpg: 'asyncpg',
  pg8000: 'pg8000',
  redshift_connector: 'redshift_connector',
  sqlalchemy: 'SQLAlchemy',
  django: 'Django',
  pgjdbc: 'pgjdbc',
  'redshift-jdbc-2': 'Redshift JDBC 2.x',
  'redshift-jdbc-1': 'Redshift JDBC 1.x',
  hikaricp: 'HikariCP',
  'tomcat-jdbc': 'Tomcat JDBC pool',
  dbcp: 'Apache DBCP',
  c3p0: 'c3p0',
  druid: 'Alibaba Druid',
  ironjacamar: 'IronJacamar (WildFly, JBoss)',
  spring: 'Spring and Hibernate',
  'redshift-odbc-1': 'Redshift ODBC 1.x',
  'redshift-odbc-2': 'Redshift ODBC 2.x',
  psqlodbc: 'psqlODBC',
  npgsql: 'Npgsql',
  pgx: 'pgx',
  'lib-pq': 'lib/pq',
  'node-postgres': 'node-postgres',
  postgresjs: 'postgres.js',
  knex: 'Knex',
  sequelize: 'Sequelize',
  typeorm: 'TypeORM',
  prisma: 'Prisma',
  'ruby-pg': 'Ruby pg',
  rails: 'Rails',
  php: 'PHP (PDO, pgsql)',
  'dbd-pg': 'Perl DBD::Pg',
  postgrex: 'Postgrex and Ecto',
  sqlx: 'sqlx',
  'tokio-postgres': 'tokio-postgres',
  r: 'R (RPostgres, RPostgreSQL)',
  pgbouncer: 'PgBouncer',
  pgpool: 'Pgpool-II',
  odyssey: 'Odyssey',
  pgcat: 'PgCat',
  supavisor: 'Supavisor',
  'rds-proxy': 'Amazon RDS Proxy',
  'cloud-sql-proxy': 'Cloud SQL Auth Proxy',
  haproxy: 'HAProxy',
  openssh: 'OpenSSH',
  putty: 'PuTTY',
  paramiko: 'paramiko and sshtunnel',
  'java-ssh': 'JSch, MINA SSHD, SSHJ',
  kubectl: 'kubectl port-forward',
  ssm: 'AWS Session Manager',
  dbeaver: 'DBeaver',
  datagrip: 'DataGrip',
  pgadmin: 'pgAdmin',
  dbt: 'dbt',
  airflow: 'Apache Airflow',
  airbyte: 'Airbyte',
  stitch: 'Stitch',
  segment: 'Segment',
  fivetran: 'Fivetran',
  tableau: 'Tableau',
  powerbi: 'Power BI',
  looker: 'Looker',
  spark: 'Spark and AWS Glue',
  sentry: 'Sentry',
  superset: 'Superset',
  metabase: 'Metabase',
  lambda: 'AWS Lambda',
} as const

/** The keys of a table as a tuple for `z.enum`. */
const keysOf = <T extends Record<string, unknown>>(table: T) =>
  Object.keys(table) as [keyof T & string, ...(keyof T & string)[]]

/** One text the family prints. `<name>` marks a variable part: a lower-case name in angle brackets. */
const messageSchema = z.strictObject({
  /** The whole line, as it is printed. */
  template: z.string().min(2),
  /** The same without exception class or severity: what is left when a log formatter ate the prefix. */
  core: z.string().min(2).optional(),
  /** Which version, platform or language prints this one. */
  variant: z.string().min(1).optional(),
  /** The template with realistic values: a concrete text it matches. */
  example: z.string().min(2),
})

/** Front matter of one family of error messages in content/errors; the file name is its permanent id. */
export const errorSchema = z.strictObject({
  /** The message a reader would search for, or a short name where there is none. */
  title: z.string().min(3).max(140),
  group: z.enum(keysOf(ERROR_GROUPS)),
  layer: z.enum(keysOf(ERROR_LAYERS)),
  kind: z.enum(keysOf(ERROR_KINDS)),
  /** True where the texts name no database: they count only beside a driver, a port or a PostgreSQL word. */
  needsClue: z.boolean(),
  messages: z.array(messageSchema).min(1),
  /** Program and source file that print it. */
  emittedBy: z.string().min(2),
  drivers: z.array(z.enum(keysOf(ERROR_DRIVERS))),
  /** Codes in words, where a list would lose something. */
  code: z.string().min(1).optional(),
  sqlstates: z.array(z.enum(keysOf(SQLSTATES))),
  errnos: z.array(z.enum(keysOf(SYSTEM_ERRORS))),
  /** What the text says, literally: one to three sentences. */
  meaning: z.string().min(20),
  /** Likeliest first; each with the observation that confirms it. */
  causes: z.array(z.strictObject({ cause: z.string().min(5), check: z.string().min(5) })).min(1),
  fixFamily: z.enum(keysOf(FIX_FAMILIES)),
  /** Ids of neighbouring families. */
  related: z.array(idSchema),
  /** Ids of the families that usually stand higher up in the same log. */
  followUpOf: z.array(idSchema).default([]),
  /** Ids of the families that come first where both claim the same text. */
  yieldsTo: z.array(idSchema).default([]),
  sources: z.array(sourceSchema).min(1),
  /** Ids of content/sources that carry further claims of the page. */
  sharedSources: z.array(idSchema).default([]),
  /** True where texts and causes rest on memory alone: nothing was opened, nothing was measured. */
  unconfirmed: z.boolean(),
})

/** Front matter of one family of error messages. */
export type ErrorFamily = z.infer<typeof errorSchema>
export type ErrorGroup = keyof typeof ERROR_GROUPS
export type ErrorLayer = keyof typeof ERROR_LAYERS
export type ErrorKind = keyof typeof ERROR_KINDS
export type ErrorDriver = keyof typeof ERROR_DRIVERS
export type FixFamily = keyof typeof FIX_FAMILIES
export type Sqlstate = keyof typeof SQLSTATES
export type SystemErrorName = keyof typeof SYSTEM_ERRORS
