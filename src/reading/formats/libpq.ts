import type { Document, Line } from '../document.ts'
import {
  type Collector,
  type Evidence,
  type Format,
  type KeyFormatSpec,
  type KeySpec,
  keyFormat,
  readKey,
} from '../format.ts'
import { LINUX_DEFAULTS, type Traits } from '../judge.ts'
import { type Pair, scanPairs } from '../pairs.ts'
import { reportTimeout, statementTimeoutInOptions } from '../timeouts.ts'
import { parseNumber, parseSwitch, unquote } from '../values.ts'

/** libpq switches keepalive on by itself and leaves the numbers to the operating system (fe-connect.c). */
export const LIBPQ_TRAITS: Traits = { layer: 'driver', timers: 'linux', onByDefault: true, defaults: LINUX_DEFAULTS }

/** Per-socket limits of Linux (include/net/tcp.h), beyond which libpq fails to connect. */
export const LIBPQ_KEYS: Readonly<Record<string, KeySpec>> = {
  keepalives: { role: 'enabled', unit: 'bool', digitOnly: true },
  keepalives_idle: { role: 'idle', unit: 's', range: [1, 32_767], zero: 'rejected' },
  keepalives_interval: { role: 'interval', unit: 's', range: [1, 32_767], zero: 'rejected' },
  keepalives_count: { role: 'count', unit: 'n', range: [1, 127], zero: 'rejected' },
  tcp_user_timeout: { role: 'user-timeout', unit: 'ms' },
}

/** The same on the server's side of the socket, as parameters of a session. */
const SERVER_KEYS: Readonly<Record<string, KeySpec>> = {
  tcp_keepalives_idle: { role: 'idle', unit: 's', range: [1, 32_767], zero: 'default' },
  tcp_keepalives_interval: { role: 'interval', unit: 's', range: [1, 32_767], zero: 'default' },
  tcp_keepalives_count: { role: 'count', unit: 'n', range: [1, 127], zero: 'default' },
}

const ENVIRONMENT = /\bPG(?:_?TCP_?)?_?KEEP_?ALIVES?\w*/

/** Findings every libpq text shares: environment variables, broken URLs, statement timeouts, the server's parameters. */
export function libpqExtra(collector: Collector, pairs: readonly Pair[]): void {
  const { document } = collector
  for (const pair of pairs) {
    if (pair.commented) continue
    if (ENVIRONMENT.test(pair.key)) {
      collector.report('nonexistent-env-var', `libpq reads no ${pair.key}; put the key into the connection string.`, {
        line: pair.line,
      })
    }
  }
  for (const line of document.lines) {
    if (document.commentLines.has(line.number)) continue
    reportUrl(collector, line.number, line.code, line.raw)
    statementTimeoutInOptions(collector, line.number, line.code)
  }
  readServerOptions(collector, document.code)
  reportServiceComments(collector, pairs)
}

/** pg_service.conf knows comments only on lines of their own; what follows a number belongs to it. */
function reportServiceComments(collector: Collector, pairs: readonly Pair[]): void {
  const { document } = collector
  if (!/^\s*\[[\w .-]+\]\s*$/m.test(document.code)) return
  for (const pair of pairs) {
    const line = document.lines[pair.line - 1]
    if (line === undefined || pair.commented || LIBPQ_KEYS[pair.key] === undefined) continue
    if (!/^\s*\w+=/.test(line.code) || !/^\s+[#;]\s*\S/.test(pair.rest)) continue
    collector.report(
      'trailing-comment-in-value',
      `A service file knows comments only on lines of their own: libpq refuses "${line.code.slice(pair.valueStart).trim().slice(0, 40)}" as a number.`,
      { line: pair.line, fix: line.raw.slice(0, pair.valueEnd) },
    )
  }
}

/** Settings of the session that a framework sends to the server after connecting. */
function readSessionVariables(collector: Collector, pairs: readonly Pair[]): void {
  reportTimeout(
    collector,
    pairs,
    /^(?:variables\.)?statement_timeout$/,
    'ms',
    'statement-timeout-kills-queries',
    'The server cancels every statement that takes longer than',
  )
  reportTimeout(
    collector,
    pairs,
    /^(?:variables\.)?idle_in_transaction_session_timeout$/,
    'ms',
    'idle-in-transaction-timeout',
    'The server ends a transaction that pauses for',
  )
  const guc = pairs.find((pair) => !pair.commented && pair.key === `${VARIABLES}tcp_keepalives_idle`)
  if (guc === undefined) return
  for (const pair of pairs) {
    const spec = pair.commented ? undefined : SERVER_KEYS[pair.key.slice(VARIABLES.length)]
    if (spec !== undefined && pair.key.startsWith(VARIABLES)) readKey(collector, pair, spec, 'PostgreSQL')
  }
  collector.report(
    'server-side-only',
    'variables: reach the server: PostgreSQL probes this client, Redshift has no such parameters. The client’s own socket keeps the two hours of the operating system.',
    { line: guc.line },
  )
}

/** Prefix that tells the parameters of a `variables:` block from the keys beside it. */
const VARIABLES = 'variables.'

/** Numbers of the lines that stand indented under `variables:`. */
function variableLines(document: Document): ReadonlySet<number> {
  const inside = new Set<number>()
  let block = -1
  for (const { number, code } of document.lines) {
    if (code.trim() === '') continue
    const indent = code.length - code.trimStart().length
    if (indent <= block) block = -1
    if (block !== -1) inside.add(number)
    else if (/^\s*["']?variables["']?\s*[:=]/.test(code)) block = indent
  }
  return inside
}

/** Pairs of a framework's file; what it sends to the server carries the name of its block. */
function scanFramework(document: Document): readonly Pair[] {
  const inside = variableLines(document)
  return scanOutsideOptions(document).map((pair) =>
    inside.has(pair.line) ? { ...pair, key: VARIABLES + pair.key } : pair,
  )
}

/** `?a=1?b=2`, `&` before the first parameter, `;` or a comma between parameters. */
export function reportUrl(collector: Collector, number: number, code: string, raw: string): void {
  const url = /\b(?:postgres(?:ql)?(?:\+\w+)?|redshift(?:\+\w+)?|jdbc:postgresql):\/\/[^\s"'`<>]+/.exec(code)?.[0]
  if (url === undefined) return
  const question = url.indexOf('?')
  const query = question === -1 ? '' : url.slice(question + 1)
  if (question === -1 && /&(?:keepalives|tcpKeepAlive|sslmode|connect_timeout|application_name)\w*=/.test(url)) {
    collector.report(
      'malformed-url-parameter',
      'The first parameter of the URL follows ?, not &: it is read as part of the database name.',
      {
        line: number,
        fix: raw.replace(/&(?=(?:keepalives|tcpKeepAlive|sslmode|connect_timeout|application_name)\w*=)/, '?'),
      },
    )
  } else if (/\?\w+=/.test(query.replace(/\?(?=\$|\{)/, '')) || query.startsWith('?')) {
    collector.report(
      'malformed-url-parameter',
      'The URL has a second ?; parameters after the first are separated by &.',
      {
        line: number,
        fix: raw.replace(query, query.replace(/^\?/, '').replaceAll('?', '&')),
      },
    )
  } else if (/=[^&;]*;\s*(?:keepalives|tcp|sslmode|connect)\w*=/.test(query) && !url.startsWith('redshift')) {
    collector.report(
      'malformed-url-parameter',
      'The parameters of the URL are separated by ;, which becomes part of the value; use &.',
      {
        line: number,
        fix: raw.replace(query, query.replaceAll(';', '&')),
      },
    )
  }
}

/** `options='-c tcp_keepalives_idle=60'` sets the server's side. */
function readServerOptions(collector: Collector, code: string): void {
  const match = /(?:-c|--)(?:\s|%20|\+)*tcp_keepalives_idle(?:=|%3D)(\d+)/i.exec(code)
  if (match === null) return
  collector.report(
    'server-side-only',
    'tcp_keepalives_* in options are parameters of the server; they set its side of the connection.',
    {
      line: code.slice(0, match.index).split('\n').length,
    },
  )
}

/** Names that stand beside libpq keys in honest texts: pool settings, HTTP servers, GUCs inside options. */
const TOLERATED =
  /^(?:keepalive(?:d|_?time(?:out)?|_?requests|_?timeout)?|keep_alive|keepAlive|KEEPALIVES?_?\w*|[\w]*[A-Z]{4,}\w*)$/

/** Pairs without those of `options='-c name=value'`, which are the server's. */
const scanOutsideOptions = (document: Document): readonly Pair[] =>
  scanPairs(document).filter(
    ({ line, keyStart }) =>
      !/(?:-c|--)(?:\s|%20|\+)*$/.test(
        document.lines[line - 1]?.code.slice(Math.max(0, keyStart - 12), keyStart) ?? '',
      ),
  )

const spec = (more: Pick<KeyFormatSpec, 'id' | 'title' | 'evidence'> & Partial<KeyFormatSpec>): Format =>
  keyFormat({
    program: 'libpq',
    traits: LIBPQ_TRAITS,
    keys: LIBPQ_KEYS,
    match: 'exact',
    unknown: { does: 'refuses to connect with "invalid connection option"', severity: 'error' },
    extra: libpqExtra,
    tolerated: TOLERATED,
    scan: scanOutsideOptions,
    ...more,
  })

const KEYS_EVIDENCE: Evidence = [/\bkeepalives_(?:idle|interval|count)\b/, 0.6]
/** Drivers with keys of their own; a libpq key beside them is a mistake, not a sign of libpq. */
const NOT_LIBPQ: Evidence = [
  /jdbc:|npgsql|node-postgres|require\(['"]pg['"]\)|from ['"]pg['"]|from ['"]postgres['"]|asyncpg|pg8000|pgx|lib\/pq|tokio_postgres|sqlx|redshift_connector|Driver\s*=|\[pgbouncer\]/i,
  -0.45,
]

/** Connection URLs and conninfo strings, pg_service.conf, and programs that hand keys to libpq as they are. */
const libpq: Format = spec({
  id: 'libpq',
  title: 'libpq connection string, URL or service file',
  strict: true,
  evidence: [
    KEYS_EVIDENCE,
    [/\bpostgres(?:ql)?:\/\//, 0.5],
    [/\b(?:host|hostaddr|service|dbname)=\S+\s+(?:\w+=\S+\s+)*(?:dbname|user|port|sslmode|keepalives)\w*=/, 0.6],
    [/\bPG(?:_?TCP)?_?KEEP_?ALIVES?\w*/, 0.75],
    [/\bPG(?:HOST|SERVICE|OPTIONS)\b|\bpsql\b|pg_service\.conf/, 0.4],
    [/\bRPostgres\b|\bRPostgreSQL\b|DBI::dbConnect/, 0.75],
    [/\bkeepalives\s*[=:]\s*["']?[01]\b/, 0.5],
    [/\bpgsql:host=|\bdbi:Pg:|pg_connect\(|PG(?:\.connect|::Connection)|adapter:\s*["']?postgresql/, 0.5],
    [/^\s*\[[\w-]+\]\s*\n(?:\s*\w+=[^\n]*\n){0,8}\s*(?:host|dbname|user)=/m, 0.3],
    NOT_LIBPQ,
  ],
})

/** psycopg 2 and 3 calls and pools. */
const psycopg: Format = spec({
  id: 'psycopg',
  title: 'psycopg (Python)',
  program: 'psycopg (libpq)',
  evidence: [
    [/\bpsycopg\w*/, 0.65],
    [
      /psycopg\w*(?:\.\w+)*\.?(?:connect|ConnectionPool|AsyncConnectionPool|SimpleConnectionPool|ThreadedConnectionPool)\(/,
      0.6,
    ],
    [/\bkeepalives(?:_\w+)?\s*=\s*\d+\s*[,)]/, 0.5],
    KEYS_EVIDENCE,
    // The name of an exception is an error message, not a configuration.
    [/\bpsycopg\w*\.(?:\w+\.)*(?:\w*(?:Error|Exception)|errors\.\w+)\b/, -0.6],
    [/create_engine\(|SQLALCHEMY|connect_args/i, -0.2],
    [/asyncpg\.|pg8000\.|redshift_connector\./, -0.5],
    [/["'](?:conn_type|extra)["']|postgres_default/, -0.3],
  ],
})

/** SQLAlchemy engines on psycopg. */
const sqlalchemy: Format = spec({
  id: 'sqlalchemy',
  title: 'SQLAlchemy engine',
  program: 'psycopg (libpq)',
  evidence: [
    [/\bcreate_(?:async_)?engine\s*\(/, 0.75],
    [/\bconnect_args\b|SQLALCHEMY_ENGINE_OPTIONS|engine_from_config|sql_alchemy_connect_args/i, 0.7],
    [/\bpool_(?:pre_ping|recycle)\b/, 0.4],
    KEYS_EVIDENCE,
    [/(?:postgresql|redshift)\+(?:asyncpg|pg8000|redshift_connector)|pymysql|mysql|snowflake|sqlite/, -0.6],
  ],
  extra(collector, pairs) {
    libpqExtra(collector, pairs)
    const serverSettings = pairs.find((pair) => pair.key === 'server_settings' && !pair.commented)
    if (serverSettings !== undefined && !/asyncpg/.test(collector.document.code)) {
      collector.report(
        'wrong-driver-key',
        'server_settings is an argument of asyncpg; psycopg refuses it as an invalid connection option.',
        { line: serverSettings.line },
      )
    }
  },
})

/** Airflow connections of type postgres, as JSON, URI or environment variable. */
const airflow: Format = spec({
  id: 'airflow-postgres',
  title: 'Airflow connection (postgres)',
  evidence: [
    [/AIRFLOW_CONN_\w*|airflow connections add|conn[_-]type/i, 0.9],
    [/conn_?type["']?\s*[:=]\s*["']redshift["']/i, -0.7],
    [/AIRFLOW__DATABASE__SQL_ALCHEMY/, -0.6],
  ],
})

/** Django and Rails database settings, which hand OPTIONS to libpq. */
const frameworks: Format = spec({
  id: 'libpq-framework',
  title: 'Django or Rails database settings',
  scan: scanFramework,
  tolerated: /^variables\./,
  extra(collector, pairs) {
    libpqExtra(collector, pairs)
    readSessionVariables(collector, pairs)
  },
  evidence: [
    [/django\.db\.backends\.postgresql|['"]ENGINE['"]\s*:\s*['"][^'"\n]*postgres/, 0.93],
    [/^\s*adapter:\s*["']?(?:postgresql|postgis|redshift)/m, 0.93],
    [/CONN_MAX_AGE|CONN_HEALTH_CHECKS/, 0.4],
  ],
})

/** Laravel and Doctrine build the DSN from a fixed list of keys (PostgresConnector.php); keepalive is not among them. */
const phpFrameworks: Format = keyFormat({
  id: 'php-framework',
  title: 'Laravel or Doctrine database settings',
  program: 'The PHP framework',
  traits: LIBPQ_TRAITS,
  keys: { sslmode: { role: 'other', unit: 's' } },
  match: 'exact',
  unknown: { does: 'does not put it into the connection string', severity: 'error' },
  strict: true,
  evidence: [
    [/["']driver["']\s*=>\s*["'](?:pgsql|redshift|pdo_pgsql)["']/, 0.95],
    [/\bdriver:\s*["']?pdo_pgsql/, 0.95],
    [/["']driver["']\s*=>\s*["'](?:mysql|mariadb|sqlsrv)["']/, -0.4],
  ],
  extra(collector, pairs) {
    for (const pair of pairs) {
      if (pair.commented || LIBPQ_KEYS[pair.key] === undefined) continue
      if (/host=|dbname=|;$/.test(collector.document.lines[pair.line - 1]?.code.slice(0, pair.keyStart) ?? '')) continue
      collector.skipTiming = true
    }
  },
})

/** dbt's postgres adapter: keepalives_idle alone, and 0 is not sent (dbt-postgres connections.py). */
const dbtPostgres: Format = keyFormat({
  id: 'dbt-postgres',
  title: 'dbt profile (postgres)',
  program: 'dbt-postgres',
  traits: LIBPQ_TRAITS,
  keys: {
    keepalives_idle: { role: 'idle', unit: 's', range: [1, 32_767], zero: 'default' },
  },
  match: 'exact',
  unknown: { does: 'does not pass it on', severity: 'warning' },
  strict: true,
  evidence: [
    [/^\s*["']?type["']?\s*:\s*["']?postgres(?:ql)?["']?\s*$/m, 0.55],
    [/\{?[^\n]*\btype:\s*postgres\b[^\n]*(?:threads|schema)/, 0.8],
    [/^\s*outputs\s*:/m, 0.5],
    [/^\s*threads\s*:|^\s*schema\s*:/m, 0.35],
    [/profiles\.yml|\bdbt\b/, 0.5],
    [/^\s*["']?type["']?\s*:\s*["']?(?:redshift|snowflake|bigquery|spark|databricks)/m, -0.8],
  ],
  extra: (collector) => yamlIndentation(collector, /^keepalives_idle|^tcp_keepalive/),
})

/** dbt's redshift adapter since 1.10 (dbt-redshift connections.py). */
const dbtRedshift: Format = keyFormat({
  id: 'dbt-redshift',
  title: 'dbt profile (redshift)',
  program: 'dbt-redshift',
  traits: LIBPQ_TRAITS,
  keys: {
    tcp_keepalive: { role: 'enabled', unit: 'bool' },
    tcp_keepalive_idle: { role: 'idle', unit: 's', range: [1, 32_767] },
    tcp_keepalive_interval: { role: 'interval', unit: 's', range: [1, 32_767] },
    tcp_keepalive_count: { role: 'count', unit: 'n', range: [1, 127] },
    connect_timeout: { role: 'other', unit: 's' },
    keepalives_idle: { role: 'other', unit: 's' },
  },
  match: 'exact',
  unknown: { does: 'ignores it', severity: 'error' },
  strict: true,
  evidence: [
    [/^\s*["']?type["']?\s*:\s*["']?redshift["']?\s*(?:#.*)?$/m, 0.93],
    [/\btype:\s*redshift\b/, 0.8],
    [/dbt-redshift/, 0.6],
  ],
  extra(collector, pairs) {
    yamlIndentation(collector, /^keepalives_idle|^tcp_keepalive/)
    for (const pair of pairs) {
      if (pair.commented) continue
      if (pair.key === 'keepalives_idle') {
        collector.report(
          'deprecated-key',
          'dbt-redshift reads keepalives_idle up to 1.4 only; since 1.10 the key is tcp_keepalive_idle, in between there is none.',
          {
            line: pair.line,
            severity: 'error',
            fix: (collector.document.lines[pair.line - 1]?.raw ?? '').replace('keepalives_idle', 'tcp_keepalive_idle'),
          },
        )
      }
      if (pair.key === 'connect_timeout') {
        const value = parseNumber(pair.value)?.value
        if (value !== undefined && value > 0) {
          collector.note(pair.line, pair.key, pair.value, `every read of the socket ends after ${value} s`)
          collector.report(
            'connect-timeout-is-read-timeout',
            `connect_timeout: ${value} ends every query that is quiet for ${value} s.`,
            { line: pair.line },
          )
        }
      }
      if (pair.key === 'tcp_keepalive' && parseSwitch(pair.value) === false) {
        collector.report(
          'keepalive-off',
          'tcp_keepalive: false never reaches the driver, which keeps its own default (on); remove the line.',
          { line: pair.line, severity: 'warning' },
        )
        collector.skipTiming = true
      }
    }
  },
})

/** The nearest line in one direction that is neither empty nor a comment. */
function neighbour({ lines, commentLines }: Document, index: number, step: 1 | -1): Line | undefined {
  for (let at = index + step; at >= 0 && at < lines.length && Math.abs(at - index) < 50; at += step) {
    const line = lines[at]
    if (line !== undefined && line.code.trim() !== '' && !commentLines.has(line.number)) return line
  }
  return undefined
}

/** A key that is indented unlike its neighbours changes its parent. */
export function yamlIndentation(collector: Collector, keys: RegExp): void {
  const { lines } = collector.document
  for (const [index, line] of lines.entries()) {
    const match = /^(\s*)["']?([\w.-]+)["']?\s*:/.exec(line.code)
    if (match === null || collector.document.commentLines.has(line.number) || !keys.test(match[2] ?? '')) continue
    const indent = (match[1] ?? '').length
    const previous = neighbour(collector.document, index, -1)
    const next = neighbour(collector.document, index, 1)
    if (previous === undefined) continue
    const previousIndent = /^\s*/.exec(previous.code)?.[0].length ?? 0
    const nextIndent = next === undefined ? indent : (/^\s*/.exec(next.code)?.[0].length ?? 0)
    const scalarBefore = /:\s*\S/.test(previous.code)
    const tab = /^\s*\t/.test(line.raw)
    if (
      tab ||
      (scalarBefore && indent > previousIndent) ||
      (scalarBefore && indent < previousIndent && nextIndent === previousIndent)
    ) {
      collector.report(
        'yaml-indentation',
        tab
          ? 'YAML refuses a tab as indentation.'
          : `The line is indented by ${indent}, its neighbours by ${previousIndent}: YAML refuses it or gives it to another parent.`,
        {
          line: line.number,
          fix: `${' '.repeat(previousIndent)}${line.raw.trim()}`,
        },
      )
    }
  }
}

/** redshift_connector (Python): keys since 2.1.8, and a timeout that ends reads (core.py). */
const redshiftConnector: Format = keyFormat({
  id: 'redshift-connector',
  title: 'redshift_connector (Python)',
  program: 'redshift_connector',
  traits: LIBPQ_TRAITS,
  keys: {
    tcp_keepalive: { role: 'enabled', unit: 'bool' },
    tcp_keepalive_idle: { role: 'idle', unit: 's', range: [1, 32_767] },
    tcp_keepalive_interval: { role: 'interval', unit: 's', range: [1, 32_767] },
    tcp_keepalive_count: { role: 'count', unit: 'n', range: [1, 127] },
    timeout: { role: 'other', unit: 's' },
  },
  match: 'exact',
  unknown: { does: 'raises TypeError: unexpected keyword argument', severity: 'error' },
  strict: true,
  tolerated: /^[A-Z_]+$/,
  evidence: [
    [/\bredshift_connector\b/, 0.93],
    [/conn_?type["']?\s*[:=]\s*["']redshift["']|RedshiftSQLHook|redshift\+redshift_connector/i, 0.93],
    [/\btcp_keepalive_(?:idle|interval|count)\b/, 0.75],
  ],
  extra(collector, pairs) {
    for (const pair of pairs) {
      if (pair.commented || pair.key !== 'timeout') continue
      const value = parseNumber(pair.value)?.value
      if (value === undefined || value <= 0) continue
      collector.note(pair.line, pair.key, pair.value, `every read of the socket ends after ${value} s`)
      collector.report(
        'connect-timeout-is-read-timeout',
        `timeout=${value} ends every query that is quiet for ${value} s, not only the connect.`,
        { line: pair.line },
      )
    }
  },
})

/** asyncpg: no keepalive of its own; server_settings reach the server's socket. */
const asyncpg: Format = keyFormat({
  id: 'asyncpg',
  title: 'asyncpg (Python)',
  program: 'asyncpg',
  traits: { layer: 'driver', timers: 'linux', onByDefault: false, defaults: LINUX_DEFAULTS },
  keys: {
    ...SERVER_KEYS,
    command_timeout: { role: 'other', unit: 's' },
    statement_timeout: { role: 'other', unit: 'ms' },
  },
  match: 'exact',
  unknown: {
    does: 'hands it to the server as a parameter, which refuses the connection (42704), or raises TypeError',
    severity: 'error',
  },
  strict: true,
  tolerated: /^[A-Z_]+$|^keepalive$/,
  evidence: [
    [/\basyncpg\b/, 0.9],
    [/postgresql\+asyncpg/, 0.6],
    [/\bmax_inactive_connection_lifetime\b|server_settings\s*=|["']server_settings["']/, 0.85],
  ],
  extra(collector, pairs) {
    const idle = collector.anchors.idle ?? collector.anchors.interval ?? collector.anchors.count
    reportTimeout(
      collector,
      pairs,
      'command_timeout',
      's',
      'query-timeout-kills-queries',
      'asyncpg cancels every query that takes longer than',
    )
    reportTimeout(
      collector,
      pairs,
      'statement_timeout',
      'ms',
      'statement-timeout-kills-queries',
      'The server cancels every statement that takes longer than',
    )
    if (idle !== undefined) {
      // The server probes the client, so the connection is not silent although the client's own keepalive is off.
      collector.traits = { ...collector.traits, onByDefault: true }
      collector.report(
        'server-side-only',
        'server_settings change the server’s side: PostgreSQL probes this client. Redshift has no such parameters.',
        { line: idle.line },
      )
      return
    }
    readSocketOptions(collector)
    if (collector.findings.some((item) => item.code === 'wrong-driver-key')) collector.state('enabled', 0)
  },
})

/** setsockopt calls of Python, C, Ruby, PHP and their kin. */
export function readSocketOptions(collector: Collector): void {
  const constants = new Map<string, ReturnType<typeof constantOf>>()
  for (const line of collector.document.lines) {
    if (collector.document.commentLines.has(line.number)) continue
    const { code } = line
    const on = /SO_KEEPALIVE['"]?\s*,\s*(\d|true|True|false|False)/.exec(code)
    if (on?.[1] !== undefined) {
      const enabled = /^[1-9]|true/i.test(on[1])
      collector.note(line.number, 'SO_KEEPALIVE', on[1], enabled ? 'keepalive on' : 'keepalive off')
      collector.state('enabled', enabled ? 1 : 0, { line: line.number })
    }
    for (const [name, role] of SOCKET_OPTIONS) {
      const match = new RegExp(
        `\\b${name}['"]?\\s*[,=:]\\s*(?:([\\d_]+)|\\(?(?:(?:const )?(?:char|void|int) ?\\*\\) ?)?&?([A-Za-z_]\\w*))`,
      ).exec(code)
      const variable = match?.[2]
      if (variable !== undefined && !constants.has(variable))
        constants.set(variable, constantOf(collector.document, variable))
      const constant = variable === undefined ? null : constants.get(variable)
      const digits = match?.[1] ?? constant?.digits
      if (digits === undefined) continue
      const at = constant?.line ?? line
      const value = Number(digits.replaceAll('_', ''))
      collector.note(at.number, name, digits, `${role} ${value}`)
      collector.state(role, value, {
        line: at.number,
        rewrite: (next) => at.raw.replace(new RegExp(`\\b${digits}\\b`), String(next)),
      })
      const max = role === 'count' ? 127 : 32_767
      if (value < 1 || value > max)
        collector.report(
          'out-of-range',
          `Linux accepts 1 to ${max.toLocaleString('en-US')} for ${name}; got ${value}.`,
          { line: line.number },
        )
    }
  }
}

/** Where a variable gets its number: `int idle = 600`, `KEEPIDLE = 60`, `#define KEEPIDLE 60`. */
function constantOf(document: Document, name: string): { readonly line: Line; readonly digits: string } | null {
  const assignment = new RegExp(`\\b${name}\\s*(?::\\s*\\w+\\s*)?=\\s*([\\d_]+)\\b|#define\\s+${name}\\s+(\\d+)`)
  for (const line of document.lines) {
    const match =
      document.commentLines.has(line.number) && !line.code.includes('#define') ? null : assignment.exec(line.code)
    const digits = match?.[1] ?? match?.[2]
    if (digits !== undefined) return { line, digits }
  }
  return null
}

const SOCKET_OPTIONS: readonly (readonly [name: string, role: 'idle' | 'interval' | 'count'])[] = [
  ['TCP_KEEPIDLE', 'idle'],
  ['TCP_KEEPALIVE', 'idle'],
  ['TCP_KEEPINTVL', 'interval'],
  ['TCP_KEEPINTERVAL', 'interval'],
  ['TCP_KEEPCNT', 'count'],
  ['TCP_KEEPCOUNT', 'count'],
]

/** pg8000: tcp_keepalive alone, on by default. */
const pg8000: Format = keyFormat({
  id: 'pg8000',
  title: 'pg8000 (Python)',
  program: 'pg8000',
  traits: LIBPQ_TRAITS,
  keys: { tcp_keepalive: { role: 'enabled', unit: 'bool' }, timeout: { role: 'other', unit: 's' } },
  match: 'exact',
  unknown: { does: 'raises TypeError: unexpected keyword argument', severity: 'error' },
  strict: true,
  evidence: [[/\bpg8000\b/, 0.92]],
  extra(collector, pairs) {
    if (collector.findings.some((item) => item.code === 'wrong-driver-key')) collector.skipTiming = true
    for (const pair of pairs) {
      const value = pair.commented || pair.key !== 'timeout' ? undefined : parseNumber(unquote(pair.value))?.value
      if (value === undefined || value <= 0) continue
      collector.report(
        'connect-timeout-is-read-timeout',
        `timeout=${value} ends every query that is quiet for ${value} s.`,
        { line: pair.line },
      )
    }
  },
})

/** Formats of libpq and of the Python drivers. */
export const LIBPQ_FORMATS: readonly Format[] = [
  libpq,
  psycopg,
  sqlalchemy,
  airflow,
  frameworks,
  phpFrameworks,
  dbtPostgres,
  dbtRedshift,
  redshiftConnector,
  asyncpg,
  pg8000,
]
