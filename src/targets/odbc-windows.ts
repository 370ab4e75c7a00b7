import type { RegistryChange } from './registry.ts'
import type { TargetOption } from './target.ts'

/** Where Windows keeps the two kinds of data source. */
const HIVES = {
  system: { hive: 'HKEY_LOCAL_MACHINE', path: 'SOFTWARE\\ODBC\\ODBC.INI' },
  'system-32': { hive: 'HKEY_LOCAL_MACHINE', path: 'SOFTWARE\\WOW6432Node\\ODBC\\ODBC.INI' },
  user: { hive: 'HKEY_CURRENT_USER', path: 'SOFTWARE\\ODBC\\ODBC.INI' },
} as const

/** Kind of data source on Windows. */
export type DsnKind = keyof typeof HIVES

/** Whether the option's text is a kind of data source. */
export const isDsnKind = (text: string): text is DsnKind => text in HIVES

/** The registry change that writes `keys` as text into the data source. */
export function dsnChange(
  kind: DsnKind,
  dsn: string,
  keys: readonly (readonly [key: string, value: string])[],
): RegistryChange {
  const { hive, path } = HIVES[kind]
  return {
    hive,
    path: `${path}\\${dsn}`,
    filename: 'odbc-keepalive',
    values: keys.map(([name, data]) => ({ name, type: 'REG_SZ', data })),
  }
}

/** The option for a data source's name. ODBC allows 32 characters (SQL_MAX_DSN_LENGTH). */
export const DSN_OPTION: TargetOption = {
  id: 'dsn',
  label: 'Data source name',
  placeholder: 'Redshift',
  defaultValue: 'Redshift',
  help: 'As it is listed in ODBC Data Sources.',
  maxLength: 32,
}

/** What goes wrong with data sources in the registry whichever driver they belong to. */
export const DSN_PITFALLS: readonly string[] = [
  'The values are text (REG_SZ). A DWORD here is not read.',
  'A user data source of the same name may win over the system one for that user (unconfirmed).',
  'The registry values of Tcpip\\Parameters do not reach this driver: it sets its own times on every socket.',
]
