import { imageReference } from '../quoting/image.ts'
import {
  CONTAINER_AFFECTS,
  CONTAINER_NOT_EXPRESSED,
  CONTAINER_PITFALLS,
  IMAGE_OPTION,
  insideContainer,
} from './container.ts'
import { defineTarget, noStep, snippet, step } from './define.ts'
import { LINUX_SYSCTL_LIMITS } from './limits.ts'
import { LINUX_DEFAULTS, linuxSysctls } from './linux.ts'

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
  recipe: (settings, option) => {
    const image = option('image', imageReference)
    const flags = linuxSysctls(settings).map(([name, value]) => `--sysctl ${name}=${value}`)
    return {
      now: noStep(
        'A running container cannot be changed from inside.',
        'Its sysctls are set when it is made. Stop it and start it with the flags below.',
      ),
      persist: step(
        'Add the three flags to the command that starts the container, before the image.',
        snippet('Shell', 'sh', `docker run --rm \\\n  ${flags.join(' \\\n  ')} \\\n  ${image}\n`),
      ),
      verify: step(
        'Read the values in the container’s own network namespace.',
        insideContainer(`docker exec CONTAINER`, settings),
        insideContainer(`docker run --rm ${flags.join(' ')} --entrypoint '' ${image}`, settings),
      ),
      undo: step(
        'Start the container without the flags.',
        snippet('Shell', 'sh', `docker run --rm ${image}\n`),
        insideContainer('docker exec CONTAINER', LINUX_DEFAULTS),
      ),
      affects: CONTAINER_AFFECTS,
      runAs: 'whoever may start containers',
      takesEffect: 'When the container is made.',
      pitfalls: [
        ...CONTAINER_PITFALLS,
        'The flags count when the container is made: an existing one keeps what it has.',
      ],
      notExpressed: CONTAINER_NOT_EXPRESSED,
    }
  },
})
