import type { Document } from '../document.ts'
import { Collector, type Format, type KeySpec, readKey, weigh } from '../format.ts'
import type { Traits } from '../judge.ts'
import { scanNamedValues } from '../sysctl-names.ts'
import { parseNumber } from '../values.ts'

const SOLARIS_TRAITS: Traits = {
  layer: 'system',
  timers: 'exact',
  onByDefault: null,
  defaults: { idleSeconds: null, intervalSeconds: 0, count: 0 },
}
/** 10 s to 10 days, in milliseconds (Oracle Solaris 11.4 tuning guide). */
const SOLARIS_IDLE: KeySpec = { role: 'idle', unit: 'ms', range: [10_000, 864_000_000] }

/** Solaris and illumos: ndd and ipadm. What they call the interval is the idle time. */
const solaris: Format = {
  id: 'solaris',
  title: 'Solaris or illumos (ndd, ipadm)',
  recognises: (document: Document) =>
    weigh(document.sample, [
      [/\bndd\s+(?:-set\s+|-get\s+)?\/dev\/tcp/, 0.95],
      [/\bipadm\b[^\n]*_?keepalive/, 0.95],
      [/\b_keepalive_(?:interval|abort_interval)\b/, 0.8],
      [/\btcp_keepalive_(?:abort_)?interval\b/, 0.5],
    ]),
  read(document) {
    const collector = new Collector(document, SOLARIS_TRAITS)
    for (const pair of scanNamedValues(
      document,
      /((?:tcp)?_keepalive_(?:abort_)?interval|tcp_ip_abort_interval|_ip_abort_interval)/g,
    )) {
      if (pair.commented) continue
      if (pair.key.includes('abort')) {
        const value = parseNumber(pair.value)?.value
        if (value !== undefined && pair.key.includes('keepalive')) collector.state('interval', value / 1000)
        if (value !== undefined)
          collector.note(
            pair.line,
            pair.key,
            pair.value,
            pair.key.includes('keepalive')
              ? `gives up ${value / 1000} s after the first unanswered probe`
              : 'gives up on unacknowledged data',
          )
        continue
      }
      readKey(collector, pair, SOLARIS_IDLE, 'Solaris')
    }
    const ndd = document.lines.find(
      (line) => /\bndd\s+-set\b/.test(line.code) && !document.commentLines.has(line.number),
    )
    const temporary = document.lines.find((line) => /\bipadm\s+set-prop\s+(?:\S+\s+)*-t\b/.test(line.code))
    const place = ndd ?? temporary
    if (collector.has('idle') && place !== undefined) {
      collector.report(
        'not-persistent',
        ndd === undefined
          ? 'ipadm -t changes the running system only.'
          : 'ndd changes the running system only; the value is lost at reboot.',
        { line: place.number },
      )
    }
    return collector.done()
  },
}

const AIX_TRAITS: Traits = {
  layer: 'system',
  timers: 'exact',
  onByDefault: null,
  defaults: { idleSeconds: null, intervalSeconds: 75, count: 8 },
}
const AIX_KEYS: Readonly<Record<string, KeySpec>> = {
  tcp_keepidle: { role: 'idle', unit: 'half-s' },
  tcp_keepintvl: { role: 'interval', unit: 'half-s' },
  tcp_keepcnt: { role: 'count', unit: 'n' },
}

/** AIX network options, in half-seconds. */
const aix: Format = {
  id: 'aix',
  title: 'AIX (no)',
  recognises: (document: Document) =>
    weigh(document.sample, [
      [/(?:^|[\s;&])(?:\/usr\/sbin\/)?no\s+(?:-[a-zA-Z]+\s+)*-?[aoLpr]+\b/m, 0.5],
      [/\bno\s+(?:-[a-zA-Z]\s+)*-[poL]*o?\s*["']?tcp_keep/, 0.9],
      [/\btcp_keepinit\b/, 0.8],
      [/^\s*tcp_keep(?:idle|intvl|cnt)\s*=?\s*\d+/m, 0.5],
      [/\bAIX\b/, 0.7],
      [/\[pgbouncer\]|pool_mode|listen_port|auth_type|max_client_conn|default_pool_size/, -0.95],
      [/net\.inet|net\.ipv4|socket\.|setsockopt/, -0.7],
    ]),
  read(document) {
    const collector = new Collector(document, AIX_TRAITS)
    for (const pair of scanNamedValues(document, /\b(tcp_keep(?:idle|intvl|cnt|init))\b/g)) {
      if (pair.commented) continue
      const spec = AIX_KEYS[pair.key]
      if (spec !== undefined) readKey(collector, pair, spec, 'AIX')
      else {
        const value = parseNumber(pair.value)?.value
        collector.note(pair.line, pair.key, pair.value, 'how long connect() may take; not keepalive')
        if (value !== undefined && value !== 150) {
          collector.report(
            'connect-timeout-key-changed',
            'tcp_keepinit is the timeout of connect(), 150 half-seconds by default.',
            { line: pair.line },
          )
        }
      }
    }
    const temporary = document.lines.find(
      (line) => /\bno\s+-o\s*["']?tcp_keep\w+\s*=/.test(line.code) && !document.commentLines.has(line.number),
    )
    if (temporary !== undefined) {
      collector.report(
        'not-persistent',
        'no -o changes the running system only; no -p -o also keeps the value at reboot.',
        {
          line: temporary.number,
          fix: temporary.raw.replace(/\bno\s+-o/, 'no -p -o'),
        },
      )
    }
    return collector.done()
  },
}

/** Unix systems with their own commands. */
export const UNIXES: readonly Format[] = [solaris, aix]
