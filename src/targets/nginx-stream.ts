import { urlHost } from '../quoting/url.ts'
import { CONNECTION_OPTIONS } from './client.ts'
import { defineTarget, lines, snippet, step } from './define.ts'
import { LINUX_SOCKET_LIMITS } from './limits.ts'
import { SYSCTL_QUERY, sysctlOutput } from './linux.ts'

/** nginx as a TCP proxy: so_keepalive towards the client, the system's times towards the database. */
export const nginxStream = defineTarget({
  id: 'nginx-stream',
  title: 'nginx (stream)',
  group: 'Pooler and proxy',
  stack: 'linux',
  scope: 'server',
  summary: 'For nginx as a TCP proxy in front of a database. The leg to the database takes its times from the system.',
  limits: LINUX_SOCKET_LIMITS,
  switch: 'settable',
  options: CONNECTION_OPTIONS.filter(({ id }) => id === 'host' || id === 'port'),
  recipe: (settings, option) => {
    const times = settings.enabled
      ? `so_keepalive=${settings.idleSeconds}s:${settings.intervalSeconds}s:${settings.count}`
      : 'so_keepalive=off'
    const block = (listen: string, upstream: readonly string[]): string =>
      lines(
        'stream {',
        '    server {',
        `        listen ${option('port')}${listen};`,
        `        proxy_pass ${option('host', urlHost)}:${option('port')};`,
        upstream,
        '        proxy_timeout 12h;',
        '    }',
        '}',
      )
    const reload = snippet('Shell', 'sh', lines('sudo nginx -t', 'sudo systemctl reload nginx'), {
      expectedOutput: 'nginx: configuration file /etc/nginx/nginx.conf test is successful',
    })
    return {
      now: step(
        'After the change below: test the file, then reload. Open connections stay with the old workers.',
        reload,
      ),
      persist: step(
        'Set so_keepalive on listen and proxy_socket_keepalive on the server.',
        snippet(
          'nginx.conf',
          'nginx',
          block(` ${times}`, [`        proxy_socket_keepalive ${settings.enabled ? 'on' : 'off'};`]),
          { path: '/etc/nginx/nginx.conf' },
        ),
      ),
      verify: step(
        'A client’s socket on the proxy shows a timer; the times of the other leg are the system’s.',
        snippet('On the proxy', 'sh', `ss -tno state established '( sport = :${option('port')} )'\n`, {
          note: settings.enabled
            ? 'timer:(keepalive,…) counts down from the idle time.'
            : 'No timer: keepalive is off.',
        }),
        snippet('Times towards the database', 'sh', `${SYSCTL_QUERY}\n`, {
          expectedOutput: sysctlOutput(settings),
          note: 'If they differ, set them with the recipe for Linux (sysctl).',
        }),
      ),
      undo: step(
        'Delete so_keepalive and proxy_socket_keepalive, and reload. Both are off by default.',
        snippet('nginx.conf', 'nginx', block('', [])),
        reload,
      ),
      affects: 'so_keepalive: the leg to clients. proxy_socket_keepalive: the leg to the database.',
      runAs: 'root',
      takesEffect: 'For connections accepted after the reload.',
      pitfalls: [
        'proxy_timeout, 10 minutes by default, counts data only. Keepalive does not reset it: a query that is quiet for longer is cut.',
        'proxy_socket_keepalive needs nginx 1.15.6 or later and brings no times of its own.',
      ],
      notExpressed: [
        'The times of the leg to the database: nginx takes them from the operating system.',
        ...(settings.enabled ? [] : ['Idle time, interval and count: they mean nothing while keepalive is off.']),
      ],
    }
  },
})
