import { resourceName } from '../quoting/image.ts'
import { defineTarget, lines, snippet, step } from './define.ts'
import { NO_NUMBERS } from './limits.ts'
import { REDSHIFT_NO_KEEPALIVE, STATEMENT_TIMEOUT_OPTION, STATEMENT_TIMEOUT_PITFALLS } from './redshift-server.ts'

/** Amazon Redshift: statement_timeout for a whole cluster. */
export const redshiftParameterGroup = defineTarget({
  id: 'redshift-parameter-group',
  format: 'redshift-parameters',
  title: 'Redshift parameter group (statement_timeout)',
  group: 'Server',
  stack: 'linux',
  scope: 'server',
  summary: 'For a Redshift cluster whose own statement timeout ends queries before any network timer does.',
  limits: NO_NUMBERS,
  switch: 'elsewhere',
  options: [
    { id: 'group', label: 'Parameter group', placeholder: 'analytics', defaultValue: 'analytics' },
    { id: 'cluster', label: 'Cluster', placeholder: 'analytics', defaultValue: 'analytics', maxLength: 63 },
    STATEMENT_TIMEOUT_OPTION,
  ],
  recipe: (_settings, option) => {
    const group = option('group', resourceName)
    const cluster = option('cluster', resourceName)
    const value = Number(option('statement')) * 1000
    const modify = (milliseconds: number): string =>
      lines(
        `aws redshift modify-cluster-parameter-group --parameter-group-name ${group} \\`,
        `  --parameters ParameterName=statement_timeout,ParameterValue=${milliseconds}`,
      )
    const reboot = snippet(
      'The group’s change waits for a reboot of the cluster',
      'sh',
      `aws redshift reboot-cluster --cluster-identifier ${cluster}\n`,
    )
    return {
      now: step('For your own session only.', snippet('SQL', 'sql', `SET statement_timeout TO ${value};\n`)),
      persist: step(
        'Changes the group, in milliseconds, then reboots the cluster.',
        snippet('Shell', 'sh', modify(value)),
        reboot,
      ),
      verify: step(
        'Ask in a new session.',
        snippet('SQL', 'sql', 'SHOW statement_timeout;\n', { expectedOutput: String(value) }),
      ),
      undo: step('Sets the default, 0: no limit.', snippet('Shell', 'sh', modify(0)), reboot),
      affects: 'Every user of the clusters with this parameter group who has no value of their own.',
      runAs: 'whoever may change parameter groups and reboot the cluster',
      takesEffect: 'After the reboot.',
      pitfalls: [
        ...STATEMENT_TIMEOUT_PITFALLS,
        'The default parameter group cannot be changed: make one of your own and attach it.',
        'SET and ALTER USER win over the group.',
      ],
      notExpressed: REDSHIFT_NO_KEEPALIVE,
    }
  },
})
