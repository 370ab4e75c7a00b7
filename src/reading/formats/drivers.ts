import type { Document } from '../document.ts'
import { Collector, type Format, type KeySpec, keyFormat, readNumber, rewriteValue, weigh } from '../format.ts'
import { LINUX_DEFAULTS, seconds, type Traits } from '../judge.ts'
import { type Pair, scanPairs, scanWordedPairs } from '../pairs.ts'
import { reportTimeout, secondsOf } from '../timeouts.ts'
import { parseNumber, parseSwitch } from '../values.ts'
import { soundsLikeKeepalive } from '../vocabulary.ts'
import { readSocketOptions } from './libpq.ts'

/** Pairs of connection strings with blanks in their keys, and of code around them. */
function scanBoth(document: Document): readonly Pair[] {
  const worded = scanWordedPairs(document)
  const seen = new Set(worded.map((pair) => `${pair.line}:${pair.keyStart}`))
  return [...worded, ...scanPairs(document).filter((pair) => !seen.has(`${pair.line}:${pair.keyStart}`))]
}

const OFF: Traits = { layer: 'driver', timers: 'linux', onByDefault: false, defaults: LINUX_DEFAULTS }

/** Npgsql since 5.0: seconds; a time above 0 switches keepalive on (NpgsqlConnector.cs). */
const npgsql: Format = keyFormat({
  id: 'npgsql',
  title: 'Npgsql (.NET)',
  program: 'Npgsql',
  traits: OFF,
  keys: {
    'Tcp Keepalive': { role: 'enabled', unit: 'bool' },
    'Tcp Keepalive Time': { role: 'idle', unit: 's', range: [1, 32_767], zero: 'default' },
    'Tcp Keepalive Interval': { role: 'interval', unit: 's', range: [1, 32_767], zero: 'default' },
    Keepalive: {
      role: 'other',
      unit: 's',
      means: (value) =>
        parseNumber(value)?.value === 0
          ? 'no query on idle connections'
          : `a query on an idle connection every ${value} s`,
    },
    'Command Timeout': { role: 'other', unit: 's' },
  },
  match: 'squeezed',
  scan: scanBoth,
  unknown: { does: 'refuses the connection string with an ArgumentException', severity: 'error' },
  tolerated: /^keepAlive\w+$/,
  evidence: [
    [/(?<![?&])\bTcp ?Keep ?alive(?: ?Time| ?Interval)?\s*=/i, 0.75],
    [/npgsql/i, 0.9],
    [/\bHost=[^;\n]+;[^\n]*(?:Username|User ?Id|Password|Database)=/i, 0.7],
    [
      /\b(?:Server|Host)=[^;\n]+;[^\n]*(?:Connection Idle Lifetime|No Reset On Close|Maximum Pool Size|Keepalive\s*=|Include Error Detail|Timeout=)/i,
      0.7,
    ],
    [/\bKeepalive=\d+;/i, 0.5],
    [/Driver\s*=|jdbc:|dbi:|pgsql:|postgres(?:ql)?:\/\//i, -0.7],
    [/Initial Catalog|Data Source=|MultipleActiveResultSets|TrustServerCertificate=|ConnectRetry|Uid=root/i, -0.6],
  ],
  extra(collector, pairs) {
    const { document } = collector
    const active = pairs.filter((pair) => !pair.commented)
    const by = (key: string): Pair | undefined =>
      active.find((pair) => pair.key.toLowerCase().replace(/[\s_-]/g, '') === key)
    const time = by('tcpkeepalivetime')
    const idle = collector.settings.idleSeconds
    if (idle !== undefined && idle > 0 && collector.settings.enabled === undefined)
      collector.state('enabled', 1, { line: time?.line ?? 1 })
    const interval = by('tcpkeepaliveinterval')
    if (interval !== undefined && (idle === undefined || idle === 0) && (collector.settings.intervalSeconds ?? 0) > 0) {
      collector.report(
        'broken-command',
        'Npgsql throws ArgumentException: an interval needs Tcp Keepalive Time as well.',
        { line: interval.line },
      )
    }
    // The interval defaults to the idle time (NpgsqlConnector.cs).
    if (idle !== undefined)
      collector.traits = {
        ...collector.traits,
        defaults: { ...LINUX_DEFAULTS, intervalSeconds: Math.min(idle, LINUX_DEFAULTS.intervalSeconds) },
      }
    // "Tcp Keepalive" is a key of its own, although its last word is one too.
    const ping = active.find(
      (pair) =>
        pair.key.toLowerCase() === 'keepalive' &&
        !/tcp\s*$/i.test((document.lines[pair.line - 1]?.code ?? '').slice(0, pair.keyStart)),
    )
    const pingSeconds =
      ping === undefined ? 0 : (parseNumber(ping.value)?.value ?? (parseSwitch(ping.value) === true ? -1 : 0))
    if (ping !== undefined && pingSeconds === -1) {
      collector.report(
        'out-of-range',
        'Keepalive wants seconds, not a yes or no; the switch for TCP keepalive is Tcp Keepalive.',
        { line: ping.line },
      )
    }
    if (collector.settings.enabled === undefined && pingSeconds > 0) {
      collector.skipTiming = true
      if (ping !== undefined) {
        if (pingSeconds >= 350)
          collector.report(
            'idle-too-long',
            `Npgsql sends a query on an idle connection every ${seconds(pingSeconds)}; a hop with 350 s has forgotten it by then.`,
            { line: ping.line, fix: rewriteValue(document, ping, '60') },
          )
        else if (pingSeconds >= 240)
          collector.report(
            'over-240s',
            `Npgsql sends a query on an idle connection every ${seconds(pingSeconds)}, too late for a hop with 240 s.`,
            { line: ping.line },
          )
        collector.report(
          'pool-keepalive-idle-only',
          'Keepalive queries run on idle connections only; during a long query nothing is sent. Tcp Keepalive=true covers that too.',
          { line: ping.line },
        )
      }
    }
    reportTimeout(
      collector,
      active.map((pair) => ({ ...pair, key: pair.key.replace(/[\s_]/g, '') })),
      /^commandtimeout$/i,
      's',
      'query-timeout-kills-queries',
      'Npgsql cancels every command that takes longer than',
    )
  },
})

/** Node: interval 1 s and ten probes, whatever the system says (measured on Node 20); a delay below 1 s is dropped (measured on Node 24). */
const NODE: Traits = {
  layer: 'driver',
  timers: 'exact',
  wholeSeconds: true,
  onByDefault: false,
  defaults: { idleSeconds: null, intervalSeconds: 1, count: 10 },
}

const NODE_KEYS: Readonly<Record<string, KeySpec>> = {
  keepAlive: { role: 'enabled', unit: 'bool' },
  keepAliveInitialDelayMillis: { role: 'idle', unit: 'ms', zero: 'default' },
  statement_timeout: { role: 'other', unit: 'ms' },
  query_timeout: { role: 'other', unit: 'ms' },
  idle_in_transaction_session_timeout: { role: 'other', unit: 'ms' },
}

/** node-postgres, and the libraries that hand options to it (Prisma adapter, Drizzle, Knex, Sequelize, TypeORM). */
const nodePostgres: Format = keyFormat({
  id: 'node-postgres',
  title: 'node-postgres (pg)',
  program: 'node-postgres',
  traits: NODE,
  keys: NODE_KEYS,
  match: 'exact',
  unknown: { does: 'ignores it', severity: 'error' },
  tolerated: /^(?:keepAlive(?:Timeout|Msecs|TimeoutMs)|enableKeepAlive|keepAliveInitialDelay)$/,
  evidence: [
    [/\bkeepAliveInitialDelayMillis\b/, 0.93],
    [
      /require\(['"]pg['"]\)|from\s+['"]pg['"]|from\s+['"]@?(?:node-postgres|neondatabase\/serverless|prisma\/adapter-pg)|drizzle-orm\/node-postgres/,
      0.9,
    ],
    [/\bnew\s+(?:pg\.)?(?:Pool|Client)\s*\(/, 0.85],
    [/\b(?:idleTimeoutMillis|connectionTimeoutMillis|maxUses)\b/, 0.75],
    [/\bPrismaPg\b|\bclient:\s*['"](?:pg|postgres(?:ql)?)['"]|dialect:\s*['"]postgres|type:\s*['"]postgres['"]/, 0.7],
    [/mysql|mariadb|mssql|tedious|snowflake|redis|mongo/i, -0.6],
    [/\bpostgres\s*\(/, -0.3],
    [/Npgsql|jdbc:/, -0.7],
  ],
  extra(collector, pairs) {
    for (const pair of pairs) {
      if (pair.commented) continue
      const url = collector.document.lines[pair.line - 1]?.code.slice(0, pair.keyStart) ?? ''
      if (/[?&]$/.test(url) && (pair.key === 'keepAlive' || pair.key === 'keepAliveInitialDelayMillis')) {
        collector.report(
          'wrong-driver-key',
          `node-postgres reads ${pair.key} from its options object, not from the URL, where it is ignored.`,
          { line: pair.line },
        )
        collector.state('enabled', 0, { line: pair.line })
      }
    }
    if (collector.settings.enabled === undefined && collector.has('idle')) {
      collector.report('keepalive-off', 'keepAliveInitialDelayMillis has no effect without keepAlive: true.', {
        ...(collector.anchors.idle === undefined ? {} : { line: collector.anchors.idle.line }),
      })
      collector.skipTiming = true
    }
    reportTimeout(
      collector,
      pairs,
      'query_timeout',
      'ms',
      'query-timeout-kills-queries',
      'node-postgres gives up on every query that takes longer than',
    )
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
      'The server ends a transaction that pauses for',
    )
  },
})

/** postgres.js: 60 s unless stated, seconds, null switches off (src/index.js). */
const postgresJs: Format = keyFormat({
  id: 'postgres-js',
  title: 'postgres.js',
  program: 'postgres.js',
  traits: { ...NODE, onByDefault: true, defaults: { idleSeconds: 60, intervalSeconds: 1, count: 10 } },
  keys: {
    keep_alive: { role: 'idle', unit: 's', zero: 'off' },
    statement_timeout: { role: 'other', unit: 'ms' },
  },
  match: 'exact',
  unknown: {
    does: 'ignores it in its options and sends it to the server from the URL, which refuses it',
    severity: 'warning',
  },
  evidence: [
    [/from\s+['"](?:postgres|https:\/\/[^'"]*\/postgresjs[^'"]*)['"]|require\(['"]postgres['"]\)/, 0.93],
    [/=\s*(?:await\s+)?postgres\s*\(/, 0.9],
    [/drizzle-orm\/postgres-js/, 0.9],
    [/\bmax_lifetime\b|\bidle_timeout\b|\bprepare\s*:\s*false/, 0.3],
    [/\bnew\s+(?:pg\.)?Pool\s*\(/, -0.4],
    [/mqtt|broker/i, -0.8],
  ],
  extra(collector, pairs) {
    reportTimeout(
      collector,
      pairs,
      'statement_timeout',
      'ms',
      'statement-timeout-kills-queries',
      'The server cancels every statement that takes longer than',
    )
  },
})

/** Go's dialer: on with 15/15/9 unless told otherwise (net/dial.go). */
const GO: Traits = {
  layer: 'driver',
  timers: 'linux',
  onByDefault: true,
  defaults: { idleSeconds: 15, intervalSeconds: 15, count: 9 },
}

function readGoDialer(collector: Collector, pairs: readonly Pair[]): void {
  const config = /KeepAliveConfig\s*(?::|\{|=)/.test(collector.document.code)
  for (const pair of pairs) {
    if (pair.commented) continue
    if (pair.key === 'KeepAlive' && !/KeepAliveConfig/.test(pair.value)) {
      const value = secondsOf(pair, 'ms')
      if (value === null) {
        collector.missed(pair.line)
        continue
      }
      if (value < 0 || /^-/.test(pair.value)) {
        collector.note(pair.line, pair.key, pair.value, 'keepalive off')
        collector.state('enabled', 0, { line: pair.line })
        continue
      }
      if (value === 0) {
        collector.note(pair.line, pair.key, pair.value, 'the default of 15 s')
        continue
      }
      if (parseNumber(pair.value)?.unit === null) {
        collector.report(
          'unit-seconds-for-ms',
          `A bare ${pair.value} is nanoseconds in Go; write ${pair.value} * time.Second.`,
          { line: pair.line, fix: rewriteValue(collector.document, pair, `${pair.value} * time.Second`) },
        )
        continue
      }
      collector.note(pair.line, pair.key, pair.value, `probes every ${seconds(value)}`)
      collector.state('enabled', 1, { line: pair.line })
      collector.state('idle', value, { line: pair.line })
      continue
    }
    if (!config) continue
    if (pair.key === 'Enable') {
      const on = parseSwitch(pair.value)
      if (on === null) continue
      collector.note(pair.line, pair.key, pair.value, on ? 'keepalive on' : 'keepalive off')
      collector.state('enabled', on ? 1 : 0, { line: pair.line })
      continue
    }
    const role =
      pair.key === 'Idle' ? 'idle' : pair.key === 'Interval' ? 'interval' : pair.key === 'Count' ? 'count' : null
    if (role === null) continue
    const parsed = parseNumber(pair.value)
    if (parsed === null) {
      collector.missed(pair.line)
      continue
    }
    if (role !== 'count' && parsed.unit === null && parsed.value > 0) {
      collector.report(
        'unit-seconds-for-ms',
        `A bare ${pair.value} is nanoseconds in Go; write ${pair.value} * time.Second.`,
        { line: pair.line, fix: rewriteValue(collector.document, pair, `${pair.value} * time.Second`) },
      )
      continue
    }
    readNumber(collector, pair, { role, unit: role === 'count' ? 'n' : 's', zero: 'default' }, 'Go', parsed)
  }
}

/** net.Dialer, alone or inside pgx and lib/pq. */
const goDialer: Format = {
  id: 'go-net-dialer',
  title: 'Go net.Dialer',
  recognises: (document) =>
    weigh(document.sample, [
      [/\bnet\.(?:Dialer|KeepAliveConfig|ListenConfig)\b/, 0.93],
      [/\bKeepAliveConfig\b/, 0.8],
      [/\bKeepAlive\s*:\s*[^\n]*time\.(?:Second|Minute)/, 0.7],
      [
        /http\.Transport|DefaultTransport|http\.Client|TLSHandshakeTimeout|grpc\.|keepalive\.(?:Client|Server)Parameters/,
        -0.7,
      ],
    ]),
  read(document) {
    const collector = new Collector(document, GO)
    collector.judgeable = true
    readGoDialer(collector, scanPairs(document))
    return collector.done()
  },
}

/** pgx and lib/pq: no keepalive key; an unknown key goes to the server, which refuses it. */
const pgx: Format = keyFormat({
  id: 'pgx',
  title: 'pgx or lib/pq (Go)',
  program: 'pgx',
  traits: GO,
  keys: { statement_timeout: { role: 'other', unit: 'ms' } },
  match: 'exact',
  unknown: { does: 'sends it to the server as a parameter, which refuses the connection (42704)', severity: 'error' },
  evidence: [
    [/\bpgx(?:pool)?\b|jackc\/pgx|lib\/pq|\bpgxpool\./, 0.93],
    [/sql\.Open\(\s*"(?:postgres|pgx)"/, 0.93],
    [/gorm\.Open\(\s*postgres|gorm\.io\/driver\/postgres/, 0.9],
    [/\bnet\.(?:Dialer|KeepAliveConfig)\b/, 0.1],
  ],
  tolerated: /^(?:KeepAlive(?:Config)?|tcp_keepalives_\w+)$/,
  extra(collector, pairs) {
    readGoDialer(collector, pairs)
    const guc = pairs.find((pair) => !pair.commented && /^tcp_keepalives_idle$/.test(pair.key))
    if (guc !== undefined) {
      const value = parseNumber(guc.value)?.value
      collector.report(
        'server-side-only',
        'tcp_keepalives_* as runtime parameters set the server’s side of the connection.',
        { line: guc.line },
      )
      if (value !== undefined && value > 0 && collector.settings.idleSeconds === undefined)
        collector.note(guc.line, guc.key, guc.value, `the server probes this client after ${seconds(value)}`)
    }
    reportTimeout(
      collector,
      pairs,
      'statement_timeout',
      'ms',
      'statement-timeout-kills-queries',
      'The server cancels every statement that takes longer than',
    )
    if (collector.findings.some((item) => item.code === 'wrong-driver-key')) collector.skipTiming = true
  },
})

/** tokio-postgres: libpq's names apart from keepalives_retries, seconds throughout, idle 2 h of its own (config.rs). */
const tokioPostgres: Format = keyFormat({
  id: 'tokio-postgres',
  title: 'tokio-postgres (Rust)',
  program: 'tokio-postgres',
  traits: { layer: 'driver', timers: 'linux', onByDefault: true, defaults: LINUX_DEFAULTS },
  keys: {
    keepalives: { role: 'enabled', unit: 'bool' },
    keepalives_idle: { role: 'idle', unit: 's', range: [1, 32_767], zero: 'default' },
    keepalives_interval: { role: 'interval', unit: 's', range: [1, 32_767], zero: 'default' },
    keepalives_retries: { role: 'count', unit: 'n', range: [1, 127], zero: 'default' },
    tcp_user_timeout: { role: 'user-timeout', unit: 's' },
    keepalives_count: { role: 'other', unit: 'n' },
  },
  match: 'exact',
  unknown: { does: 'refuses the connection string', severity: 'error' },
  evidence: [
    [/\btokio[_-]postgres\b|deadpool[_-]postgres|bb8[_-]postgres/, 0.95],
    [/\bkeepalives_retries\b/, 0.9],
    [/\.keepalives_idle\(\s*(?:std::time::)?Duration::/, 0.93],
  ],
  extra(collector, pairs) {
    for (const pair of pairs) {
      if (pair.commented || pair.key !== 'keepalives_count') continue
      collector.report(
        'wrong-driver-key',
        'keepalives_count is libpq’s name; tokio-postgres refuses it. Its name is keepalives_retries.',
        {
          line: pair.line,
          fix: (collector.document.lines[pair.line - 1]?.raw ?? '').replace('keepalives_count', 'keepalives_retries'),
        },
      )
    }
  },
})

/** sqlx for Rust: no keepalive at all; unknown URL keys are ignored with a warning in the log. */
const sqlx: Format = keyFormat({
  id: 'sqlx',
  title: 'sqlx (Rust)',
  program: 'sqlx',
  traits: OFF,
  keys: {},
  match: 'exact',
  unknown: { does: 'ignores it with a warning in the log', severity: 'error' },
  evidence: [[/\bsqlx::|PgPoolOptions|PgConnectOptions|sqlx\s*=/, 0.94]],
})

/** Ecto and Postgrex: parameters go to the server, socket_options to the client's socket. */
const ecto: Format = keyFormat({
  id: 'postgrex',
  title: 'Ecto or Postgrex (Elixir)',
  program: 'Postgrex',
  traits: OFF,
  keys: {
    tcp_keepalives_idle: { role: 'idle', unit: 's', range: [1, 32_767], zero: 'default' },
    tcp_keepalives_interval: { role: 'interval', unit: 's', range: [1, 32_767], zero: 'default' },
    tcp_keepalives_count: { role: 'count', unit: 'n', range: [1, 127], zero: 'default' },
  },
  match: 'exact',
  unknown: { does: 'ignores it', severity: 'error' },
  tolerated: /^keepalive$/,
  evidence: [
    [/\bconfig\s+:\w+\s*,\s*[\w.]+\.?Repo\b/, 0.93],
    [/Ecto\.Adapters\.Postgres|\bPostgrex\b|Ecto\.Repo/, 0.93],
    [/socket_options\s*:/, 0.5],
    [/\bparameters:\s*\[/, 0.5],
    [/\b(?:queue_target|queue_interval)\s*:/, 0.5],
  ],
  extra(collector, pairs) {
    const idle = collector.anchors.idle
    if (idle !== undefined) {
      collector.traits = { ...collector.traits, onByDefault: true }
      collector.report(
        'server-side-only',
        'parameters: reach the server: PostgreSQL probes this client. The client’s own socket has no keepalive without socket_options: [keepalive: true].',
        { line: idle.line },
      )
    }
    const option = pairs.find((pair) => pair.key === 'keepalive' && !pair.commented)
    if (option !== undefined && parseSwitch(option.value) === true) {
      collector.note(option.line, option.key, option.value, 'keepalive on')
      collector.state('enabled', 1, { line: option.line })
    }
    reportTimeout(
      collector,
      pairs,
      'timeout',
      'ms',
      'query-timeout-kills-queries',
      'Ecto gives up on every query that takes longer than',
    )
  },
})

/** setsockopt in any language. */
const socketOptions: Format = {
  id: 'socket-options',
  title: 'Socket options in code',
  recognises: (document) =>
    weigh(document.sample, [
      [/\b(?:TCP_KEEPIDLE|TCP_KEEPINTVL|TCP_KEEPCNT|TCP_KEEPINTERVAL|TCP_KEEPCOUNT)\b/, 0.6],
      [/setsockopt\s*\([^)\n]*KEEP/, 0.8],
      [/\bSO_KEEPALIVE\b/, 0.4],
      [/setOption\(\s*(?:ExtendedSocketOptions\.)?TCP_KEEP/, 0.8],
      [/redsocks|redirector/, -0.9],
    ]),
  read(document) {
    const collector = new Collector(document, { ...OFF, onByDefault: null })
    readSocketOptions(collector)
    const { settings } = collector
    if (settings.idleSeconds !== undefined && settings.enabled === undefined) {
      if (/SO_KEEPALIVE|setKeepAlive\(\s*true|KEEPALIVE/.test(document.code))
        collector.traits = { ...collector.traits, onByDefault: true }
      else {
        collector.report('keepalive-off', 'The idle time is set, but SO_KEEPALIVE is not: no probe is sent.', {})
        collector.skipTiming = true
      }
    }
    return collector.done()
  },
}

const SSH: Traits = {
  layer: 'tunnel',
  timers: 'exact',
  onByDefault: false,
  defaults: { idleSeconds: null, intervalSeconds: 0, count: 3 },
}

const SSH_LINE = /^\s*["']?((?:Server|Client)?_?(?:alive|keep)\w*|TCPKeepAlive)\b/i
/** The same inside the string of another command: `echo 'ClientAliveInterval 60' >>`, `sed 's|#…|ClientAliveInterval 60|'`. */
const SSH_QUOTED = /["'|/]\s*((?:Server|Client)Alive(?:Interval|CountMax))\s+(\d\w*)/g
const SSH_OPTION = /-o["',\s]{0,8}((?:Server|Client)Alive\w+|TCPKeepAlive)[\s=]+["']?(\w+)/gi

/** ssh_config, sshd_config and ssh command lines: the probes of the SSH layer. */
const ssh: Format = {
  id: 'openssh',
  title: 'OpenSSH (client or server)',
  recognises: (document: Document) =>
    weigh(document.sample, [
      [/\b(?:Server|Client)Alive(?:Interval|CountMax)\b/i, 0.93],
      [/\b(?:Server|Client)_?Alive\w*/i, 0.6],
      [/^\s*TCPKeepAlive\s+(?:yes|no)/im, 0.7],
      [
        /^\s*Host\s+\S+\s*$[\s\S]{0,300}^\s*(?:HostName|User|IdentityFile|LocalForward|ProxyJump|ForwardAgent)\b/im,
        0.85,
      ],
      [/\b(?:auto)?ssh\s+(?:-\S+\s+)*-[A-Za-z]*[LNfR]/, 0.6],
      [/\bsshd_config\b|ssh_config/, 0.6],
    ]),
  read(document) {
    const collector = new Collector(document, SSH)
    for (const line of document.lines) {
      const { code } = line
      const commented = document.commentLines.has(line.number)
      const options = [...code.matchAll(SSH_OPTION)].map((match) => ({ key: match[1] ?? '', value: match[2] ?? '' }))
      const direct = SSH_LINE.exec(code)?.[1]
      if (direct !== undefined) {
        const value = /^["']?[\s=:]+["']?([\w.]+)/.exec(code.slice(code.indexOf(direct) + direct.length))?.[1]
        if (value !== undefined) options.push({ key: direct, value })
      }
      if (options.length === 0)
        options.push(...[...code.matchAll(SSH_QUOTED)].map((match) => ({ key: match[1] ?? '', value: match[2] ?? '' })))
      for (const { key, value } of options) readSshKey(collector, line.number, line.raw, key, value, commented)
    }
    // Everything ssh does not say about the tunnel is off: both intervals default to 0.
    if (!collector.has('idle') && !collector.has('enabled') && collector.findings.length === 0) {
      collector.judgeable = true
      collector.report(
        'keepalive-off',
        'ServerAliveInterval is not stated and defaults to 0: a quiet tunnel depends on TCPKeepAlive with the two hours of the operating system.',
        {},
      )
      collector.skipTiming = true
    } else if (collector.has('idle')) collector.state('enabled', 1)
    return collector.done()
  },
}

const SSH_KEYS: Readonly<Record<string, 'idle' | 'count' | 'tcp'>> = {
  serveraliveinterval: 'idle',
  clientaliveinterval: 'idle',
  serveralivecountmax: 'count',
  clientalivecountmax: 'count',
  tcpkeepalive: 'tcp',
}

function readSshKey(
  collector: Collector,
  line: number,
  raw: string,
  key: string,
  value: string,
  commented: boolean,
): void {
  const role = SSH_KEYS[key.toLowerCase()]
  if (commented) {
    if (role === 'idle' && !collector.has('idle')) {
      collector.report('commented-out', `${key} stands behind a comment sign; it defaults to 0, which is off.`, {
        line,
        fix: raw.replace(/^(\s*)#+\s?/, '$1'),
      })
    }
    return
  }
  if (role === undefined) {
    if (!soundsLikeKeepalive(key) && !/alive/i.test(key)) return
    const near = /interval|time|int/i.test(key)
      ? 'ServerAliveInterval'
      : /count|max/i.test(key)
        ? 'ServerAliveCountMax'
        : null
    if (near === null) {
      collector.report('unknown-directive', `OpenSSH has no option ${key} and stops with "Bad configuration option".`, {
        line,
      })
    } else
      collector.report(
        'misspelt-key',
        `OpenSSH has no option ${key} and stops with "Bad configuration option"; the name is ${near}.`,
        { line, fix: raw.replace(key, near) },
      )
    return
  }
  if (role === 'tcp') {
    const on = parseSwitch(value)
    collector.note(
      line,
      key,
      value,
      on === false ? 'no TCP keepalive under the tunnel' : 'TCP keepalive with the values of the operating system',
    )
    return
  }
  const parsed = parseNumber(value)
  if (parsed === null) {
    collector.missed(line)
    return
  }
  // A later Host block does not replace the first match: ssh takes the first value it finds.
  if (collector.has(role)) return
  const rewrite = (next: number): string =>
    raw.replace(new RegExp(`(${key}["']?[\\s=:]+["']?)${value}`, 'i'), `$1${next}`)
  if (role === 'idle' && parsed.value === 0) {
    collector.note(line, key, value, 'off')
    collector.report(
      'keepalive-off',
      `${key} 0 switches the SSH layer’s probes off; a quiet tunnel depends on TCPKeepAlive with the two hours of the operating system.`,
      { line, fix: rewrite(60) },
    )
    collector.state('enabled', 0)
    collector.skipTiming = true
    return
  }
  const secondsValue = parsed.unit === 'min' ? parsed.value * 60 : parsed.value
  readNumber(
    collector,
    { line, key, value },
    { role, unit: role === 'count' ? 'n' : 's', unitWords: true, zero: 'plain' },
    'OpenSSH',
    { ...parsed, value: secondsValue, unit: null },
    rewrite,
  )
  if (role === 'idle') {
    // One interval serves for both: every probe, answered or not, follows the last by this much.
    collector.traits = { ...collector.traits, defaults: { ...collector.traits.defaults, intervalSeconds: 0 } }
  }
}

/** Formats of the other drivers, of sockets in code, and of SSH tunnels. */
export const DRIVER_FORMATS: readonly Format[] = [
  npgsql,
  nodePostgres,
  postgresJs,
  pgx,
  goDialer,
  tokioPostgres,
  sqlx,
  ecto,
  socketOptions,
  ssh,
]
