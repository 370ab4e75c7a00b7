import { imageReference, resourceName } from '../quoting/image.ts'
import { jsonString } from '../quoting/json.ts'
import { shWord } from '../quoting/sh.ts'
import { CONTAINER_NOT_EXPRESSED, IMAGE_OPTION } from './container.ts'
import { defineTarget, lines, noStep, type OptionReader, snippet, step } from './define.ts'
import { LINUX_SYSCTL_LIMITS } from './limits.ts'
import { linuxSysctls } from './linux.ts'

const FILE = 'task-definition.json'

const taskDefinition = (option: OptionReader, systemControls: readonly string[]): string => {
  const family = option('family', (text) => jsonString(resourceName(text)))
  return lines(
    '{',
    `  "family": ${family},`,
    '  "networkMode": "awsvpc",',
    '  "containerDefinitions": [',
    '    {',
    `      "name": ${family},`,
    `      "image": ${option('image', (text) => jsonString(imageReference(text)))},`,
    systemControls,
    '      "memory": 512,',
    '      "essential": true',
    '    }',
    '  ]',
    '}',
  )
}

/** Amazon ECS and Fargate: systemControls of a task definition. */
export const ecsTask = defineTarget({
  id: 'ecs-task',
  title: 'Amazon ECS and Fargate task',
  group: 'Container and cloud',
  stack: 'linux',
  scope: 'namespace',
  summary: 'For a Linux task on ECS, on EC2 or on Fargate platform 1.4.0 or later.',
  limits: LINUX_SYSCTL_LIMITS,
  switch: 'elsewhere',
  options: [{ id: 'family', label: 'Task family', placeholder: 'loader', defaultValue: 'loader' }, IMAGE_OPTION],
  recipe: (settings, option) => {
    const register = snippet(
      'Register it and roll the service',
      'sh',
      lines(
        `aws ecs register-task-definition --cli-input-json file://${FILE}`,
        `aws ecs update-service --cluster CLUSTER --service SERVICE --task-definition ${option('family', (text) => shWord(resourceName(text)))}`,
      ),
    )
    return {
      now: noStep(
        'A running task keeps its values.',
        'They are set when the task starts. Register the definition below, then let the service replace its tasks.',
      ),
      persist: step(
        'Add systemControls to the container definition. The values are text.',
        snippet(
          FILE,
          'json',
          taskDefinition(option, [
            '      "systemControls": [',
            ...linuxSysctls(settings).map(
              ([name, value], index, all) =>
                `        { "namespace": "${name}", "value": "${value}" }${index < all.length - 1 ? ',' : ''}`,
            ),
            '      ],',
          ]),
          { path: FILE, filename: FILE, note: 'Keep what your definition has besides: roles, CPU, logging.' },
        ),
        register,
      ),
      verify: step(
        'Read the values inside the task (ECS Exec must be on).',
        snippet(
          'Read the values inside the task',
          'sh',
          'aws ecs execute-command --cluster CLUSTER --task TASK --interactive --command "cat /proc/sys/net/ipv4/tcp_keepalive_time /proc/sys/net/ipv4/tcp_keepalive_intvl /proc/sys/net/ipv4/tcp_keepalive_probes"\n',
          { expectedOutput: `${settings.idleSeconds}\n${settings.intervalSeconds}\n${settings.count}` },
        ),
      ),
      undo: step(
        'Delete systemControls, register the definition again and roll the service.',
        snippet(FILE, 'json', taskDefinition(option, [])),
        register,
      ),
      affects: 'With awsvpc: every container of the task that sets no times of its own on its sockets.',
      runAs: 'whoever may register task definitions',
      takesEffect: 'When the service has replaced its tasks.',
      pitfalls: [
        'With awsvpc the containers of a task share one namespace: the container that starts last wins. Give all of them the same values.',
        'Not with the network mode host, and not on Windows tasks.',
        'Older AWS guides say Fargate does not support it. Linux platform 1.4.0 and later does.',
        'The tasks do not inherit the EC2 host’s values.',
      ],
      notExpressed: CONTAINER_NOT_EXPRESSED,
    }
  },
})
