/** Something the reader can say about the path, and the words in free text that say it. */
export interface Environment {
  readonly id: string
  readonly label: string
  readonly group: EnvironmentGroup
  /** Lower-case words or phrases that mean it; the id itself always does. */
  readonly words?: readonly string[]
  /** Environments that are true as well when this one is. */
  readonly implies?: readonly string[]
}

/** Headings under which environments are offered; members of an exclusive group rule each other out. */
export type EnvironmentGroup = 'cloud' | 'place' | 'platform' | 'system' | 'between' | 'client' | 'database'

/** Groups of which a path usually has one member, so that naming one speaks against the others. */
export const EXCLUSIVE_GROUPS: readonly EnvironmentGroup[] = ['cloud', 'system']

const list = (
  group: EnvironmentGroup,
  rows: readonly (readonly [id: string, label: string, words?: readonly string[], implies?: readonly string[]])[],
): readonly Environment[] => rows.map(([id, label, words = [], implies = []]) => ({ id, label, group, words, implies }))

/** Every environment a suspect may name. */
export const ENVIRONMENTS: readonly Environment[] = [
  ...list('cloud', [
    ['aws', 'AWS', ['amazon', 'ec2', 'eks', 'ecs', 'fargate', 'vpc', 'nlb', 'privatelink']],
    ['azure', 'Azure', ['aks', 'microsoft cloud']],
    ['gcp', 'Google Cloud', ['google cloud', 'gce', 'gke', 'cloud sql', 'cloud run', 'compute engine']],
    ['oci', 'Oracle Cloud', ['oracle cloud']],
    ['ibm', 'IBM Cloud', ['ibm cloud']],
    ['alibaba', 'Alibaba Cloud', ['aliyun', 'alibaba cloud']],
    ['digitalocean', 'DigitalOcean', ['digital ocean']],
    ['hetzner', 'Hetzner'],
    ['heroku', 'Heroku', ['dyno']],
    ['fly', 'Fly.io', ['fly.io']],
    ['render', 'Render', ['render.com', 'railway', 'vercel', 'netlify']],
  ]),
  ...list('place', [
    [
      'office',
      'Office firewall',
      [
        'corporate',
        'company network',
        'datacenter',
        'data center',
        'data centre',
        'on-prem',
        'on-premises',
        'on premise',
        'lan',
      ],
    ],
    [
      'firewall',
      'A firewall in the path',
      [
        'asa',
        'fortigate',
        'palo alto',
        'checkpoint',
        'check point',
        'sonicwall',
        'juniper',
        'srx',
        'pfsense',
        'opnsense',
        'sophos',
        'watchguard',
        'forcepoint',
      ],
    ],
    ['vpn', 'VPN', ['wireguard', 'openvpn', 'tailscale', 'ipsec', 'zscaler', 'anyconnect', 'site-to-site']],
    [
      'home',
      'Home or mobile network',
      [
        'router',
        'home router',
        'isp',
        'mobile',
        'cgnat',
        'lte',
        '4g',
        '5g',
        'starlink',
        'wifi',
        'wi-fi',
        'cable',
        'dsl',
        'openwrt',
        'mikrotik',
      ],
    ],
    ['laptop', 'My laptop', ['desktop', 'notebook', 'sleep', 'lid']],
    [
      'ssh',
      'SSH tunnel or bastion',
      ['bastion', 'jump host', 'jumpbox', 'tunnel', 'port forwarding', 'putty', 'sshtunnel'],
    ],
    ['ssm', 'AWS Session Manager', ['session manager'], ['aws']],
    ['iap', 'Google IAP', ['identity-aware'], ['gcp']],
    ['load-balancer', 'A load balancer', ['lb', 'elb', 'alb', 'f5', 'big-ip', 'bigip', 'netscaler', 'citrix']],
  ]),
  ...list('platform', [
    ['kubernetes', 'Kubernetes', ['k8s', 'eks', 'aks', 'gke', 'openshift', 'pod', 'ipvs', 'kube-proxy', 'kubectl']],
    ['docker', 'Docker', ['container', 'compose', 'podman']],
    ['docker-swarm', 'Docker Swarm', ['swarm', 'overlay network'], ['docker']],
    ['docker-desktop', 'Docker Desktop', ['vpnkit', 'docker for mac', 'docker for windows'], ['docker']],
    ['lambda', 'AWS Lambda', [], ['aws']],
    [
      'serverless',
      'Other serverless',
      ['cloud run', 'cloud functions', 'azure functions', 'app service', 'functions', 'vercel'],
    ],
    ['app-service', 'Azure App Service or Functions', ['app service', 'azure functions'], ['azure']],
    ['cloud-run', 'Cloud Run', ['cloud run'], ['gcp']],
    ['istio', 'Istio', ['service mesh', 'linkerd'], ['kubernetes']],
    ['cilium', 'Cilium', [], ['kubernetes']],
    ['calico', 'Calico', [], ['kubernetes']],
    ['wsl', 'WSL 2', ['wsl2']],
    ['hyperv', 'Hyper-V', ['hyper-v', 'winnat']],
    ['vmware', 'VMware', ['nsx']],
  ]),
  ...list('system', [
    ['linux', 'Linux', ['ubuntu', 'debian', 'rhel', 'centos', 'alpine', 'fedora']],
    ['windows', 'Windows', ['win10', 'win11', 'windows server']],
    ['macos', 'macOS', ['mac', 'osx', 'mac os']],
    ['freebsd', 'BSD', ['openbsd', 'netbsd', 'bsd']],
  ]),
  ...list('between', [
    ['pgbouncer', 'PgBouncer', ['pg_bouncer', 'pooler']],
    ['pgpool', 'Pgpool-II', ['pgpool-ii']],
    ['odyssey', 'Odyssey'],
    ['pgcat', 'PgCat'],
    ['supabase', 'Supabase', ['supavisor']],
    ['neon', 'Neon'],
    ['rds-proxy', 'RDS Proxy', ['rds proxy'], ['aws']],
    ['cloud-sql-proxy', 'Cloud SQL proxy', ['cloud sql proxy', 'cloud-sql-proxy', 'cloudsql-proxy'], ['gcp']],
    ['haproxy', 'HAProxy'],
    ['nginx', 'nginx', ['ingress', 'ingress-nginx']],
    ['envoy', 'Envoy', ['consul', 'ambassador', 'contour', 'gloo']],
    ['traefik', 'Traefik'],
    ['kong', 'Kong'],
    ['cloudflare', 'Cloudflare', ['warp', 'zero trust', 'zero-trust', 'cloudflared']],
    ['stunnel', 'stunnel'],
    ['proxysql', 'ProxySQL'],
    ['api-gateway', 'API gateway', ['api gateway'], ['http']],
    [
      'http',
      'An HTTP request waits for the query',
      ['web request', 'http request', 'gateway timeout', '504', '502', '503', 'browser', 'rest api'],
    ],
  ]),
  ...list('client', [
    [
      'java',
      'Java',
      ['jdbc', 'pgjdbc', 'spring', 'spring boot', 'tomcat', 'hibernate', 'jpa', 'kotlin', 'scala', 'quarkus', 'spark'],
    ],
    ['hikari', 'HikariCP', ['hikaricp', 'hikari pool'], ['java']],
    ['druid', 'Alibaba Druid', [], ['java']],
    ['python', 'Python', ['psycopg', 'psycopg2', 'psycopg3', 'django', 'flask', 'celery', 'asyncpg', 'pandas']],
    ['sqlalchemy', 'SQLAlchemy', [], ['python']],
    ['asyncpg', 'asyncpg', [], ['python']],
    ['gunicorn', 'Gunicorn', ['uwsgi'], ['python', 'http']],
    [
      'nodejs',
      'Node.js',
      ['node', 'node-postgres', 'node-pg', 'express', 'nestjs', 'javascript', 'typescript', 'next.js'],
    ],
    ['prisma', 'Prisma', [], ['nodejs']],
    ['knex', 'Knex', [], ['nodejs']],
    ['sequelize', 'Sequelize', [], ['nodejs']],
    ['typeorm', 'TypeORM', [], ['nodejs']],
    ['postgresjs', 'postgres.js', ['postgres.js'], ['nodejs']],
    ['dotnet', '.NET', ['npgsql', 'c#', 'csharp', 'ef core', 'entity framework', 'asp.net', '.net', 'power bi']],
    ['go', 'Go', ['golang', 'pgx', 'lib/pq', 'gorm']],
    ['rust', 'Rust', ['sqlx', 'tokio-postgres', 'diesel']],
    ['ruby', 'Ruby'],
    ['rails', 'Rails', ['activerecord', 'active record', 'sidekiq', 'puma'], ['ruby']],
    ['php', 'PHP', ['laravel', 'symfony', 'pdo', 'php-fpm']],
    ['elixir', 'Elixir', ['ecto', 'phoenix', 'postgrex']],
    ['odbc', 'ODBC', ['psqlodbc', 'tableau', 'excel']],
    ['airflow', 'Airflow', ['dag']],
    ['dbt', 'dbt'],
    [
      'tool',
      'A desktop SQL tool',
      ['dbeaver', 'datagrip', 'pgadmin', 'workbench', 'sequel pro', 'sequel ace', 'tableplus', 'navicat', 'sql client'],
    ],
  ]),
  ...list('database', [
    ['postgresql', 'PostgreSQL', ['postgres', 'psql', 'pg', 'timescale', 'citus', 'greenplum', 'patroni']],
    ['redshift', 'Redshift', [], ['aws']],
    ['redshift-serverless', 'Redshift Serverless', ['redshift serverless'], ['redshift', 'aws']],
    ['rds', 'RDS or Aurora', ['aurora'], ['aws']],
    ['aurora-serverless', 'Aurora Data API', ['data api', 'aurora serverless'], ['aws', 'rds']],
    ['cloud-sql', 'Cloud SQL', ['cloud sql', 'cloudsql', 'alloydb'], ['gcp']],
    ['replica', 'A read replica', ['standby', 'hot standby', 'read replica', 'read-replica', 'reader endpoint']],
    [
      'replication',
      'Replication or CDC',
      ['debezium', 'logical replication', 'wal sender', 'walsender', 'pg_basebackup', 'cdc', 'dms', 'replication slot'],
    ],
    ['mysql', 'MySQL or MariaDB', ['mariadb']],
    ['sqlserver', 'SQL Server', ['mssql', 'sql server', 'azure sql']],
    ['oracle', 'Oracle Database'],
    ['mongodb', 'MongoDB', ['mongo']],
    ['redis', 'Redis', ['valkey', 'elasticache']],
    ['cockroachdb', 'CockroachDB', ['cockroach']],
    ['snowflake', 'Snowflake'],
  ]),
]

const BY_ID: ReadonlyMap<string, Environment> = new Map(
  ENVIRONMENTS.map((environment) => [environment.id, environment]),
)

/** Its entry, or undefined for an id we do not know. */
export function environmentOf(id: string): Environment | undefined {
  return BY_ID.get(id)
}

function spokenAs(word: string): RegExp {
  return new RegExp(String.raw`(?<![\w-])${word.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)}s?(?![\w-])`)
}

const SPOKEN = ENVIRONMENTS.map(({ id, words = [] }) => ({
  id,
  patterns: [...new Set([id, id.replaceAll('-', ' '), ...words])].map(spokenAs),
}))

/** Ids of the environments a free text names, in the order of {@link ENVIRONMENTS}. */
export function environmentsIn(text: string): readonly string[] {
  const lower = text.toLowerCase()
  return SPOKEN.filter(({ patterns }) => patterns.some((pattern) => pattern.test(lower))).map(({ id }) => id)
}

/** The given ids with everything they imply; unknown ids and aliases such as `router` are resolved by their words. */
export function withImplied(ids: readonly string[]): ReadonlySet<string> {
  const all = new Set<string>()
  for (const id of ids) {
    const known = BY_ID.has(id) ? [id] : environmentsIn(id)
    for (const member of known) {
      all.add(member)
      for (const implied of BY_ID.get(member)?.implies ?? []) all.add(implied)
    }
  }
  return all
}
