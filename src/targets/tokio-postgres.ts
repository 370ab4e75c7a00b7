import type { KeepaliveSettings } from '../model/keepalive.ts'
import { conninfoValue } from '../quoting/conninfo.ts'
import { CONNECTION_OPTIONS, clientRecipe, NEXT_HOP_ONLY } from './client.ts'
import { defineTarget, type OptionReader, snippet, step } from './define.ts'
import { LINUX_SOCKET_LIMITS } from './limits.ts'

const base = (option: OptionReader): string =>
  `host=${option('host', conninfoValue)} port=${option('port')} dbname=${option('database', conninfoValue)} user=${option('user', conninfoValue)}`

const keys = (settings: KeepaliveSettings): string =>
  settings.enabled
    ? `keepalives=1 keepalives_idle=${settings.idleSeconds} keepalives_interval=${settings.intervalSeconds} keepalives_retries=${settings.count}`
    : 'keepalives=0'

/** tokio-postgres and the postgres crate: libpq's words with one exception. */
export const tokioPostgres = defineTarget({
  id: 'tokio-postgres',
  title: 'tokio-postgres (Rust)',
  group: 'Client and driver',
  stack: 'linux',
  scope: 'connection',
  summary: 'For Rust programs that use tokio-postgres or the postgres crate, also below deadpool and bb8.',
  limits: LINUX_SOCKET_LIMITS,
  switch: 'settable',
  options: CONNECTION_OPTIONS,
  recipe: (settings, option) =>
    clientRecipe(settings, {
      persist: step(
        'Use this string wherever the program keeps its own.',
        snippet('Connection string', 'text', `${base(option)} ${keys(settings)}\n`),
      ),
      undo: step(
        'Take the keepalives words out of the string. The crate then probes after 2 hours, whatever the system says.',
        snippet('Connection string', 'text', `${base(option)}\n`),
      ),
      port: option('port'),
      affects: 'Connections opened with this string.',
      pitfalls: [
        'The count is called keepalives_retries here. libpq’s keepalives_count is an error.',
        'tcp_user_timeout is in seconds here; libpq’s is in milliseconds.',
        'Lowering the operating system’s idle time has no effect: the crate sets 2 hours on each socket.',
        'sqlx has no keepalive keys and ignores these with a warning.',
        NEXT_HOP_ONLY,
      ],
    }),
})
