import { readFormat, recognise } from '../reading/index.ts'
import type { Reading } from '../reading/types.ts'
import { airflowPostgres } from './airflow-postgres.ts'
import { airflowRedshift } from './airflow-redshift.ts'
import { aix } from './aix.ts'
import { aksNodePool } from './aks-node-pool.ts'
import { asyncpg } from './asyncpg.ts'
import { awsGwlb } from './aws-gwlb.ts'
import { awsNetworkFirewall } from './aws-network-firewall.ts'
import { awsNlb } from './aws-nlb.ts'
import { azureLoadBalancer } from './azure-load-balancer.ts'
import { azureNatGateway } from './azure-nat-gateway.ts'
import { datagrip } from './datagrip.ts'
import { dbeaver } from './dbeaver.ts'
import { dbtPostgres } from './dbt-postgres.ts'
import { dbtRedshift } from './dbt-redshift.ts'
import { dockerCompose } from './docker-compose.ts'
import { dockerRun } from './docker-run.ts'
import { dockerSwarm } from './docker-swarm.ts'
import { ecsTask } from './ecs-task.ts'
import { envoyTcpProxy } from './envoy-tcp-proxy.ts'
import { freebsdSysctl } from './freebsd-sysctl.ts'
import { gcpCloudNat } from './gcp-cloud-nat.ts'
import { haproxy } from './haproxy.ts'
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
import { nginxStream } from './nginx-stream.ts'
import { nodePostgres } from './node-postgres.ts'
import { npgsql } from './npgsql.ts'
import { openbsdSysctl } from './openbsd-sysctl.ts'
import { opensshClient } from './openssh-client.ts'
import { opensshServer } from './openssh-server.ts'
import { pgbouncer } from './pgbouncer.ts'
import { pgjdbcSocketFactory } from './pgjdbc-socket-factory.ts'
import { pgjdbcUrl } from './pgjdbc-url.ts'
import { pgx } from './pgx.ts'
import { podman } from './podman.ts'
import { postgresJs } from './postgres-js.ts'
import { postgresqlAlterSystem } from './postgresql-alter-system.ts'
import { postgresqlConf } from './postgresql-conf.ts'
import { postgresqlRole } from './postgresql-role.ts'
import { psqlodbcConnectionString } from './psqlodbc-connection-string.ts'
import { psqlodbcIni } from './psqlodbc-ini.ts'
import { psqlodbcWindows } from './psqlodbc-windows.ts'
import { psycopg } from './psycopg.ts'
import { psycopg2 } from './psycopg2.ts'
import { redshiftAlterUser } from './redshift-alter-user.ts'
import { redshiftConnector } from './redshift-connector.ts'
import { redshiftJdbc } from './redshift-jdbc.ts'
import { redshiftOdbc1Ini } from './redshift-odbc-1-ini.ts'
import { redshiftOdbcConnectionString } from './redshift-odbc-connection-string.ts'
import { redshiftOdbcIni } from './redshift-odbc-ini.ts'
import { redshiftOdbcWindows } from './redshift-odbc-windows.ts'
import { redshiftParameterGroup } from './redshift-parameter-group.ts'
import { redshiftWlm } from './redshift-wlm.ts'
import { solaris } from './solaris.ts'
import { sqlalchemy } from './sqlalchemy.ts'
import type { Target, TargetWriter } from './target.ts'
import { tokioPostgres } from './tokio-postgres.ts'
import { windowsRegistry } from './windows-registry.ts'
import { wsl } from './wsl.ts'

/** In the order they are offered. A test proves that each file that defines a target is listed. */
const WRITERS: readonly TargetWriter[] = [
  linuxSysctl,
  windowsRegistry,
  macosSysctl,
  linuxBootParameter,
  freebsdSysctl,
  openbsdSysctl,
  solaris,
  aix,
  dockerRun,
  dockerCompose,
  dockerSwarm,
  podman,
  kubernetesPod,
  kubernetesUnsafeSysctls,
  kubernetesInitContainer,
  ecsTask,
  aksNodePool,
  wsl,
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
  pgbouncer,
  haproxy,
  nginxStream,
  envoyTcpProxy,
  postgresqlConf,
  postgresqlAlterSystem,
  postgresqlRole,
  redshiftParameterGroup,
  redshiftAlterUser,
  redshiftWlm,
  awsNlb,
  awsGwlb,
  awsNetworkFirewall,
  azureLoadBalancer,
  azureNatGateway,
  gcpCloudNat,
]

/** Steps in a dialog, and keys of a driver nobody can look into: said to be not understood, never guessed. */
const nothingRead = (text: string): Reading => ({
  settings: {},
  understood: [],
  findings: [],
  notUnderstood: text.split('\n').map((line, index) => ({ line: index + 1, text: line })),
})

const withReader = (writer: TargetWriter): Target => {
  const format = writer.format === undefined ? writer.id : writer.format
  return {
    ...writer,
    read: (text) => (format === null ? nothingRead(text) : readFormat(format, text)),
    recognises: (text) => (format === null ? 0 : recognise(format, text)),
  }
}

/** Every place where keepalive can be set. */
export const TARGETS: readonly Target[] = WRITERS.map(withReader)

const BY_ID = new Map(TARGETS.map((target) => [target.id, target]))

/** The target of that permanent id; undefined for an id that never existed. */
export function targetById(id: string): Target | undefined {
  return BY_ID.get(id)
}
