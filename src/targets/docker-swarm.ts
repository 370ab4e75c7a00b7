import { imageReference, resourceName } from '../quoting/image.ts'
import { yamlString } from '../quoting/yaml.ts'
import {
  CONTAINER_AFFECTS,
  CONTAINER_NOT_EXPRESSED,
  CONTAINER_PITFALLS,
  IMAGE_OPTION,
  insideContainer,
} from './container.ts'
import { defineTarget, lines, noStep, type OptionReader, snippet, step } from './define.ts'
import { LINUX_SYSCTL_LIMITS } from './limits.ts'
import { LINUX_DEFAULTS, linuxSysctls } from './linux.ts'

const serviceFile = (option: OptionReader, sysctls: readonly string[]): string =>
  lines(
    'version: "3.8"',
    'services:',
    `  ${option('service', (text) => yamlString(resourceName(text)))}:`,
    `    image: ${option('image', (text) => yamlString(imageReference(text)))}`,
    sysctls,
  )

/** Docker Swarm stack: sysctls of one service. */
export const dockerSwarm = defineTarget({
  id: 'docker-swarm',
  format: 'docker-compose',
  title: 'Docker Swarm stack',
  group: 'Container and cloud',
  stack: 'linux',
  scope: 'namespace',
  summary: 'For a service of a stack file, on Docker Engine 19.03 or later.',
  limits: LINUX_SYSCTL_LIMITS,
  switch: 'elsewhere',
  options: [
    { id: 'service', label: 'Service', placeholder: 'loader', defaultValue: 'loader', maxLength: 63 },
    IMAGE_OPTION,
  ],
  recipe: (settings, option) => {
    return {
      now: noStep(
        'A running container cannot be changed from inside.',
        'Its sysctls are set when it is made. Store the lines below, then make it again.',
      ),
      persist: step(
        'Add sysctls to the service. The values are text.',
        snippet(
          'stack.yaml',
          'yaml',
          serviceFile(option, [
            '    sysctls:',
            ...linuxSysctls(settings).map(([name, value]) => `      ${name}: "${value}"`),
          ]),
          { path: 'stack.yaml' },
        ),
        snippet('Make the container again', 'sh', `docker stack deploy -c stack.yaml STACK\n`),
      ),
      verify: step(
        'Read the values in the container’s own network namespace.',
        insideContainer(`docker exec CONTAINER`, settings),
      ),
      undo: step(
        'Delete the sysctls lines and make the container again.',
        snippet('Shell', 'sh', `docker stack deploy -c stack.yaml STACK\n`),
        insideContainer(`docker exec CONTAINER`, LINUX_DEFAULTS),
      ),
      affects: CONTAINER_AFFECTS,
      runAs: 'whoever may deploy the service',
      takesEffect: 'When the container is made again.',
      pitfalls: [
        ...CONTAINER_PITFALLS,
        'The swarm’s virtual IP forgets a connection after 900 s of silence (IPVS): the idle time must stay below that.',
        'Engines before 19.03 do not know sysctls of services.',
      ],
      notExpressed: CONTAINER_NOT_EXPRESSED,
    }
  },
})
