import type { Document } from '../document.ts'
import {
  Collector,
  type Evidence,
  type Format,
  type KeyFormatSpec,
  type KeySpec,
  keyFormat,
  readKey,
  weigh,
} from '../format.ts'
import { LINUX_DEFAULTS, type Traits } from '../judge.ts'
import { type Pair, scanPairs, scanWordedPairs } from '../pairs.ts'
import { parseNumber } from '../values.ts'
import { nearestKey, soundsLikeKeepalive } from '../vocabulary.ts'
import { registryNumber, scanRegistry } from './windows-registry.ts'

const TRAITS: Traits = { layer: 'driver', timers: 'linux', onByDefault: true, defaults: LINUX_DEFAULTS }

/** Keys the 2.x driver reads (rsodbc.h); it hands them to libpq as they are. */
const REDSHIFT_KEYS: Readonly<Record<string, KeySpec>> = {
  KeepAlive: { role: 'enabled', unit: 'bool', digitOnly: true },
  KeepAliveIdle: { role: 'idle', unit: 's', range: [1, 32_767], zero: 'rejected' },
  KeepAliveInterval: { role: 'interval', unit: 's', range: [1, 32_767], zero: 'rejected' },
  KeepAliveCount: { role: 'count', unit: 'n', range: [1, 127], zero: 'rejected' },
  KeepAliveTime: { role: 'other', unit: 's' },
  QueryTimeout: { role: 'other', unit: 's' },
}

/** Pairs of an ini file or of a connection string, once each. */
function scanOdbc(document: Document): readonly Pair[] {
  const worded = scanWordedPairs(document)
  const seen = new Set(worded.map((pair) => `${pair.line}:${pair.keyStart}`))
  return [
    ...worded,
    ...scanPairs(document).filter(
      (pair) => !seen.has(`${pair.line}:${pair.keyStart}`) && soundsLikeKeepalive(pair.key),
    ),
  ]
}

const REDSHIFT_SIGNS: Evidence = [/redshift|librsodbc|rsodbc|\.redshift(?:-serverless)?\.amazonaws/i, 0.4]

function redshiftExtra(collector: Collector, pairs: readonly Pair[]): void {
  const { document } = collector
  const active = pairs.filter((pair) => !pair.commented)
  for (const pair of active) {
    if (pair.key.toLowerCase() === 'keepalivetime') {
      collector.report(
        'unknown-key',
        'The Redshift ODBC 2.x driver does not read KeepAliveTime, although its documentation names it. The key is KeepAliveIdle.',
        {
          line: pair.line,
          fix: (document.lines[pair.line - 1]?.raw ?? '').replace(/KeepAliveTime/i, 'KeepAliveIdle'),
        },
      )
    }
  }
  const dsnLess = /Driver\s*=\s*\{/i.test(document.code)
  if (dsnLess && collector.has('idle') && !active.some((pair) => pair.key.toLowerCase() === 'keepalive')) {
    collector.report(
      'keepalive-off',
      'Without a DSN the 2.x driver forwards KeepAliveIdle only when the string also has KeepAlive=1; as it stands the idle time is dropped.',
      {
        ...(collector.anchors.idle === undefined ? {} : { line: collector.anchors.idle.line }),
      },
    )
  }
}

const redshiftSpec = (more: Pick<KeyFormatSpec, 'id' | 'title' | 'evidence'>): Format =>
  keyFormat({
    program: 'Redshift ODBC 2.x',
    traits: TRAITS,
    keys: REDSHIFT_KEYS,
    match: 'caseless',
    scan: scanOdbc,
    unknown: { does: 'ignores it without a word', severity: 'error' },
    strict: true,
    lineCommentsOnly: true,
    extra: redshiftExtra,
    ...more,
  })

/** odbc.ini of the Redshift driver, and DSN-less connection strings for it. */
export const redshiftOdbcIni: Format = redshiftSpec({
  id: 'redshift-odbc-ini',
  title: 'Amazon Redshift ODBC (odbc.ini or connection string)',
  evidence: [
    [/\bKeepAlives?(?:Idle|Count)\b/, 0.7],
    [/^\s*Driver\s*=[^\n]*redshift/im, 0.8],
    [/Driver\s*=\s*\{?[^;}\n]*redshift/i, 0.9],
    [/odbc\.ini|amazon\.redshiftodbc/i, 0.4],
    [/^\s*(?:Server|Host|Database|Port)\s*=/m, 0.3],
    [/\bDriver\s*=/i, 0.3],
    REDSHIFT_SIGNS,
    [/HKEY_|ODBC\.INI\\|\bREG_/i, -0.6],
    [/psqlodbc|PostgreSQL (?:Unicode|ANSI)|jdbc:|npgsql/i, -0.6],
    [/Driver\s*=\s*\{?[^;}\n]*(?:MySQL|MariaDB|SQL Server|Snowflake)/i, -0.9],
  ],
})

const PSQL_KEYS: Readonly<Record<string, KeySpec>> = {
  KeepaliveTime: { role: 'idle', unit: 's', range: [1, 32_767], zero: 'default' },
  D1: { role: 'idle', unit: 's', range: [1, 32_767], zero: 'default' },
  KeepaliveInterval: { role: 'interval', unit: 's', range: [1, 32_767], zero: 'default' },
  D2: { role: 'interval', unit: 's', range: [1, 32_767], zero: 'default' },
  keepalives: { role: 'other', unit: 'bool' },
  keepalives_idle: { role: 'other', unit: 's' },
  keepalives_interval: { role: 'other', unit: 's' },
  keepalives_count: { role: 'other', unit: 'n' },
}

const PQOPT_KEYS: Readonly<Record<string, KeySpec>> = {
  keepalives: { role: 'enabled', unit: 'bool', digitOnly: true },
  keepalives_idle: { role: 'idle', unit: 's', range: [1, 32_767], zero: 'rejected' },
  keepalives_interval: { role: 'interval', unit: 's', range: [1, 32_767], zero: 'rejected' },
  keepalives_count: { role: 'count', unit: 'n', range: [1, 127], zero: 'rejected' },
}

/** psqlODBC: two keys of its own, the rest inside pqopt, which it hands to libpq (dlg_specific.h, connection.c). */
const psqlodbc: Format = keyFormat({
  id: 'psqlodbc',
  title: 'psqlODBC (odbc.ini or connection string)',
  program: 'psqlODBC',
  traits: TRAITS,
  keys: PSQL_KEYS,
  match: 'caseless',
  scan: scanOdbc,
  unknown: { does: 'ignores it without a word', severity: 'error' },
  strict: true,
  lineCommentsOnly: true,
  evidence: [
    [/psqlodbc\w*|PostgreSQL[ _-]?(?:Unicode|ANSI|ODBC)/i, 0.85],
    [/^\s*Driver\s*=\s*\{?[^;}\n]*(?:PostgreSQL|psql)/im, 0.85],
    [/Driver\s*=\s*\{?PostgreSQL/i, 0.9],
    [/\b(?:Servername|Pqopt|ReadOnly|ShowSystemTables|ByteaAsLongVarBinary|RowVersioning)\s*=/i, 0.6],
    [/\bKeepaliveTime\s*=/, 0.4],
    [/odbc\.ini|\bodbc\b/i, 0.2],
    [/HKEY_|ODBC\.INI\\|\bREG_/i, -0.6],
    [/redshift ODBC|librsodbc|jdbc:|npgsql/i, -0.6],
  ],
  extra(collector, pairs) {
    const { document } = collector
    for (const pair of pairs) {
      const spec = PQOPT_KEYS[pair.key.toLowerCase()]
      if (spec === undefined || pair.commented) continue
      const before = document.lines[pair.line - 1]?.code.slice(0, pair.keyStart) ?? ''
      if (/(?:pqopt|\bD5)\s*=[^;]*$/i.test(before)) readKey(collector, pair, spec, 'psqlODBC')
      else {
        collector.report(
          'wrong-driver-key',
          `${pair.key} is a libpq key. psqlODBC reads KeepaliveTime and KeepaliveInterval, and libpq keys only inside pqopt={…}.`,
          { line: pair.line },
        )
      }
    }
  },
})

const NAME = /\b(keep_?ali\w*)\b/gi

/** DSNs in the Windows registry, under SOFTWARE\ODBC\ODBC.INI; values are strings. */
export const redshiftOdbcWindows: Format = {
  id: 'redshift-odbc-windows',
  title: 'ODBC data source in the Windows registry',
  recognises: (document) =>
    weigh(document.sample, [
      [/SOFTWARE\\+(?:WOW6432Node\\+)?ODBC\\+ODBC\.INI/i, 0.95],
      [/\bAdd-OdbcDsn\b|\bSet-OdbcDsn\b|odbcconf/i, 0.9],
    ]),
  read(document) {
    const psql = /psqlodbc|PostgreSQL (?:Unicode|ANSI)/i.test(document.code)
    const program = psql ? 'psqlODBC' : 'Redshift ODBC 2.x'
    const keys = psql ? PSQL_KEYS : REDSHIFT_KEYS
    const names = Object.keys(keys)
    // On Windows libpq falls back to 7,200 s and 1 s of its own, not to the registry (fe-connect.c).
    const collector = new Collector(document, {
      ...TRAITS,
      timers: 'exact',
      defaults: { idleSeconds: null, intervalSeconds: 1, count: 10 },
    })
    collector.judgeable = true
    for (const value of scanRegistry(document, NAME)) {
      if (value.commented) continue
      const name = names.find((candidate) => candidate.toLowerCase() === value.name.toLowerCase())
      const spec = name === undefined ? undefined : keys[name]
      if (name === undefined || spec === undefined || spec.role === 'other') {
        const near = name === undefined ? nearestKey(value.name, names) : null
        const libpq = /time$/i.test(value.name) ? 'KeepAliveIdle' : null
        if (near === null)
          collector.report(
            'unknown-key',
            `${program} does not read ${value.name}.${libpq === null ? '' : ` The key is ${libpq}.`}`,
            { line: value.line },
          )
        else
          collector.report('misspelt-key', `${program} does not read ${value.name}; the key is ${near}.`, {
            line: value.line,
            fix: (document.lines[value.line - 1]?.raw ?? '').replace(value.name, near),
          })
        continue
      }
      if (value.type !== null && value.type !== 'REG_SZ') {
        collector.report(
          'wrong-registry-type',
          `ODBC reads strings: ${value.name} must be a REG_SZ; this is ${value.type}.`,
          { line: value.line },
        )
      }
      const number = registryNumber(value)
      if (number === null) {
        collector.missed(value.line)
        continue
      }
      const pair: Pair = {
        line: value.line,
        key: value.name,
        value: String(number),
        keyStart: 0,
        keyEnd: 0,
        valueStart: value.start,
        valueEnd: value.end,
        commented: false,
        rest: '',
      }
      readKey(collector, pair, spec.digitOnly === true ? { role: 'enabled', unit: 'bool' } : spec, program)
    }
    for (const pair of scanOdbc(document)) {
      const name = names.find((candidate) => candidate.toLowerCase() === pair.key.toLowerCase())
      const spec = name === undefined ? undefined : keys[name]
      if (
        spec !== undefined &&
        !pair.commented &&
        parseNumber(pair.value) !== null &&
        /Add-OdbcDsn|Set-OdbcDsn|odbcconf/i.test(document.code)
      )
        readKey(collector, pair, spec, program)
    }
    return collector.done()
  },
}

/** Formats of the ODBC drivers. */
export const ODBC_FORMATS: readonly Format[] = [redshiftOdbcWindows, redshiftOdbcIni, psqlodbc]
