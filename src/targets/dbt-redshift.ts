import { yamlString } from '../quoting/yaml.ts'
import { CONNECTION_OPTIONS, clientRecipe, NEXT_HOP_ONLY } from './client.ts'
import { dbtProfile, PROFILE_OPTION } from './dbt.ts'
import { defineTarget, snippet, step } from './define.ts'
import { LINUX_SOCKET_LIMITS } from './limits.ts'
import { redshiftConnectorPairs } from './redshift-connector.ts'

/** dbt with the redshift adapter 1.10 or later: keys of profiles.yml. */
export const dbtRedshift = defineTarget({
  id: 'dbt-redshift',
  title: 'dbt profile (redshift)',
  group: 'Client and driver',
  stack: 'linux',
  scope: 'connection',
  summary: 'For dbt projects that use dbt-redshift 1.10 or later.',
  limits: LINUX_SOCKET_LIMITS,
  switch: 'always-on',
  options: [PROFILE_OPTION, ...CONNECTION_OPTIONS],
  recipe: (settings, option) => {
    const on = { ...settings, enabled: true }
    return clientRecipe(on, {
      persist: step(
        'Add the four keys to the output in profiles.yml.',
        snippet('~/.dbt/profiles.yml', 'yaml', dbtProfile('redshift', option, redshiftConnectorPairs(on)), {
          path: '~/.dbt/profiles.yml',
        }),
      ),
      undo: step(
        'Delete the lines. The driver then switches keepalive on with the system’s times.',
        snippet('~/.dbt/profiles.yml', 'yaml', dbtProfile('redshift', option, [])),
      ),
      verify: [
        snippet('Shell', 'sh', 'dbt debug\n', { note: 'Shows that the profile is read and the connection opens.' }),
      ],
      port: option('port'),
      affects: `Connections of the dbt profile ${option('profile', yamlString)}.`,
      takesEffect: 'With the next dbt command.',
      pitfalls: [
        'The keys need dbt-redshift 1.10 and redshift_connector 2.1.8. Versions 1.5 to 1.9 have no keepalive keys at all.',
        'keepalives_idle is the key of dbt-redshift up to 1.4. Version 1.4 itself used 4 seconds as its default.',
        'tcp_keepalive: false never reaches the driver.',
        'connect_timeout is a limit on every read: versions 1.5.x set it to 30 s and cut every longer statement.',
        NEXT_HOP_ONLY,
      ],
      notExpressed: [],
    })
  },
})
