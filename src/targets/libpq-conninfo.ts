import { conninfoValue } from '../quoting/conninfo.ts'
import { shWord } from '../quoting/sh.ts'
import { CONNECTION_OPTIONS, clientRecipe } from './client.ts'
import { defineTarget, type OptionReader, snippet, step } from './define.ts'
import { LIBPQ_PITFALLS, LIBPQ_WITHOUT, libpqPairs } from './libpq.ts'
import { LINUX_SOCKET_LIMITS } from './limits.ts'

const base = (option: OptionReader): string =>
  [
    `host=${option('host', conninfoValue)}`,
    `port=${option('port')}`,
    `dbname=${option('database', conninfoValue)}`,
    `user=${option('user', conninfoValue)}`,
  ].join(' ')

/** libpq: a keyword=value connection string. */
export const libpqConninfo = defineTarget({
  id: 'libpq-conninfo',
  format: 'libpq',
  title: 'libpq connection string (host=… port=…)',
  group: 'Client and driver',
  stack: 'linux',
  scope: 'connection',
  summary: 'For psql, psycopg and other programs built on libpq that take a keyword=value string.',
  limits: LINUX_SOCKET_LIMITS,
  switch: 'settable',
  options: CONNECTION_OPTIONS,
  recipe: (settings, option) => {
    const words = libpqPairs(settings).map(([key, value]) => `${key}=${value}`)
    const conninfo = `${base(option)} ${words.join(' ')}`
    return clientRecipe(settings, {
      now: step(
        'Try it with psql: the connection it opens has the values.',
        snippet('Shell', 'sh', `psql ${shWord(conninfo)}\n`),
      ),
      persist: step(
        'Use this string wherever the program keeps its own.',
        snippet('Connection string', 'text', `${conninfo}\n`),
      ),
      undo: step(
        `Take the parameters out of the string. ${LIBPQ_WITHOUT}`,
        snippet('Connection string', 'text', `${base(option)}\n`),
      ),
      port: option('port'),
      affects: 'Connections opened with this string.',
      pitfalls: LIBPQ_PITFALLS,
    })
  },
})
