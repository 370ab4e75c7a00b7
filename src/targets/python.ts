import type { KeepaliveSettings } from '../model/keepalive.ts'
import { stringLiteral } from '../quoting/source-code.ts'
import type { OptionReader } from './define.ts'
import { libpqPairs } from './libpq.ts'

/** Python keyword arguments, one a line. */
export const keywordLines = (pairs: readonly (readonly [string, string])[], indent = '    '): readonly string[] =>
  pairs.map(([key, value]) => `${indent}${key}=${value},`)

/** host, port, database and user as Python keyword arguments; `names` gives the driver's own words. */
export const pythonConnection = (
  option: OptionReader,
  names: { readonly database: string },
): readonly (readonly [string, string])[] => [
  ['host', option('host', stringLiteral)],
  ['port', option('port')],
  [names.database, option('database', stringLiteral)],
  ['user', option('user', stringLiteral)],
]

/** A call of a psycopg connect function with libpq's keepalive parameters. */
export const psycopgCall = (module: string, settings: KeepaliveSettings, option: OptionReader): readonly string[] => [
  `import ${module}`,
  '',
  `conn = ${module}.connect(`,
  ...keywordLines([...pythonConnection(option, { database: 'dbname' }), ...libpqPairs(settings)]),
  ')',
]

/** The same call without the keepalive parameters. */
export const psycopgPlain = (module: string, option: OptionReader): readonly string[] => [
  `conn = ${module}.connect(`,
  ...keywordLines(pythonConnection(option, { database: 'dbname' })),
  ')',
]

/** What goes wrong in Python with libpq's parameters. */
export const PSYCOPG_PITFALLS: readonly string[] = [
  'keepalives=True is an error: “invalid integer value "True"”. Write 1.',
  'The names of redshift_connector (tcp_keepalive_idle) are errors here, and these names are errors there.',
]
