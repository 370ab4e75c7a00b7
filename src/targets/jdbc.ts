import { urlHost, urlPart } from '../quoting/url.ts'
import type { OptionReader } from './define.ts'

/** host:port/database of a JDBC URL. */
export const jdbcAddress = (option: OptionReader): string =>
  `${option('host', urlHost)}:${option('port')}/${option('database', urlPart)}`

/** Said of the drivers that can only switch keepalive on. */
export const OS_TIMES =
  'Idle time, interval and count: the driver has no keys for them. The operating system’s values apply (Linux: 7200 s, 75 s, 9); set those too.'

/** Properties of both PostgreSQL-family JDBC drivers that are mistaken for keepalive. */
export const SOCKET_TIMEOUT = 'socketTimeout is no keepalive: it ends every query that is quiet for that many seconds.'
