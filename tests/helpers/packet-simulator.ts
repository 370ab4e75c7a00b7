/**
 * A second opinion on the model: every timer and every packet of a path, one by one, written from the kernels' sources
 * and not from src/model. Slow and literal on purpose. Packets travel in no time; what is random comes from `chance`.
 */
import type { KeepaliveSettings } from '../../src/model/keepalive.ts'
import type { Hop, Path, Workload } from '../../src/model/path.ts'

export interface Chance {
  /** Extra delay, in milliseconds, of a timer set for `ms`; only asked on Linux. */
  late(ms: number): number
  /** Whether this probe of the given socket is lost before the first hop. */
  lost(socket: number): boolean
}

export const PUNCTUAL: Chance = { late: () => 0, lost: () => false }

export interface Simulated {
  readonly cut: { readonly place: number; readonly atMs: number } | null
  /** What the client's socket learns first. */
  readonly client: { readonly what: 'result' | 'timed-out' | 'reset' | 'closed'; readonly atMs: number } | null
}

/** An end of a TCP connection. */
interface Socket {
  place: number
  peer: Socket | null
  /** Places between the two ends, from here outwards. */
  way: number[]
  keepalive: KeepaliveSettings | null
  idleRule: boolean
  linux: boolean
  userTimeout: number
  retries2: number
  open: boolean
  lastHeard: number
  outstanding: number
  unackedSince: number | null
  timer: number
  /** Other socket of the same proxy. */
  twin: Socket | null
}

interface Timer {
  at: number
  rank: number
  run: () => void
}

const NEVER = Number.POSITIVE_INFINITY
const ms = (seconds: number): number => Math.round(seconds * 1000)

/** Runs a path until the client knows, or nothing more can happen before `untilMs`. */
export function simulate(path: Path, keepalive: KeepaliveSettings, workload: Workload, chance: Chance): Simulated {
  const queue: Timer[] = []
  let now = 0
  const at = (when: number, rank: number, run: () => void): void => {
    if (when < NEVER) queue.push({ at: when, rank, run })
  }

  const seen: number[] = path.hops.map(() => 0)
  const dead: boolean[] = path.hops.map(() => false)
  const sockets: Socket[] = []
  const socket = (
    place: number,
    settings: KeepaliveSettings | null,
    system: string,
    extra: Partial<Socket>,
  ): Socket => {
    const created: Socket = {
      place,
      peer: null,
      way: [],
      keepalive: settings,
      idleRule: ['macos', 'windows', 'openbsd'].includes(system),
      linux: system === 'linux',
      userTimeout: 0,
      retries2: 15,
      open: true,
      lastHeard: 0,
      outstanding: 0,
      unackedSince: null,
      timer: 0,
      twin: null,
      ...extra,
    }
    sockets.push(created)
    return created
  }

  const clientSocket = socket(0, keepalive, path.client.system, {
    userTimeout: path.client.system === 'linux' ? (path.client.userTimeoutMs ?? 0) : 0,
    retries2: path.client.tcpRetries2 ?? 15,
  })
  let left = clientSocket
  let way: number[] = []
  const connect = (a: Socket, b: Socket): void => {
    a.peer = b
    b.peer = a
    a.way = way
    b.way = [...way].reverse()
    way = []
  }
  path.hops.forEach((hop, index) => {
    const place = index + 1
    if (!hop.terminatesTcp) {
      way.push(place)
      return
    }
    const inner = socket(place, hop.inwardKeepalive ?? null, 'linux', {})
    connect(left, inner)
    const outer = socket(place, hop.onwardKeepalive ?? null, 'linux', {})
    inner.twin = outer
    outer.twin = inner
    left = outer
  })
  const serverSocket = socket(path.hops.length + 1, path.server.keepalive, path.server.system, {
    userTimeout: path.server.system === 'linux' ? (path.server.userTimeoutMs ?? 0) : 0,
    retries2: path.server.tcpRetries2 ?? 15,
  })
  connect(left, serverSocket)

  const result: { -readonly [K in keyof Simulated]: Simulated[K] } = { cut: null, client: null }
  const hopAt = (place: number): Hop => {
    const hop = path.hops[place - 1]
    if (hop === undefined) throw new Error(`no hop ${place}`)
    return hop
  }

  const watch = (place: number): void => {
    const hop = hopAt(place)
    if (hop.idleLimitSeconds === null) return
    const limit = ms(hop.idleLimitSeconds)
    const due = (seen[place - 1] ?? 0) + limit
    at(due, place / 1000, () => {
      if (dead[place - 1] || now - (seen[place - 1] ?? 0) < limit) return
      expire(place)
    })
  }
  const touch = (place: number): void => {
    seen[place - 1] = now
    watch(place)
  }

  /** Carries a packet; says who got it, or what came back. */
  const carry = (from: Socket, data: boolean): 'arrived' | 'vanished' | 'reset' => {
    for (const place of from.way) {
      if (dead[place - 1]) {
        const { atExpiry, resetsOnly } = hopAt(place)
        const ignored = resetsOnly !== undefined && resetsOnly !== (from.place < place ? 'client' : 'server')
        return atExpiry === 'rst-to-next-sender' && !ignored ? 'reset' : 'vanished'
      }
      if (data || hopAt(place).refreshedBy === 'any-packet') touch(place)
    }
    const { peer } = from
    if (peer === null) throw new Error('not connected')
    if (!peer.open) {
      const proxyForgot = peer.twin !== null && dead[peer.place - 1] && hopAt(peer.place).atExpiry === 'silent'
      return proxyForgot ? 'vanished' : 'reset'
    }
    for (const end of [from, peer]) {
      if (end.twin !== null && (data || hopAt(end.place).refreshedBy === 'any-packet')) touch(end.place)
    }
    return 'arrived'
  }

  const fail = (end: Socket, what: 'timed-out' | 'reset' | 'closed'): void => {
    if (!end.open) return
    end.open = false
    end.timer++
    if (end === clientSocket) result.client ??= { what, atMs: now }
    if (end.twin !== null) shut(end.twin)
  }
  const shut = (end: Socket): void => {
    if (!end.open) return
    const outcome = carry(end, true)
    end.open = false
    end.timer++
    if (outcome === 'arrived' && end.peer !== null) fail(end.peer, 'closed')
  }

  /** Ends on either side of a hop that its own packets can still reach. */
  const reachable = (place: number): Socket[] =>
    sockets.filter((end) => {
      const index = end.way.indexOf(place)
      return end.open && index >= 0 && end.way.slice(0, index).every((other) => !dead[other - 1])
    })

  const expire = (place: number): void => {
    const hop = hopAt(place)
    const mine = sockets.filter((end) => end.place === place && end.twin !== null)
    if (hop.terminatesTcp ? mine.every(({ open }) => !open) : reachable(place).length === 0) return
    const reached = reachable(place)
    // Whoever retransmits keeps the hops it reaches awake.
    if (reached.some(({ unackedSince }) => unackedSince !== null)) return
    dead[place - 1] = true
    result.cut ??= { place, atMs: now }
    if (!hop.terminatesTcp) {
      if (hop.atExpiry === 'rst-to-both') for (const end of reached) fail(end, 'reset')
      if (hop.atExpiry === 'close') for (const end of reached) fail(end, 'closed')
      return
    }
    for (const end of mine) {
      if (!end.open) continue
      if (hop.atExpiry === 'close') shut(end)
      else {
        const outcome = hop.atExpiry === 'rst-to-both' ? carry(end, true) : 'vanished'
        end.open = false
        end.timer++
        if (hop.atExpiry === 'rst-to-both' && outcome === 'arrived' && end.peer !== null) fail(end.peer, 'reset')
      }
    }
  }

  const arm = (end: Socket, delay: number): void => {
    const id = ++end.timer
    const late = end.linux ? chance.late(delay) : 0
    at(now + delay + late, 2, () => {
      if (end.open && end.timer === id) fire(end)
    })
  }
  /** tcp_keepalive_timer() of Linux, and the BSD one. */
  const fire = (end: Socket): void => {
    const settings = end.keepalive
    if (settings === null) return
    const idle = ms(settings.idleSeconds)
    const interval = ms(settings.intervalSeconds)
    if (end.unackedSince !== null && end.linux) return
    const quiet = now - end.lastHeard
    if (quiet < idle) {
      arm(end, idle - quiet)
      return
    }
    const enough =
      end.userTimeout > 0 ? quiet >= end.userTimeout && end.outstanding > 0 : end.outstanding >= settings.count
    if (enough) {
      fail(end, 'timed-out')
      return
    }
    end.outstanding++
    const lost = chance.lost(sockets.indexOf(end))
    const outcome = lost ? 'vanished' : carry(end, false)
    if (outcome === 'reset') {
      fail(end, 'reset')
      return
    }
    if (outcome === 'arrived') {
      end.lastHeard = now
      end.outstanding = 0
      arm(end, end.idleRule ? idle : interval)
      return
    }
    arm(end, interval)
  }

  const retransmissionLimit = (end: Socket): number => {
    if (end.userTimeout > 0) return end.userTimeout
    let total = 0
    let wait = 200
    for (let n = 0; n <= end.retries2; n++) {
      total += wait
      wait = Math.min(wait * 2, 120_000)
    }
    return total
  }

  /** Passes data on from one program to the other; stops where it gets stuck. */
  const speak = (origin: Socket): boolean => {
    let end: Socket | null = origin
    while (end !== null) {
      if (!end.open) return false
      const outcome = carry(end, true)
      if (outcome === 'reset') {
        fail(end, 'reset')
        return false
      }
      if (outcome === 'vanished') {
        const stuck = end
        stuck.unackedSince = now
        if (stuck.linux) at(now + retransmissionLimit(stuck), 2, () => fail(stuck, 'timed-out'))
        return false
      }
      const { peer }: Socket = end
      if (peer === null) return false
      for (const both of [end, peer]) {
        both.lastHeard = now
        both.outstanding = 0
        if (both.keepalive?.enabled) arm(both, ms(both.keepalive.idleSeconds))
      }
      end = peer.twin
    }
    return true
  }

  path.hops.forEach((_, index) => {
    watch(index + 1)
  })
  for (const end of sockets) if (end.keepalive?.enabled) arm(end, ms(end.keepalive.idleSeconds))
  const endMs = ms(workload.seconds)
  at(endMs, 3, () => {
    const origin = workload.kind === 'query' ? serverSocket : clientSocket
    if (speak(origin)) result.client ??= { what: 'result', atMs: now }
  })

  const untilMs = endMs * 3 + 2_000_000
  while (result.client === null) {
    let next = -1
    for (let index = 0; index < queue.length; index++) {
      const candidate = queue[index]
      const best = queue[next]
      if (candidate === undefined) continue
      if (best === undefined || candidate.at < best.at || (candidate.at === best.at && candidate.rank < best.rank)) {
        next = index
      }
    }
    const [timer] = next < 0 ? [] : queue.splice(next, 1)
    if (timer === undefined || timer.at > untilMs) break
    now = timer.at
    timer.run()
  }
  return result
}
