import { IMAGE_OPTION } from './container.ts'
import { flagRecipe } from './container-flags.ts'
import { defineTarget } from './define.ts'
import { LINUX_SYSCTL_LIMITS } from './limits.ts'

/** Docker: sysctls of a single container. */
export const dockerRun = defineTarget({
  id: 'docker-run',
  title: 'docker run',
  group: 'Container and cloud',
  stack: 'linux',
  scope: 'namespace',
  summary: 'For a container started by hand or from a script with docker run or docker create.',
  limits: LINUX_SYSCTL_LIMITS,
  switch: 'elsewhere',
  options: [IMAGE_OPTION],
  recipe: (settings, option) =>
    flagRecipe(
      'docker',
      'The flags count when the container is made: an existing one keeps what it has.',
      settings,
      option,
    ),
})
