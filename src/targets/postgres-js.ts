import { stringLiteral } from '../quoting/source-code.ts'
import { CONNECTION_OPTIONS, clientRecipe, NEXT_HOP_ONLY } from './client.ts'
import { defineTarget, lines, type OptionReader, snippet, step } from './define.ts'
import { LINUX_IDLE_ONLY } from './limits.ts'
import { NODE_FIXED } from './node.ts'

const client = (option: OptionReader, more: readonly string[]): string =>
  lines(
    "import postgres from 'postgres'",
    '',
    'export const sql = postgres({',
    `  host: ${option('host', stringLiteral)},`,
    `  port: ${option('port')},`,
    `  database: ${option('database', stringLiteral)},`,
    `  username: ${option('user', stringLiteral)},`,
    more,
    '})',
  )

/** postgres.js: the keep_alive option. */
export const postgresJs = defineTarget({
  id: 'postgres-js',
  title: 'postgres.js',
  group: 'Client and driver',
  stack: 'node',
  scope: 'connection',
  summary: 'For Node.js programs that use the package postgres.',
  limits: LINUX_IDLE_ONLY,
  switch: 'settable',
  options: CONNECTION_OPTIONS,
  recipe: (settings, option) =>
    clientRecipe(settings, {
      persist: step(
        'Add the option to the call. It is in seconds.',
        snippet(
          'JavaScript',
          'javascript',
          client(option, [`  keep_alive: ${settings.enabled ? settings.idleSeconds : 'null'},`]),
        ),
      ),
      undo: step(
        'Take the option out. postgres.js then probes after 60 s.',
        snippet('JavaScript', 'javascript', client(option, [])),
      ),
      port: option('port'),
      affects: 'Connections of this client.',
      takesEffect: 'When the program starts again.',
      pitfalls: [
        'keepAlive and keepAliveInitialDelayMillis are node-postgres’ names. postgres.js ignores them.',
        'In the URL ?keep_alive=30 works; any key it does not know goes to the server and makes the connection fail.',
        'idle_timeout closes connections nobody uses. It is no keepalive.',
        NEXT_HOP_ONLY,
      ],
      notExpressed: [NODE_FIXED(settings)],
    }),
})
