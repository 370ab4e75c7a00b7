import type { Document } from '../document.ts'
import { Collector, type Format, type KeySpec, readKey, weigh } from '../format.ts'
import { LINUX_DEFAULTS, seconds, type Traits } from '../judge.ts'
import type { Pair } from '../pairs.ts'
import { reportTimeout } from '../timeouts.ts'
import { SECONDS_IN, type TimeUnit } from '../values.ts'
import { nearestKey } from '../vocabulary.ts'

const SERVER: Traits = { layer: 'server', timers: 'linux', onByDefault: true, defaults: LINUX_DEFAULTS }

const KEYS: Readonly<Record<string, KeySpec>> = {
  tcp_keepalives_idle: { role: 'idle', unit: 's', range: [1, 32_767], zero: 'default', unitWords: true },
  tcp_keepalives_interval: { role: 'interval', unit: 's', range: [1, 32_767], zero: 'default', unitWords: true },
  tcp_keepalives_count: { role: 'count', unit: 'n', range: [1, 127], zero: 'default' },
  tcp_user_timeout: { role: 'user-timeout', unit: 'ms', unitWords: true },
}
const NAMES = Object.keys(KEYS)

const GUC =
  /\b(tcp_keep_?ali?ves?_\w+|tcp_user_timeout|statement_timeout|idle_in_transaction_session_timeout|idle_session_timeout)\b/

/** `SET name TO value`, `ALTER … SET name = value`, rows of SHOW ALL and pg_settings with | or tabs. */
const FORMS: readonly RegExp[] = [
  /\b(\w+)\s+(?:TO\s+|=\s*)(?=['"]?-?\d)/gi,
  /["']?(\w+)["']?\]?\s*(?::|=>?)\s*(?=["']?-?\d)/g,
  /^\s*\|?\s*(\w+)\s*\|\s*(?=-?\d)/g,
  /^\s*(\w+)\s{1,20}(?=['"]?-?\d)/g,
  /^\s*"?(\w+)"?,(?="?-?\d)/g,
  /\bname["']?\s*[:=]\s*["']?(\w+)["']?[^\n]{0,60}?\b(?:value|setting)["']?\s*[:=]\s*(?=["']?-?\d)/g,
  /ParameterName=(\w+),\s*ParameterValue=(?=["']?-?\d)/g,
  /\bset_config\(\s*'(\w+)'\s*,\s*(?=')/g,
]

function scanServer(document: Document): readonly Pair[] {
  const found = new Map<string, Pair>()
  for (const line of document.lines) {
    if (line.code.length > 20_000 || !/tcp_|timeout/i.test(line.code)) continue
    for (const form of FORMS) {
      form.lastIndex = 0
      for (let match = form.exec(line.code); match !== null; match = form.exec(line.code)) {
        const key = match[1] ?? ''
        const start = match.index + match[0].length
        const value = /^(?:'[^']*'|"[^"]*"|-?[\d_]+\s?(?:ms|s|min|h|d|us)?\b)/.exec(
          line.code.slice(start, start + 60),
        )?.[0]
        const keyStart = line.code.indexOf(key, match.index)
        if (value === undefined || found.has(`${line.number}:${keyStart}`)) continue
        found.set(`${line.number}:${keyStart}`, {
          line: line.number,
          key,
          value,
          keyStart,
          keyEnd: keyStart + key.length,
          valueStart: start,
          valueEnd: start + value.length,
          commented: document.commentLines.has(line.number),
          rest: line.code.slice(start + value.length),
        })
      }
    }
  }
  // psql prints the answer of SHOW as a table with one cell.
  for (const [index, line] of document.lines.entries()) {
    const name = /^\s*(tcp_\w+|\w+_timeout)\s*$/.exec(line.code)?.[1]
    const row = document.lines[index + 2]
    const value = row === undefined ? undefined : /^\s*(\d+\s?(?:ms|s|min|h|d)?)\s*$/.exec(row.code)?.[1]
    if (name === undefined || row === undefined || value === undefined) continue
    if (!/^\s*-{3,}\s*$/.test(document.lines[index + 1]?.code ?? '')) continue
    const start = row.code.indexOf(value)
    const end = start + value.length
    const place = { line: row.number, valueStart: start, valueEnd: end, keyStart: 0, keyEnd: 0 }
    found.set(`${row.number}:${start}`, { ...place, key: name, value, commented: false, rest: '' })
  }
  // Terraform and CloudFormation write name and value on two lines.
  for (const [index, line] of document.lines.entries()) {
    const name =
      /\b(?:name|ParameterName|parameter_name)["']?\s*[:=]\s*["'](\w+)["']/.exec(line.code)?.[1] ??
      /config_entry\s*\{\s*["']?(\w+)/.exec(line.code)?.[1]
    if (name === undefined) continue
    for (const offset of [1, 2, -1]) {
      const next = document.lines[index + offset]
      const match =
        next === undefined
          ? null
          : /\b(?:value|ParameterValue|parameter_value)["']?\s*(?:=>|[:=])\s*(["']?-?\d+["']?)/.exec(next.code)
      if (next === undefined || match?.[1] === undefined) continue
      const start = next.code.indexOf(match[1], match.index)
      found.set(`${next.number}:${start}`, {
        line: next.number,
        key: name,
        value: match[1],
        keyStart: 0,
        keyEnd: 0,
        valueStart: start,
        valueEnd: start + match[1].length,
        commented: document.commentLines.has(next.number),
        rest: '',
      })
      break
    }
  }
  return [...found.values()].sort((a, b) => a.line - b.line)
}

/** The unit column of pg_settings ("tcp_user_timeout | 0 | ms"). */
function unitOfRow(pair: Pair): TimeUnit | null {
  const unit = /^\s*\|\s*(ms|s|min)\s*(?:\||$)/.exec(pair.rest)?.[1]
  return unit === undefined ? null : (unit as TimeUnit)
}

/** PostgreSQL: postgresql.conf, ALTER SYSTEM/ROLE/DATABASE, SET, SHOW ALL, pg_settings, Patroni and operators. */
const postgresql: Format = {
  id: 'postgresql',
  title: 'PostgreSQL server settings',
  recognises: (document) =>
    weigh(document.sample, [
      [/\btcp_keepalives_(?:idle|interval|count)\b/, 0.75],
      [/\btcp_keepali?ves?_(?:idle|interval|count)\b/, 0.2],
      [/\bALTER\s+(?:SYSTEM|ROLE|USER|DATABASE)\b[^\n]*\bSET\b/i, 0.85],
      [/^\s*SET\s+(?:SESSION\s+|LOCAL\s+)?(?:tcp_keepalives_|statement_timeout|idle_)/im, 0.8],
      [
        /\b(?:shared_buffers|work_mem|listen_addresses|max_wal_size|wal_level|hot_standby|max_connections|log_lock_waits|effective_cache_size|checkpoint_timeout|client_connection_check_interval|authentication_timeout)\b/,
        0.75,
      ],
      [/\bidle_in_transaction_session_timeout\b|\bidle_session_timeout\b/, 0.6],
      [/\bpostgresql\[['"]\w+['"]\]/, 0.8],
      [/postgresql\.conf|patroni|pg_settings|aws_(?:db|rds_cluster)_parameter_group/, 0.6],
      [
        /asyncpg|server_settings|Ecto|Repo,|pgx|new Pool|idleTimeoutMillis|jdbc:|\bconnect\(|create_engine|psycopg|npgsql/i,
        -0.55,
      ],
      [/\[pgbouncer\]|pool_mode/, -0.7],
      [/redshift|wlm_json|enable_user_activity_logging/i, -0.6],
      [/options\s*[=:]\s*f?["'][^"'\n]*-c\s|\bpsql\s+["'](?:host|service|dbname|postgres)/, -0.7],
      [/mysqld|innodb|wait_timeout|net_read_timeout/i, -0.8],
    ]),
  read(document) {
    const collector = new Collector(document, SERVER)
    const pairs = scanServer(document)
    const commented: Pair[] = []
    for (const pair of pairs) {
      const spec = KEYS[pair.key]
      if (spec === undefined) {
        if (!pair.commented && GUC.test(pair.key) && /^tcp_keep/.test(pair.key)) reportMisspelt(collector, pair)
        else if (!pair.commented && /^keepalives(?:_idle|_interval|_count)?$/.test(pair.key)) {
          collector.report(
            'wrong-driver-key',
            `${pair.key} is a key of libpq connections; the server’s parameter is tcp_${pair.key}.`,
            { line: pair.line, fix: (document.lines[pair.line - 1]?.raw ?? '').replace(pair.key, `tcp_${pair.key}`) },
          )
        }
        continue
      }
      if (pair.commented) {
        commented.push(pair)
        continue
      }
      const unit = unitOfRow(pair)
      readKey(collector, unit === null ? pair : { ...pair, value: pair.value }, spec, 'PostgreSQL')
    }
    reportCommented(collector, commented)
    reportTimeout(
      collector,
      pairs,
      'statement_timeout',
      'ms',
      'statement-timeout-kills-queries',
      'The server cancels every statement that takes longer than',
    )
    reportTimeout(
      collector,
      pairs,
      'idle_in_transaction_session_timeout',
      'ms',
      'idle-in-transaction-timeout',
      'The server ends a session whose transaction pauses for',
    )
    reportTimeout(
      collector,
      pairs,
      'idle_session_timeout',
      'ms',
      'idle-client-disconnect',
      'The server ends a session that sends no query for',
    )
    const session = document.lines.find(
      (line) =>
        /^\s*SET\s+(?:SESSION\s+|LOCAL\s+)?(?:tcp_keepalives_|statement_timeout|idle_)/i.test(line.code) &&
        !document.commentLines.has(line.number),
    )
    if (session !== undefined && !/ALTER\s+(?:SYSTEM|ROLE|USER|DATABASE)/i.test(document.code)) {
      collector.report('session-only', 'SET changes this session only.', { line: session.number })
    }
    return collector.done()
  },
}

function reportMisspelt(collector: Collector, pair: Pair): void {
  const near = nearestKey(pair.key, NAMES)
  if (near === null) {
    collector.report('unknown-key', `PostgreSQL has no parameter ${pair.key} and does not start with it.`, {
      line: pair.line,
    })
    return
  }
  collector.report(
    'misspelt-key',
    `PostgreSQL has no parameter ${pair.key}; the name is ${near}. The server refuses the file.`,
    { line: pair.line, fix: (collector.document.lines[pair.line - 1]?.raw ?? '').replace(pair.key, near) },
  )
}

function reportCommented(collector: Collector, commented: readonly Pair[]): void {
  const idle = commented.find((pair) => pair.key === 'tcp_keepalives_idle')
  if (idle === undefined || collector.has('idle')) return
  const raw = collector.document.lines[idle.line - 1]?.raw ?? ''
  collector.report(
    'commented-out',
    'tcp_keepalives_idle stands behind a comment sign; the operating system’s 7,200 s apply.',
    { line: idle.line, fix: raw.replace(/^(\s*)#+\s?/, '$1') },
  )
}

const REDSHIFT: Traits = { layer: 'server', timers: 'linux', onByDefault: null, defaults: LINUX_DEFAULTS }

/** Redshift parameter groups, WLM JSON, ALTER USER. It has no keepalive parameters. */
const redshift: Format = {
  id: 'redshift-parameters',
  title: 'Redshift parameter group or WLM',
  recognises: (document) =>
    weigh(document.sample, [
      [
        /wlm_json_configuration|\bauto_wlm\b|query_concurrency|query_execution_time|\bqmr\b|aws_redshift_parameter_group/,
        0.9,
      ],
      [/aws\s+redshift(?:-serverless)?\s+\w/, 0.9],
      [/\bmax_(?:query_)?execution_time\b/, 0.6],
      [/enable_user_activity_logging|use_fips_ssl|require_ssl/, 0.7],
      [/\bSESSION\s+TIMEOUT\s+\d/i, 0.85],
      [/redshift[\s\S]{0,500}\bALTER\s+USER\b[^\n]*\bSET\b/i, 0.85],
      [/redshift/i, 0.2],
    ]),
  read(document) {
    const collector = new Collector(document, REDSHIFT)
    collector.skipTiming = true
    const pairs = scanServer(document)
    for (const pair of pairs) {
      if (!pair.commented && /^tcp_keepalives?_/.test(pair.key))
        collector.report(
          'wrong-driver-key',
          `Redshift has no parameter ${pair.key}; keepalive belongs to the client there.`,
          { line: pair.line },
        )
    }
    reportTimeout(
      collector,
      pairs,
      'statement_timeout',
      'ms',
      'statement-timeout-kills-queries',
      'Redshift cancels every statement, COPY included, that takes longer than',
    )
    const sqa = /short_query_queue/.test(document.code)
    for (const line of document.lines) {
      for (const match of line.code.matchAll(/\\?["']?max_execution_time\\?["']?\s*[:=]\s*\\?["']?(\d+)/g)) {
        const value = Number(match[1]) * SECONDS_IN.ms
        collector.note(line.number, 'max_execution_time', match[1] ?? '', `WLM limit of ${seconds(value)}`)
        if (sqa && value <= 20) continue
        collector.report(
          'query-timeout-kills-queries',
          `WLM cancels or moves queries of this queue after ${seconds(value)}; the key is deprecated and automatic WLM ignores it.`,
          { line: line.number },
        )
      }
      const rule = /metric_name[\s\S]{0,30}query_execution_time[\s\S]{0,80}?value\\?["']?\s*[:=]\s*\\?["']?(\d+)/.exec(
        line.code,
      )
      if (rule?.[1] !== undefined && /abort/.test(document.code)) {
        collector.note(line.number, 'query_execution_time', rule[1], `rule at ${seconds(Number(rule[1]))}`)
        if (Number(rule[1]) < 3600)
          collector.report(
            'query-timeout-kills-queries',
            `The rule aborts queries that run longer than ${seconds(Number(rule[1]))}.`,
            { line: line.number },
          )
      }
      const serverless = /max_query_execution_time["']?\s*,?\s*(?:parameterValue)?\s*[=:]\s*["']?(\d+)/.exec(line.code)
      if (serverless?.[1] !== undefined && Number(serverless[1]) < 3600) {
        collector.report(
          'query-timeout-kills-queries',
          `The workgroup cancels queries after ${seconds(Number(serverless[1]))}.`,
          { line: line.number },
        )
      }
      const session = /SESSION\s+TIMEOUT\s+(\d+)/i.exec(line.code)
      if (session?.[1] !== undefined) {
        const value = Number(session[1])
        collector.note(line.number, 'SESSION TIMEOUT', session[1], `idle sessions end after ${seconds(value)}`)
        if (value < 60 || value > 1_728_000)
          collector.report('out-of-range', `Redshift accepts 60 to 1,728,000 s for SESSION TIMEOUT; got ${value}.`, {
            line: line.number,
          })
        else if (value < 3600)
          collector.report('idle-client-disconnect', `Redshift ends sessions that are idle for ${seconds(value)}.`, {
            line: line.number,
          })
      }
      if (/--parameters\s+'?\[?\s*\{\s*\\?"(?:query_concurrency|auto_wlm|user_group)/.test(line.code)) {
        collector.report(
          'broken-command',
          'The CLI wants ParameterName and ParameterValue; the queue list goes escaped into ParameterValue.',
          { line: line.number },
        )
      }
      if (/statement_timeout\s*(?:=|TO)\s*'\d+\s*(?:s|min|h|ms)'/i.test(line.code)) {
        collector.report(
          'out-of-range',
          'Redshift takes whole milliseconds for statement_timeout, not a number with a unit.',
          { line: line.number },
        )
      }
    }
    if (/auto_wlm|wlm_json/.test(document.code)) collector.judgeable = true
    return collector.done()
  },
}

/** Server-side formats. */
export const SERVER_FORMATS: readonly Format[] = [postgresql, redshift]
