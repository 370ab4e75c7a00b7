import { CONNECTION_OPTIONS, clientRecipe, NEXT_HOP_ONLY } from './client.ts'
import { defineTarget, snippet, step } from './define.ts'
import { jdbcAddress, OS_TIMES, SOCKET_TIMEOUT } from './jdbc.ts'
import { NO_NUMBERS } from './limits.ts'

const OPTIONS = CONNECTION_OPTIONS.filter(({ id }) => id !== 'user')

/** pgjdbc: the tcpKeepAlive property in the URL. */
export const pgjdbcUrl = defineTarget({
  id: 'pgjdbc-url',
  format: 'pgjdbc',
  title: 'PostgreSQL JDBC URL',
  group: 'Client and driver',
  stack: 'java',
  scope: 'connection',
  summary: 'For Java programs that use the PostgreSQL JDBC driver and may change the operating system’s times.',
  limits: NO_NUMBERS,
  switch: 'settable',
  options: OPTIONS,
  recipe: (settings, option) => {
    const url = `jdbc:postgresql://${jdbcAddress(option)}`
    return clientRecipe(settings, {
      persist: step(
        'Add the property to the URL, and set the times in the operating system: the driver cannot.',
        snippet('JDBC URL', 'text', `${url}?tcpKeepAlive=${settings.enabled}\n`),
      ),
      undo: step(
        'Take the property out of the URL. The driver then switches keepalive off.',
        snippet('JDBC URL', 'text', `${url}\n`),
      ),
      port: option('port'),
      systemTimes: true,
      affects: 'Connections opened with this URL.',
      pitfalls: [
        'The name is case-sensitive: tcpKeepalive is ignored without a word. So are libpq’s names, such as keepalives_idle.',
        'Without the property the driver switches SO_KEEPALIVE off, even where a socket factory had switched it on.',
        'tcpKeepAlive=true alone waits 7200 s on Linux before the first probe.',
        SOCKET_TIMEOUT,
        NEXT_HOP_ONLY,
      ],
      notExpressed: [OS_TIMES],
    })
  },
})
