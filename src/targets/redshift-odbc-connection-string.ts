import { odbcValue } from '../quoting/odbc.ts'
import { CONNECTION_OPTIONS, clientRecipe, NEXT_HOP_ONLY } from './client.ts'
import { defineTarget, type OptionReader, snippet, step } from './define.ts'
import { LINUX_SOCKET_LIMITS } from './limits.ts'
import { REDSHIFT_ODBC_PITFALLS, redshiftOdbcKeys } from './redshift-odbc.ts'

const base = (option: OptionReader): string =>
  [
    'Driver={Amazon Redshift ODBC Driver (x64)}',
    `Server=${option('host', odbcValue)}`,
    `Port=${option('port')}`,
    `Database=${option('database', odbcValue)}`,
    `UID=${option('user', odbcValue)}`,
  ].join(';')

/** Amazon Redshift ODBC 2.x: a connection string without a data source. */
export const redshiftOdbcConnectionString = defineTarget({
  id: 'redshift-odbc-connection-string',
  format: 'redshift-odbc-ini',
  title: 'Redshift ODBC 2.x connection string',
  group: 'Client and driver',
  stack: 'linux',
  scope: 'connection',
  summary: 'For programs that hand Amazon’s ODBC driver 2.x a whole connection string.',
  limits: LINUX_SOCKET_LIMITS,
  switch: 'settable',
  options: CONNECTION_OPTIONS,
  recipe: (settings, option) => {
    const keys = redshiftOdbcKeys(settings).map(([key, value]) => `${key}=${value}`)
    return clientRecipe(settings, {
      persist: step(
        'Use this string wherever the program keeps its own.',
        snippet('Connection string', 'text', `${base(option)};${keys.join(';')}\n`),
      ),
      undo: step(
        'Take the keys out of the string. Keepalive stays on with the system’s times.',
        snippet('Connection string', 'text', `${base(option)}\n`),
      ),
      port: option('port'),
      affects: 'Connections opened with this string.',
      pitfalls: [
        'KeepAlive=1 must be in the string. Without a data source the driver has no default for it and drops the other three.',
        ...REDSHIFT_ODBC_PITFALLS,
        'On Windows KeepAliveCount has no effect.',
        NEXT_HOP_ONLY,
      ],
    })
  },
})
