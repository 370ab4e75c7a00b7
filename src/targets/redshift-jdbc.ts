import { CONNECTION_OPTIONS, clientRecipe, NEXT_HOP_ONLY } from './client.ts'
import { defineTarget, snippet, step } from './define.ts'
import { jdbcAddress, OS_TIMES, SOCKET_TIMEOUT } from './jdbc.ts'
import { NO_NUMBERS } from './limits.ts'

/** Amazon Redshift JDBC 2.x: the tcpKeepAlive property in the URL. */
export const redshiftJdbc = defineTarget({
  id: 'redshift-jdbc',
  title: 'Redshift JDBC 2.x URL',
  group: 'Client and driver',
  stack: 'java',
  scope: 'connection',
  summary: 'For Java programs and tools that use Amazon’s JDBC driver 2.x.',
  limits: NO_NUMBERS,
  switch: 'settable',
  options: CONNECTION_OPTIONS.filter(({ id }) => id !== 'user'),
  recipe: (settings, option) => {
    const url = `jdbc:redshift://${jdbcAddress(option)}`
    return clientRecipe(settings, {
      persist: step(
        'The driver switches keepalive on by itself; the property says so in the URL. The times come from the operating system.',
        snippet('JDBC URL', 'text', `${url};tcpKeepAlive=${settings.enabled}\n`),
      ),
      undo: step(
        'Take the property out of the URL. The driver’s default is on.',
        snippet('JDBC URL', 'text', `${url}\n`),
      ),
      port: option('port'),
      systemTimes: true,
      affects: 'Connections opened with this URL.',
      pitfalls: [
        'On is not enough: with Linux’ 7200 s the first probe comes long after a 350 s idle limit. Lower the system’s times.',
        'TCPKeepAliveMinutes belonged to driver 1.x. Version 2.x ignores it without a word.',
        'Unknown properties are ignored without a word.',
        SOCKET_TIMEOUT,
        NEXT_HOP_ONLY,
      ],
      notExpressed: [OS_TIMES],
    })
  },
})
