import { defineTarget, lines, snippet, step } from './define.ts'
import { LINUX_SOCKET_LIMITS } from './limits.ts'
import { askServer, SERVER_PITFALLS, serverParameters } from './postgresql.ts'

/** PostgreSQL: the server's own keepalive by SQL. */
export const postgresqlAlterSystem = defineTarget({
  id: 'postgresql-alter-system',
  format: 'postgresql',
  title: 'PostgreSQL server (ALTER SYSTEM)',
  group: 'Server',
  stack: 'linux',
  scope: 'server',
  summary: 'For a PostgreSQL server you reach as a superuser but whose files you cannot edit.',
  limits: LINUX_SOCKET_LIMITS,
  switch: 'always-on',
  options: [],
  recipe: (settings) => {
    const set = lines(
      serverParameters(settings).map(([name, value]) => `ALTER SYSTEM SET ${name} = ${value};`),
      'SELECT pg_reload_conf();',
    )
    return {
      now: step(
        'For your own session only, to try the values.',
        snippet('psql', 'sql', lines(serverParameters(settings).map(([name, value]) => `SET ${name} = ${value};`))),
      ),
      persist: step(
        'Writes the values to postgresql.auto.conf and reloads.',
        snippet('psql, as a superuser', 'sql', set, { filename: 'tcp-keepalive.sql' }),
      ),
      verify: step('The server shows the values and where they came from.', askServer(settings)),
      undo: step(
        'Takes the values out of postgresql.auto.conf.',
        snippet(
          'psql, as a superuser',
          'sql',
          lines(
            serverParameters(settings).map(([name]) => `ALTER SYSTEM RESET ${name};`),
            'SELECT pg_reload_conf();',
          ),
        ),
      ),
      affects: 'Every connection to this server over TCP.',
      runAs: 'a superuser',
      takesEffect: 'For sessions that start after the reload.',
      pitfalls: [
        ...SERVER_PITFALLS,
        'Managed services refuse ALTER SYSTEM. Use their parameter groups: Amazon RDS and Aurora already come with 300, 30 and 2.',
        'A value set for the database or the role wins over this one.',
      ],
      notExpressed: [],
    }
  },
})
