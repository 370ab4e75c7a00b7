import { IMAGE_OPTION } from './container.ts'
import { flagRecipe } from './container-flags.ts'
import { defineTarget } from './define.ts'
import { LINUX_SYSCTL_LIMITS } from './limits.ts'

/** Podman: sysctls of a single container. */
export const podman = defineTarget({
  id: 'podman',
  format: 'docker-run',
  title: 'Podman',
  group: 'Container and cloud',
  stack: 'linux',
  scope: 'namespace',
  summary: 'For a container started by hand or from a script with podman run or podman create.',
  limits: LINUX_SYSCTL_LIMITS,
  switch: 'elsewhere',
  options: [IMAGE_OPTION],
  recipe: (settings, option) =>
    flagRecipe(
      'podman',
      'podman machine on macOS and Windows opens the connections on the host: the guest’s values never reach the wire.',
      settings,
      option,
    ),
})
