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
    'services:',
    `  ${option('service', (text) => yamlString(resourceName(text)))}:`,
    `    image: ${option('image', (text) => yamlString(imageReference(text)))}`,
    sysctls,
  )

/** Docker Compose: sysctls of one service. */
export const dockerCompose = defineTarget({
  id: 'docker-compose',
  title: 'Docker Compose',
  group: 'Container and cloud',
  stack: 'linux',
  scope: 'namespace',
  summary: 'For a service in a compose.yaml file.',
  limits: LINUX_SYSCTL_LIMITS,
  switch: 'elsewhere',
  options: [
    { id: 'service', label: 'Service', placeholder: 'loader', defaultValue: 'loader', maxLength: 63 },
    IMAGE_OPTION,
  ],
  recipe: (settings, option) => {
    const service = option('service', resourceName)
    return {
      now: noStep(
        'A running container cannot be changed from inside.',
        'Its sysctls are set when it is made. Store the lines below, then make it again.',
      ),
      persist: step(
        'Add sysctls to the service. The values are text.',
        snippet(
          'compose.yaml',
          'yaml',
          serviceFile(option, [
            '    sysctls:',
            ...linuxSysctls(settings).map(([name, value]) => `      ${name}: "${value}"`),
          ]),
          { path: 'compose.yaml' },
        ),
        snippet('Make the container again', 'sh', `docker compose up -d --force-recreate ${service}\n`),
      ),
      verify: step(
        'Read the values in the container’s own network namespace.',
        insideContainer(`docker compose exec ${service}`, settings),
      ),
      undo: step(
        'Delete the sysctls lines and make the container again.',
        snippet('Shell', 'sh', `docker compose up -d --force-recreate ${service}\n`),
        insideContainer(`docker compose exec ${service}`, LINUX_DEFAULTS),
      ),
      affects: CONTAINER_AFFECTS,
      runAs: 'whoever may deploy the service',
      takesEffect: 'When the container is made again.',
      pitfalls: [
        ...CONTAINER_PITFALLS,
        'Restarting keeps the old container and its old values; up --force-recreate makes a new one.',
      ],
      notExpressed: CONTAINER_NOT_EXPRESSED,
    }
  },
})
