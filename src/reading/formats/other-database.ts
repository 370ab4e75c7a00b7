import { Collector, type Format, weigh } from '../format.ts'
import { LINUX_DEFAULTS } from '../judge.ts'

const NAMES: readonly (readonly [pattern: RegExp, name: string])[] = [
  [
    /jdbc:mysql|mysql:\/\/|useLocalSessionState|rewriteBatchedStatements|zeroDateTimeBehavior|mysql2|\[mysqld?\]|MySQL ODBC|pymysql|mysqlclient|mysql\.connector|MySqlConnection/i,
    'MySQL',
  ],
  [/mariadb/i, 'MariaDB'],
  [
    /jdbc:sqlserver|mssql|Microsoft\.Data\.SqlClient|Initial Catalog=|ODBC Driver \d+ for SQL Server|SQL Server|SQLServerDriver/i,
    'SQL Server',
  ],
  [/snowflake/i, 'Snowflake'],
  [/jdbc:oracle|oracle\.jdbc|OracleDriver|SQLNET\.|tnsnames|\(DESCRIPTION\s*=|ENABLE=BROKEN/i, 'Oracle'],
  [/mongodb(?:\+srv)?:\/\//i, 'MongoDB'],
]

/** Clients of other databases: named, not judged. */
export const otherDatabase: Format = {
  id: 'other-database',
  title: 'Another database',
  recognises: (document) =>
    weigh(document.sample, [
      [/jdbc:(?:mysql|mariadb|sqlserver|oracle|snowflake)|mysql:\/\/|mariadb:\/\/|mongodb(?:\+srv)?:\/\//i, 0.8],
      [/\bmysql2?\b|mariadb|pymysql|\[mysqld?\]|mysqlclient|MySqlConn/i, 0.75],
      [/snowflake/i, 0.8],
      [/Initial Catalog=|ODBC Driver \d+ for SQL Server|SqlClient|\bmssql\b|tedious|sqlserver/i, 0.8],
      [/SQLNET\.|ENABLE=BROKEN|tnsnames|oracle\.jdbc|OracleDriver/i, 0.85],
      [/\b(?:useLocalSessionState|rewriteBatchedStatements|zeroDateTimeBehavior|allowPublicKeyRetrieval)=/, 0.8],
      [/postgres|redshift|psycopg|\bpgx\b|asyncpg|npgsql|\bpsql\b|net\.ipv4\.tcp_keep|Tcpip\\+Parameters/i, -0.7],
    ]),
  read(document) {
    const collector = new Collector(document, {
      layer: 'driver',
      timers: 'linux',
      onByDefault: null,
      defaults: LINUX_DEFAULTS,
    })
    collector.skipTiming = true
    const found = NAMES.find(([pattern]) => pattern.test(document.code))
    const line =
      found === undefined ? undefined : document.lines.find((candidate) => found[0].test(candidate.code))?.number
    collector.report(
      'other-database',
      `This configures a client of ${found?.[1] ?? 'another database'}; only the operating system’s settings are the same.`,
      line === undefined ? {} : { line },
    )
    collector.judgeable = false
    return collector.done()
  },
}
