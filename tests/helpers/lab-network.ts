import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Routers of the lab: two that forget quiet flows, one that forwards everything. */
export const ROUTERS = ['silent', 'rst', 'open'] as const

/** One of {@link ROUTERS}. */
export type Router = (typeof ROUTERS)[number]

/** Where a client stands: on which router, and with which kernel settings of its own. */
export interface ClientSpace {
  readonly router: Router
  /** Settings of the client's network namespace, such as `net.ipv4.tcp_keepalive_time`. */
  readonly sysctls: Readonly<Record<string, string>>
}

/** Network namespaces of the lab: clients, three routers, a machine for proxies, the server. */
export interface Network {
  /** Folder of this lab; every user may enter it. */
  readonly folder: string
  /** Address of the server as reached through a router. */
  readonly serverAddress: Readonly<Record<Router, string>>
  /** Address of the proxies as clients on the open router see it. */
  readonly proxyAddress: string
  /** Address of a client, by its position. */
  readonly clientAddress: (client: number) => string
  /** The command that runs a program in a place. */
  readonly inside: (place: Place, command: readonly string[]) => readonly [string, ...string[]]
  /** From here on the open router forwards nothing from or to the address. */
  readonly blackhole: (address: string) => void
  /** When a forgetful router forgot the first flow of an address, in seconds of {@link now}; null when it did not. */
  readonly forgottenAt: (router: Router, address: string) => number | null
  /** Ends every process in the namespaces, removes them and the folder. Safe to call twice. */
  readonly stop: () => Promise<void>
}

/** A network namespace of the lab; a number is a client. */
export type Place = 'server' | 'proxy' | Router | number

/** Seconds of the kernel's monotonic clock, the one that clients print. */
export const now = (): number => Number(process.hrtime.bigint()) / 1e9

const SERVER_NET: Readonly<Record<Router, number>> = { silent: 1, rst: 2, open: 3 }
const PROXY_POSITION = 250

/** How often the flow tables of the routers are read; a flow that ran out of time is not in them. */
const POLL_MS = 100

/** `invalid` and the second rule together: without both, a forgotten flow would be picked up again. */
const rules = (router: Router): string => {
  const verdict = router === 'rst' ? 'reject with tcp reset' : 'drop'
  const forgetful = `    meta l4proto tcp ct state invalid counter ${verdict}
    ct state new tcp flags & (syn|ack|rst|fin) != syn counter ${verdict}
`
  return `table inet lab {
  set dead { type ipv4_addr; }
  chain through {
    type filter hook forward priority 0; policy accept;
    ip saddr @dead drop
    ip daddr @dead drop
${router === 'open' ? '' : forgetful}  }
}
`
}

/**
 * Builds the network. Routers `silent` and `rst` forget a flow after `limitSeconds` without a packet.
 * Everything lives in namespaces named after this process; a guard process removes them when this one ends, however it
 * ends. Needs root, iproute2, nftables and a kernel with /proc/net/nf_conntrack.
 */
export function startNetwork(clients: readonly ClientSpace[], limitSeconds: number): Network {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-lab-'))
  chmodSync(folder, 0o755)
  const prefix = `hfl${process.pid}`
  const name = (place: Place): string => `${prefix}-${place}`
  const places: readonly Place[] = ['server', 'proxy', ...ROUTERS, ...clients.keys()]
  const guard = startGuard(places.map(name), folder)

  const clientAddress = (client: number): string => `10.${110 + net(client)}.${client + 1}.2`
  const net = (client: number): number => SERVER_NET[clients[client]?.router ?? 'open']
  const script: string[] = []
  for (const place of places) script.push(`ip netns add ${name(place)}`, `ip -n ${name(place)} link set lo up`)
  const link = (place: Place, device: string, address: string, router: Router, port: string, gateway: string): void => {
    script.push(
      `ip link add ${device} netns ${name(place)} type veth peer name ${port} netns ${name(router)}`,
      `ip -n ${name(place)} addr add ${address}/24 dev ${device}`,
      `ip -n ${name(place)} link set ${device} up`,
      `ip -n ${name(router)} addr add ${gateway}/24 dev ${port}`,
      `ip -n ${name(router)} link set ${port} up`,
    )
  }
  for (const router of ROUTERS) {
    const number = SERVER_NET[router]
    link('server', `s${number}`, `10.93.${number}.2`, router, 'toserver', `10.93.${number}.1`)
    const proxyNet = `10.${110 + number}.${PROXY_POSITION}`
    link('proxy', `p${number}`, `${proxyNet}.2`, router, 'toproxy', `${proxyNet}.1`)
    script.push(
      `ip -n ${name('server')} route add 10.${110 + number}.0.0/16 via 10.93.${number}.1`,
      `ip -n ${name('proxy')} route add 10.93.${number}.0/24 via ${proxyNet}.1`,
      `ip -n ${name('proxy')} route add 10.${110 + number}.0.0/16 via ${proxyNet}.1`,
    )
    const file = join(folder, `${router}.nft`)
    writeFileSync(file, rules(router))
    const sysctls = ['net.ipv4.ip_forward=1']
    if (router !== 'open') {
      sysctls.push(
        'net.netfilter.nf_conntrack_tcp_loose=0',
        `net.netfilter.nf_conntrack_tcp_timeout_established=${limitSeconds}`,
      )
    }
    script.push(
      `ip netns exec ${name(router)} nft -f ${file}`,
      `ip netns exec ${name(router)} sysctl -q -w ${sysctls.join(' ')}`,
    )
  }
  for (const [client, { router, sysctls }] of clients.entries()) {
    const own = clientAddress(client)
    const gateway = own.replace(/2$/, '1')
    link(client, 'net', own, router, `c${client}`, gateway)
    script.push(`ip -n ${name(client)} route add default via ${gateway}`)
    const settings = Object.entries(sysctls).map(([key, value]) => `${key}=${value}`)
    if (settings.length > 0) script.push(`ip netns exec ${name(client)} sysctl -q -w ${settings.join(' ')}`)
  }
  execFileSync('sh', ['-eu'], { input: script.join('\n'), stdio: ['pipe', 'ignore', 'pipe'] })

  const inside: Network['inside'] = (place, command) => ['ip', 'netns', 'exec', name(place), ...command]
  // A shell waits in each router: its /proc entry shows the router's flows, and it carries out orders at once.
  const shells = new Map<Router, ChildProcess>()
  for (const router of ROUTERS) {
    const [program, ...words] = inside(router, ['sh'])
    shells.set(router, spawn(program, words, { stdio: ['pipe', 'ignore', 'inherit'] }))
  }
  const watch = watchFlows(shells)

  return {
    folder,
    serverAddress: { silent: '10.93.1.2', rst: '10.93.2.2', open: '10.93.3.2' },
    proxyAddress: `10.113.${PROXY_POSITION}.2`,
    clientAddress,
    inside,
    blackhole: (address) => {
      shells.get('open')?.stdin?.write(`nft add element inet lab dead '{ ${address} }'\n`)
    },
    forgottenAt: (router, address) => watch.gone.get(`${router} ${address}`) ?? null,
    stop: () => {
      watch.stop()
      return guard.stop()
    },
  }
}

/** Reads the routers' flow tables and notes when an established flow is there no more. */
function watchFlows(shells: ReadonlyMap<Router, ChildProcess>): {
  readonly gone: ReadonlyMap<string, number>
  readonly stop: () => void
} {
  const gone = new Map<string, number>()
  const established = new Set<string>()
  const poll = (): void => {
    for (const router of ROUTERS) {
      const text = readFileSync(`/proc/${shells.get(router)?.pid}/net/nf_conntrack`, 'utf8')
      const at = now()
      const states = new Map<string, string>()
      for (const [, state = '', address = ''] of text.matchAll(/ tcp .* ([A-Z_]+) src=(\S+) dst=10\.93\./g))
        states.set(`${router} ${address}`, state)
      for (const key of established) {
        if (!key.startsWith(`${router} `) || states.get(key) === 'ESTABLISHED') continue
        established.delete(key)
        if (!states.has(key) && !gone.has(key)) gone.set(key, at)
      }
      for (const [key, state] of states) if (state === 'ESTABLISHED') established.add(key)
    }
  }
  poll()
  const timer = setInterval(poll, POLL_MS)
  return { gone, stop: () => clearInterval(timer) }
}

/**
 * A shell of its own session that waits for the end of its input. The end comes when we close it and also when this
 * process is killed: either way it ends the server, everything else in the namespaces, and the namespaces.
 */
function startGuard(names: readonly string[], folder: string): { readonly stop: () => Promise<void> } {
  const script = `
cat > /dev/null
if [ -f ${folder}/data/postmaster.pid ]; then
  postmaster=$(head -n 1 ${folder}/data/postmaster.pid)
  kill -QUIT "$postmaster" 2>/dev/null
  for _ in $(seq 50); do kill -0 "$postmaster" 2>/dev/null || break; sleep 0.1; done
fi
for name in ${names.join(' ')}; do
  pids=$(ip netns pids $name 2>/dev/null) && [ -n "$pids" ] && kill -9 $pids 2>/dev/null
  ip netns delete $name 2>/dev/null
done
rm -rf ${folder}
`
  const guard = spawn('sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  const ended = new Promise<void>((resolve) => guard.once('close', () => resolve()))
  return {
    stop: () => {
      guard.stdin.end()
      return ended
    },
  }
}
