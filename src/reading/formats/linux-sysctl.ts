import type { Document } from '../document.ts'
import { Collector, type Evidence, type Format, type KeySpec, readKey, rewriteKey, weigh } from '../format.ts'
import { LINUX_DEFAULTS, type Traits } from '../judge.ts'
import type { Pair } from '../pairs.ts'
import { scanNamedValues } from '../sysctl-names.ts'
import { parseNumber } from '../values.ts'
import { nearestKey } from '../vocabulary.ts'

const TRAITS: Traits = { layer: 'system', timers: 'linux', onByDefault: null, defaults: LINUX_DEFAULTS }

/** Largest value the kernel takes whatever its CONFIG_HZ: INT_MAX / 1000 (proc_dointvec_jiffies). */
const MAX_JIFFIES_SECONDS = 2_147_483

const KEYS: Readonly<Record<string, KeySpec>> = {
  tcp_keepalive_time: { role: 'idle', unit: 's', range: [1, MAX_JIFFIES_SECONDS] },
  tcp_keepalive_intvl: { role: 'interval', unit: 's', range: [1, MAX_JIFFIES_SECONDS] },
  tcp_keepalive_probes: { role: 'count', unit: 'n', range: [1, 255] },
}
const NAMES = Object.keys(KEYS)

/**
 * Kernel names in every spelling: dotted, as a path, and the camel case of cloud APIs. The prefix is required,
 * because `tcp_keepalive_time` alone is also a key of other programs.
 */
const NAME =
  /((?:net[./]ipv[46][./]|\/proc\/sys\/net\/ipv[46]\/|\bipv4[./]|\bnet[./](?:core[./]|tcp[./])?|(?<![\w.])net_ipv4_)(?:tcp[_.]?)?(?:keep[\w-]*|retries2)|netIpv4Tcp[Kk]eep\w*)/g

const CAMEL: Readonly<Record<string, string>> = {
  netIpv4TcpKeepaliveTime: 'tcp_keepalive_time',
  netIpv4TcpKeepaliveProbes: 'tcp_keepalive_probes',
  // The spelling of the Azure API, lower-case k included.
  netIpv4TcpkeepaliveIntvl: 'tcp_keepalive_intvl',
}

/** What a Linux kernel parameter name means: its key, or why it is none. */
function identify(name: string): { key: string } | { whole: string | null } {
  const camel = CAMEL[name]
  if (camel !== undefined) return { key: camel }
  if (name.startsWith('netIpv4')) return { whole: nearestKey(name, Object.keys(CAMEL)) }
  const last = name.replace(/^.*ipv4[./_]/, '')
  const well = /(?:^net[./_]ipv4[./_]|\/proc\/sys\/net\/ipv4\/)/.test(name)
  if (well && (NAMES.includes(last) || last === 'tcp_retries2')) return { key: last }
  const tail = name.replace(/^(?:\/proc\/sys\/)?net[./_](?:ipv[46][./_]|core[./_]|tcp[./_])?|^ipv4[./]/, '')
  const words: readonly [RegExp, string][] = [
    [/time|idle/i, 'tcp_keepalive_time'],
    [/int|interval/i, 'tcp_keepalive_intvl'],
    [/prob|count|cnt|retr/i, 'tcp_keepalive_probes'],
  ]
  const near =
    nearestKey(tail, NAMES) ?? words.find(([word]) => word.test(tail.replace(/^tcp_?keep_?a?live/i, '')))?.[1] ?? null
  return { whole: near === null ? null : `net.ipv4.${near}` }
}

/** Reads every Linux keepalive parameter of a text, however it is wrapped, into the collector. */
export function readLinuxParameters(collector: Collector): readonly Pair[] {
  const { document } = collector
  const pairs = scanNamedValues(document, NAME)
  const isCommand = /\bsysctl\s+(?:-\S+\s+)*-?-?w|>\s*\/proc\/sys/.test(document.code)
  const before = new Map<string, Pair>()
  for (const pair of pairs) {
    const what = identify(pair.key)
    if (!('key' in what)) {
      if (pair.commented) continue
      reportStrange(collector, pair, what.whole)
      continue
    }
    const { key } = what
    if (pair.commented) continue
    if (key === 'tcp_retries2') {
      readRetries(collector, pair)
      continue
    }
    const spec = KEYS[key]
    if (spec === undefined) continue
    const earlier = before.get(key)
    if (earlier !== undefined && earlier.value !== pair.value && !isCommand && collector.findings.length < 100) {
      collector.report(
        'duplicate-key',
        `${pair.key} is stated on line ${earlier.line} too, as ${earlier.value}; the last one counts.`,
        { line: pair.line },
      )
    }
    before.set(key, pair)
    const value = parseNumber(pair.value)
    if (value !== null && /^-?\d/.test(value.trailing)) {
      collector.report('broken-command', `The kernel reads only the first number of "${pair.value}" for ${pair.key}.`, {
        line: pair.line,
        severity: 'warning',
      })
    }
    readKey(collector, pair, spec, 'the Linux kernel')
    if (
      /^\s+#\s*\S/.test(pair.rest) &&
      !isCommand &&
      /^\s*[\w./]+\s*=/.test(document.lines[pair.line - 1]?.code ?? '')
    ) {
      collector.report(
        'trailing-comment-in-value',
        'sysctl files know comments only on lines of their own; the text after the number is handed to the kernel.',
        {
          line: pair.line,
          severity: 'warning',
          fix: (document.lines[pair.line - 1]?.raw ?? '').slice(0, pair.valueEnd),
        },
      )
    }
  }
  reportCommented(collector, pairs)
  return pairs
}

function reportCommented(collector: Collector, pairs: readonly Pair[]): void {
  if (collector.has('idle')) return
  const pair = pairs.find((candidate) => {
    const what = identify(candidate.key)
    return candidate.commented && 'key' in what && what.key === 'tcp_keepalive_time'
  })
  if (pair === undefined) return
  const raw = collector.document.lines[pair.line - 1]?.raw ?? ''
  collector.report('commented-out', `${pair.key} stands behind a comment sign; the default of 7,200 s applies.`, {
    line: pair.line,
    fix: raw.replace(/^(\s*)(?:#+|;+|\/\/+)\s?/, '$1'),
  })
}

function reportStrange(collector: Collector, pair: Pair, whole: string | null): void {
  const ipv6 = pair.key.includes('ipv6')
  if (ipv6) {
    collector.report('unknown-key', `There is no ${pair.key}: net.ipv4.tcp_keepalive_* rule IPv6 connections too.`, {
      line: pair.line,
      fix: rewriteKey(collector.document, pair, pair.key.replace('ipv6', 'ipv4')),
    })
    return
  }
  if (whole === null) {
    collector.report('unknown-key', `The kernel has no parameter ${pair.key}.`, { line: pair.line })
    return
  }
  // A neighbour that is spelt well keeps the keepalive working, with one default in place of the intended value.
  const time = whole.endsWith('time') || whole.endsWith('Time')
  collector.report('misspelt-key', `There is no ${pair.key}; the name is ${whole}. The line has no effect.`, {
    line: pair.line,
    severity: time ? 'error' : 'warning',
    fix: rewriteKey(
      collector.document,
      pair,
      pair.key.includes('/') ? `/proc/sys/${whole.replaceAll('.', '/')}` : whole,
    ),
  })
}

function readRetries(collector: Collector, pair: Pair): void {
  const value = parseNumber(pair.value)?.value
  if (value === undefined) return
  collector.note(pair.line, pair.key, pair.value, `gives up on unacknowledged data after ${value} retransmissions`)
  if (value < 8) {
    collector.report(
      'tcp-retries2-too-low',
      `${pair.key} = ${value}: data in flight is given up in less than the 100 s RFC 1122 asks for.`,
      { line: pair.line },
    )
  }
}

/** Ways of setting that do not outlive a reboot, and the files that do. */
function reportScope(collector: Collector): void {
  const { code, lines } = collector.document
  if (!collector.has('idle') && !collector.has('interval') && !collector.has('count')) return
  const command = /\bsysctl\s+(?:-\w+\s+)*(?:-w|--write)\b|>\s*\/proc\/sys\/net|tee\s+\/proc\/sys\/net/.exec(code)
  const file = /\/etc\/sysctl|sysctl\.d|\bsysctl\s+(?:-p|--system)/.exec(code)
  if (command !== null && file === null) {
    const line = code.slice(0, command.index).split('\n').length
    collector.report('not-persistent', 'The command changes the running kernel only; the values are lost at reboot.', {
      line,
    })
  } else if (/\/etc\/sysctl\.conf/.test(code) && !/sysctl\.d/.test(code)) {
    const line = lines.find((candidate) => candidate.code.includes('/etc/sysctl.conf'))?.number
    collector.report(
      'not-persistent',
      'systemd does not read /etc/sysctl.conf by itself and Debian 13 no longer honours it; a file in /etc/sysctl.d is read everywhere.',
      line === undefined ? {} : { line },
    )
  }
}

/** `sysctl -w name = value` with blanks is three arguments, and sysctl -p takes a file. */
function reportBrokenCommand(collector: Collector): void {
  for (const line of collector.document.lines) {
    if (!line.code.includes('sysctl') || collector.document.commentLines.has(line.number)) continue
    if (
      /\bsysctl\s+(?:-w\s+)?["']?net[./]ipv4[./]tcp_\w+\s+=\s*\d|\bsysctl\s+(?:-w\s+)?["']?net[./]ipv4[./]tcp_\w+=\s+\d/.test(
        line.code,
      ) &&
      !/["'][^"']*\s=\s/.test(line.code)
    ) {
      collector.report('broken-command', 'sysctl wants name=value without blanks around the equals sign.', {
        line: line.number,
        fix: line.raw.replace(/(tcp_\w+)\s*=\s*(\d)/g, '$1=$2'),
      })
    } else if (/\bsysctl\s+-w\s+net[./]ipv4[./]tcp_\w+\s+\d/.test(line.code)) {
      collector.report('broken-command', 'sysctl -w wants name=value with an equals sign.', {
        line: line.number,
        fix: line.raw.replace(/(tcp_\w+)\s+(\d)/g, '$1=$2'),
      })
    }
  }
}

/** Signs that the machine is a node of a cluster: its pods have network namespaces of their own. */
const CLUSTER_NODE =
  /net\.bridge\.bridge-nf-call|\bkube(?:let|adm|ctl|-proxy|rnetes)|\/k8s[\w-]*\.conf|\bk3s\b|\bEKS\b|\bGKE\b|nodeadm|bootstrap\.sh|karpenter/i

function reportNodeScope(collector: Collector): void {
  const { document } = collector
  if (!collector.has('idle') && !collector.has('interval') && !collector.has('count')) return
  const line = document.lines.find((candidate) => CLUSTER_NODE.test(candidate.code))?.number
  if (line === undefined) return
  collector.report(
    'host-sysctl-not-inherited-by-pods',
    'These values reach the node’s own network namespace; pods start from 7,200 s unless they carry the sysctls themselves.',
    { line },
  )
}

/** A format that carries Linux kernel parameters inside something else. */
export interface LinuxCarrier {
  readonly id: string
  readonly title: string
  readonly evidence: readonly Evidence[]
  readonly extra?: (collector: Collector, pairs: readonly Pair[]) => void
}

/** Makes the format of a carrier of Linux kernel parameters. */
export function linuxCarrier({ id, title, evidence, extra }: LinuxCarrier): Format {
  return {
    id,
    title,
    recognises: (document: Document) => weigh(document.sample, evidence),
    read(document) {
      const collector = new Collector(document, TRAITS)
      const pairs = readLinuxParameters(collector)
      extra?.(collector, pairs)
      return collector.done()
    },
  }
}

/** sysctl.conf and sysctl.d files, `sysctl -w`, `sysctl -a`, writes to /proc/sys, and the tools that manage them. */
export const linuxSysctl = linuxCarrier({
  id: 'linux-sysctl',
  title: 'Linux sysctl',
  evidence: [
    [/net[./]ipv[46][./](?:tcp_)?keep\w*/, 0.87],
    [/\/proc\/sys\/net\/ipv4\/tcp_keep/, 0.9],
    [/(?<![\w.])ipv4\.tcp_?keep\w*|\bnet\.(?:tcp|core)\.tcp_?keep\w*/, 0.7],
    [/net[./]ipv4[./]tcp_retries2/, 0.7],
    [/^\s*(?:net|vm|kernel|fs)\.[\w.-]+\s*=\s*\S/m, 0.35],
  ],
  extra(collector) {
    reportBrokenCommand(collector)
    reportScope(collector)
    reportNodeScope(collector)
  },
})
