import { sqlIdentifier } from '../quoting/sql.ts'
import { defineTarget, lines, snippet, step } from './define.ts'
import { LINUX_SOCKET_LIMITS } from './limits.ts'
import { askServer, SERVER_PITFALLS, serverParameters } from './postgresql.ts'

/** PostgreSQL: the server's keepalive for one role. */
export const postgresqlRole = defineTarget({
  id: 'postgresql-role',
  format: 'postgresql',
  title: 'PostgreSQL server (one role)',
  group: 'Server',
  stack: 'linux',
  scope: 'server',
  summary: 'For one account on a PostgreSQL server, such as a loader’s. Works on managed services too.',
  limits: LINUX_SOCKET_LIMITS,
  switch: 'always-on',
  options: [{ id: 'role', label: 'Role', placeholder: 'loader', defaultValue: 'loader', maxLength: 63 }],
  recipe: (settings, option) => {
    const role = option('role', sqlIdentifier)
    return {
      now: step(
        'For the current session only, to try the values.',
        snippet('psql', 'sql', lines(serverParameters(settings).map(([name, value]) => `SET ${name} = ${value};`))),
      ),
      persist: step(
        'Stores the values as defaults of the role.',
        snippet(
          'psql',
          'sql',
          lines(serverParameters(settings).map(([name, value]) => `ALTER ROLE ${role} SET ${name} = ${value};`)),
          { filename: 'tcp-keepalive.sql' },
        ),
      ),
      verify: step('Log in as the role and ask.', askServer(settings)),
      undo: step(
        'Takes the defaults away.',
        snippet('psql', 'sql', lines(serverParameters(settings).map(([name]) => `ALTER ROLE ${role} RESET ${name};`))),
      ),
      affects: `Connections over TCP that log in as ${role}.`,
      runAs: 'the role itself, or one that may alter it',
      takesEffect: 'For sessions that start afterwards.',
      pitfalls: [...SERVER_PITFALLS, 'They are defaults: the session can set other values.'],
      notExpressed: [],
    }
  },
})
