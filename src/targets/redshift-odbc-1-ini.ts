import { iniSection } from '../quoting/ini.ts'
import { shWord } from '../quoting/sh.ts'
import { clientRecipe, PORT_OPTION } from './client.ts'
import { defineTarget, lines, snippet, step } from './define.ts'
import { LINUX_SOCKET_LIMITS } from './limits.ts'

/** Amazon Redshift ODBC 1.x: both families of key names, because its source is closed and the published pages disagree. */
export const redshiftOdbc1Ini = defineTarget({
  id: 'redshift-odbc-1-ini',
  format: null,
  title: 'Redshift ODBC 1.x (odbc.ini, unconfirmed)',
  group: 'Client and driver',
  stack: 'linux',
  scope: 'connection',
  summary: 'For the old driver 1.x. Its key names are unconfirmed: check the socket, or move to driver 2.x.',
  limits: LINUX_SOCKET_LIMITS,
  switch: 'always-on',
  options: [
    { id: 'dsn', label: 'Data source name', placeholder: 'redshift', defaultValue: 'redshift', maxLength: 32 },
    PORT_OPTION,
  ],
  recipe: (settings, option) => {
    const section = `[${option('dsn', iniSection)}]`
    const keys = [
      'KeepAlive=1',
      `KeepAliveTime=${settings.idleSeconds}`,
      `KeepAliveInterval=${settings.intervalSeconds}`,
      `KeepAliveCount=${settings.count}`,
      `KeepAlivesIdle=${settings.idleSeconds}`,
      `KeepAlivesInterval=${settings.intervalSeconds}`,
      `KeepAlivesCount=${settings.count}`,
    ]
    return clientRecipe(
      { ...settings, enabled: true },
      {
        persist: step(
          'Add both families of keys: AWS names KeepAlivesIdle on one page and KeepAliveTime on another, and the driver’s source is not public.',
          snippet('odbc.ini', 'ini', lines(section, keys), {
            path: '~/.odbc.ini',
            filename: 'odbc-keepalive.ini',
            note: 'Unconfirmed: the driver should ignore the family it does not know. Only the socket shows which one it read.',
          }),
        ),
        verify: [
          snippet('What unixODBC reads', 'sh', `odbcinst -q -s -n ${option('dsn', shWord)}\n`, {
            expectedOutput: `${section}\n${keys.join('\n')}`,
          }),
        ],
        undo: step(
          'Delete the lines from the section.',
          snippet('Find the lines', 'sh', "grep -niE '^[[:space:]]*KeepAlive' ~/.odbc.ini /etc/odbc.ini\n", {
            note: 'Prints nothing once they are gone.',
          }),
        ),
        port: option('port'),
        affects: `Connections made through the data source ${option('dsn')}.`,
        runAs: 'the user who owns the file (root for /etc/odbc.ini)',
        pitfalls: [
          'Without a timer in the output of ss, the driver read neither family: lower the operating system’s times instead.',
          'Driver 2.x reads other names: KeepAliveIdle, not KeepAliveTime.',
        ],
      },
    )
  },
})
