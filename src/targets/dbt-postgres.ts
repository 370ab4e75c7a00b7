import { yamlString } from '../quoting/yaml.ts'
import { CONNECTION_OPTIONS, clientRecipe, NEXT_HOP_ONLY } from './client.ts'
import { dbtProfile, PROFILE_OPTION } from './dbt.ts'
import { defineTarget, snippet, step } from './define.ts'
import { LINUX_IDLE_ONLY } from './limits.ts'

/** dbt with the postgres adapter: one key of profiles.yml. */
export const dbtPostgres = defineTarget({
  id: 'dbt-postgres',
  title: 'dbt profile (postgres)',
  group: 'Client and driver',
  stack: 'linux',
  scope: 'connection',
  summary: 'For dbt projects that use the dbt-postgres adapter.',
  limits: LINUX_IDLE_ONLY,
  switch: 'always-on',
  options: [PROFILE_OPTION, ...CONNECTION_OPTIONS],
  recipe: (settings, option) =>
    clientRecipe(
      { ...settings, enabled: true },
      {
        persist: step(
          'Add keepalives_idle to the output in profiles.yml.',
          snippet(
            '~/.dbt/profiles.yml',
            'yaml',
            dbtProfile('postgres', option, [['keepalives_idle', String(settings.idleSeconds)]]),
            { path: '~/.dbt/profiles.yml' },
          ),
        ),
        undo: step(
          'Delete the line, or set it to 0: the adapter then does not send it, and the system’s time applies.',
          snippet('~/.dbt/profiles.yml', 'yaml', dbtProfile('postgres', option, [])),
        ),
        verify: [
          snippet('Shell', 'sh', 'dbt debug\n', { note: 'Shows that the profile is read and the connection opens.' }),
        ],
        port: option('port'),
        affects: `Connections of the dbt profile ${option('profile', yamlString)}.`,
        takesEffect: 'With the next dbt command.',
        pitfalls: [
          'The adapter knows no interval and no count. Where those matter, set them in the operating system.',
          'On Linux the probe period is the longer of idle time and interval: with the system’s 75 s an idle time below 75 s still means a probe every 75 s.',
          NEXT_HOP_ONLY,
        ],
        notExpressed: [
          `The interval of ${settings.intervalSeconds} s and the count of ${settings.count}: the system’s values apply (Linux: 75 s and 9).`,
        ],
      },
    ),
})
