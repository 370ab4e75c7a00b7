import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** How a router treats packets of a flow it has forgotten. */
export type RouterKind = 'silent' | 'rst'

/** A client, two routers that forget quiet flows, and a PostgreSQL behind them, in network namespaces of their own. */
export interface MeasureLab {
  /** Address of the server as seen through a router. */
  readonly address: Readonly<Record<RouterKind, string>>
  readonly port: number
  readonly user: string
  readonly password: string
  /** Runs a program on the client; resolves with its whole output and exit status. */
  readonly run: (
    command: readonly string[],
    environment: Readonly<Record<string, string>>,
    interruptAfterSeconds?: number,
  ) => Promise<{ output: string; status: number }>
  readonly stop: () => void
}

const PASSWORD = 'a word with spaces, and “quotes”'

const sh = (command: string, ...words: string[]): void => {
  execFileSync(command, words, { stdio: ['ignore', 'ignore', 'pipe'] })
}

/** Rules that make connection tracking decide: a packet of no known flow is dropped, or answered with a reset. */
const rules = (kind: RouterKind): string => `table inet forgetful {
  chain through {
    type filter hook forward priority 0; policy accept;
    ${kind === 'rst' ? 'meta l4proto tcp ct state invalid counter reject with tcp reset' : 'ct state invalid counter drop'}
    ct state new tcp flags & (syn|ack|rst|fin) != syn counter ${kind === 'rst' ? 'reject with tcp reset' : 'drop'}
  }
}
`

/** Builds the lab; the routers forget a flow after `limitSeconds` without a packet. Needs root, nftables and PostgreSQL 15. */
export function startMeasureLab(limitSeconds: number): MeasureLab {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-measure-'))
  chmodSync(folder, 0o755)
  const name = (part: string): string => `hfm${process.pid}${part}`
  const spaces = ['c', 's', 'rsilent', 'rrst'].map(name)
  const inside = (space: string, ...words: string[]): void => sh('ip', 'netns', 'exec', name(space), ...words)
  for (const space of spaces) sh('ip', 'netns', 'add', space)
  for (const space of ['c', 's', 'rsilent', 'rrst']) inside(space, 'ip', 'link', 'set', 'lo', 'up')

  const address = { silent: '10.93.1.2', rst: '10.93.2.2' } as const
  for (const [kind, net] of [
    ['silent', 1],
    ['rst', 2],
  ] as const) {
    const router = name(`r${kind}`)
    const join = (space: string, device: string, own: string, routerDevice: string, routerOwn: string): void => {
      sh(
        'ip',
        'link',
        'add',
        device,
        'netns',
        name(space),
        'type',
        'veth',
        'peer',
        'name',
        routerDevice,
        'netns',
        router,
      )
      inside(space, 'ip', 'addr', 'add', `${own}/24`, 'dev', device)
      inside(space, 'ip', 'link', 'set', device, 'up')
      inside(`r${kind}`, 'ip', 'addr', 'add', `${routerOwn}/24`, 'dev', routerDevice)
      inside(`r${kind}`, 'ip', 'link', 'set', routerDevice, 'up')
    }
    join('c', `c${net}`, `10.94.${net}.2`, 'toclient', `10.94.${net}.1`)
    join('s', `s${net}`, address[kind], 'toserver', `10.93.${net}.1`)
    inside('c', 'ip', 'route', 'add', `10.93.${net}.0/24`, 'via', `10.94.${net}.1`)
    inside('s', 'ip', 'route', 'add', `10.94.${net}.0/24`, 'via', `10.93.${net}.1`)
    const file = `${folder}/${kind}.nft`
    writeFileSync(file, rules(kind))
    inside(`r${kind}`, 'nft', '-f', file)
    inside(
      `r${kind}`,
      'sysctl',
      '-q',
      '-w',
      'net.ipv4.ip_forward=1',
      'net.netfilter.nf_conntrack_tcp_loose=0',
      `net.netfilter.nf_conntrack_tcp_timeout_established=${limitSeconds}`,
    )
  }

  const version = readdirSync('/usr/lib/postgresql').sort().at(-1) ?? ''
  const bin = `/usr/lib/postgresql/${version}/bin`
  const data = `${folder}/data`
  const passwordFile = `${folder}/password`
  writeFileSync(passwordFile, PASSWORD)
  sh('chown', '-R', 'postgres', folder)
  const asPostgres = ['setpriv', '--reuid', 'postgres', '--regid', 'postgres', '--clear-groups']
  sh(
    'setpriv',
    ...asPostgres.slice(1),
    `${bin}/initdb`,
    '-D',
    data,
    '-U',
    'meter',
    '-A',
    'scram-sha-256',
    '--pwfile',
    passwordFile,
    '-N',
  )
  writeFileSync(`${data}/pg_hba.conf`, 'host all all 0.0.0.0/0 scram-sha-256\n')
  const certificate = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=lab']
  sh('openssl', ...certificate, '-keyout', `${data}/server.key`, '-out', `${data}/server.crt`)
  sh('chown', 'postgres', `${data}/server.key`, `${data}/server.crt`)
  const port = 5433
  const settings = `-c ssl=on -c listen_addresses=* -c port=${port} -c unix_socket_directories= -c max_connections=100 -c fsync=off`
  sh(
    'ip',
    'netns',
    'exec',
    name('s'),
    ...asPostgres,
    `${bin}/pg_ctl`,
    '-D',
    data,
    '-w',
    '-l',
    `${folder}/log`,
    '-o',
    settings,
    'start',
  )

  return {
    address,
    port,
    user: 'meter',
    password: PASSWORD,
    run: (command, environment, interruptAfterSeconds) =>
      new Promise((resolve, reject) => {
        const child = spawn('ip', ['netns', 'exec', name('c'), ...command], { env: { ...process.env, ...environment } })
        let output = ''
        child.stdout.on('data', (piece: Buffer) => {
          output += piece.toString()
        })
        child.stderr.on('data', (piece: Buffer) => {
          output += piece.toString()
        })
        child.on('error', reject)
        if (interruptAfterSeconds !== undefined) setTimeout(() => child.kill('SIGINT'), interruptAfterSeconds * 1000)
        child.on('close', (status) => resolve({ output, status: status ?? -1 }))
      }),
    stop: () => {
      try {
        sh(
          'ip',
          'netns',
          'exec',
          name('s'),
          ...asPostgres,
          `${bin}/pg_ctl`,
          '-D',
          data,
          '-m',
          'immediate',
          '-w',
          'stop',
        )
      } finally {
        for (const space of spaces) sh('ip', 'netns', 'delete', space)
        rmSync(folder, { recursive: true, force: true })
      }
    },
  }
}
