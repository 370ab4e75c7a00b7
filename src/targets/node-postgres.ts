import { stringLiteral } from '../quoting/source-code.ts'
import { CONNECTION_OPTIONS, clientRecipe, NEXT_HOP_ONLY } from './client.ts'
import { defineTarget, lines, milliseconds, type OptionReader, snippet, step } from './define.ts'
import { LINUX_IDLE_ONLY } from './limits.ts'
import { NODE_FIXED } from './node.ts'

const pool = (option: OptionReader, more: readonly string[]): string =>
  lines(
    "import pg from 'pg'",
    '',
    'export const pool = new pg.Pool({',
    `  host: ${option('host', stringLiteral)},`,
    `  port: ${option('port')},`,
    `  database: ${option('database', stringLiteral)},`,
    `  user: ${option('user', stringLiteral)},`,
    more,
    '})',
  )

/** node-postgres: two options of Client and Pool. */
export const nodePostgres = defineTarget({
  id: 'node-postgres',
  title: 'node-postgres (pg)',
  group: 'Client and driver',
  stack: 'node',
  scope: 'connection',
  summary: 'For Node.js programs that use pg, directly or below an ORM.',
  limits: LINUX_IDLE_ONLY,
  switch: 'settable',
  options: CONNECTION_OPTIONS,
  recipe: (settings, option) =>
    clientRecipe(settings, {
      persist: step(
        'Add both options to the object that makes the pool or the client.',
        snippet(
          'JavaScript',
          'javascript',
          pool(
            option,
            settings.enabled
              ? ['  keepAlive: true,', `  keepAliveInitialDelayMillis: ${milliseconds(settings.idleSeconds)},`]
              : ['  keepAlive: false,'],
          ),
        ),
      ),
      undo: step(
        'Take the two options out. pg then leaves keepalive off.',
        snippet('JavaScript', 'javascript', pool(option, [])),
      ),
      port: option('port'),
      affects: 'Connections of this pool.',
      takesEffect: 'When the program starts again.',
      pitfalls: [
        'keepAlive: true alone uses the system’s idle time: 7200 s on Linux.',
        'The options are not read from the connection URL, and neither are libpq’s names.',
        'The delay is in milliseconds.',
        NEXT_HOP_ONLY,
      ],
      notExpressed: settings.enabled
        ? [NODE_FIXED(settings)]
        : [NODE_FIXED(settings), 'The idle time: it means nothing while keepalive is off.'],
    }),
})
