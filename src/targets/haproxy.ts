import { resourceName } from '../quoting/image.ts'
import { urlHost } from '../quoting/url.ts'
import { CONNECTION_OPTIONS } from './client.ts'
import { defineTarget, lines, snippet, step } from './define.ts'
import { LINUX_SOCKET_LIMITS } from './limits.ts'
import { ssSnippet } from './linux.ts'

const SIDES = ['clitcpka', 'srvtcpka'] as const

/** HAProxy in TCP mode: keepalive on both legs. */
export const haproxy = defineTarget({
  id: 'haproxy',
  title: 'HAProxy (mode tcp)',
  group: 'Pooler and proxy',
  stack: 'linux',
  scope: 'server',
  summary: 'For HAProxy in front of a database. It ends the TCP connection, so each leg needs keepalive of its own.',
  limits: LINUX_SOCKET_LIMITS,
  switch: 'always-on',
  options: [
    { id: 'name', label: 'Section', placeholder: 'database', defaultValue: 'database', maxLength: 63 },
    ...CONNECTION_OPTIONS.filter(({ id }) => id === 'host' || id === 'port'),
  ],
  recipe: (settings, option) => {
    const keepalive = SIDES.flatMap((side) => [
      `    option ${side}`,
      `    ${side}-idle ${settings.idleSeconds}s`,
      `    ${side}-intvl ${settings.intervalSeconds}s`,
      `    ${side}-cnt ${settings.count}`,
    ])
    const section = (middle: readonly string[]): string =>
      lines(
        `listen ${option('name', resourceName)}`,
        '    mode tcp',
        `    bind :${option('port')}`,
        middle,
        '    timeout connect 10s',
        '    timeout client 12h',
        '    timeout server 12h',
        `    server db1 ${option('host', urlHost)}:${option('port')}`,
      )
    const reload = snippet(
      'Shell',
      'sh',
      lines('sudo haproxy -c -f /etc/haproxy/haproxy.cfg', 'sudo systemctl reload haproxy'),
      { expectedOutput: 'Configuration file is valid' },
    )
    return {
      now: step(
        'After the change below: test the file, then reload. Open connections stay with the old process.',
        reload,
      ),
      persist: step(
        'Set the options in the listen section (clitcpka in a frontend, srvtcpka in a backend).',
        snippet('haproxy.cfg', 'text', section(keepalive), { path: '/etc/haproxy/haproxy.cfg' }),
      ),
      verify: step(
        'The sockets to the database show a timer.',
        ssSnippet({ ...settings, enabled: true }, option('port')),
      ),
      undo: step(
        'Delete the lines and reload. HAProxy’s default is no keepalive on either side.',
        snippet('haproxy.cfg', 'text', section([])),
        reload,
      ),
      affects: 'Both legs of the connections that pass through this section.',
      runAs: 'root',
      takesEffect: 'For connections opened after the reload.',
      pitfalls: [
        'Keepalive never resets HAProxy’s own timers: timeout client and timeout server count data only, and end a query that is quiet for longer.',
        'option clitcpka without clitcpka-idle uses the system’s 7200 s.',
        'The -idle, -intvl and -cnt words came in HAProxy 2.3 (unconfirmed).',
      ],
      notExpressed: [],
    }
  },
})
