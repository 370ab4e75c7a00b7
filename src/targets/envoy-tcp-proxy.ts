import { resourceName } from '../quoting/image.ts'
import { jsonString } from '../quoting/json.ts'
import { urlHost } from '../quoting/url.ts'
import { CONNECTION_OPTIONS } from './client.ts'
import { defineTarget, lines, snippet, step } from './define.ts'
import { LINUX_SOCKET_LIMITS } from './limits.ts'
import { ssSnippet } from './linux.ts'

/** Envoy and meshes built on it: keepalive of the leg to the database. */
export const envoyTcpProxy = defineTarget({
  id: 'envoy-tcp-proxy',
  format: 'envoy',
  title: 'Envoy (TCP proxy cluster)',
  group: 'Pooler and proxy',
  stack: 'linux',
  scope: 'server',
  summary: 'For Envoy, or a mesh built on it, between program and database.',
  limits: LINUX_SOCKET_LIMITS,
  switch: 'always-on',
  options: [
    { id: 'name', label: 'Cluster', placeholder: 'database', defaultValue: 'database', maxLength: 63 },
    ...CONNECTION_OPTIONS.filter(({ id }) => id === 'host' || id === 'port'),
  ],
  recipe: (settings, option) => {
    const cluster = (middle: readonly string[]): string =>
      lines(
        'clusters:',
        `  - name: ${option('name', (text) => jsonString(resourceName(text)))}`,
        '    type: STRICT_DNS',
        '    connect_timeout: 10s',
        middle,
        '    load_assignment:',
        `      cluster_name: ${option('name', (text) => jsonString(resourceName(text)))}`,
        '      endpoints:',
        '        - lb_endpoints:',
        '            - endpoint:',
        '                address:',
        `                  socket_address: { address: ${option('host', (text) => jsonString(urlHost(text)))}, port_value: ${option('port')} }`,
      )
    return {
      now: step(
        'Give Envoy the new cluster: from your control plane, or by a restart with the changed file.',
        snippet('Does the file parse?', 'sh', 'envoy --mode validate -c envoy.yaml\n', {
          note: 'Unconfirmed: not run for this page.',
        }),
      ),
      persist: step(
        'Add upstream_connection_options to the cluster.',
        snippet(
          'envoy.yaml',
          'yaml',
          cluster([
            '    upstream_connection_options:',
            '      tcp_keepalive:',
            `        keepalive_time: ${settings.idleSeconds}`,
            `        keepalive_interval: ${settings.intervalSeconds}`,
            `        keepalive_probes: ${settings.count}`,
          ]),
          { path: 'envoy.yaml' },
        ),
      ),
      verify: step(
        'The sockets to the database show a timer.',
        ssSnippet({ ...settings, enabled: true }, option('port')),
      ),
      undo: step('Delete upstream_connection_options.', snippet('envoy.yaml', 'yaml', cluster([]))),
      affects: 'Envoy’s connections to the endpoints of this cluster.',
      runAs: 'whoever may change Envoy’s configuration',
      takesEffect: 'For connections Envoy opens after the change.',
      pitfalls: [
        'idle_timeout of the tcp_proxy filter, 1 hour by default, counts bytes. Keepalive does not reset it; 0s switches it off.',
        'The leg from the program to Envoy is another connection. In a mesh it is inside the pod and safe.',
      ],
      notExpressed: [],
    }
  },
})
