import type { Tokens } from './text.ts'

/** What a word says about the program that printed the text. */
export type Clue =
  /** Names PostgreSQL, Redshift or a program that speaks to them only. */
  | { readonly kind: 'database'; readonly driver?: string }
  /** Names a database library or speaks of databases, without saying which. */
  | { readonly kind: 'some-database'; readonly driver?: string }
  /** Names a tool that repeats the texts of its driver. */
  | { readonly kind: 'tool'; readonly driver: string }
  /** Names another product. */
  | { readonly kind: 'other'; readonly product: string }

/** A clue and the line it stands on (0-based). */
export interface PlacedClue {
  readonly clue: Clue
  readonly line: number
}

const database = (driver?: string): Clue => (driver === undefined ? { kind: 'database' } : { kind: 'database', driver })
const some = (driver?: string): Clue =>
  driver === undefined ? { kind: 'some-database' } : { kind: 'some-database', driver }
const tool = (driver: string): Clue => ({ kind: 'tool', driver })
const other = (product: string): Clue => ({ kind: 'other', product })

/** Whole words; the names of drivers are those of the catalogue's front matter. */
const WORDS: ReadonlyMap<string, Clue> = new Map<string, Clue>([
  ['psql', database('psql')],
  ['libpq', database('libpq')],
  ['pq', database('lib-pq')],
  ['pg', database()],
  ['pgx', database('pgx')],
  ['pgconn', database('pgx')],
  ['pgxpool', database('pgx')],
  ['pgproto3', database('pgx')],
  ['chunkreader', database('pgx')],
  ['psycopg', database('psycopg3')],
  ['psycopg_pool', database('psycopg3')],
  ['asyncpg', database('asyncpg')],
  ['pg8000', database('pg8000')],
  ['redshift_connector', database('redshift_connector')],
  ['psqlexception', database('pgjdbc')],
  ['pgjdbc', database('pgjdbc')],
  ['redshiftexception', database('redshift-jdbc-2')],
  ['pgclient', database('redshift-jdbc-1')],
  ['pgjdbcconnection', database('redshift-jdbc-1')],
  ['npgsql', database('npgsql')],
  ['npgsqlexception', database('npgsql')],
  ['psqlodbc', database('psqlodbc')],
  ['pgbouncer', database('pgbouncer')],
  ['pgpool', database('pgpool')],
  ['odyssey', database('odyssey')],
  ['pgcat', database('pgcat')],
  ['supavisor', database('supavisor')],
  ['pgadmin', database('pgadmin')],
  ['pgadmin4', database('pgadmin')],
  ['pg_dump', database('pg_dump')],
  ['pg_restore', database('pg_dump')],
  ['pg_basebackup', database('libpq')],
  ['postgrex', database('postgrex')],
  ['pg_query', database('php')],
  ['pg_connect', database('php')],
  ['pdo_pgsql', database('php')],
  ['rpostgres', database('r')],
  ['rpostgresql', database('r')],
  ['timescaledb', database()],
  ['greenplum', database()],
  ['cockroachdb', database()],
  ['yugabytedb', database()],
  ['supabase', database()],
  ['walsender', database()],
  ['walreceiver', database()],
  ['hikaricp', some('hikaricp')],
  ['zaxxer', some('hikaricp')],
  ['hibernate', some('spring')],
  ['sqlalchemy', some('sqlalchemy')],
  ['activerecord', some('rails')],
  ['active_record', some('rails')],
  ['sequelize', some('sequelize')],
  ['knex', some('knex')],
  ['typeorm', some('typeorm')],
  ['prisma', some('prisma')],
  ['dbconnection', some('postgrex')],
  ['ecto', some('postgrex')],
  ['sqlx', some('sqlx')],
  ['dbcp2', some('dbcp')],
  ['dbcp', some('dbcp')],
  ['c3p0', some('c3p0')],
  ['mchange', some('c3p0')],
  ['druid', some('druid')],
  ['dbeaver', some('dbeaver')],
  ['jkiss', some('dbeaver')],
  ['datagrip', some('datagrip')],
  ['metabase', some('metabase')],
  ['superset', some('superset')],
  ['dbt', some('dbt')],
  ['airflow', tool('airflow')],
  ['taskinstance', tool('airflow')],
  ['airbyte', tool('airbyte')],
  ['stitch', tool('stitch')],
  ['segment', tool('segment')],
  ['fivetran', tool('fivetran')],
  ['tableau', tool('tableau')],
  ['tableausoftware', tool('tableau')],
  ['powerbi', tool('powerbi')],
  ['mashup', tool('powerbi')],
  ['looker', tool('looker')],
  ['sentry', tool('sentry')],
  ['spark', tool('spark')],
  ['glue', tool('spark')],
  ['lambda', tool('lambda')],
  ['jdbc', some()],
  ['odbc', some()],
  ['sqlexception', some()],
  ['database', some()],
  ['databases', some()],
  ['dbapi', some()],
  ['sql', some()],
  ['sqlstate', some()],
  ['db', some()],
  ['rds', some()],
  ['aurora', some()],
  ['backend', some()],
  ['query', some()],
  ['diesel', some()],
  ['django', some('django')],
  ['mongodb', other('MongoDB')],
  ['mongo', other('MongoDB')],
  ['mongoose', other('MongoDB')],
  ['mongoclient', other('MongoDB')],
  ['pymongo', other('MongoDB')],
  ['redis', other('Redis')],
  ['ioredis', other('Redis')],
  ['jedis', other('Redis')],
  ['lettuce', other('Redis')],
  ['memcached', other('Memcached')],
  ['cassandra', other('Cassandra')],
  ['scylla', other('Cassandra')],
  ['elasticsearch', other('Elasticsearch')],
  ['opensearch', other('OpenSearch')],
  ['kafka', other('Kafka')],
  ['librdkafka', other('Kafka')],
  ['rabbitmq', other('RabbitMQ')],
  ['amqp', other('RabbitMQ')],
  ['amqplib', other('RabbitMQ')],
  ['pika', other('RabbitMQ')],
  ['nats', other('NATS')],
  ['zookeeper', other('ZooKeeper')],
  ['etcd', other('etcd')],
  ['snowflake', other('Snowflake')],
  ['bigquery', other('BigQuery')],
  ['clickhouse', other('ClickHouse')],
  ['oracle', other('Oracle')],
  ['ojdbc', other('Oracle')],
  ['oci', other('Oracle')],
  ['tns', other('Oracle')],
  ['sqlserver', other('SQL Server')],
  ['mssql', other('SQL Server')],
  ['tedious', other('SQL Server')],
  ['sqlclient', other('SQL Server')],
  ['pymssql', other('SQL Server')],
  ['db2', other('Db2')],
  ['hive', other('Hive')],
  ['impala', other('Impala')],
  ['ldap', other('LDAP')],
  ['smtp', other('mail')],
  ['imap', other('mail')],
  ['pop3', other('mail')],
  ['nodemailer', other('mail')],
  ['postfix', other('mail')],
  ['ftp', other('FTP')],
  ['sftp', other('SFTP')],
  ['vsftpd', other('FTP')],
  ['rsync', other('rsync')],
  ['git', other('Git')],
  ['npm', other('npm')],
  ['yarn', other('Yarn')],
  ['pnpm', other('pnpm')],
  ['pip', other('pip')],
  ['pypi', other('pip')],
  ['maven', other('Maven')],
  ['gradle', other('Gradle')],
  ['cargo', other('Cargo')],
  ['apt', other('apt')],
  ['docker', other('Docker')],
  ['dockerd', other('Docker')],
  ['containerd', other('containerd')],
  ['kubelet', other('Kubernetes')],
  ['apiserver', other('Kubernetes')],
  ['kubernetes', other('Kubernetes')],
  ['ingress', other('Kubernetes')],
  ['helm', other('Helm')],
  ['terraform', other('Terraform')],
  ['http', other('an HTTP client')],
  ['https', other('an HTTP client')],
  ['resourceaccessexception', other('an HTTP client')],
  ['curl', other('an HTTP client')],
  ['wget', other('an HTTP client')],
  ['axios', other('an HTTP client')],
  ['axioserror', other('an HTTP client')],
  ['undici', other('an HTTP client')],
  ['urllib', other('an HTTP client')],
  ['urllib3', other('an HTTP client')],
  ['aiohttp', other('an HTTP client')],
  ['httpx', other('an HTTP client')],
  ['httpcore', other('an HTTP client')],
  ['okhttp', other('an HTTP client')],
  ['okhttp3', other('an HTTP client')],
  ['httpclient', other('an HTTP client')],
  ['webclient', other('an HTTP client')],
  ['resttemplate', other('an HTTP client')],
  ['feign', other('an HTTP client')],
  ['faraday', other('an HTTP client')],
  ['guzzlehttp', other('an HTTP client')],
  ['reqwest', other('an HTTP client')],
  ['hyper', other('an HTTP client')],
  ['nginx', other('nginx')],
  ['upstream', other('a web proxy')],
  ['webpack', other('a web server')],
  ['vite', other('a web server')],
  ['websocket', other('a WebSocket')],
  ['ws', other('a WebSocket')],
  ['wss', other('a WebSocket')],
  ['grpc', other('gRPC')],
  ['selenium', other('a browser driver')],
  ['chromedriver', other('a browser driver')],
  ['puppeteer', other('a browser driver')],
  ['playwright', other('a browser driver')],
  ['s3', other('S3')],
  ['boto3', other('AWS')],
  ['botocore', other('AWS')],
  ['minecraft', other('a game')],
  ['mqtt', other('MQTT')],
  ['discord', other('an HTTP client')],
  ['telegram', other('an HTTP client')],
  ['slack', other('an HTTP client')],
])

/** Parts of words, tried in this order on words that are not in the table. */
const PARTS: readonly (readonly [string, Clue])[] = [
  ['mysql', other('MySQL')],
  ['mariadb', other('MariaDB')],
  ['mongo', other('MongoDB')],
  ['redisclient', other('Redis')],
  ['rediserror', other('Redis')],
  ['mssql', other('SQL Server')],
  ['psycopg', database('psycopg2')],
  ['postgres', database()],
  ['pgsql', database()],
  ['redshift', database()],
  ['npgsql', database('npgsql')],
  ['pgbouncer', database('pgbouncer')],
  ['hikaripool', some('hikaricp')],
  ['hikari', some('hikaricp')],
  ['sequelize', some('sequelize')],
  ['prisma', some('prisma')],
  ['knex', some('knex')],
  ['sqlstate', some()],
  ['jdbc', some()],
  ['database', some()],
  ['http', other('an HTTP client')],
]

/** Ports that belong to PostgreSQL, Redshift, PgBouncer and Supavisor. */
const DATABASE_PORTS = new Set(['5432', '5433', '5439', '6432', '6543', '5431', '5434'])
/** Well-known ports of other services. */
const OTHER_PORTS: ReadonlyMap<string, string> = new Map([
  ['80', 'HTTP'],
  ['443', 'HTTPS'],
  ['8080', 'HTTP'],
  ['8443', 'HTTPS'],
  ['3000', 'HTTP'],
  ['5000', 'HTTP'],
  ['8000', 'HTTP'],
  ['6443', 'Kubernetes'],
  ['3306', 'MySQL'],
  ['33060', 'MySQL'],
  ['1433', 'SQL Server'],
  ['1521', 'Oracle'],
  ['27017', 'MongoDB'],
  ['6379', 'Redis'],
  ['11211', 'Memcached'],
  ['9042', 'Cassandra'],
  ['9092', 'Kafka'],
  ['9200', 'Elasticsearch'],
  ['5672', 'RabbitMQ'],
  ['2181', 'ZooKeeper'],
  ['2379', 'etcd'],
  ['25', 'mail'],
  ['465', 'mail'],
  ['587', 'mail'],
  ['993', 'mail'],
  ['21', 'FTP'],
  ['389', 'LDAP'],
  ['636', 'LDAP'],
  ['53', 'DNS'],
  ['2375', 'Docker'],
  ['2376', 'Docker'],
])

const clueOfWord = (word: string): Clue | undefined =>
  WORDS.get(word) ?? (word.length < 5 ? undefined : PARTS.find(([part]) => word.includes(part))?.[1])

/** `https://…` is a link in a message more often than the program that failed. */
const isLink = (text: string, tokens: Tokens, index: number): boolean => {
  const word = tokens.words[index]
  return (word === 'http' || word === 'https') && text.startsWith('://', tokens.ends[index])
}

/** True where the number at `index` is written as a port: `host:5432`, `port 5432`, `port: 5432`. */
const isPort = (text: string, tokens: Tokens, index: number): boolean => {
  const start = tokens.starts[index] ?? 0
  if (text[start - 1] === ':' && /[\w\]`'"*>)]/.test(text[start - 2] ?? '')) return true
  return tokens.words[index - 1] === 'port'
}

/** Clock times look like ports (`10:53`); a port is not followed by another colon and number. */
const isClock = (text: string, tokens: Tokens, index: number): boolean => {
  const start = tokens.starts[index] ?? 0
  return /^\d{1,2}$/.test(tokens.words[index] ?? '') && /\d:$/.test(text.slice(Math.max(0, start - 2), start))
}

/** Phrases that say what single words cannot. */
const PHRASES: readonly (readonly [string, Clue])[] = [
  ['could not translate host name', database('libpq')],
  ['Could not read from remote repository', other('Git')],
]

/** Every clue of a paste in the order of its lines. One look at each word; equal words are judged once. */
export const cluesIn = (text: string, tokens: Tokens): readonly PlacedClue[] => {
  const known = new Map<string, Clue | undefined>()
  const clues: PlacedClue[] = []
  for (const [index, word] of tokens.words.entries()) {
    const line = tokens.lines[index] ?? 0
    const first = word.charCodeAt(0)
    if (first >= 48 && first <= 57) {
      if (word.length > 5 || !isPort(text, tokens, index) || isClock(text, tokens, index)) continue
      const product = OTHER_PORTS.get(word)
      if (DATABASE_PORTS.has(word)) clues.push({ clue: database(), line })
      else if (product !== undefined) clues.push({ clue: other(product), line })
      continue
    }
    let clue = known.get(word)
    if (clue === undefined && !known.has(word)) {
      clue = clueOfWord(word)
      known.set(word, clue)
    }
    if (clue !== undefined && !isLink(text, tokens, index)) clues.push({ clue, line })
  }
  for (const [phrase, clue] of PHRASES) {
    const at = text.indexOf(phrase)
    if (at < 0) continue
    const index = tokens.starts.findIndex((start) => start >= at)
    clues.push({ clue, line: tokens.lines[index] ?? 0 })
  }
  return clues
}

/** Weight of a clue by its distance in lines from the matched text. */
const nearness = (distance: number): number => (distance === 0 ? 4 : distance <= 3 ? 3 : distance <= 30 ? 2 : 1)

/** Weight from which a clue stands beside the text, and of one that stands far away. */
const BESIDE = 3
const FAR = 1

/** Products whose errors a driver or tunnel text beside them belongs to. */
const STORES: ReadonlySet<string> = new Set([
  'MySQL',
  'MariaDB',
  'MongoDB',
  'Redis',
  'Memcached',
  'Cassandra',
  'Elasticsearch',
  'Oracle',
  'SQL Server',
  'Snowflake',
  'ClickHouse',
  'Db2',
  'Git',
])

/** What the surroundings say about a text that names no database itself. */
export interface Verdict {
  /** `yes`: a database is meant · `no`: another product is meant · `unknown`: nothing says. */
  readonly database: 'yes' | 'no' | 'unknown'
  /** Another data store, or Git, named on the lines of the text or right beside them. */
  readonly storeBeside: string | undefined
}

/** Clues sorted by kind and line, so that each of many occurrences finds its nearest ones quickly. */
export interface ClueMap {
  readonly named: readonly PlacedClue[]
  readonly unnamed: readonly PlacedClue[]
  readonly foreign: readonly PlacedClue[]
}

/** Sorts clues for {@link judgeClues}. */
export const mapClues = (clues: readonly PlacedClue[]): ClueMap => {
  const sorted = [...clues].sort((a, b) => a.line - b.line)
  const ofKind = (kind: Clue['kind']) => sorted.filter(({ clue }) => clue.kind === kind)
  return { named: ofKind('database'), unnamed: ofKind('some-database'), foreign: ofKind('other') }
}

/** The clue nearest to lines `from` to `to`, by binary search. */
const nearest = (clues: readonly PlacedClue[], from: number, to: number): { weight: number; clue?: Clue } => {
  let low = 0
  let high = clues.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((clues[middle]?.line ?? 0) < from) low = middle + 1
    else high = middle
  }
  const [before, after] = [clues[low - 1], clues[low]]
  const distanceBefore = before ? from - before.line : Number.POSITIVE_INFINITY
  const distanceAfter = after ? Math.max(0, after.line - to) : Number.POSITIVE_INFINITY
  const best = distanceAfter <= distanceBefore ? after : before
  return best ? { weight: nearness(Math.min(distanceAfter, distanceBefore)), clue: best.clue } : { weight: 0 }
}

/** Weighs the clues around lines `from` to `to`. A named PostgreSQL beats another product at the same distance. */
export const judgeClues = (clues: ClueMap, from: number, to: number): Verdict => {
  const named = nearest(clues.named, from, to).weight
  const unnamed = nearest(clues.unnamed, from, to).weight
  const { weight: foreign, clue } = nearest(clues.foreign, from, to)
  const isBeside = foreign >= BESIDE && foreign > named && foreign >= unnamed
  const storeBeside = isBeside && clue?.kind === 'other' && STORES.has(clue.product) ? clue.product : undefined
  if (named > 0 && named >= foreign) return { database: 'yes', storeBeside }
  if (unnamed > foreign) return { database: 'yes', storeBeside }
  return { database: foreign > FAR ? 'no' : 'unknown', storeBeside }
}

/** Drivers and tools the paste names, most specific first, each once. */
export const driversIn = (clues: readonly PlacedClue[]): readonly string[] => {
  const named = new Set<string>()
  const unnamed = new Set<string>()
  for (const { clue } of clues) {
    if (clue.kind === 'other' || clue.driver === undefined) continue
    ;(clue.kind === 'database' ? named : unnamed).add(clue.driver)
  }
  return [...named, ...[...unnamed].filter((driver) => !named.has(driver))]
}
