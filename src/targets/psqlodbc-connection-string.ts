import { odbcBraced, odbcValue } from '../quoting/odbc.ts'
import { CONNECTION_OPTIONS, clientRecipe, NEXT_HOP_ONLY } from './client.ts'
import { defineTarget, type OptionReader, snippet, step } from './define.ts'
import { LINUX_SOCKET_LIMITS } from './limits.ts'
import { PSQLODBC_PITFALLS, PSQLODBC_WITHOUT, psqlodbcKeys } from './psqlodbc.ts'

const base = (option: OptionReader): string =>
  [
    `Driver=${option('driver', odbcBraced)}`,
    `Server=${option('host', odbcValue)}`,
    `Port=${option('port')}`,
    `Database=${option('database', odbcValue)}`,
    `Uid=${option('user', odbcValue)}`,
  ].join(';')

/** psqlODBC: a connection string without a data source. */
export const psqlodbcConnectionString = defineTarget({
  id: 'psqlodbc-connection-string',
  format: 'psqlodbc',
  title: 'psqlODBC connection string',
  group: 'Client and driver',
  stack: 'linux',
  scope: 'connection',
  summary: 'For programs that hand the PostgreSQL ODBC driver a whole connection string.',
  limits: LINUX_SOCKET_LIMITS,
  switch: 'always-on',
  options: [
    {
      id: 'driver',
      label: 'Driver',
      placeholder: 'PostgreSQL Unicode',
      defaultValue: 'PostgreSQL Unicode',
      help: 'Its name in odbcinst.ini, or in ODBC Data Sources on Windows.',
    },
    ...CONNECTION_OPTIONS,
  ],
  recipe: (settings, option) => {
    const keys = [
      ...psqlodbcKeys(settings).map(([key, value]) => `${key}=${value}`),
      `Pqopt={keepalives_count=${settings.count}}`,
    ]
    return clientRecipe(
      { ...settings, enabled: true },
      {
        persist: step(
          'Use this string wherever the program keeps its own.',
          snippet('Connection string', 'text', `${base(option)};${keys.join(';')}\n`),
        ),
        undo: step(
          `Take the three keys out of the string. ${PSQLODBC_WITHOUT}`,
          snippet('Connection string', 'text', `${base(option)}\n`),
        ),
        port: option('port'),
        affects: 'Connections opened with this string.',
        pitfalls: [...PSQLODBC_PITFALLS, 'On Windows keepalives_count has no effect.', NEXT_HOP_ONLY],
      },
    )
  },
})
