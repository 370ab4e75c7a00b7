import { shWord } from '../quoting/sh.ts'
import { urlHost, urlPart } from '../quoting/url.ts'
import { CONNECTION_OPTIONS, clientRecipe } from './client.ts'
import { defineTarget, type OptionReader, snippet, step } from './define.ts'
import { LIBPQ_PITFALLS, LIBPQ_WITHOUT, libpqPairs } from './libpq.ts'
import { LINUX_SOCKET_LIMITS } from './limits.ts'

const base = (option: OptionReader): string =>
  `postgresql://${option('user', urlPart)}@${option('host', urlHost)}:${option('port')}/${option('database', urlPart)}`

/** libpq: a connection URL, for psql, psycopg and everything else built on libpq. */
export const libpqUrl = defineTarget({
  id: 'libpq-url',
  format: 'libpq',
  title: 'libpq connection URL',
  group: 'Client and driver',
  stack: 'linux',
  scope: 'connection',
  summary: 'For psql, psycopg and other programs built on libpq that take a postgresql:// URL.',
  limits: LINUX_SOCKET_LIMITS,
  switch: 'settable',
  options: CONNECTION_OPTIONS,
  recipe: (settings, option) => {
    const query = libpqPairs(settings)
      .map(([key, value]) => `${key}=${value}`)
      .join('&')
    const url = `${base(option)}?${query}`
    return clientRecipe(settings, {
      now: step(
        'Try it with psql: the connection it opens has the values.',
        snippet('Shell', 'sh', `psql ${shWord(url)}\n`),
      ),
      persist: step('Use this URL wherever the program keeps its own.', snippet('Connection URL', 'text', `${url}\n`)),
      undo: step(
        `Take the parameters out of the URL. ${LIBPQ_WITHOUT}`,
        snippet('Connection URL', 'text', `${base(option)}\n`),
      ),
      port: option('port'),
      affects: 'Connections opened with this URL.',
      pitfalls: [
        ...LIBPQ_PITFALLS,
        'Drivers that are not built on libpq take the same URL and ignore these keys (node-postgres) or refuse to connect (asyncpg, pgx, postgres.js).',
      ],
    })
  },
})
