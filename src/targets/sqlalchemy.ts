import { stringLiteral } from '../quoting/source-code.ts'
import { CONNECTION_OPTIONS, clientRecipe } from './client.ts'
import { defineTarget, lines, type OptionReader, snippet, step } from './define.ts'
import { LIBPQ_PITFALLS, LIBPQ_WITHOUT, libpqPairs } from './libpq.ts'
import { LINUX_SOCKET_LIMITS } from './limits.ts'
import { PSYCOPG_PITFALLS } from './python.ts'

const engine = (option: OptionReader, connectArguments: readonly string[]): string =>
  lines(
    'from sqlalchemy import URL, create_engine',
    '',
    'url = URL.create(',
    '    "postgresql+psycopg2",',
    `    username=${option('user', stringLiteral)},`,
    `    host=${option('host', stringLiteral)},`,
    `    port=${option('port')},`,
    `    database=${option('database', stringLiteral)},`,
    ')',
    'engine = create_engine(',
    '    url,',
    '    pool_pre_ping=True,',
    connectArguments,
    ')',
  )

/** SQLAlchemy: connect_args of create_engine for the psycopg drivers. */
export const sqlalchemy = defineTarget({
  id: 'sqlalchemy',
  title: 'SQLAlchemy (psycopg)',
  group: 'Client and driver',
  stack: 'linux',
  scope: 'connection',
  summary: 'For Python programs that reach PostgreSQL or Redshift through SQLAlchemy and psycopg 2 or 3.',
  limits: LINUX_SOCKET_LIMITS,
  switch: 'settable',
  options: CONNECTION_OPTIONS,
  recipe: (settings, option) =>
    clientRecipe(settings, {
      persist: step(
        'Hand the parameters to the driver in connect_args. For psycopg 3 write postgresql+psycopg.',
        snippet(
          'Python',
          'python',
          engine(option, [
            '    connect_args={',
            ...libpqPairs(settings).map(([key, value]) => `        "${key}": ${value},`),
            '    },',
          ]),
          {
            note: 'pool_pre_ping replaces a dead connection when it is taken from the pool. It does nothing while a query runs.',
          },
        ),
      ),
      undo: step(
        `Take connect_args out of the call. ${LIBPQ_WITHOUT}`,
        snippet('Python', 'python', engine(option, [])),
      ),
      port: option('port'),
      affects: 'Connections of this engine’s pool.',
      takesEffect: 'With the next connection the pool opens: restart the program, or call engine.dispose().',
      pitfalls: [
        'connect_args belongs to the driver: with pg8000 or asyncpg these names raise an error.',
        'In SQLAlchemy 2.1 a bare postgresql:// means psycopg 3.',
        ...PSYCOPG_PITFALLS,
        ...LIBPQ_PITFALLS,
      ],
    }),
})
