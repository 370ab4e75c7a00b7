import { dsnName } from '../quoting/odbc.ts'
import { defineTarget, noStep, step } from './define.ts'
import { limit } from './limits.ts'
import { DSN_OPTION, DSN_PITFALLS, dsnChange, isDsnKind } from './odbc-windows.ts'
import { PSQLODBC_PITFALLS, PSQLODBC_WITHOUT, psqlodbcKeys } from './psqlodbc.ts'
import { deleteRegistry, queryRegistry, writeRegistry } from './registry.ts'

const TIMES = 'libpq, fe-connect.c: seconds are passed to SIO_KEEPALIVE_VALS as 32-bit milliseconds'

/** psqlODBC: a data source in the Windows registry, 64-bit, 32-bit or of one user. */
export const psqlodbcWindows = defineTarget({
  id: 'psqlodbc-windows',
  format: 'psqlodbc',
  title: 'psqlODBC (Windows data source)',
  group: 'Client and driver',
  stack: 'windows',
  scope: 'connection',
  summary: 'For Windows programs that use the PostgreSQL ODBC driver and a data source.',
  limits: {
    idleSeconds: limit(1, 2_147_483, TIMES),
    intervalSeconds: limit(1, 2_147_483, TIMES),
    count: null,
  },
  switch: 'always-on',
  options: [
    { ...DSN_OPTION, placeholder: 'PostgreSQL', defaultValue: 'PostgreSQL' },
    {
      id: 'kind',
      label: 'Kind of data source',
      placeholder: 'system',
      defaultValue: 'system',
      choices: [
        { value: 'system', label: 'System data source, 64-bit driver' },
        { value: 'system-32', label: 'System data source, 32-bit driver (WOW6432Node)' },
        { value: 'user', label: 'User data source' },
      ],
    },
  ],
  recipe: (settings, option) => {
    const text = option('kind')
    const kind = isDsnKind(text) ? text : 'system'
    const change = dsnChange(kind, option('dsn', dsnName), psqlodbcKeys(settings))
    return {
      now: noStep(
        'An open connection keeps what it has.',
        'The values are read when a connection opens. Write them as below, then close and reopen the program.',
      ),
      persist: step('Write the values one of these three ways.', ...writeRegistry(change)),
      verify: step('The registry shows the values.', ...queryRegistry(change)),
      undo: step(`Deletes the values. ${PSQLODBC_WITHOUT}`, ...deleteRegistry(change)),
      affects: `Connections made through the ${kind === 'user' ? 'user' : 'system'} data source ${option('dsn')}.`,
      runAs: kind === 'user' ? 'the user who owns the data source' : 'an administrator',
      takesEffect: 'With the next connection. No restart.',
      pitfalls: [
        ...DSN_PITFALLS,
        ...PSQLODBC_PITFALLS,
        'A 32-bit program on 64-bit Windows reads the WOW6432Node key (path unconfirmed); manage it with %windir%\\SysWOW64\\odbcad32.exe.',
      ],
      notExpressed: [`The probe count of ${settings.count}: libpq cannot set it on Windows, where it is always 10.`],
    }
  },
})
