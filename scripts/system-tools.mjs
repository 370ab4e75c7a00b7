// The programs that tests drive, and how they get here: Debian packages when root, else one line that says what to install.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fail } from './toolchain.mjs'

/** The path that exists, or the first: some programs come from other repositories too. */
const firstOf = (...paths) => paths.find((path) => existsSync(path)) ?? paths[0]

/** Debian packages by suite, each with a file whose presence shows that it is installed. */
export const SYSTEM_TOOLS = {
  browser: [
    { package: 'chromium', proof: '/usr/bin/chromium' },
    { package: 'firefox-esr', proof: '/usr/bin/firefox-esr' },
  ],
  consumers: [
    { package: 'procps', proof: '/sbin/sysctl' },
    { package: 'iproute2', proof: '/bin/ss' },
    { package: 'postgresql', proof: '/usr/lib/postgresql' },
    { package: 'unixodbc', proof: '/usr/bin/odbcinst' },
    { package: 'odbc-postgresql', proof: '/usr/share/doc/odbc-postgresql' },
    { package: 'python3-psycopg2', proof: '/usr/lib/python3/dist-packages/psycopg2' },
    { package: 'python3-psycopg', proof: '/usr/lib/python3/dist-packages/psycopg' },
    { package: 'python3-sqlalchemy', proof: '/usr/lib/python3/dist-packages/sqlalchemy' },
    { package: 'python3-asyncpg', proof: '/usr/lib/python3/dist-packages/asyncpg' },
    { package: 'python3-yaml', proof: '/usr/lib/python3/dist-packages/yaml' },
    { package: 'default-jdk-headless', proof: '/usr/bin/javac' },
    { package: 'libpostgresql-jdbc-java', proof: '/usr/share/java/postgresql.jar' },
    { package: 'libhikaricp-java', proof: '/usr/share/java/HikariCP.jar' },
    { package: 'libslf4j-java', proof: '/usr/share/java/slf4j-api.jar' },
    { package: 'pgbouncer', proof: '/usr/sbin/pgbouncer' },
    { package: 'haproxy', proof: '/usr/sbin/haproxy' },
    { package: 'nginx', proof: '/usr/sbin/nginx' },
    { package: 'libnginx-mod-stream', proof: '/usr/lib/nginx/modules/ngx_stream_module.so' },
    { package: 'openssh-client', proof: '/usr/bin/ssh' },
    { package: 'openssh-server', proof: '/usr/sbin/sshd' },
    { package: 'docker.io', proof: firstOf('/usr/bin/docker', '/usr/local/bin/docker') },
    { package: 'docker-compose', proof: '/usr/bin/docker-compose' },
    { package: 'kubernetes-client', proof: '/usr/bin/kubectl' },
    { package: 'crun', proof: '/usr/bin/crun' },
    { package: 'busybox-static', proof: '/bin/busybox' },
    { package: 'wine', proof: '/usr/bin/wine' },
    { package: 'wine64', proof: '/usr/share/doc/wine64' },
  ],
  lab: [
    { package: 'procps', proof: '/sbin/sysctl' },
    { package: 'iproute2', proof: '/bin/ss' },
    { package: 'nftables', proof: '/usr/sbin/nft' },
    { package: 'openssl', proof: '/usr/bin/openssl' },
    { package: 'postgresql', proof: '/usr/lib/postgresql' },
    { package: 'haproxy', proof: '/usr/sbin/haproxy' },
    { package: 'pgbouncer', proof: '/usr/sbin/pgbouncer' },
    { package: 'python3-psycopg2', proof: '/usr/lib/python3/dist-packages/psycopg2' },
    { package: 'python3-psycopg', proof: '/usr/lib/python3/dist-packages/psycopg' },
    { package: 'python3-asyncpg', proof: '/usr/lib/python3/dist-packages/asyncpg' },
    { package: 'unixodbc', proof: '/usr/bin/isql' },
    { package: 'odbc-postgresql', proof: '/usr/lib/x86_64-linux-gnu/odbc/psqlodbcw.so' },
    { package: 'default-jdk-headless', proof: '/usr/bin/javac' },
    { package: 'libpostgresql-jdbc-java', proof: '/usr/share/java/postgresql.jar' },
  ],
}

const isDebian = () => existsSync('/etc/debian_version')
const isRoot = () => process.getuid?.() === 0

/** Debian starts servers when it installs them unless this file says no; tests start what they need themselves. */
function forbidServiceStart() {
  const policy = '/usr/sbin/policy-rc.d'
  if (existsSync(policy)) return
  mkdirSync('/usr/sbin', { recursive: true })
  writeFileSync(
    policy,
    '#!/bin/sh\n# Written by the Holdfast test set-up: packages must not start services.\nexit 101\n',
    { mode: 0o755 },
  )
}

/** Makes sure that the tools of the given suites are installed. */
export function installSystemTools(suites) {
  const wanted = suites.flatMap((suite) => SYSTEM_TOOLS[suite] ?? [])
  const missing = wanted.filter(({ proof }) => !existsSync(proof)).map((tool) => tool.package)
  if (missing.length === 0) return
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`
  if (!isDebian())
    fail(
      `tests need these programs: ${missing.join(', ')} (names as in Debian). Install them, then run npm test again.`,
    )
  if (!isRoot()) fail(`tests need programs that are not installed. Run: sudo ${command}`)
  console.log(`holdfast: installing ${missing.join(', ')} with apt-get`)
  forbidServiceStart()
  const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
  const apt = (...args) => spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=600', '-qq', ...args], options).status
  if (apt('update') !== 0) fail('apt-get update failed; its message is above.')
  if (apt('install', '-y', '--no-install-recommends', ...missing) !== 0)
    fail(`"${command}" failed; its message is above.`)
  const absent = wanted.filter(({ proof }) => !existsSync(proof))
  if (absent.length > 0) fail(`installed, but still not found: ${absent.map(({ proof }) => proof).join(', ')}`)
}

/** Name and version of the system, for the test log. */
export function systemName() {
  try {
    return /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? process.platform
  } catch {
    return process.platform
  }
}
