import { PORT_OPTION } from './client.ts'
import { defineTarget, lines, snippet, step } from './define.ts'
import { LINUX_SOCKET_LIMITS } from './limits.ts'
import { ssSnippet } from './linux.ts'

/** PgBouncer: keepalive of its client and server sockets. */
export const pgbouncer = defineTarget({
  id: 'pgbouncer',
  title: 'PgBouncer',
  group: 'Pooler and proxy',
  stack: 'linux',
  scope: 'server',
  summary: 'For a pool between programs and database: keeps both legs alive, which the client’s own keepalive cannot.',
  limits: LINUX_SOCKET_LIMITS,
  switch: 'settable',
  options: [PORT_OPTION],
  recipe: (settings, option) => {
    const keys = settings.enabled
      ? [
          'tcp_keepalive = 1',
          `tcp_keepidle = ${settings.idleSeconds}`,
          `tcp_keepintvl = ${settings.intervalSeconds}`,
          `tcp_keepcnt = ${settings.count}`,
        ]
      : ['tcp_keepalive = 0']
    return {
      now: step(
        'After the change below, let PgBouncer read its file.',
        snippet('PgBouncer’s admin console', 'sql', 'RELOAD;\n', {
          note: 'psql -p 6432 pgbouncer opens the console. Open connections keep their old values.',
        }),
      ),
      persist: step(
        'Set the keys in the [pgbouncer] section.',
        snippet('pgbouncer.ini', 'ini', lines('[pgbouncer]', keys), { path: '/etc/pgbouncer/pgbouncer.ini' }),
      ),
      verify: step(
        'Ask PgBouncer, then look at its server connections.',
        snippet('PgBouncer’s admin console', 'sql', 'SHOW CONFIG;\n', {
          note: `The rows tcp_keepalive, tcp_keepidle, tcp_keepintvl and tcp_keepcnt show ${settings.enabled ? `1, ${settings.idleSeconds}, ${settings.intervalSeconds} and ${settings.count}` : '0'}.`,
        }),
        ssSnippet(settings, option('port')),
      ),
      undo: step(
        'Delete the keys. The defaults are tcp_keepalive = 1 and the system’s times.',
        snippet('PgBouncer’s admin console', 'sql', 'RELOAD;\n'),
      ),
      affects: 'PgBouncer’s connections to clients and to servers.',
      runAs: 'whoever may edit pgbouncer.ini and use the admin console',
      takesEffect: 'For connections opened after the reload.',
      pitfalls: [
        'A key PgBouncer does not know stops it at start.',
        'A comment needs a line of its own: after a value it becomes part of it.',
        'server_idle_timeout, client_idle_timeout and query_wait_timeout close connections on purpose. Keepalive does not change them.',
        'tcp_user_timeout is in milliseconds, the others in seconds.',
      ],
      notExpressed: settings.enabled
        ? []
        : ['Idle time, interval and count: they mean nothing while keepalive is off.'],
    }
  },
})
