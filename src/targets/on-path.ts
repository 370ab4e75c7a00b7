import { DRIVERS, type DriverId } from '../model/drivers.ts'
import type { ServerId } from '../model/servers.ts'
import type { SystemStackId } from '../model/stacks.ts'

/** What of a path decides where keepalive can be set on it. */
export interface PathPlaces {
  readonly driver: DriverId
  readonly system: SystemStackId
  readonly hops: readonly { readonly id: string }[]
  readonly server: ServerId
}

const JDBC_TOOLS = ['hikaricp', 'dbeaver', 'datagrip'] as const

/** Every target that a client of this driver may be configured by. */
const OF_DRIVER: { readonly [Id in DriverId]: readonly string[] } = {
  libpq: ['libpq-url', 'libpq-conninfo', 'libpq-service-file'],
  psycopg2: ['psycopg2', 'sqlalchemy', 'dbt-postgres', 'airflow-postgres', 'libpq-service-file'],
  psycopg3: ['psycopg', 'sqlalchemy', 'airflow-postgres', 'libpq-service-file'],
  psqlodbc: ['psqlodbc-ini', 'psqlodbc-windows', 'psqlodbc-connection-string'],
  'redshift-odbc': [
    'redshift-odbc-ini',
    'redshift-odbc-windows',
    'redshift-odbc-connection-string',
    'redshift-odbc-1-ini',
  ],
  pgjdbc: ['pgjdbc-url', 'pgjdbc-socket-factory', ...JDBC_TOOLS],
  'redshift-jdbc': ['redshift-jdbc', 'pgjdbc-socket-factory', ...JDBC_TOOLS],
  'redshift-connector': ['redshift-connector', 'dbt-redshift', 'airflow-redshift'],
  asyncpg: ['asyncpg'],
  pg8000: [],
  npgsql: ['npgsql'],
  pgx: ['pgx'],
  'lib-pq': ['lib-pq'],
  'node-postgres': ['node-postgres'],
  'postgres-js': ['postgres-js'],
  'tokio-postgres': ['tokio-postgres'],
  sqlx: [],
}

/** Targets that set the times of a whole system, its containers included. */
const OF_SYSTEM: { readonly [Id in SystemStackId]: readonly string[] } = {
  linux: [
    'linux-sysctl',
    'linux-boot-parameter',
    'docker-run',
    'docker-compose',
    'docker-swarm',
    'podman',
    'kubernetes-pod',
    'kubernetes-unsafe-sysctls',
    'kubernetes-init-container',
    'ecs-task',
    'aks-node-pool',
    'wsl',
  ],
  windows: ['windows-registry'],
  macos: ['macos-sysctl'],
  freebsd: ['freebsd-sysctl'],
  openbsd: ['openbsd-sysctl'],
  solaris: ['solaris'],
  aix: ['aix'],
}

/** Targets that configure a hop itself, by id of content/hops. */
const OF_HOP: Readonly<Record<string, readonly string[]>> = {
  'aws-nlb-tcp': ['aws-nlb'],
  'aws-gwlb': ['aws-gwlb'],
  'aws-network-firewall': ['aws-network-firewall'],
  'azure-load-balancer': ['azure-load-balancer'],
  'azure-nat-gateway': ['azure-nat-gateway'],
  'gcp-cloud-nat': ['gcp-cloud-nat'],
  'pgbouncer-client': ['pgbouncer'],
  'pgbouncer-server': ['pgbouncer'],
  'haproxy-tcp': ['haproxy'],
  'nginx-stream': ['nginx-stream'],
  'envoy-tcp-proxy': ['envoy-tcp-proxy'],
  'openssh-client': ['openssh-client'],
  'openssh-server': ['openssh-server'],
}

const POSTGRESQL = ['postgresql-conf', 'postgresql-alter-system', 'postgresql-role'] as const

/** Targets of the server: its own keepalive where it has settings for it, else the timeouts that can be set there. */
const OF_SERVER: { readonly [Id in ServerId]: readonly string[] } = {
  postgresql: POSTGRESQL,
  rds: ['postgresql-role'],
  redshift: ['redshift-alter-user', 'redshift-parameter-group', 'redshift-wlm'],
  silent: [],
}

/**
 * Ids of the targets that apply to a path, from its client to its server. The system's are left out where the driver
 * sets its own times on every socket, because they would reach nothing.
 */
export function targetsOnPath({ driver, system, hops, server }: PathPlaces): readonly string[] {
  const setsOwnTimes = DRIVERS[driver].defaults.idleSeconds !== undefined
  return [
    ...new Set([
      ...OF_DRIVER[driver],
      ...(setsOwnTimes ? [] : OF_SYSTEM[system]),
      ...hops.flatMap(({ id }) => OF_HOP[id] ?? []),
      ...OF_SERVER[server],
    ]),
  ]
}
