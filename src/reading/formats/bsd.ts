import type { Document } from '../document.ts'
import { Collector, type Evidence, type Format, type KeySpec, readKey, rewriteKey, weigh } from '../format.ts'
import type { Traits } from '../judge.ts'
import { scanNamedValues } from '../sysctl-names.ts'
import { parseNumber, parseSwitch } from '../values.ts'
import { nearestKey } from '../vocabulary.ts'

const NAME =
  /(\bnet[./]inet[./](?:tcp[./])?(?:always_?)?keep\w*|\bnet[./]inet[./]tcp[./]always_\w+|\bkern\.ipc\.keepalive\w*)/g

const INT_MAX = 2_147_483_647

/** One of the systems whose TCP parameters are called net.inet.tcp.*. */
interface Bsd {
  readonly id: string
  readonly title: string
  readonly system: string
  readonly unit: 'ms' | 's' | 'half-s'
  readonly traits: Traits
  readonly evidence: readonly Evidence[]
  readonly idleRange: readonly [number, number]
  readonly intervalRange: readonly [number, number]
  readonly extra?: (collector: Collector) => void
}

function bsdFormat(spec: Bsd): Format {
  const keys: Readonly<Record<string, KeySpec>> = {
    'net.inet.tcp.keepidle': { role: 'idle', unit: spec.unit, range: spec.idleRange },
    'net.inet.tcp.keepintvl': { role: 'interval', unit: spec.unit, range: spec.intervalRange },
    'net.inet.tcp.keepcnt': { role: 'count', unit: 'n', range: [1, INT_MAX] },
  }
  const names = [
    ...Object.keys(keys),
    'net.inet.tcp.keepinit',
    'net.inet.tcp.keepinittime',
    'net.inet.tcp.always_keepalive',
  ]
  return {
    id: spec.id,
    title: spec.title,
    recognises: (document: Document) => weigh(document.sample, spec.evidence),
    read(document) {
      const collector = new Collector(document, spec.traits)
      for (const pair of scanNamedValues(document, NAME)) {
        const name = pair.key.replaceAll('/', '.')
        const key = keys[name]
        if (pair.commented) {
          if (key?.role === 'idle' && !collector.has('idle')) {
            collector.report('commented-out', `${pair.key} stands behind a comment sign; the default applies.`, {
              line: pair.line,
            })
          }
          continue
        }
        if (key !== undefined) {
          readKey(collector, pair, key, spec.system)
          continue
        }
        if (/keepinit(?:time)?$/.test(name)) {
          readConnectTimeout(collector, pair.line, pair.key, pair.value, spec.unit)
          continue
        }
        if (name === 'net.inet.tcp.always_keepalive') {
          const on = parseSwitch(pair.value)
          if (on !== null) {
            collector.note(
              pair.line,
              pair.key,
              pair.value,
              on ? 'keepalive on every TCP connection' : 'programs decide about keepalive',
            )
            // Off means that each program decides, which is the rule on every system but FreeBSD.
            if (on || spec.traits.onByDefault === true) collector.state('enabled', on ? 1 : 0, { line: pair.line })
          }
          continue
        }
        const near = nearestKey(name, names)
        if (near === null) collector.missed(pair.line)
        else {
          collector.report('misspelt-key', `${spec.system} has no ${pair.key}; the name is ${near}.`, {
            line: pair.line,
            fix: rewriteKey(document, pair, near),
          })
        }
      }
      if (
        collector.settings.idleSeconds === undefined &&
        collector.settings.enabled !== undefined &&
        collector.settings.intervalSeconds === undefined
      ) {
        collector.report(
          'os-default-idle',
          'Keepalive is on for every connection, but no idle time is stated: the first probe waits 7,200 s.',
          {},
        )
      }
      spec.extra?.(collector)
      return collector.done()
    },
  }
}

const CONNECT_DEFAULT: Readonly<Record<Bsd['unit'], number>> = { ms: 75_000, s: 75, 'half-s': 150 }

function readConnectTimeout(collector: Collector, line: number, key: string, value: string, unit: Bsd['unit']): void {
  const number = parseNumber(value)?.value
  if (number === undefined) return
  collector.note(line, key, value, 'how long connect() may take; not keepalive')
  if (number !== CONNECT_DEFAULT[unit]) {
    collector.report(
      'connect-timeout-key-changed',
      `${key} is the timeout of connect(), ${CONNECT_DEFAULT[unit].toLocaleString('en-US')} by default; it has nothing to do with idle connections.`,
      { line },
    )
  }
}

const BASE: readonly Evidence[] = [[/\bnet[./]inet[./]tcp[./](?:always_)?keep/, 0.8]]
const FREEBSD =
  /FreeBSD|pfSense|OPNsense|TrueNAS|FreeNAS|\bkern\.(?:maxfiles|ipc\.(?:maxsockbuf|somaxconn|nmbclusters)|maxproc)|\bnet\.inet\.tcp\.(?:sendspace|recvspace|cc\.|msl|syncookies|finwait2|fast_finwait2|tso|sendbuf_|recvbuf_)|\bvfs\.|loader\.conf|\bhw\.|security\.bsd/i
const MAC =
  /macOS|Mac OS|\bOS ?X\b|Darwin|LaunchDaemon|launchctl|plist|Catalina|Big Sur|Ventura|Sonoma|Sequoia|MacBook|homebrew|\bkern\.sysv|Apple/i
const OPENBSD =
  /OpenBSD|keepinittime|\bnet\.inet\.tcp\.(?:rfc1323|mssdflt|slowhz|baddynamic|synbucketlimit)|\bdoas\b|\bddb\./i
const NETBSD = /NetBSD|tcp\.slowhz/i

function notPersistent(collector: Collector, file: RegExp): void {
  const { code } = collector.document
  if (!collector.has('idle') && !collector.has('interval')) return
  const command = /\bsysctl\s+(?:-w\s+)?["']?net\.inet\.tcp\.\w+=/.exec(code)
  if (command === null || file.test(code)) return
  collector.report('not-persistent', 'The command changes the running system only; the values are lost at reboot.', {
    line: code.slice(0, command.index).split('\n').length,
  })
}

/** macOS: sysctl lines, commands, output, and LaunchDaemon property lists. */
export const macosSysctl: Format = bsdFormat({
  id: 'macos-sysctl',
  title: 'macOS sysctl',
  system: 'macOS',
  unit: 'ms',
  traits: {
    layer: 'system',
    timers: 'exact',
    onByDefault: null,
    defaults: { idleSeconds: null, intervalSeconds: 75, count: 8 },
  },
  evidence: [...BASE, [MAC, 0.4], [FREEBSD, -0.25], [OPENBSD, -0.4], [NETBSD, -0.4]],
  idleRange: [1, INT_MAX],
  intervalRange: [1, INT_MAX],
  extra(collector) {
    const { document } = collector
    for (const line of document.lines) {
      if (!/\bsysctl\s+(?:-p|--system)\b/.test(line.code) || document.commentLines.has(line.number)) continue
      collector.report('broken-command', 'sysctl on macOS has no -p and no --system; it reads no file.', {
        line: line.number,
      })
    }
    notPersistent(collector, /plist|LaunchDaemon|launchctl|sysctl\.conf/)
  },
})

/** FreeBSD sysctl lines, in milliseconds; keepalive is on for every socket unless switched off. */
const freebsd: Format = bsdFormat({
  id: 'freebsd-sysctl',
  title: 'FreeBSD sysctl',
  system: 'FreeBSD',
  unit: 'ms',
  traits: {
    layer: 'system',
    timers: 'linux',
    onByDefault: true,
    defaults: { idleSeconds: null, intervalSeconds: 75, count: 8 },
  },
  evidence: [...BASE, [FREEBSD, 0.5], [OPENBSD, -0.4], [MAC, -0.2]],
  idleRange: [1, INT_MAX],
  intervalRange: [1, INT_MAX],
  extra: (collector) => notPersistent(collector, /sysctl\.conf|sysrc/),
})

/** OpenBSD since 7.3: seconds, with narrow bounds and a fixed count of 8. */
const openbsd: Format = bsdFormat({
  id: 'openbsd-sysctl',
  title: 'OpenBSD sysctl',
  system: 'OpenBSD',
  unit: 's',
  traits: {
    layer: 'system',
    timers: 'exact',
    onByDefault: null,
    defaults: { idleSeconds: null, intervalSeconds: 75, count: 8 },
  },
  evidence: [...BASE, [OPENBSD, 0.6], [MAC, -0.3], [/OpenBSD/, 0.6], [FREEBSD, -0.3]],
  idleRange: [1, 36_000],
  intervalRange: [1, 225],
  extra(collector) {
    if (/OpenBSD\s*(?:7\.[3-9]|[89])/i.test(collector.document.code) || !collector.has('idle')) return
    collector.report(
      'unit-ambiguous-half-seconds',
      'OpenBSD counts these values in seconds since 7.3, older releases in another unit. The text does not name the release; they are read as seconds here.',
      {
        ...(collector.anchors.idle === undefined ? {} : { line: collector.anchors.idle.line }),
      },
    )
  },
})

/** NetBSD: half-seconds. */
const netbsd: Format = bsdFormat({
  id: 'netbsd-sysctl',
  title: 'NetBSD sysctl',
  system: 'NetBSD',
  unit: 'half-s',
  traits: {
    layer: 'system',
    timers: 'exact',
    onByDefault: null,
    defaults: { idleSeconds: null, intervalSeconds: 75, count: 8 },
  },
  evidence: [...BASE, [NETBSD, 0.7], [/NetBSD/, 0.5]],
  idleRange: [1, INT_MAX],
  intervalRange: [1, INT_MAX],
})

/** The systems of the BSD family apart from macOS. */
export const BSDS: readonly Format[] = [freebsd, openbsd, netbsd]
