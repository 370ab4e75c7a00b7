import type { KeepaliveSettings } from '../model/keepalive.ts'
import { snippet } from './define.ts'
import type { Snippet } from './target.ts'

/** The server's parameters with the values for `settings`. */
export const serverParameters = (settings: KeepaliveSettings): readonly (readonly [name: string, value: string])[] => [
  ['tcp_keepalives_idle', String(settings.idleSeconds)],
  ['tcp_keepalives_interval', String(settings.intervalSeconds)],
  ['tcp_keepalives_count', String(settings.count)],
]

/** Asks the server over TCP. */
export const askServer = (settings: KeepaliveSettings): Snippet =>
  snippet(
    'In a new session over TCP',
    'sql',
    "SELECT name, setting FROM pg_settings WHERE name LIKE 'tcp_keepalives%' ORDER BY name;\n",
    {
      expectedOutput: `tcp_keepalives_count    | ${settings.count}\ntcp_keepalives_idle     | ${settings.idleSeconds}\ntcp_keepalives_interval | ${settings.intervalSeconds}`,
      note: 'Over a Unix-domain socket all three read 0.',
    },
  )

/** What goes wrong with the server's parameters wherever they are set. */
export const SERVER_PITFALLS: readonly string[] = [
  'Redshift has no such parameters. There only the client can send probes.',
  'Above 32,767 s (or a count above 127) the server accepts the value, the kernel refuses it, and only the server’s log says so.',
  'With PgBouncer or another proxy in between, the server probes the proxy.',
  'The server’s probes keep the path open as well as the client’s; a client without keepalive still does not notice a dead server.',
]
