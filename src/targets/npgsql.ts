import { adoValue } from '../quoting/ado.ts'
import { CONNECTION_OPTIONS, clientRecipe, NEXT_HOP_ONLY } from './client.ts'
import { defineTarget, type OptionReader, snippet, step } from './define.ts'
import { LINUX_SOCKET_LIMITS } from './limits.ts'

const base = (option: OptionReader): string =>
  [
    `Host=${option('host', adoValue)}`,
    `Port=${option('port')}`,
    `Database=${option('database', adoValue)}`,
    `Username=${option('user', adoValue)}`,
  ].join(';')

/** Npgsql 5 and later: keywords of the connection string. */
export const npgsql = defineTarget({
  id: 'npgsql',
  title: 'Npgsql (.NET)',
  group: 'Client and driver',
  stack: 'dotnet',
  scope: 'connection',
  summary: 'For .NET programs that use Npgsql 5 or later.',
  limits: { ...LINUX_SOCKET_LIMITS, count: null },
  switch: 'settable',
  options: CONNECTION_OPTIONS,
  recipe: (settings, option) => {
    const keys = settings.enabled
      ? [
          'Tcp Keepalive=true',
          `Tcp Keepalive Time=${settings.idleSeconds}`,
          `Tcp Keepalive Interval=${settings.intervalSeconds}`,
        ]
      : ['Tcp Keepalive=false']
    return clientRecipe(settings, {
      persist: step(
        'Use this string wherever the program keeps its own.',
        snippet('Connection string', 'text', `${base(option)};${keys.join(';')}\n`),
      ),
      undo: step(
        'Take the Tcp Keepalive keys out of the string. Npgsql then leaves keepalive off.',
        snippet('Connection string', 'text', `${base(option)}\n`),
      ),
      port: option('port'),
      affects: 'Connections opened with this string.',
      pitfalls: [
        'Npgsql 4 and older read the two times in milliseconds, on Windows only. Power BI ships 4.0.17.',
        'Keepalive=60, without Tcp, is another thing: a query on idle connections. It does nothing while a query runs.',
        'Tcp Keepalive Interval without Tcp Keepalive Time raises ArgumentException.',
        'Command Timeout is 30 s unless you set it: it ends long queries before any network timer does.',
        NEXT_HOP_ONLY,
      ],
      notExpressed: settings.enabled
        ? [
            `The probe count of ${settings.count}: Npgsql has no key for it, so the system’s count applies (Linux: 9, Windows: 10).`,
          ]
        : ['Idle time, interval and count: they mean nothing while keepalive is off.'],
    })
  },
})
