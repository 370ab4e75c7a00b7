import { DRIVERS, type DriverId } from '../model/drivers.ts'
import type { SystemStackId } from '../model/stacks.ts'

/** The target that sets the numbers of a whole system. */
const OF_SYSTEM: { readonly [Id in SystemStackId]: string } = {
  linux: 'linux-sysctl',
  windows: 'windows-registry',
  macos: 'macos-sysctl',
  freebsd: 'freebsd-sysctl',
  openbsd: 'openbsd-sysctl',
  solaris: 'solaris',
  aix: 'aix',
}

/** The target that sets what a driver lets one set; null where it has no setting at all. */
const OF_DRIVER: { readonly [Id in DriverId]: string | null } = {
  libpq: 'libpq-url',
  psycopg2: 'psycopg2',
  psycopg3: 'psycopg',
  psqlodbc: 'psqlodbc-ini',
  'redshift-odbc': 'redshift-odbc-ini',
  pgjdbc: 'pgjdbc-url',
  'redshift-jdbc': 'redshift-jdbc',
  'redshift-connector': 'redshift-connector',
  asyncpg: 'asyncpg',
  pg8000: null,
  npgsql: 'npgsql',
  pgx: 'pgx',
  'lib-pq': 'lib-pq',
  'node-postgres': 'node-postgres',
  'postgres-js': 'postgres-js',
  'tokio-postgres': 'tokio-postgres',
  // Without a setting of its own, the server's probes have to do.
  sqlx: 'postgresql-role',
}

/** ODBC drivers keep their settings elsewhere on Windows. */
const OF_DRIVER_ON_WINDOWS: { readonly [Id in DriverId]?: string } = {
  psqlodbc: 'psqlodbc-windows',
  'redshift-odbc': 'redshift-odbc-windows',
}

/**
 * Ids of the targets that together give this client its settings: the driver's, and the system's where the driver can
 * switch keepalive on but has no words for the numbers.
 */
export function targetsForClient(driver: DriverId, system: SystemStackId): readonly string[] {
  const own = (system === 'windows' ? OF_DRIVER_ON_WINDOWS[driver] : undefined) ?? OF_DRIVER[driver]
  const { settable } = DRIVERS[driver]
  const needsSystem = own === null || (settable.enabled && !settable.idleSeconds)
  return [...(own === null ? [] : [own]), ...(needsSystem ? [OF_SYSTEM[system]] : [])]
}
