import { type Collector, type Evidence, type Format, type KeySpec, keyFormat, rewriteKey } from '../format.ts'
import { LINUX_DEFAULTS } from '../judge.ts'
import type { Pair } from '../pairs.ts'
import { reportTimeout, secondsOf } from '../timeouts.ts'
import { reportUrl } from './libpq.ts'

const TCP_KEEPALIVE: Readonly<Record<string, KeySpec>> = {
  tcpKeepAlive: { role: 'enabled', unit: 'bool' },
  socketTimeout: { role: 'other', unit: 's' },
  queryTimeout: { role: 'other', unit: 's' },
}

function readTimeouts(collector: Collector, pairs: readonly Pair[]): void {
  reportTimeout(
    collector,
    pairs,
    /^(?:.*[.])?socketTimeout$/i,
    's',
    'read-timeout-kills-queries',
    'The driver closes the connection when the server is quiet for',
  )
  reportTimeout(
    collector,
    pairs,
    /^(?:.*[.])?queryTimeout$/i,
    's',
    'query-timeout-kills-queries',
    'The driver cancels every query that takes longer than',
  )
}

/** The last part of a dotted property: `spring.datasource.hikari.data-source-properties.tcpKeepAlive`. */
function lastPart(pair: Pair): Pair {
  const dot = pair.key.lastIndexOf('.')
  if (dot === -1) return pair
  return { ...pair, key: pair.key.slice(dot + 1), keyStart: pair.keyStart + dot + 1 }
}

function reportInlineComments(collector: Collector, pairs: readonly Pair[], keys: RegExp): void {
  const { document } = collector
  // A properties file: dotted keys with "=", no YAML colons and no braces.
  for (const pair of pairs) {
    if (pair.commented || !keys.test(pair.key)) continue
    const line = document.lines[pair.line - 1]
    if (line === undefined || !/^\s*[\w.-]+\s*=/.test(line.code) || !/^\s+[#!/]/.test(pair.rest)) continue
    if (/[{}();]\s*$/.test(line.code.slice(0, pair.valueEnd))) continue
    collector.report(
      'inline-comment-in-properties',
      `A properties file has no end-of-line comments: "${pair.rest.trim().slice(0, 40)}" belongs to the value of ${pair.key}.`,
      {
        line: pair.line,
        fix: line.raw.slice(0, pair.valueEnd),
      },
    )
  }
}

/** Parameters only other drivers have. */
const OTHER_JDBC: Evidence = [
  /\b(?:failOverReadOnly|useLocalSessionState|rewriteBatchedStatements|useServerPrepStmts|allowPublicKeyRetrieval|serverTimezone|zeroDateTimeBehavior|autoReconnect|encrypt|trustServerCertificate)=/,
  -0.8,
]

/** pgjdbc: keepalive off unless asked for, names in exact case, no idle key (PGProperty.java). */
const pgjdbc: Format = keyFormat({
  id: 'pgjdbc',
  title: 'PostgreSQL JDBC (pgjdbc)',
  program: 'pgjdbc',
  traits: { layer: 'driver', timers: 'linux', onByDefault: false, defaults: LINUX_DEFAULTS },
  keys: TCP_KEEPALIVE,
  match: 'exact',
  unknown: { does: 'ignores it without a word', severity: 'error' },
  tolerated: /^(?:keepalive-?time|keepalive_time)$/i,
  evidence: [
    [/jdbc:postgresql:/i, 0.92],
    [
      /\btcpKeep[aA]live\\?["']?\s*(?:[=:,]|=>)\s*\\?["']?(?:true|false|[01])\b|[tT]cpKeepAlive\(\s*(?:true|false)/i,
      0.7,
    ],
    OTHER_JDBC,
    [/\boriginRequest\b|cloudflared/, -0.8],
    [/org\.postgresql|PGSimpleDataSource|PGProperty/, 0.7],
    [/jdbc:redshift/i, -0.8],
    [/hikari|keepalive-?time|maximum-?pool-?size/i, -0.25],
    [/jdbc:(?:mysql|mariadb|oracle|sqlserver|snowflake)/i, -0.8],
    [/\[HKEY|odbc/i, -0.4],
  ],
  extra(collector, pairs) {
    pgjdbcExtra(collector, pairs)
  },
})

function pgjdbcExtra(collector: Collector, pairs: readonly Pair[]): void {
  const { document } = collector
  for (const pair of pairs) {
    const own = lastPart(pair)
    if (own === pair || pair.commented) continue
    if (own.key === 'tcpKeepAlive') {
      const on = /^["']?true/i.test(own.value)
      collector.note(pair.line, pair.key, pair.value, on ? 'keepalive on' : 'keepalive off')
      collector.state('enabled', on ? 1 : 0, { line: pair.line })
    } else if (own.key.toLowerCase() === 'tcpkeepalive') {
      collector.report(
        'misspelt-key',
        `pgjdbc compares names exactly: ${own.key} is ignored without a word. The name is tcpKeepAlive.`,
        {
          line: pair.line,
          fix: rewriteKey(document, own, 'tcpKeepAlive'),
        },
      )
    }
  }
  readTimeouts(collector, pairs)
  reportInlineComments(collector, pairs, /tcpKeepAlive|socketTimeout/i)
  for (const line of document.lines)
    if (!document.commentLines.has(line.number)) reportUrl(collector, line.number, line.code, line.raw)
  readSocketFactory(collector)
}

/** A socket factory is the one way to give pgjdbc its own idle time. */
function readSocketFactory(collector: Collector): void {
  for (const line of collector.document.lines) {
    const option = /TCP_KEEP(IDLE|INTERVAL|COUNT)\s*,\s*(\d+)/.exec(line.code)
    if (option?.[1] === undefined || option[2] === undefined || collector.document.commentLines.has(line.number))
      continue
    const role = option[1] === 'IDLE' ? 'idle' : option[1] === 'INTERVAL' ? 'interval' : 'count'
    collector.note(line.number, `TCP_KEEP${option[1]}`, option[2], `${role} ${option[2]}`)
    collector.state(role, Number(option[2]), { line: line.number })
  }
}

/** Redshift JDBC 2.x: keepalive on, names in any case, no idle key (RedshiftProperty.java). */
const redshiftJdbc: Format = keyFormat({
  id: 'redshift-jdbc',
  title: 'Amazon Redshift JDBC',
  program: 'Redshift JDBC 2.x',
  traits: { layer: 'driver', timers: 'linux', onByDefault: true, defaults: LINUX_DEFAULTS },
  keys: { ...TCP_KEEPALIVE, TCPKeepAliveMinutes: { role: 'other', unit: 'min' } },
  match: 'caseless',
  unknown: { does: 'ignores it without a word', severity: 'error' },
  evidence: [
    [/jdbc:redshift(?::iam)?:/i, 0.95],
    [/com\.amazon\.redshift/, 0.9],
    [/TCPKeepAliveMinutes/i, 0.9],
  ],
  extra(collector, pairs) {
    for (const pair of pairs) {
      if (pair.commented || pair.key.toLowerCase() !== 'tcpkeepaliveminutes') continue
      collector.report(
        'deprecated-key',
        `${pair.key} worked in the 1.x driver; 2.x ignores it, so the idle time is the operating system’s.`,
        { line: pair.line },
      )
    }
    readTimeouts(collector, pairs)
    readSocketFactory(collector)
    reportInlineComments(collector, pairs, /tcpKeepAlive|socketTimeout/i)
  },
})

const HIKARI_MINIMUM_MS = 30_000
/** Default maxLifetime of HikariCP, milliseconds. */
const HIKARI_LIFETIME_MS = 1_800_000

const squeeze = (key: string): string => key.toLowerCase().replace(/[-_]/g, '')

/** HikariCP pools, as properties, YAML or Java; their driver's keepalive is judged with them. */
const hikari: Format = keyFormat({
  id: 'hikaricp',
  title: 'HikariCP',
  program: 'pgjdbc',
  traits: { layer: 'pool', timers: 'linux', onByDefault: false, defaults: LINUX_DEFAULTS },
  keys: TCP_KEEPALIVE,
  match: 'exact',
  unknown: { does: 'ignores it', severity: 'error' },
  tolerated: /keep-?_?alive-?_?time$|^keepalive$/i,
  evidence: [
    [/hikari/i, 0.9],
    [
      /\b(?:maxLifetime|max-lifetime)\b[\s\S]{0,400}\b(?:keepaliveTime|keepalive-time)\b|\b(?:keepaliveTime|keepalive-time)\b[\s\S]{0,400}\b(?:maxLifetime|max-lifetime)\b/i,
      0.4,
    ],
    [/\b(?:maximum-?pool-?size|minimum-?idle)\b/i, 0.3],
    [/\bkeepalive-time\b/, 0.03],
    [
      /jdbc:(?:mysql|mariadb|oracle|sqlserver|snowflake|h2)|\b(?:mysql|mariadb|sqlserver|oracle|h2|db2)\.(?:cj\.)?(?:jdbc|Driver)|OracleDriver|SQLServerDriver/i,
      -0.9,
    ],
  ],
  extra(collector, pairs) {
    pgjdbcExtra(collector, pairs)
    readPool(collector, pairs)
  },
})

function readPool(collector: Collector, pairs: readonly Pair[]): void {
  const active = pairs.filter((pair) => !pair.commented).map(lastPart)
  const keepalive = active.find(
    (pair) => ['keepalivetime', 'keepalive'].includes(squeeze(pair.key)) && /\d/.test(pair.value),
  )
  const lifetime = active.find((pair) => squeeze(pair.key) === 'maxlifetime')
  reportInlineComments(collector, pairs, /keepalive-?time|max-?lifetime|idle-?timeout/i)
  const lifetimeMs = lifetime === undefined ? null : millis(lifetime)
  const driver = collector.settings.enabled === true
  if (!driver) {
    // Without a word about the driver its default stays; the pool's own check then is all there is.
    collector.skipTiming = true
  }
  if (keepalive === undefined) {
    if (!driver && !collector.findings.some((item) => item.code === 'misspelt-key')) {
      collector.report(
        'keepalive-off',
        'Neither the pool’s keepaliveTime nor the driver’s tcpKeepAlive is stated: pgjdbc leaves keepalive off.',
        { severity: 'warning' },
      )
    }
    if (lifetimeMs !== null && lifetime !== undefined)
      collector.note(
        lifetime.line,
        lifetime.key,
        lifetime.value,
        `connections are retired after ${lifetimeMs / 1000} s`,
      )
    return
  }
  const ms = millis(keepalive)
  if (ms === null) {
    collector.missed(keepalive.line)
    return
  }
  collector.note(
    keepalive.line,
    keepalive.key,
    keepalive.value,
    ms === 0 ? 'pool check off' : `the pool tests an idle connection every ${ms / 1000} s`,
  )
  const ceiling = lifetimeMs ?? HIKARI_LIFETIME_MS
  if (ms === 0)
    collector.report('pool-keepalive-off', `${keepalive.key} = 0 switches the pool’s check off.`, {
      line: keepalive.line,
    })
  else if (ms < HIKARI_MINIMUM_MS) {
    collector.report(
      'pool-keepalive-below-minimum',
      `${keepalive.key} is in milliseconds and starts at 30,000; ${ms.toLocaleString('en-US')} is not used.`,
      { line: keepalive.line },
    )
    if (ms < 1000)
      collector.report('unit-seconds-for-ms', `${keepalive.key} is in milliseconds: ${ms} means ${ms / 1000} s.`, {
        line: keepalive.line,
      })
  } else if (ceiling > 0 && ms >= ceiling) {
    collector.report(
      'pool-keepalive-below-minimum',
      `${keepalive.key} (${ms.toLocaleString('en-US')} ms) must be below maxLifetime (${ceiling.toLocaleString('en-US')} ms); it is not used.`,
      { line: keepalive.line },
    )
  } else if (ms >= 350_000) {
    collector.report(
      'idle-too-long',
      `The pool tests an idle connection every ${ms / 1000} s; a hop with a limit of 350 s has forgotten it by then.`,
      { line: keepalive.line },
    )
  } else if (ms >= 240_000) {
    collector.report(
      'over-240s',
      `The pool tests an idle connection every ${ms / 1000} s, too late for a hop with 240 s.`,
      { line: keepalive.line },
    )
  }
  if (!driver) {
    collector.report(
      'pool-keepalive-idle-only',
      'The pool’s check reaches idle connections only; a long query is protected by tcpKeepAlive=true in the driver and an idle time in the operating system.',
      { line: keepalive.line, severity: 'info' },
    )
  } else {
    // The pool's check keeps idle connections open, so the system's idle time matters only while a query runs.
    collector.skipTiming = true
    collector.report(
      'pool-keepalive-idle-only',
      'While a query runs only the driver’s keepalive works, with the idle time of the operating system.',
      { line: keepalive.line, severity: 'info' },
    )
  }
}

function millis(pair: Pair): number | null {
  const value = secondsOf(pair, 'ms')
  return value === null ? null : Math.round(value * 1000)
}

/** Formats of the Java drivers and their pool. */
export const JDBC_FORMATS: readonly Format[] = [hikari, redshiftJdbc, pgjdbc]
