import { CONNECTION_OPTIONS, clientRecipe, NEXT_HOP_ONLY } from './client.ts'
import { defineTarget, lines, type OptionReader, snippet, step } from './define.ts'
import { jdbcAddress, OS_TIMES } from './jdbc.ts'
import { NO_NUMBERS } from './limits.ts'

const properties = (
  option: OptionReader,
  prefix: string,
  names: { url: string; ping: string; keepalive: string },
  enabled: boolean,
): string =>
  lines(
    `${prefix}${names.url}=jdbc:postgresql://${jdbcAddress(option)}`,
    `${prefix}${names.keepalive}=${enabled}`,
    `${prefix}${names.ping}=${Number(option('ping')) * 1000}`,
  )

/** HikariCP: keepalive of the driver below, and the pool's own test of idle connections. */
export const hikaricp = defineTarget({
  id: 'hikaricp',
  title: 'HikariCP (Spring Boot or properties file)',
  group: 'Client and driver',
  stack: 'java',
  scope: 'connection',
  summary: 'For Java programs that take their connections from a HikariCP pool over the PostgreSQL JDBC driver.',
  limits: NO_NUMBERS,
  switch: 'settable',
  options: [
    ...CONNECTION_OPTIONS.filter(({ id }) => id !== 'user'),
    {
      id: 'ping',
      label: 'Test idle connections every (s)',
      placeholder: '120',
      defaultValue: '120',
      help: 'The pool sends a small query on connections nobody uses. Below 30 s, or at maxLifetime and above, HikariCP switches it off.',
      range: {
        min: 30,
        max: 1799,
        unit: 's',
        source: 'HikariCP, HikariConfig.java: keepaliveTime at least 30,000 ms and below maxLifetime (1,800,000 ms)',
      },
    },
  ],
  recipe: (settings, option) =>
    clientRecipe(settings, {
      persist: step(
        'Switch keepalive on in the driver and let the pool test idle connections. Set the times in the operating system.',
        snippet(
          'application.properties (Spring Boot)',
          'properties',
          properties(
            option,
            'spring.datasource.',
            {
              url: 'url',
              ping: 'hikari.keepalive-time',
              keepalive: 'hikari.data-source-properties.tcpKeepAlive',
            },
            settings.enabled,
          ),
          { path: 'src/main/resources/application.properties' },
        ),
        snippet(
          'hikari.properties (without Spring)',
          'properties',
          properties(
            option,
            '',
            { url: 'jdbcUrl', ping: 'keepaliveTime', keepalive: 'dataSource.tcpKeepAlive' },
            settings.enabled,
          ),
          { filename: 'hikari.properties' },
        ),
      ),
      undo: step(
        'Delete the two lines. The driver then switches keepalive off; HikariCP tests idle connections every 120 s since 6.2.1, before that not at all.',
        snippet(
          'application.properties (Spring Boot)',
          'properties',
          lines(`spring.datasource.url=jdbc:postgresql://${jdbcAddress(option)}`),
        ),
      ),
      port: option('port'),
      systemTimes: true,
      affects: 'Connections of this pool.',
      takesEffect: 'When the program starts again.',
      pitfalls: [
        'keepaliveTime is in milliseconds, and it tests idle connections only. A connection that runs a query is never touched.',
        'keepaliveTime needs HikariCP 4 or later: older versions stop with an unknown property (unconfirmed which version added it).',
        'tcpKeepAlive is case-sensitive; a misspelt driver property is ignored.',
        NEXT_HOP_ONLY,
      ],
      notExpressed: [OS_TIMES],
    }),
})
