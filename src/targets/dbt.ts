import { yamlString } from '../quoting/yaml.ts'
import { lines, type OptionReader } from './define.ts'
import type { TargetOption } from './target.ts'

/** The option for the name of a dbt profile. */
export const PROFILE_OPTION: TargetOption = {
  id: 'profile',
  label: 'Profile',
  placeholder: 'warehouse',
  defaultValue: 'warehouse',
  maxLength: 127,
}

/** A profile of profiles.yml with one output; the password comes from the environment. */
export const dbtProfile = (
  type: 'postgres' | 'redshift',
  option: OptionReader,
  more: readonly (readonly [key: string, value: string])[],
): string =>
  lines(
    `${option('profile', yamlString)}:`,
    '  target: prod',
    '  outputs:',
    '    prod:',
    `      type: ${type}`,
    `      host: ${option('host', yamlString)}`,
    `      port: ${option('port')}`,
    `      user: ${option('user', yamlString)}`,
    `      password: "{{ env_var('DBT_PASSWORD') }}"`,
    `      dbname: ${option('database', yamlString)}`,
    '      schema: analytics',
    '      threads: 4',
    more.map(([key, value]) => `      ${key}: ${value}`),
  )
