import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, release } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { DriverId } from '../../src/model/drivers.ts'
import type { KeepaliveSettings } from '../../src/model/keepalive.ts'
import type { Client, Hop, Path, Workload } from '../../src/model/path.ts'
import { STACKS } from '../../src/model/stacks.ts'
import type { LabMeasurement, LabProof } from '../../src/schemas/proof-lab.ts'
import { type Connection, programOf, type Step, stepWord } from './lab-clients.ts'
import { limitById, predictionFor, TOLERANCE_SECONDS } from './lab-judge.ts'
import { type ClientSpace, type Network, now, type Router, startNetwork } from './lab-network.ts'
import { LIMIT_SECONDS, type Scenario } from './lab-scenarios.ts'

/** How long a client may take to load and to connect on a busy machine. */
const START_SECONDS = 60
/** How long the next client waits for one that connects. */
const CONNECT_SECONDS = 5
/** How long after its last moment a client is watched before it counts as waiting. */
const PATIENCE_SECONDS = 4
/** An end predicted for later than this is not waited for: that the client still waits is all we can see of it. */
const LONGEST_SECONDS = 60
/** A console prints an error in several lines; the last come this much later at most. */
const LAST_LINES_MS = 500
const SERVER_PORT = 5432

/** The lab while it runs. */
export interface Lab {
  /** What a scenario was seen to do; resolves when it is over. */
  readonly measured: (id: string) => Promise<LabMeasurement>
  /** Resolves when every scenario is over. */
  readonly finished: Promise<void>
  /** Facts about this machine and run for the published figures. */
  readonly facts: () => Omit<LabProof, 'scenarios'>
  readonly stop: () => Promise<void>
}

/** How a scenario is set up for real; everything follows from the path, so the model and the lab see the same one. */
interface Setup {
  readonly driver: DriverId
  readonly space: ClientSpace
  readonly connection: Omit<Connection, 'host' | 'port'>
  /** The proxy the client connects to, if any. */
  readonly proxy: ProxySetup | null
  readonly steps: readonly Step[]
  /** Seconds of quiet after which the link breaks; null when it does not. */
  readonly breaksAfterSeconds: number | null
}

interface ProxySetup {
  readonly program: 'haproxy' | 'pgbouncer'
  /** Router of its leg towards the server. */
  readonly router: Router
  readonly idleLimitSeconds: number | null
  readonly keepalive: KeepaliveSettings | null
  /** Further lines of its configuration. */
  readonly settings: Readonly<Record<string, string>>
}

const HELD_TABLE = 'held'

const routerOf = (hop: Hop): Router =>
  hop.idleLimitSeconds !== LIMIT_SECONDS ? 'open' : hop.atExpiry === 'silent' ? 'silent' : 'rst'

const sysctlsOf = ({ keepalive: { os }, tcpRetries2 }: Client): Record<string, string> => ({
  ...(os?.idleSeconds === undefined ? {} : { 'net.ipv4.tcp_keepalive_time': String(os.idleSeconds) }),
  ...(os?.intervalSeconds === undefined ? {} : { 'net.ipv4.tcp_keepalive_intvl': String(os.intervalSeconds) }),
  ...(os?.count === undefined ? {} : { 'net.ipv4.tcp_keepalive_probes': String(os.count) }),
  ...(tcpRetries2 === undefined ? {} : { 'net.ipv4.tcp_retries2': String(tcpRetries2) }),
})

const milliseconds = (seconds: number): string => String(seconds * 1000)

function serverSettings({ server }: Path): Record<string, string> {
  const { keepalive, statementTimeoutSeconds, idleSessionTimeoutSeconds, idleInTransactionTimeoutSeconds } = server
  const own = keepalive.idleSeconds !== STACKS.linux.defaults.idleSeconds
  return {
    ...(own
      ? {
          tcp_keepalives_idle: String(keepalive.idleSeconds),
          tcp_keepalives_interval: String(keepalive.intervalSeconds),
          tcp_keepalives_count: String(keepalive.count),
        }
      : {}),
    ...(statementTimeoutSeconds ? { statement_timeout: milliseconds(statementTimeoutSeconds) } : {}),
    ...(idleSessionTimeoutSeconds ? { idle_session_timeout: milliseconds(idleSessionTimeoutSeconds) } : {}),
    ...(idleInTransactionTimeoutSeconds
      ? { idle_in_transaction_session_timeout: milliseconds(idleInTransactionTimeoutSeconds) }
      : {}),
  }
}

const sql = (text: string, reply: string | null): Step => ({ kind: 'sql', sql: text, reply })
const asked = (number: number, from = ''): Step => sql(`select 'reply-${number}'${from};`, `reply-${number}`)
const QUIET: Step = { kind: 'quiet' }

function stepsOf(workload: Workload): readonly Step[] {
  if (workload.kind === 'query') return [asked(1), QUIET, asked(2, ` from pg_sleep(${workload.seconds})`)]
  const begin = workload.inTransaction === true ? [sql('begin;', null)] : []
  const every = workload.heartbeatSeconds ?? workload.seconds
  const pauses = Math.ceil(workload.seconds / every)
  const rest = Array.from({ length: pauses }, (_, index): readonly Step[] => [
    { kind: 'sleep', seconds: Math.min(every, workload.seconds - index * every) },
    asked(index + 2),
  ])
  return [...begin, asked(1), QUIET, ...rest.flat()]
}

function setupOf(scenario: Scenario): Setup {
  const applicationName = scenario.id
  if (scenario.kind === 'timers') return setupOfTimers(scenario)
  const { path, workload } = scenario
  const { client, hops } = path
  const [first] = hops
  const proxyHop = first?.terminatesTcp === true ? first : undefined
  const beyond = proxyHop === undefined ? undefined : hops[1]
  const dead = hops.find(({ idleLimitSeconds }) => idleLimitSeconds !== null && idleLimitSeconds < 1)
  return {
    driver: client.driver,
    space: { router: first === undefined || proxyHop ? 'open' : routerOf(first), sysctls: sysctlsOf(client) },
    connection: {
      applicationName,
      keepalive: { ...client.keepalive.dsn, ...client.keepalive.driver },
      userTimeoutMs: client.userTimeoutMs,
      readTimeoutSeconds: client.readTimeoutSeconds,
      settings: serverSettings(path),
    },
    proxy:
      proxyHop === undefined
        ? null
        : {
            program: proxyHop.id === 'pgbouncer' ? 'pgbouncer' : 'haproxy',
            router: beyond === undefined ? 'open' : routerOf(beyond),
            idleLimitSeconds: proxyHop.idleLimitSeconds,
            keepalive: proxyHop.onwardKeepalive ?? null,
            settings: {},
          },
    steps: stepsOf(workload),
    breaksAfterSeconds: dead?.idleLimitSeconds ?? null,
  }
}

function setupOfTimers({
  id,
  driver,
  limits,
  job,
  pooling = 'transaction',
}: Extract<Scenario, { kind: 'timers' }>): Setup {
  const ofServer: Record<string, string> = {}
  const ofPooler: Record<string, string> = {}
  for (const [limitId, value] of Object.entries(limits)) {
    const { title, system } = limitById(limitId)
    if (system === 'postgresql') ofServer[title] = String(value)
    else ofPooler[title.replace(/^PgBouncer /, '')] = String(value)
  }
  const work =
    job.lockWaitSeconds > 0
      ? [asked(2, ` from ${HELD_TABLE}`)]
      : job.runSeconds > 0
        ? [asked(2, ` from pg_sleep(${job.runSeconds})`)]
        : []
  const silence: readonly Step[] = job.idleSeconds > 0 ? [{ kind: 'sleep', seconds: job.idleSeconds }, asked(3)] : []
  return {
    driver,
    space: { router: 'open', sysctls: {} },
    connection: { applicationName: id, keepalive: {}, settings: ofServer },
    proxy:
      Object.keys(ofPooler).length === 0
        ? null
        : {
            program: 'pgbouncer',
            router: 'open',
            idleLimitSeconds: null,
            keepalive: null,
            settings: { ...ofPooler, pool_mode: pooling },
          },
    steps: [...(job.inTransaction ? [sql('begin;', null)] : []), asked(1), QUIET, ...work, ...silence],
    breaksAfterSeconds: null,
  }
}

const AS_POSTGRES = ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] as const

const must = ([program, ...words]: readonly [string, ...string[]], folder: string): string =>
  execFileSync(program, words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

/** Starts PostgreSQL in the server's namespace, with a table that a session keeps locked. */
async function startServer(network: Network): Promise<void> {
  const { folder, inside } = network
  const version = readdirSync('/usr/lib/postgresql')
    .sort((a, b) => Number(a) - Number(b))
    .at(-1)
  const bin = `/usr/lib/postgresql/${version}/bin`
  const data = `${folder}/data`
  mkdirSync(data)
  must(['chown', 'postgres', folder, data], folder)
  must(
    [...AS_POSTGRES, `${bin}/initdb`, '-D', data, '-U', 'lab', '-A', 'trust', '-N', '-E', 'UTF8', '--locale=C'],
    folder,
  )
  writeFileSync(`${data}/pg_hba.conf`, 'host all all 0.0.0.0/0 trust\n')
  const settings = Object.entries({
    listen_addresses: '*',
    port: SERVER_PORT,
    unix_socket_directories: "''",
    max_connections: 300,
    fsync: 'off',
    autovacuum: 'off',
  }).map(([key, value]) => `-c ${key}=${value}`)
  must(inside('server', ['sysctl', '-q', '-w', 'net.ipv4.tcp_retries2=3']), folder)
  const start = ['-D', data, '-w', '-l', `${folder}/server.log`, '-o', settings.join(' '), 'start']
  must(inside('server', [...AS_POSTGRES, `${bin}/pg_ctl`, ...start]), folder)
  const psql = ['psql', '-X', '-q', '-h', '127.0.0.1', '-U', 'lab', '-d', 'postgres']
  const [program, ...words] = inside('server', ['stdbuf', '-oL', ...psql, '-A', '-t'])
  const holder = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] })
  holder.stdin.write(`create table ${HELD_TABLE} (); begin; lock table ${HELD_TABLE}; select 'locked';\n`)
  await new Promise<void>((resolve) => holder.stdout.once('data', () => resolve()))
}

/** One proxy process for each different configuration; returns the port of each. */
async function startProxies(network: Network, wanted: readonly ProxySetup[]): Promise<Map<string, number>> {
  const ports = new Map<string, number>()
  const listeners: string[] = []
  for (const proxy of wanted) {
    const key = JSON.stringify(proxy)
    if (ports.has(key)) continue
    const port = 6000 + ports.size
    ports.set(key, port)
    const server = `${network.serverAddress[proxy.router]}`
    if (proxy.program === 'haproxy') listeners.push(haproxyListener(proxy, port, server))
    else startPgbouncer(network, proxy, port, server)
  }
  if (listeners.length > 0) {
    const file = `${network.folder}/haproxy.cfg`
    writeFileSync(file, `defaults\n  mode tcp\n  timeout connect 10s\n${listeners.join('')}`)
    start(network, ['haproxy', '-db', '-f', file])
  }
  for (const port of ports.values()) await listening(network, port)
  return ports
}

const haproxyListener = ({ idleLimitSeconds, keepalive }: ProxySetup, port: number, server: string): string => `
listen port${port}
  bind *:${port}
  timeout client ${idleLimitSeconds}s
  timeout server ${idleLimitSeconds}s
${
  keepalive === null
    ? ''
    : `  option srvtcpka
  srvtcpka-idle ${keepalive.idleSeconds}s
  srvtcpka-intvl ${keepalive.intervalSeconds}s
  srvtcpka-cnt ${keepalive.count}
`
}  server postgres ${server}:${SERVER_PORT}
`

function startPgbouncer(network: Network, proxy: ProxySetup, port: number, server: string): void {
  const { keepalive, settings } = proxy
  const lines = Object.entries({
    listen_addr: '*',
    listen_port: port,
    unix_socket_dir: '',
    auth_type: 'any',
    pool_mode: 'session',
    ignore_startup_parameters: 'extra_float_digits',
    ...(keepalive === null
      ? { tcp_keepalive: 0 }
      : {
          tcp_keepalive: 1,
          tcp_keepidle: keepalive.idleSeconds,
          tcp_keepintvl: keepalive.intervalSeconds,
          tcp_keepcnt: keepalive.count,
        }),
    ...settings,
  }).map(([key, value]) => `${key} = ${value}`)
  const file = `${network.folder}/pgbouncer-${port}.ini`
  const database = `postgres = host=${server} port=${SERVER_PORT} user=lab dbname=postgres`
  writeFileSync(file, `[databases]\n${database}\n\n[pgbouncer]\n${lines.join('\n')}\n`)
  start(network, [...AS_POSTGRES, 'pgbouncer', '-q', file])
}

function start(network: Network, command: readonly string[]): void {
  const [program, ...words] = network.inside('proxy', command)
  spawn(program, words, { cwd: network.folder, stdio: ['ignore', 'ignore', 'ignore'] })
}

async function listening(network: Network, port: number): Promise<void> {
  const [program, ...words] = network.inside('proxy', ['ss', '-Htln', 'sport', '=', `:${port}`])
  for (let attempt = 0; attempt < 200; attempt++) {
    if (execFileSync(program, words, { encoding: 'utf8' }).includes(`:${port}`)) return
    await pause(0.1)
  }
  throw new Error(`no proxy listens on port ${port}`)
}

const pause = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000))

const withTimeout = async <T>(promise: Promise<T>, seconds: number): Promise<T | 'late'> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), Math.max(0, seconds) * 1000)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** How a client ended, on the kernel's clock; `quietAt` is where its clock starts. */
interface Ending {
  readonly ending: 'result' | 'error' | 'waits'
  readonly quietAt: number
  readonly at: number
  readonly text: string | null
  readonly sqlstate: string | null
}

interface Run {
  readonly child: ChildProcess
  /** Both streams as they arrived. */
  readonly output: () => string
  readonly onOutput: (listener: () => void) => void
  readonly exited: Promise<void>
  readonly hasExited: () => boolean
}

function launch(command: readonly [string, ...string[]]): Run {
  const [program, ...words] = command
  const child = spawn(program, words, { env: { ...process.env, LC_ALL: 'C.UTF-8' }, stdio: ['pipe', 'pipe', 'pipe'] })
  let output = ''
  let over = false
  const listeners: (() => void)[] = []
  const tell = (): void => {
    for (const listener of listeners) listener()
  }
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (piece: string) => {
      output += piece
      tell()
    })
  }
  // A console that lost its connection is gone before its next statement is written.
  child.stdin.on('error', () => {})
  const exited = new Promise<void>((resolve) => {
    const end = (): void => {
      over = true
      tell()
      resolve()
    }
    child.once('close', end)
    child.once('error', (error) => {
      output += String(error)
      end()
    })
  })
  return {
    child,
    output: () => output,
    onOutput: (listener) => {
      listeners.push(listener)
    },
    exited,
    hasExited: () => over,
  }
}

/** Resolves as soon as the output satisfies the condition or the program is gone. */
const until = (run: Run, condition: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (condition() || run.hasExited()) resolve()
    }
    run.onOutput(look)
    look()
  })

/** Whether a console printed an error: psql exits, isql prints a bracketed code and goes on. */
const CONSOLE_ERROR = /^(?:psql:|ERROR:|FATAL:|\[\w+\])|could not|server closed the connection|connection to server/m

/** Plays the steps by hand into a console. */
async function driveConsole(
  run: Run,
  steps: readonly Step[],
  lastsSeconds: number,
  onQuiet: () => void,
): Promise<Ending> {
  let quietAt = now()
  const failed = (): boolean => CONSOLE_ERROR.test(run.output())
  for (const step of steps) {
    if (step.kind === 'quiet') {
      quietAt = now()
      onQuiet()
      continue
    }
    if (step.kind === 'sleep') {
      await pause(step.seconds)
      continue
    }
    run.child.stdin?.write(`${step.sql}\n`)
    const { reply } = step
    if (reply === null) continue
    const waited = until(run, () => run.output().includes(reply) || failed())
    const answer = await withTimeout(waited, quietAt + lastsSeconds + PATIENCE_SECONDS - now())
    const at = now()
    if (answer === 'late') return { ending: 'waits', quietAt, at, text: null, sqlstate: null }
    if (failed() || run.hasExited()) {
      await withTimeout(run.exited, LAST_LINES_MS / 1000)
      return { ending: 'error', quietAt, at, text: run.output(), sqlstate: null }
    }
  }
  return { ending: 'result', quietAt, at: now(), text: null, sqlstate: null }
}

const markAt = (output: string, name: string): number | null => {
  const found = new RegExp(`^@${name} ([\\d.]+)$`, 'm').exec(output)?.[1]
  return found === undefined ? null : Number(found)
}

/** Lets a program play its steps and reads its marks. */
async function followProgram(run: Run, lastsSeconds: number, onQuiet: () => void): Promise<Ending> {
  run.child.stdin?.write('go\n')
  await withTimeout(
    until(run, () => markAt(run.output(), 'quiet') !== null),
    START_SECONDS,
  )
  onQuiet()
  const quietAt = markAt(run.output(), 'quiet') ?? now()
  const answer = await withTimeout(run.exited, quietAt + lastsSeconds + PATIENCE_SECONDS - now())
  const output = run.output()
  const resultAt = markAt(output, 'result')
  if (resultAt !== null) return { ending: 'result', quietAt, at: resultAt, text: null, sqlstate: null }
  const errorAt = markAt(output, 'error')
  if (errorAt === null && answer === 'late') return { ending: 'waits', quietAt, at: now(), text: null, sqlstate: null }
  const [, text = output] = /^@error .*\n([\s\S]*?)(?:^@sqlstate .*\n?)?$(?![\s\S])/m.exec(output) ?? []
  const sqlstate = /^@sqlstate (\w{5})$/m.exec(output)?.[1] ?? null
  return { ending: 'error', quietAt, at: errorAt ?? now(), text, sqlstate }
}

/** Addresses and ports of the lab mean nothing to a reader. */
const published = (text: string): string =>
  text
    .replace(/\b10\.\d+\.\d+\.\d+(:\d+)?\b/g, (_, port?: string) => (port === undefined ? '<host>' : '<host>:<port>'))
    .replace(/^\s*at .*\n?/gm, '')
    .replace(/^(?:reply-\d+|[+|].*|SQLRowCount.*|\d+ rows fetched)\n/gm, '')
    .trim()

const round = (seconds: number): number => Math.round(seconds * 100) / 100

/**
 * Starts the network, the server, the proxies and every client, and runs all scenarios side by side. Programs load
 * first and connect one after another, so that nobody's start-up falls into somebody else's quiet.
 */
export async function startLab(scenarios: readonly Scenario[]): Promise<Lab> {
  const setups = scenarios.map(setupOf)
  const network = startNetwork(
    setups.map(({ space }) => space),
    LIMIT_SECONDS,
  )
  try {
    mkdirSync(`${network.folder}/classes`)
    const source = join(import.meta.dirname, '../lab/clients/JdbcSteps.java')
    must(['javac', '-d', `${network.folder}/classes`, source], network.folder)
    await startServer(network)
    const ports = await startProxies(
      network,
      setups.flatMap(({ proxy }) => proxy ?? []),
    )
    const launched = setups.map((setup, client) => {
      const connection: Connection = {
        ...setup.connection,
        host: setup.proxy === null ? network.serverAddress[setup.space.router] : network.proxyAddress,
        port: setup.proxy === null ? SERVER_PORT : (ports.get(JSON.stringify(setup.proxy)) ?? 0),
      }
      const program = programOf(setup.driver)
      const command = network.inside(client, program.command(connection, setup.steps.map(stepWord), network.folder))
      const run = program.kind === 'program' ? launch(command) : null
      return { setup, client, program, command, run }
    })
    const loading = launched.flatMap(({ run }) =>
      run === null ? [] : [until(run, () => markAt(run.output(), 'loaded') !== null)],
    )
    if ((await withTimeout(Promise.all(loading), START_SECONDS)) === 'late')
      throw new Error(`some client did not load within ${START_SECONDS} s`)
    const began = now()
    const results = new Map<string, Promise<LabMeasurement>>()
    for (const { setup, client, program, command, run: loaded } of launched) {
      const scenario = scenarios[client]
      if (scenario === undefined) continue
      const { atSeconds, latestSeconds } = predictionFor(scenario)
      const endSeconds = setup.steps.reduce((sum, step) => sum + (step.kind === 'sleep' ? step.seconds : 0), 0)
      const querySeconds = scenario.kind === 'path' ? scenario.workload.seconds : scenario.job.runSeconds
      const ends = (latestSeconds ?? atSeconds ?? 0) < LONGEST_SECONDS ? (latestSeconds ?? atSeconds ?? 0) : 0
      const lasts = Math.max(endSeconds, querySeconds, ends)
      const run = loaded ?? launch(command)
      let isQuiet = (): void => {}
      const quiet = new Promise<void>((resolve) => {
        isQuiet = resolve
      })
      const onQuiet = (): void => {
        isQuiet()
        if (setup.breaksAfterSeconds === null) return
        setTimeout(() => network.blackhole(network.clientAddress(client)), setup.breaksAfterSeconds * 1000)
      }
      const ending =
        program.kind === 'console' ? driveConsole(run, setup.steps, lasts, onQuiet) : followProgram(run, lasts, onQuiet)
      results.set(
        scenario.id,
        ending.then((end) => {
          run.child.kill('SIGKILL')
          const forgottenAt = network.forgottenAt(setup.space.router, network.clientAddress(client))
          return {
            ending: end.ending,
            atSeconds: round(end.at - end.quietAt),
            forgottenSeconds: forgottenAt === null ? null : round(forgottenAt - end.quietAt),
            text: end.text === null ? null : published(end.text),
            sqlstate: end.sqlstate,
          }
        }),
      )
      // The next one connects when this one is at rest: a hundred at once would hold up each other's clocks.
      await withTimeout(Promise.race([quiet, ending]), CONNECT_SECONDS)
    }
    let tookSeconds = 0
    const finished = Promise.allSettled(results.values()).then(() => {
      tookSeconds = round(now() - began)
    })
    return {
      measured: (id) => results.get(id) ?? Promise.reject(new Error(`no scenario ${id}`)),
      finished,
      facts: () => ({
        ...machineFacts(),
        tookSeconds,
        limitSeconds: LIMIT_SECONDS,
        toleranceSeconds: TOLERANCE_SECONDS,
      }),
      stop: network.stop,
    }
  } catch (error) {
    await network.stop()
    throw error
  }
}

/** Timer ticks per second of the running kernel, where its configuration can be read. */
function kernelHz(): number | null {
  const boot = `/boot/config-${release()}`
  const text = existsSync('/proc/config.gz')
    ? gunzipSync(readFileSync('/proc/config.gz')).toString()
    : existsSync(boot)
      ? readFileSync(boot, 'utf8')
      : ''
  const hz = /^CONFIG_HZ=(\d+)$/m.exec(text)?.[1]
  return hz === undefined ? null : Number(hz)
}

const VERSION = /\d+(?:\.\d+)+/
const printed = (program: string, ...words: string[]): string =>
  VERSION.exec(execFileSync(program, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }))?.[0] ?? 'unknown'
const packaged = (name: string): string =>
  (execFileSync('dpkg-query', ['-W', name], { encoding: 'utf8' }).split('\t')[1] ?? '')
    .trim()
    .replace(/^\d+:|[-+].*$/g, '')
const judge = (name: string): string =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../consumers/judges/node_modules/${name}/package.json`), 'utf8'))
    .version

function machineFacts(): Omit<LabProof, 'scenarios' | 'tookSeconds' | 'limitSeconds' | 'toleranceSeconds'> {
  const system = /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'Linux'
  return {
    when: new Date().toISOString(),
    kernel: release(),
    hz: kernelHz(),
    system,
    processors: cpus().length,
    programs: [
      { name: 'PostgreSQL', version: printed('psql', '--version') },
      { name: 'nftables', version: printed('nft', '--version') },
      { name: 'HAProxy', version: printed('haproxy', '-v') },
      { name: 'PgBouncer', version: printed('pgbouncer', '--version') },
      { name: 'psql and libpq', version: printed('psql', '--version') },
      { name: 'psycopg2', version: packaged('python3-psycopg2') },
      { name: 'psycopg 3', version: packaged('python3-psycopg') },
      { name: 'asyncpg', version: packaged('python3-asyncpg') },
      { name: 'pgjdbc', version: packaged('libpostgresql-jdbc-java') },
      { name: 'Java', version: printed('java', '--version') },
      { name: 'psqlODBC', version: packaged('odbc-postgresql') },
      { name: 'unixODBC', version: packaged('unixodbc') },
      { name: 'node-postgres', version: judge('pg') },
      { name: 'postgres.js', version: judge('postgres') },
      { name: 'Node.js', version: process.versions.node },
    ],
  }
}
