import { iniSection } from '../quoting/ini.ts'
import { shWord } from '../quoting/sh.ts'
import { clientRecipe, PORT_OPTION } from './client.ts'
import { defineTarget, lines, snippet, step } from './define.ts'
import { LINUX_SOCKET_LIMITS } from './limits.ts'
import { PSQLODBC_PITFALLS, PSQLODBC_WITHOUT, psqlodbcKeys } from './psqlodbc.ts'

/** psqlODBC: a data source in odbc.ini on Linux or macOS. */
export const psqlodbcIni = defineTarget({
  id: 'psqlodbc-ini',
  format: 'psqlodbc',
  title: 'psqlODBC (odbc.ini)',
  group: 'Client and driver',
  stack: 'linux',
  scope: 'connection',
  summary: 'For programs on Linux or macOS that use the PostgreSQL ODBC driver and a data source.',
  limits: LINUX_SOCKET_LIMITS,
  switch: 'always-on',
  options: [
    { id: 'dsn', label: 'Data source name', placeholder: 'warehouse', defaultValue: 'warehouse', maxLength: 32 },
    PORT_OPTION,
  ],
  recipe: (settings, option) => {
    const section = `[${option('dsn', iniSection)}]`
    const keys = [
      ...psqlodbcKeys(settings).map(([key, value]) => `${key}=${value}`),
      `Pqopt=keepalives_count=${settings.count}`,
    ]
    return clientRecipe(
      { ...settings, enabled: true },
      {
        persist: step(
          'Add the lines to the data source’s section; keep its other lines.',
          snippet('odbc.ini', 'ini', lines(section, keys), {
            path: '~/.odbc.ini',
            filename: 'odbc-keepalive.ini',
            note: 'If there is a Pqopt line already, add keepalives_count to it. Use /etc/odbc.ini for all users.',
          }),
        ),
        verify: [
          snippet('What unixODBC reads', 'sh', `odbcinst -q -s -n ${option('dsn', shWord)}\n`, {
            expectedOutput: `${section}\n${keys.join('\n')}`,
          }),
        ],
        undo: step(
          `Delete the lines from the section. ${PSQLODBC_WITHOUT}`,
          snippet('Find the lines', 'sh', "grep -niE '^[[:space:]]*(Keepalive|Pqopt)' ~/.odbc.ini /etc/odbc.ini\n", {
            note: 'Prints nothing once they are gone.',
          }),
        ),
        port: option('port'),
        affects: `Connections made through the data source ${option('dsn')}.`,
        runAs: 'the user who owns the file (root for /etc/odbc.ini)',
        pitfalls: [...PSQLODBC_PITFALLS, 'A connection string without DSN= does not read this file.'],
      },
    )
  },
})
