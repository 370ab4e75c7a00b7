import { iniSection } from '../quoting/ini.ts'
import { shWord } from '../quoting/sh.ts'
import { RECONNECT } from './client.ts'
import { defineTarget, lines, snippet, step } from './define.ts'
import { LINUX_SOCKET_LIMITS } from './limits.ts'
import { ssSnippet } from './linux.ts'
import { REDSHIFT_ODBC_PITFALLS, redshiftOdbcKeys } from './redshift-odbc.ts'

/** Amazon Redshift ODBC 2.x: a data source in odbc.ini on Linux or macOS. */
export const redshiftOdbcIni = defineTarget({
  id: 'redshift-odbc-ini',
  title: 'Redshift ODBC 2.x (odbc.ini)',
  group: 'Client and driver',
  stack: 'linux',
  scope: 'connection',
  summary: 'For programs on Linux or macOS that reach Redshift through Amazon’s ODBC driver 2.x and a data source.',
  limits: LINUX_SOCKET_LIMITS,
  switch: 'settable',
  options: [{ id: 'dsn', label: 'Data source name', placeholder: 'redshift', defaultValue: 'redshift', maxLength: 32 }],
  recipe: (settings, option) => {
    const section = `[${option('dsn', iniSection)}]`
    const keys = redshiftOdbcKeys(settings)
    const word = option('dsn', shWord)
    return {
      now: RECONNECT,
      persist: step(
        'Add the lines to the data source’s section; keep its other lines. Use ~/.odbc.ini for one user, /etc/odbc.ini for all.',
        snippet(
          'odbc.ini',
          'ini',
          lines(
            section,
            keys.map(([key, value]) => `${key}=${value}`),
          ),
          {
            path: '~/.odbc.ini',
            filename: 'odbc-keepalive.ini',
            note: 'Paste into the existing section. Two sections of the same name do not add up.',
          },
        ),
      ),
      verify: step(
        'unixODBC shows what it reads; the socket shows what the driver did.',
        snippet('Shell', 'sh', `odbcinst -q -s -n ${word}\n`, {
          expectedOutput: `${section}\n${keys.map(([key, value]) => `${key}=${value}`).join('\n')}`,
        }),
        ssSnippet(settings),
      ),
      undo: step(
        'Delete the lines from the section. With a data source the driver then switches keepalive on with the system’s times (Linux: 7200 s).',
        snippet('Find the lines', 'sh', "grep -niE '^[[:space:]]*KeepAlive' ~/.odbc.ini /etc/odbc.ini\n", {
          note: 'Prints nothing once they are gone.',
        }),
      ),
      affects: `Connections made through the data source ${option('dsn')}.`,
      runAs: 'the user who owns the file (root for /etc/odbc.ini)',
      takesEffect: 'With the next connection.',
      pitfalls: [
        ...REDSHIFT_ODBC_PITFALLS,
        'A connection string without DSN= does not read this file.',
        'A line that starts with # or ; is a comment.',
      ],
      notExpressed: settings.enabled
        ? []
        : ['Idle time, interval and count: they mean nothing while keepalive is off.'],
    }
  },
})
