import type { KeepaliveSettings } from '../model/keepalive.ts'
import { snippet } from './define.ts'
import { SOCKET_DECIDES, SYSCTL_QUERY } from './linux.ts'
import type { Snippet, TargetOption } from './target.ts'

/** The option for a container image. */
export const IMAGE_OPTION: TargetOption = {
  id: 'image',
  label: 'Image',
  placeholder: 'example/loader:1.4',
  defaultValue: 'example/loader:1.4',
}

/** Who a container's sysctls reach. */
export const CONTAINER_AFFECTS =
  'Every TCP socket of this container that has SO_KEEPALIVE and sets no times of its own. The host and other containers keep theirs.'

/** What silently undoes sysctls of containers, whichever engine runs them. */
export const CONTAINER_PITFALLS: readonly string[] = [
  'The host’s values are not inherited: every container starts from 7200/75/9.',
  'With the host’s network (network_mode: host) the engine refuses net.* sysctls; the host’s values apply there.',
  'Inside a running container /proc/sys is read-only unless the container is privileged.',
  'Docker Desktop and Podman machine end TCP connections on the host: probes from the container may never reach the network.',
]

/** What no sysctl of a container can say. */
export const CONTAINER_NOT_EXPRESSED: readonly string[] = [SOCKET_DECIDES]

/** Reads the three values inside the container with a command that needs nothing but cat. */
export const insideContainer = (command: string, settings: KeepaliveSettings): Snippet =>
  snippet(
    'Read the values inside the container',
    'sh',
    `${command} sh -c 'cd /proc/sys/net/ipv4 && cat tcp_keepalive_time tcp_keepalive_intvl tcp_keepalive_probes'\n`,
    { expectedOutput: `${settings.idleSeconds}\n${settings.intervalSeconds}\n${settings.count}` },
  )

export { SYSCTL_QUERY }
