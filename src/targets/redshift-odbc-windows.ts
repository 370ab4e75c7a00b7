import { dsnName } from '../quoting/odbc.ts'
import { powershellString } from '../quoting/powershell.ts'
import { defineTarget, noStep, snippet, step } from './define.ts'
import { limit } from './limits.ts'
import { DSN_OPTION, DSN_PITFALLS, dsnChange } from './odbc-windows.ts'
import { REDSHIFT_ODBC_PITFALLS, redshiftOdbcKeys } from './redshift-odbc.ts'
import { deleteRegistry, queryRegistry, writeRegistry } from './registry.ts'

const TIMES = 'libpq, fe-connect.c: seconds are passed to SIO_KEEPALIVE_VALS as 32-bit milliseconds'

/** Amazon Redshift ODBC 2.x: a data source in the Windows registry. */
export const redshiftOdbcWindows = defineTarget({
  id: 'redshift-odbc-windows',
  title: 'Redshift ODBC 2.x (Windows data source)',
  group: 'Client and driver',
  stack: 'windows',
  scope: 'connection',
  summary:
    'For Windows programs that reach Redshift through Amazon’s 64-bit ODBC driver 2.x: Excel, Power BI, Tableau, SSIS.',
  limits: {
    idleSeconds: limit(1, 2_147_483, TIMES),
    intervalSeconds: limit(1, 2_147_483, TIMES),
    count: null,
  },
  switch: 'settable',
  options: [
    DSN_OPTION,
    {
      id: 'kind',
      label: 'Kind of data source',
      placeholder: 'system',
      defaultValue: 'system',
      choices: [
        { value: 'system', label: 'System data source (64-bit)' },
        { value: 'user', label: 'User data source' },
      ],
    },
  ],
  recipe: (settings, option) => {
    const kind = option('kind') === 'user' ? 'user' : 'system'
    const dsn = option('dsn', dsnName)
    const change = dsnChange(kind, dsn, redshiftOdbcKeys(settings, 'without-count'))
    return {
      now: noStep(
        'An open connection keeps what it has.',
        'The values are read when a connection opens. Write them as below, then close and reopen the program.',
      ),
      persist: step('Write the values one of these three ways.', ...writeRegistry(change)),
      verify: step(
        'The registry shows the values. On the wire, a capture shows a probe after every idle time.',
        ...queryRegistry(change),
        snippet(
          'PowerShell: the data source as Windows sees it',
          'powershell',
          `(Get-OdbcDsn -Name ${powershellString(dsn)} -DsnType ${kind === 'user' ? 'User' : 'System'} -Platform '64-bit').Attribute\n`,
          { lineEnding: 'crlf', note: 'Lists the keys among the other attributes of the data source.' },
        ),
      ),
      undo: step(
        'Deletes the values. The driver then switches keepalive on with libpq’s own 2 hours and 1 second.',
        ...deleteRegistry(change),
      ),
      affects: `Connections made through the ${kind} data source ${dsn}.`,
      runAs: kind === 'user' ? 'the user who owns the data source' : 'an administrator',
      takesEffect: 'With the next connection. No restart.',
      pitfalls: [
        ...DSN_PITFALLS,
        ...REDSHIFT_ODBC_PITFALLS,
        'A connection string without DSN= does not read these values; put the keys into the string, KeepAlive=1 included.',
      ],
      notExpressed: settings.enabled
        ? [`The probe count of ${settings.count}: libpq cannot set it on Windows, where it is always 10.`]
        : ['Idle time and interval: they mean nothing while keepalive is off.'],
    }
  },
})
