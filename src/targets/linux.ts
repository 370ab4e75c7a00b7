import type { KeepaliveSettings } from '../model/keepalive.ts'
import { snippet } from './define.ts'
import type { Snippet } from './target.ts'

/** The three sysctls of Linux with the value for `settings`, in the order the kernel's documentation lists them. */
export function linuxSysctls(settings: KeepaliveSettings): readonly (readonly [name: string, value: string])[] {
  return [
    ['net.ipv4.tcp_keepalive_time', String(settings.idleSeconds)],
    ['net.ipv4.tcp_keepalive_intvl', String(settings.intervalSeconds)],
    ['net.ipv4.tcp_keepalive_probes', String(settings.count)],
  ]
}

/** Values of a network namespace in which nothing was set (compiled into the kernel). */
export const LINUX_DEFAULTS: KeepaliveSettings = { enabled: false, idleSeconds: 7200, intervalSeconds: 75, count: 9 }

/** `name=value` words for sysctl -w. */
export const sysctlWords = (settings: KeepaliveSettings, separator = ' '): string =>
  linuxSysctls(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join(separator)

/** What `sysctl name name name` prints for `settings`. */
export const sysctlOutput = (settings: KeepaliveSettings): string =>
  linuxSysctls(settings)
    .map(([name, value]) => `${name} = ${value}`)
    .join('\n')

/** The command that prints the three values. */
export const SYSCTL_QUERY =
  'sysctl net.ipv4.tcp_keepalive_time net.ipv4.tcp_keepalive_intvl net.ipv4.tcp_keepalive_probes'

/** How ss prints a keepalive timer with `seconds` left. */
export function ssTimer(seconds: number): string {
  const whole = Math.max(1, Math.floor(seconds))
  const minutes = Math.floor(whole / 60)
  if (minutes > 9) return `${minutes}min`
  if (minutes > 0) return `${minutes}min${whole % 60 > 0 ? `${whole % 60}sec` : ''}`
  return `${whole}sec`
}

/** The check that a live socket of a Linux machine has an armed keepalive timer, on the port of the database. */
export function ssSnippet(settings: KeepaliveSettings, port = '5439'): Snippet {
  const title = 'On the client (Linux), while a connection is open'
  const command = `ss -tno state established '( dport = :${port} )'\n`
  if (!settings.enabled)
    return snippet(title, 'sh', command, { note: 'No timer:(keepalive,…) in the line: keepalive is off.' })
  return snippet(title, 'sh', command, {
    expectedOutput: `timer:(keepalive,${ssTimer(settings.idleSeconds - 1)},0)`,
    note: `The timer counts down from ${settings.idleSeconds.toLocaleString('en')} s. No timer in the line means keepalive is off on that socket.`,
  })
}

/** The flag no sysctl can set: said wherever only the numbers are set. */
export const SOCKET_DECIDES =
  'Whether a socket uses keepalive at all (SO_KEEPALIVE): the program decides. libpq clients switch it on; pgjdbc, node-postgres, Npgsql and asyncpg leave it off until told.'
