import type { Document } from '../document.ts'
import { Collector, type Format, type KeySpec, keyFormat, readKey, readNumber, weigh } from '../format.ts'
import { LINUX_DEFAULTS, seconds, type Traits } from '../judge.ts'
import { type Pair, scanPairs, scanSpacedPairs } from '../pairs.ts'
import { LONG_ENOUGH_SECONDS, reportTimeout, secondsOf } from '../timeouts.ts'
import { parseNumber, parseSwitch, unquote } from '../values.ts'

const POOLER: Traits = { layer: 'driver', timers: 'linux', onByDefault: true, defaults: LINUX_DEFAULTS }

const PGBOUNCER_KEYS: Readonly<Record<string, KeySpec>> = {
  tcp_keepalive: { role: 'enabled', unit: 'bool' },
  tcp_keepidle: { role: 'idle', unit: 's', range: [1, 32_767], zero: 'default' },
  tcp_keepintvl: { role: 'interval', unit: 's', range: [1, 32_767], zero: 'default' },
  tcp_keepcnt: { role: 'count', unit: 'n', range: [1, 127], zero: 'default' },
  tcp_user_timeout: { role: 'user-timeout', unit: 'ms' },
}

/** Container images take the keys of pgbouncer.ini as variables: POOL_MODE, PGBOUNCER_TCP_KEEPIDLE. */
function scanPgbouncer(document: Document): readonly Pair[] {
  const pairs = scanPairs(document)
  return pairs.map((pair, index) => {
    const name = VARIABLE.exec(pair.key === 'value' ? (named(pairs, index) ?? '') : pair.key)?.[1]
    return name === undefined ? pair : { ...pair, key: name.toLowerCase() }
  })
}

const VARIABLE = /^(?:PGBOUNCER_)?([A-Z][A-Z_]+)$/

/** The name before a value in a list of variables: `- name: PGBOUNCER_TCP_KEEPIDLE`, then `value: "60"`. */
function named(pairs: readonly Pair[], index: number): string | null {
  const before = pairs[index - 1]
  return before?.key === 'name' ? unquote(before.value) : null
}

/** Sessions that end sooner are cut while somebody still uses them, seconds. */
const SOON_SECONDS = 600

/** PgBouncer: keepalive on by default, zero is "not set", no comments after a value (doc/config.md). */
const pgbouncer: Format = keyFormat({
  id: 'pgbouncer',
  title: 'pgbouncer.ini',
  program: 'PgBouncer',
  traits: POOLER,
  keys: PGBOUNCER_KEYS,
  match: 'exact',
  unknown: { does: 'warns about an unrecognized configuration parameter and does not use it', severity: 'error' },
  strict: true,
  scan: scanPgbouncer,
  lineCommentsOnly: true,
  tolerated: /^(?:PGBOUNCER|POSTGRESQL|[A-Z]+)_\w+$|^keepalives?$/,
  evidence: [
    [/^\s*\[pgbouncer\]/m, 0.95],
    [
      /\b(?:pool_mode|default_pool_size|reserve_pool_size|server_lifetime|max_db_connections|server_check_delay|ignore_startup_parameters|server_reset_query)\b/,
      0.75,
    ],
    [/\bmax_client_conn\b/, 0.6],
    [/^\s*-?\s*["']?(?:PGBOUNCER_)?(?:POOL_MODE|DEFAULT_POOL_SIZE|MAX_CLIENT_CONN|SERVER_IDLE_TIMEOUT)\b/m, 0.8],
    [/\b(?:server_idle_timeout|client_idle_timeout|query_wait_timeout|idle_transaction_timeout)\b/, 0.6],
    [/pgbouncer/i, 0.6],
    [/(?<![\w.>])tcp_keep(?:idle|intvl|cnt)\b/, 0.55],
    [/\w->tcp_keep|CURLOPT/, -0.9],
    [/net\.ipv4|net\.inet|setsockopt|\bno -o\b/, -0.4],
  ],
  extra(collector, pairs) {
    reportTimeout(
      collector,
      pairs,
      'query_timeout',
      's',
      'query-timeout-kills-queries',
      'PgBouncer cancels every query that takes longer than',
      'error',
    )
    reportTimeout(
      collector,
      pairs,
      'client_idle_timeout',
      's',
      'idle-client-disconnect',
      'PgBouncer disconnects a client that sends no query for',
      (value) => (value < SOON_SECONDS ? 'error' : 'warning'),
    )
    reportTimeout(
      collector,
      pairs,
      'idle_transaction_timeout',
      's',
      'idle-in-transaction-timeout',
      'PgBouncer disconnects a client that pauses inside a transaction for',
    )
    reportTimeout(
      collector,
      pairs,
      'transaction_timeout',
      's',
      'query-timeout-kills-queries',
      'PgBouncer ends every transaction that takes longer than',
    )
  },
})

const HAPROXY: Traits = { layer: 'proxy', timers: 'linux', onByDefault: false, defaults: LINUX_DEFAULTS }

const HAPROXY_LINE =
  /(?:^|["'`(])\s*((?:no\s+)?option\s+(?:clitcpka|srvtcpka|tcpka)|clitcpka-\w+|srvtcpka-\w+|tcpka-\w+|timeout\s+(?:client|server|tunnel|clitimeout|srvtimeout)|mode)\b/i

/** HAProxy: a proxy ends TCP, so its own timers count data, and each leg has its own keepalive. */
const haproxy: Format = {
  id: 'haproxy',
  title: 'haproxy.cfg',
  recognises: (document) =>
    weigh(document.sample, [
      [
        /\boption\s+(?:clitcpka|srvtcpka|tcpka|tcplog|httplog|dontlognull|httpchk|pgsql-check|mysql-check|redispatch|http-server-close|http-keep-alive|forwardfor|tcp-check)\b/,
        0.85,
      ],
      [/^\s*(?:frontend|backend|listen|defaults)\b[^\n:{;=]*$/m, 0.5],
      [/^\s*timeout\s+(?:client|server|connect|tunnel|check|queue)\s+\d/m, 0.75],
      [/\b(?:cli|srv)tcpka-(?:idle|intvl|cnt)\b/, 0.9],
      [/haproxy/i, 0.4],
    ]),
  read(document) {
    const collector = new Collector(document, HAPROXY)
    collector.judgeable = true
    let legs = 0
    let client: { line: number; seconds: number } | null = null
    let server: { line: number; seconds: number } | null = null
    let tunnel: { line: number; seconds: number } | null = null
    let http: number | null = null
    let tcp = false
    for (const pair of scanSpacedPairs(document, HAPROXY_LINE)) {
      const key = pair.key.replace(/\s+/g, ' ').toLowerCase()
      if (pair.commented) continue
      if (key.startsWith('option') || key.startsWith('no option')) {
        const on = !key.startsWith('no ')
        const sides = key.endsWith(' tcpka')
          ? 'both legs'
          : key.includes('clitcpka')
            ? 'the leg to the client'
            : 'the leg to the server'
        collector.note(pair.line, pair.key, on ? 'on' : 'off', `keepalive ${on ? 'on' : 'off'} on ${sides}`)
        if (on) legs++
        if (on) collector.state('enabled', 1, { line: pair.line })
        continue
      }
      if (key === 'mode') {
        if (/^http/.test(pair.value)) http = pair.line
        if (/^tcp/.test(pair.value)) tcp = true
        continue
      }
      if (/tcpka-/.test(key)) {
        const role = key.endsWith('-idle')
          ? 'idle'
          : key.endsWith('-intvl')
            ? 'interval'
            : key.endsWith('-cnt')
              ? 'count'
              : null
        if (role === null || key.startsWith('tcpka-')) {
          collector.report(
            'unknown-directive',
            `HAProxy has no ${pair.key}; it has clitcpka-idle, -intvl, -cnt and the same for srvtcpka.`,
            { line: pair.line },
          )
          continue
        }
        const parsed = parseNumber(pair.value)
        if (parsed === null) {
          collector.missed(pair.line)
          continue
        }
        readNumber(
          collector,
          pair,
          { role, unit: role === 'count' ? 'n' : 's', unitWords: true, zero: 'plain' },
          'HAProxy',
          parsed,
        )
        continue
      }
      // HAProxy's timers are in milliseconds unless a unit is written.
      const value = secondsOf(pair, 'ms')
      if (value === null) {
        collector.missed(pair.line)
        continue
      }
      collector.note(
        pair.line,
        pair.key,
        pair.value,
        `${key.slice(8)} side closed after ${seconds(value)} without data`,
      )
      if (parseNumber(pair.value)?.unit === null && value > 0 && value < 10) {
        collector.report(
          'unit-seconds-for-ms',
          `${pair.key} without a unit is in milliseconds: ${pair.value} means ${seconds(value)}.`,
          { line: pair.line, fix: `${(document.lines[pair.line - 1]?.raw ?? '').slice(0, pair.valueEnd)}s` },
        )
      }
      const place = { line: pair.line, seconds: value }
      if (key === 'timeout client') client = shorter(client, place)
      else if (key === 'timeout server') server = shorter(server, place)
      else tunnel = place
    }
    if (http !== null && !tcp && /5432|5439|postgres|pgsql|redshift|6432/i.test(document.code)) {
      collector.report('proxy-mode-http', 'mode http cannot carry the PostgreSQL protocol.', {
        line: http,
        fix: (document.lines[http - 1]?.raw ?? '').replace(/http\b/, 'tcp'),
      })
    } else if (http !== null && !tcp && legs === 0) {
      // A web proxy: nothing here is about a database connection.
      collector.judgeable = false
      collector.skipTiming = true
      return { ...collector.done(), findings: [] }
    }
    // A tunnel timer takes over once data has passed in both directions.
    for (const side of tunnel === null ? [client, server] : [tunnel]) {
      if (side !== null) reportProxyTimer(collector, side.line, side.seconds, 'HAProxy')
    }
    if (legs === 0 && collector.has('idle')) {
      collector.report(
        'keepalive-off',
        'The tcpka values have no effect without option clitcpka or srvtcpka.',
        collector.anchors.idle === undefined ? {} : { line: collector.anchors.idle.line },
      )
      collector.skipTiming = true
    } else if (legs === 0 && collector.findings.some((item) => item.severity === 'error')) collector.skipTiming = true
    return collector.done()
  },
}

function shorter<T extends { readonly seconds: number }>(known: T | null, next: T): T {
  return known === null || next.seconds < known.seconds ? next : known
}

/** Data-only timers of proxies: short ones end queries too. */
function reportProxyTimer(collector: Collector, line: number, value: number, proxy: string): void {
  if (value <= 0 || value >= LONG_ENOUGH_SECONDS) return
  collector.report(
    'proxy-idle-timeout-too-short',
    `${proxy} closes a connection after ${seconds(value)} without data: queries that take longer are cut, and keepalive probes do not count.`,
    { line },
  )
  collector.report(
    'proxy-idle-timeout',
    `${proxy} closes idle sessions after ${seconds(value)}; keepalive probes do not count as data.`,
    { line },
  )
}

/** A directive at the start of a line, or after another one on the same line. */
const NGINX_DIRECTIVE =
  /(?:^|[{;])\s*(proxy_timeout|proxy_socket_keepalive|so_keepalive|keepalive_timeout|proxy_read_timeout|proxy_send_timeout|proxy-stream-timeout|\w*(?:tcp_?keep|keepidle|keepintvl|keepcnt|socket_keepalive|keepalives)\w*)\b/g

/** nginx stream blocks: proxy_timeout is 10 min unless stated and counts reads and writes. */
const nginxStream: Format = {
  id: 'nginx-stream',
  title: 'nginx stream block',
  recognises: (document) =>
    weigh(document.sample, [
      [/^\s*stream\s*\{/m, 0.93],
      [/\bproxy_timeout\s+\d/, 0.85],
      [/\bproxy_socket_keepalive\b/, 0.7],
      [/\blisten\s+[^;\n]*so_keepalive=/, 0.9],
      [/\blisten\s+(?:\S+:)?(?:5432|5439|6432)\b/, 0.7],
      [/proxy-stream-timeout/, 0.85],
      [/^\s*http\s*\{|\blocation\s+[/~^=]|proxy_http_version|proxy_set_header/m, -0.75],
    ]),
  read(document) {
    const collector = new Collector(document, HAPROXY)
    collector.judgeable = true
    let timer: { line: number; seconds: number } | null = null
    for (const pair of scanSpacedPairs(document, NGINX_DIRECTIVE)) {
      if (pair.commented) continue
      if (pair.key === 'proxy_socket_keepalive') {
        const on = parseSwitch(pair.value)
        if (on === null) continue
        collector.note(
          pair.line,
          pair.key,
          pair.value,
          on ? 'keepalive on towards the server' : 'no keepalive towards the server',
        )
        collector.state('enabled', on ? 1 : 0, { line: pair.line })
      } else if (pair.key === 'proxy_timeout' || pair.key === 'proxy-stream-timeout') {
        const value = secondsOf(pair, 's')
        if (value === null) collector.missed(pair.line)
        else {
          collector.note(pair.line, pair.key, pair.value, `closed after ${seconds(value)} without data`)
          timer = shorter(timer, { line: pair.line, seconds: value })
        }
      } else if (/stream\s*\{/.test(document.code) && pair.key !== 'so_keepalive') {
        collector.report(
          'unknown-directive',
          `${pair.key} is no directive of stream blocks; nginx does not start with it.`,
          { line: pair.line },
        )
      }
    }
    for (const line of document.lines) {
      const match = /so_keepalive=(?:(on|off)|(\w*):(\w*):(\d*))/.exec(line.code)
      if (match === null || document.commentLines.has(line.number)) continue
      collector.note(line.number, 'so_keepalive', match[0].slice(13), 'keepalive of the leg to the client')
      if (match[1] !== 'off') collector.state('enabled', 1, { line: line.number })
      const idle = parseNumber(match[2] ?? '')
      const interval = parseNumber(match[3] ?? '')
      if (idle !== null)
        collector.state('idle', idle.value * (idle.unit === 'min' ? 60 : idle.unit === 'h' ? 3600 : 1), {
          line: line.number,
        })
      if (interval !== null)
        collector.state('interval', interval.value * (interval.unit === 'min' ? 60 : 1), { line: line.number })
      if (match[4] !== undefined && match[4] !== '') collector.state('count', Number(match[4]), { line: line.number })
    }
    if (timer === null) {
      const line = document.lines.find((candidate) => /proxy_pass|stream\s*\{/.test(candidate.code))?.number
      collector.report(
        'proxy-idle-timeout',
        'proxy_timeout is not stated and defaults to 10 min: nginx closes connections and running queries that are quiet for longer.',
        { ...(line === undefined ? {} : { line }), severity: 'warning' },
      )
    } else reportProxyTimer(collector, timer.line, timer.seconds, 'nginx')
    return collector.done()
  },
}

const ENVOY_KEYS: Readonly<Record<string, KeySpec>> = {
  keepalive_time: { role: 'idle', unit: 's', unitWords: true },
  keepalive_interval: { role: 'interval', unit: 's', unitWords: true },
  keepalive_probes: { role: 'count', unit: 'n' },
}
const ISTIO_KEYS: Readonly<Record<string, KeySpec>> = {
  time: { role: 'idle', unit: 's', unitWords: true },
  interval: { role: 'interval', unit: 's', unitWords: true },
  probes: { role: 'count', unit: 'n' },
}

/** Envoy clusters and listeners, Istio destination rules. */
const envoy: Format = {
  id: 'envoy',
  title: 'Envoy or Istio',
  recognises: (document) =>
    weigh(document.sample, [
      [/\btcp_?keepalive["']?\s*:\s*\{?\s*["']?(?:keepalive_)?(?:time|probes|interval)["']?\s*:/i, 0.8],
      [/upstream_connection_options|envoy\.|filter_chains|load_assignment|lb_policy|typed_config|TcpProxy/i, 0.75],
      [/DestinationRule|networking\.istio\.io|connectionPool\s*:/, 0.85],
      [/HttpConnectionManager|http_connection_manager/, -0.3],
      [/redis|grpc_keepalive|\bmqtt\b/i, -0.3],
    ]),
  read(document) {
    const collector = new Collector(document, { ...HAPROXY, onByDefault: false })
    const istio = /DestinationRule|tcpKeepalive/.test(document.code)
    const block = document.lines.find(
      (line) => /tcp_?keepalive["']?\s*:/i.test(line.code) && !document.commentLines.has(line.number),
    )
    for (const pair of scanPairs(document)) {
      if (pair.commented) continue
      const spec =
        ENVOY_KEYS[pair.key] ??
        (istio && block !== undefined && pair.line >= block.number && pair.line <= block.number + 4
          ? ISTIO_KEYS[pair.key]
          : undefined)
      if (spec !== undefined) readKey(collector, pair, spec, istio ? 'Istio' : 'Envoy')
      else if (pair.key === 'idle_timeout' || pair.key === 'idleTimeout') {
        const value = secondsOf(pair, 's')
        if (value === null) continue
        collector.note(
          pair.line,
          pair.key,
          pair.value,
          value === 0 ? 'no idle timer' : `closed after ${seconds(value)} without data`,
        )
        reportProxyTimer(collector, pair.line, value, istio ? 'The sidecar' : 'Envoy')
      }
    }
    if (block !== undefined) collector.state('enabled', 1, { line: block.number })
    else if (/tcp_?proxy|DestinationRule/i.test(document.code)) collector.judgeable = true
    return collector.done()
  },
}

const CLOUD_KEYS: readonly { readonly key: RegExp; readonly unit: 's' | 'min'; readonly hop: string }[] = [
  {
    key: /^tcp[._]idle[._]timeout[._]seconds$|^tcp_idle_timeout_seconds$|^TcpIdleTimeoutSeconds$/,
    unit: 's',
    hop: 'the load balancer or firewall',
  },
  {
    key: /^idle_timeout_in_minutes$|^idleTimeoutInMinutes$/,
    unit: 'min',
    hop: 'the Azure load balancer or NAT gateway',
  },
  { key: /^tcp_established_idle_timeout_sec$|^tcpEstablishedIdleTimeoutSec$/, unit: 's', hop: 'Cloud NAT' },
]

/** Cloud hops in Terraform, JSON or CLI form: their idle limit, not keepalive. */
const cloudHop: Format = {
  id: 'cloud-idle-limit',
  title: 'Cloud load balancer or NAT idle limit',
  recognises: (document) =>
    weigh(document.sample, [
      [
        /\b(?:tcp_idle_timeout_seconds|TcpIdleTimeoutSeconds|tcp\.idle_timeout\.seconds|idle_timeout_in_minutes|idleTimeoutInMinutes|tcp_established_idle_timeout_sec|tcpEstablishedIdleTimeoutSec)\b/,
        0.85,
      ],
      [
        /resource\s+"(?:aws_lb_listener|azurerm_nat_gateway|azurerm_lb_rule|google_compute_router_nat|aws_networkfirewall_firewall_policy)"/,
        0.6,
      ],
    ]),
  read(document) {
    const collector = new Collector(document, { ...HAPROXY, onByDefault: null })
    for (const pair of scanPairs(document)) {
      const known = CLOUD_KEYS.find(({ key }) => key.test(pair.key))
      if (known === undefined || pair.commented) continue
      const value = secondsOf(pair, known.unit)
      if (value === null) {
        collector.missed(pair.line)
        continue
      }
      collector.note(pair.line, pair.key, pair.value, `idle limit of ${known.hop}: ${seconds(value)}`)
      if (value <= 350) {
        collector.report(
          'proxy-idle-timeout',
          `${seconds(value)} of silence, and ${known.hop} forgets the connection; keepalive must probe well below that.`,
          { line: pair.line, severity: 'warning' },
        )
      }
    }
    collector.skipTiming = true
    return collector.done()
  },
}

/** Poolers, proxies and cloud hops. */
export const MIDDLE_FORMATS: readonly Format[] = [pgbouncer, haproxy, nginxStream, envoy, cloudHop]
