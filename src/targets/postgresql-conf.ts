import { defineTarget, lines, snippet, step } from './define.ts'
import { LINUX_SOCKET_LIMITS } from './limits.ts'
import { askServer, SERVER_PITFALLS, serverParameters } from './postgresql.ts'

/** PostgreSQL: the server's own keepalive in postgresql.conf. */
export const postgresqlConf = defineTarget({
  id: 'postgresql-conf',
  format: 'postgresql',
  title: 'PostgreSQL server (postgresql.conf)',
  group: 'Server',
  stack: 'linux',
  scope: 'server',
  summary: 'For a PostgreSQL server you run: it probes every client, whatever driver the client uses.',
  limits: LINUX_SOCKET_LIMITS,
  switch: 'always-on',
  options: [],
  recipe: (settings) => ({
    now: step(
      'After the change below, let the server read its files.',
      snippet('psql, as a superuser', 'sql', 'SELECT pg_reload_conf();\n', { expectedOutput: 't' }),
    ),
    persist: step(
      'Set the parameters in postgresql.conf or a file of conf.d.',
      snippet(
        'postgresql.conf',
        'properties',
        lines(serverParameters(settings).map(([name, value]) => `${name} = ${value}`)),
        {
          path: 'postgresql.conf',
          filename: 'tcp-keepalive.conf',
        },
      ),
    ),
    verify: step('The server shows the values and where they came from.', askServer(settings)),
    undo: step(
      'Delete the lines, or set them to 0: the operating system’s values apply then.',
      snippet('psql, as a superuser', 'sql', 'SELECT pg_reload_conf();\n', { expectedOutput: 't' }),
    ),
    affects: 'Every connection to this server over TCP.',
    runAs: 'whoever may edit postgresql.conf, and a superuser for the reload',
    takesEffect:
      'For sessions that start after the reload; open sessions take the values as well, at the reload (unconfirmed).',
    pitfalls: [...SERVER_PITFALLS, 'A value set with ALTER SYSTEM, ALTER DATABASE or ALTER ROLE wins over this file.'],
    notExpressed: [],
  }),
})
