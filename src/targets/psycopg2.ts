import { CONNECTION_OPTIONS, clientRecipe } from './client.ts'
import { defineTarget, lines, snippet, step } from './define.ts'
import { LIBPQ_PITFALLS, LIBPQ_WITHOUT } from './libpq.ts'
import { LINUX_SOCKET_LIMITS } from './limits.ts'
import { PSYCOPG_PITFALLS, psycopgCall, psycopgPlain } from './python.ts'

/** psycopg 2: keyword arguments of connect(), passed on to libpq. */
export const psycopg2 = defineTarget({
  id: 'psycopg2',
  format: 'psycopg',
  title: 'psycopg 2 (Python)',
  group: 'Client and driver',
  stack: 'linux',
  scope: 'connection',
  summary: 'For Python programs that use psycopg2, Redshift included.',
  limits: LINUX_SOCKET_LIMITS,
  switch: 'settable',
  options: CONNECTION_OPTIONS,
  recipe: (settings, option) =>
    clientRecipe(settings, {
      persist: step(
        'Add the keepalives arguments to the call that connects.',
        snippet('Python', 'python', lines(psycopgCall('psycopg2', settings, option))),
      ),
      undo: step(
        `Take the arguments out of the call. ${LIBPQ_WITHOUT}`,
        snippet('Python', 'python', lines(psycopgPlain('psycopg2', option))),
      ),
      port: option('port'),
      affects: 'Connections opened by this call.',
      pitfalls: [...PSYCOPG_PITFALLS, ...LIBPQ_PITFALLS],
    }),
})
