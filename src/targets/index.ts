import { airflowPostgres } from './airflow-postgres.ts'
import { airflowRedshift } from './airflow-redshift.ts'
import { aksNodePool } from './aks-node-pool.ts'
import { asyncpg } from './asyncpg.ts'
import { datagrip } from './datagrip.ts'
import { dbeaver } from './dbeaver.ts'
import { dbtPostgres } from './dbt-postgres.ts'
import { dbtRedshift } from './dbt-redshift.ts'
import { dockerCompose } from './docker-compose.ts'
import { dockerRun } from './docker-run.ts'
import { dockerSwarm } from './docker-swarm.ts'
import { ecsTaskDefinition } from './ecs-task-definition.ts'
import { hikaricp } from './hikaricp.ts'
import { kubernetesInitContainer } from './kubernetes-init-container.ts'
import { kubernetesPod } from './kubernetes-pod.ts'
import { kubernetesUnsafeSysctls } from './kubernetes-unsafe-sysctls.ts'
import { libPq } from './lib-pq.ts'
import { libpqConninfo } from './libpq-conninfo.ts'
import { libpqServiceFile } from './libpq-service-file.ts'
import { libpqUrl } from './libpq-url.ts'
import { linuxBootParameter } from './linux-boot-parameter.ts'
import { linuxSysctl } from './linux-sysctl.ts'
import { macosSysctl } from './macos-sysctl.ts'
import { nodePostgres } from './node-postgres.ts'
import { npgsql } from './npgsql.ts'
import { opensshClient } from './openssh-client.ts'
import { opensshServer } from './openssh-server.ts'
import { pgjdbcSocketFactory } from './pgjdbc-socket-factory.ts'
import { pgjdbcUrl } from './pgjdbc-url.ts'
import { pgx } from './pgx.ts'
import { podman } from './podman.ts'
import { postgresJs } from './postgres-js.ts'
import { psqlodbcConnectionString } from './psqlodbc-connection-string.ts'
import { psqlodbcIni } from './psqlodbc-ini.ts'
import { psqlodbcWindows } from './psqlodbc-windows.ts'
import { psycopg } from './psycopg.ts'
import { psycopg2 } from './psycopg2.ts'
import { redshiftConnector } from './redshift-connector.ts'
import { redshiftJdbc } from './redshift-jdbc.ts'
import { redshiftOdbc1Ini } from './redshift-odbc-1-ini.ts'
import { redshiftOdbcConnectionString } from './redshift-odbc-connection-string.ts'
import { redshiftOdbcIni } from './redshift-odbc-ini.ts'
import { redshiftOdbcWindows } from './redshift-odbc-windows.ts'
import { sqlalchemy } from './sqlalchemy.ts'
import type { Target } from './target.ts'
import { tokioPostgres } from './tokio-postgres.ts'
import { windowsRegistry } from './windows-registry.ts'
import { wsl2 } from './wsl2.ts'

/** Every place where keepalive can be set, in the order they are offered. A test proves that each file that defines a target is listed. */
export const TARGETS: readonly Target[] = [
  linuxSysctl,
  windowsRegistry,
  macosSysctl,
  linuxBootParameter,
  dockerRun,
  dockerCompose,
  dockerSwarm,
  podman,
  kubernetesPod,
  kubernetesUnsafeSysctls,
  kubernetesInitContainer,
  ecsTaskDefinition,
  aksNodePool,
  wsl2,
  libpqUrl,
  libpqConninfo,
  libpqServiceFile,
  psycopg2,
  psycopg,
  sqlalchemy,
  asyncpg,
  redshiftConnector,
  dbtPostgres,
  dbtRedshift,
  airflowPostgres,
  airflowRedshift,
  pgjdbcUrl,
  pgjdbcSocketFactory,
  redshiftJdbc,
  hikaricp,
  redshiftOdbcIni,
  redshiftOdbcWindows,
  redshiftOdbcConnectionString,
  redshiftOdbc1Ini,
  psqlodbcIni,
  psqlodbcWindows,
  psqlodbcConnectionString,
  npgsql,
  pgx,
  libPq,
  nodePostgres,
  postgresJs,
  tokioPostgres,
  opensshClient,
  opensshServer,
  dbeaver,
  datagrip,
]

const BY_ID = new Map(TARGETS.map((target) => [target.id, target]))

/** The target of that permanent id; undefined for an id that never existed. */
export function targetById(id: string): Target | undefined {
  return BY_ID.get(id)
}
