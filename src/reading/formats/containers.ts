import type { Collector, Format } from '../format.ts'
import { yamlIndentation } from './libpq.ts'
import { linuxCarrier } from './linux-sysctl.ts'

function lineOf(collector: Collector, pattern: RegExp): { line?: number } {
  const line = collector.document.lines.find(
    (candidate) => !collector.document.commentLines.has(candidate.number) && pattern.test(candidate.code),
  )
  return line === undefined ? {} : { line: line.number }
}

/** Host networking together with net.* sysctls: the runtime refuses the container. */
function reportHostNetwork(collector: Collector, pattern: RegExp, words: string): void {
  const place = lineOf(collector, pattern)
  if (place.line === undefined || !(collector.has('idle') || collector.has('interval') || collector.has('count')))
    return
  collector.report(
    'host-network-sysctl-rejected',
    `${words} puts the container into the host’s network, where net.* sysctls are refused.`,
    place,
  )
}

/** `docker run --sysctl`, `docker service create --sysctl`, podman and nerdctl. */
const dockerRun: Format = linuxCarrier({
  id: 'docker-run',
  title: 'docker run / podman run',
  evidence: [
    [/--sysctl[ =]["']?net\.ipv4\.tcp_/, 0.97],
    [/\b(?:docker|podman|nerdctl)\s+(?:container\s+|service\s+)?(?:run|create|update)\b[\s\S]{0,2000}--sysctl/, 0.6],
  ],
  extra: (collector) => reportHostNetwork(collector, /--net(?:work)?[ =]host\b/, '--network host'),
})

/** Compose files and Swarm stacks. */
const compose: Format = linuxCarrier({
  id: 'docker-compose',
  title: 'Docker Compose',
  evidence: [
    [/^\s*sysctls\s*:/m, 0.6],
    [/^\s*sysctls\s*:[\s\S]{0,400}net\.ipv4\.tcp_keep/m, 0.9],
    [/^\s*(?:services|image|container_name|build|depends_on)\s*:/m, 0.4],
    [/securityContext|apiVersion|systemControls|linuxOSConfig/, -0.7],
  ],
  extra(collector) {
    reportHostNetwork(collector, /network_mode\s*:\s*["']?host/, 'network_mode: host')
    yamlIndentation(collector, /^net\.ipv4\.tcp_keepalive/)
  },
})

/** Pods and everything that makes pods, with securityContext.sysctls or a privileged init container. */
const kubernetes: Format = linuxCarrier({
  id: 'kubernetes-pod',
  title: 'Kubernetes pod',
  evidence: [
    [/securityContext\s*:[\s\S]{0,600}sysctls\s*:/, 0.95],
    [/\bsysctls\s*:\s*\n\s*-\s*\{?\s*name\s*:\s*["']?net\.ipv4\.tcp_keep/, 0.94],
    [/(?:apiVersion|kind)\s*:[\s\S]{0,6000}net[./]ipv4[./]tcp_keep/, 0.92],
    [/(?:initContainers|containers)\s*:[\s\S]{0,3000}net[./]ipv4[./]tcp_keep/, 0.92],
    [/allowed-?unsafe-?sysctls/i, 0.95],
  ],
  extra(collector) {
    const { code } = collector.document
    if (/kind\s*:\s*["']?DaemonSet/.test(code) && /hostNetwork\s*:\s*true|hostPID\s*:\s*true|nsenter/.test(code)) {
      collector.report(
        'host-sysctl-not-inherited-by-pods',
        'A DaemonSet in the host’s namespace sets the node’s values; pods start from 7,200 s all the same.',
        lineOf(collector, /hostNetwork|hostPID|nsenter/),
      )
      return
    }
    reportHostNetwork(collector, /hostNetwork\s*:\s*true/, 'hostNetwork: true')
    if (/allowed-?unsafe-?sysctls/i.test(code) || /^\s*sysctls\s*:/m.test(code)) {
      collector.report(
        'unsafe-sysctl',
        'These sysctls are safe since Kubernetes 1.29; an older kubelet refuses the pod unless it is started with --allowed-unsafe-sysctls.',
        {
          ...lineOf(collector, /unsafe-?sysctls|sysctls\s*:/i),
          severity: 'info',
        },
      )
    }
    const bare = collector.document.lines.find((line, index) => {
      const previous = collector.document.lines[index - 1]?.code ?? ''
      return /^\s*value\s*:\s*\d+\s*(?:#.*)?$/.test(line.code) && /net\.ipv4\.tcp_keep/.test(previous)
    })
    if (bare !== undefined) {
      collector.report('broken-command', 'The value of a pod sysctl is a string: put the number in quotes.', {
        line: bare.number,
        fix: bare.raw.replace(/(value\s*:\s*)(\d+)/, '$1"$2"'),
      })
    }
  },
})

/** ECS and Fargate task definitions, as JSON or Terraform. */
const ecs: Format = linuxCarrier({
  id: 'ecs-task',
  title: 'ECS or Fargate task definition',
  evidence: [[/\bsystem_?controls?\b/i, 0.96]],
  extra: (collector) => reportHostNetwork(collector, /network_?mode["']?\s*[:=]\s*["']host/i, 'networkMode host'),
})

/** AKS node pools: linuxOSConfig JSON and azurerm's sysctl_config. */
const aks: Format = linuxCarrier({
  id: 'aks-node-pool',
  title: 'AKS node pool (linuxOSConfig)',
  evidence: [
    [/netIpv4Tcp[Kk]eep/, 0.97],
    [/linux_?os_?config/i, 0.9],
    [/net_ipv4_tcp_keepalive/, 0.95],
  ],
  extra(collector) {
    if (!collector.has('idle') && !collector.has('interval') && !collector.has('count')) return
    collector.report(
      'host-sysctl-not-inherited-by-pods',
      'These values reach the node’s own network namespace; pods start from 7,200 s unless they carry the sysctls themselves.',
      lineOf(collector, /linux_?os_?config|sysctl/i),
    )
  },
})

/** Boot parameters, on a Linux machine or in WSL 2. */
const boot: Format = linuxCarrier({
  id: 'linux-boot-parameter',
  title: 'Linux boot parameter',
  evidence: [
    [/\bsysctl\.net\.ipv4\.tcp_/, 0.94],
    [/GRUB_CMDLINE_LINUX/, 0.3],
  ],
})

/** .wslconfig and wsl.conf. */
const wsl: Format = linuxCarrier({
  id: 'wsl',
  title: 'WSL 2 (.wslconfig, wsl.conf)',
  evidence: [
    [/^\s*kernelCommandLine\s*=/m, 0.97],
    [/^\s*\[wsl2\]/m, 0.9],
    [/^\s*\[boot\]\s*\n[\s\S]{0,300}command\s*=[^\n]{0,200}sysctl/m, 0.97],
  ],
})

/** Carriers of Linux kernel parameters for containers, clouds and virtual machines. */
export const CONTAINERS: readonly Format[] = [dockerRun, compose, kubernetes, ecs, aks, boot, wsl]
