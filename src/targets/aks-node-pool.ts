import { resourceName } from '../quoting/image.ts'
import { defineTarget, lines, noStep, snippet, step } from './define.ts'
import { limit } from './limits.ts'
import { SOCKET_DECIDES } from './linux.ts'

const SOURCE = 'Azure Kubernetes Service, SysctlConfig (2021): time 30 to 432,000, intvl 10 to 75, probes 1 to 15'
const FILE = 'linuxosconfig.json'

/** Azure Kubernetes Service: sysctls of the nodes of a pool. */
export const aksNodePool = defineTarget({
  id: 'aks-node-pool',
  title: 'AKS node pool',
  group: 'Container and cloud',
  stack: 'linux',
  scope: 'machine',
  summary: 'For programs on AKS that use the node’s own network (hostNetwork). Ordinary pods need the pod recipe.',
  limits: {
    idleSeconds: limit(30, 432_000, SOURCE),
    intervalSeconds: limit(10, 75, SOURCE),
    count: limit(1, 15, SOURCE),
  },
  switch: 'elsewhere',
  options: [
    { id: 'cluster', label: 'Cluster', placeholder: 'aks', defaultValue: 'aks', maxLength: 63 },
    { id: 'group', label: 'Resource group', placeholder: 'rg', defaultValue: 'rg', maxLength: 90 },
    { id: 'pool', label: 'Node pool', placeholder: 'keepalive', defaultValue: 'keepalive', maxLength: 12 },
  ],
  recipe: (settings, option) => {
    const where = `--cluster-name ${option('cluster', resourceName)} --resource-group ${option('group', resourceName)} --name ${option('pool', resourceName)}`
    return {
      now: noStep('A running node keeps its values.', 'The configuration is read when a node pool is made.'),
      persist: step(
        'Store the file and make a node pool with it.',
        snippet(
          FILE,
          'json',
          lines(
            '{',
            '  "sysctls": {',
            `    "netIpv4TcpKeepaliveTime": ${settings.idleSeconds},`,
            `    "netIpv4TcpkeepaliveIntvl": ${settings.intervalSeconds},`,
            `    "netIpv4TcpKeepaliveProbes": ${settings.count}`,
            '  }',
            '}',
          ),
          { path: FILE, filename: FILE },
        ),
        snippet('Shell', 'sh', `az aks nodepool add ${where} --linux-os-config ${FILE}\n`, {
          note: 'The command is unconfirmed: it was not run for this page.',
        }),
      ),
      verify: step(
        'Ask AKS for the pool’s configuration.',
        snippet('Shell', 'sh', `az aks nodepool show ${where} --query linuxOsConfig.sysctls\n`, {
          note: `Shows netIpv4TcpKeepaliveTime ${settings.idleSeconds}. The command is unconfirmed.`,
        }),
      ),
      undo: step(
        'Move the work to another pool and delete this one; nodes without the file use 7200, 75 and 9.',
        snippet('Shell', 'sh', `az aks nodepool delete ${where}\n`, { note: 'The command is unconfirmed.' }),
      ),
      affects: 'Sockets in the node’s own network namespace. Pods keep 7200/75/9 unless they run with hostNetwork.',
      runAs: 'a contributor of the AKS cluster',
      takesEffect: 'On nodes made with the file.',
      pitfalls: [
        'Ordinary pods do not inherit the node’s values. Use securityContext.sysctls of the pod.',
        'The interval’s key has a small k in keepalive: netIpv4TcpkeepaliveIntvl.',
        'The ranges were read in 2021 material. AKS says if they have changed.',
      ],
      notExpressed: [SOCKET_DECIDES],
    }
  },
})
