import { DRIVER_IDS, type DriverId, stackOfClient } from './drivers.ts'
import { PATH_KEY_PREFIX } from './hash-parts.ts'
import type { AtExpiry, Hop, Path, RefreshedBy, Workload } from './path.ts'
import type { Demand } from './recommend.ts'
import { SERVER_IDS, SERVERS, type ServerId } from './servers.ts'
import { STACKS, SYSTEM_STACK_IDS, type SystemStackId } from './stacks.ts'

/** Version of the state in the address; shared with the rest of the page. */
export const PATH_STATE_VERSION = '1'

const PREFIX = PATH_KEY_PREFIX

/** Where the client's keepalive comes from: left alone, switched on, switched off, or the reader's own numbers. */
export const KEEPALIVE_CHOICES = ['default', 'on', 'off', 'own'] as const

/** One of {@link KEEPALIVE_CHOICES}. */
export type KeepaliveChoice = (typeof KEEPALIVE_CHOICES)[number]

/** Id of a hop the reader describes. */
export const OWN_HOP = 'custom'

const REFRESHED_BY = ['any-packet', 'data'] as const satisfies readonly RefreshedBy[]
const AT_EXPIRY = ['silent', 'rst-to-next-sender', 'rst-to-both', 'close'] as const satisfies readonly AtExpiry[]

/** A hop as the reader put it on the path. The last three count for {@link OWN_HOP} only. */
export interface HopState {
  readonly id: string
  /** As typed: seconds, a duration, or "none". */
  readonly limit: string
  readonly refreshedBy: RefreshedBy
  readonly atExpiry: AtExpiry
  readonly terminatesTcp: boolean
}

/** What the reader chose. Numbers are the text that was typed, so that bad input is shown back and never lost. */
export interface PathState {
  readonly driver: DriverId
  readonly system: SystemStackId
  readonly keepalive: KeepaliveChoice
  readonly idle: string
  readonly interval: string
  readonly count: string
  readonly hops: readonly HopState[]
  readonly server: ServerId
  readonly workload: Workload['kind']
  readonly seconds: string
  /** Idle sessions only: distance of the pool's own statements; empty for none. */
  readonly heartbeat: string
  /** The server's statement or idle-session timeout; empty for none. */
  readonly serverTimeout: string
  /** Within what a dead peer is to be noticed; empty when it does not matter. */
  readonly detect: string
}

/** A hop the reader can choose. `limitKnown` is false where no source gives the default. */
export interface HopOffer {
  readonly group: string
  readonly hop: Hop
  readonly limitKnown: boolean
}

/** The limit a hop starts with, as text. */
export const limitTextOf = ({ hop, limitKnown }: HopOffer): string =>
  limitKnown ? (hop.idleLimitSeconds === null ? 'none' : String(hop.idleLimitSeconds)) : ''

/** A hop of the catalogue as it comes. */
export const hopStateOf = (offer: HopOffer): HopState => ({
  id: offer.hop.id,
  limit: limitTextOf(offer),
  refreshedBy: offer.hop.refreshedBy,
  atExpiry: offer.hop.atExpiry,
  terminatesTcp: offer.hop.terminatesTcp,
})

/** A hop for the reader to describe. */
export const NEW_OWN_HOP: HopState = {
  id: OWN_HOP,
  limit: '300',
  refreshedBy: 'any-packet',
  atExpiry: 'silent',
  terminatesTcp: false,
}

/** A COPY of 40 minutes behind an AWS NAT gateway, everything left as it comes: the commonest way to lose one. */
export const DEFAULT_PATH_STATE: PathState = {
  driver: 'libpq',
  system: 'linux',
  keepalive: 'default',
  idle: '',
  interval: '',
  count: '',
  hops: [{ ...NEW_OWN_HOP, id: 'aws-nat-gateway', limit: '350', atExpiry: 'rst-to-next-sender' }],
  server: 'postgresql',
  workload: 'query',
  seconds: '2400',
  heartbeat: '',
  serverTimeout: '',
  detect: '',
}

/** More hops than a path can have; a guard against absurd links. */
export const MOST_HOPS = 8

const part = (text: string): string => encodeURIComponent(text)
const unpart = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The path as keys of an address, without a leading `#`; empty for the default. */
export function encodePath(state: PathState): string {
  const parameters = new URLSearchParams()
  const put = (key: string, value: string, standard: string): void => {
    if (value !== standard) parameters.set(PREFIX + key, value)
  }
  const keepalive = (s: PathState): string =>
    s.keepalive === 'own' ? ['own', part(s.idle), part(s.interval), part(s.count)].join(':') : s.keepalive
  const hops = (s: PathState): string =>
    s.hops
      .map(({ id, limit, refreshedBy, atExpiry, terminatesTcp }) =>
        [id, part(limit), ...(id === OWN_HOP ? [refreshedBy, atExpiry, terminatesTcp ? '1' : '0'] : [])].join(':'),
      )
      .join(',')
  const standard = DEFAULT_PATH_STATE
  put('client', `${state.driver}:${state.system}`, `${standard.driver}:${standard.system}`)
  put('keepalive', keepalive(state), keepalive(standard))
  put('hops', hops(state), hops(standard))
  put('server', state.server, standard.server)
  put('work', `${state.workload}:${part(state.seconds)}`, `${standard.workload}:${standard.seconds}`)
  put('heartbeat', state.heartbeat, standard.heartbeat)
  put('timeout', state.serverTimeout, standard.serverTimeout)
  put('detect', state.detect, standard.detect)
  return parameters.toString()
}

/** A path read from an address, with a sentence for the reader when something in it could not be used. */
export interface DecodedPath {
  readonly state: PathState
  readonly note?: string
}

const oneOf = <T extends string>(known: readonly T[], text: string | undefined): T | undefined =>
  known.find((value) => value === text)

/**
 * Reads the path from the part of an address after `#`. Keys of other parts are left alone; an unknown version or an
 * unreadable value gives the default for it, and a note that says so.
 */
export function decodePath(hash: string, isHop: (id: string) => boolean): DecodedPath {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''))
  if (![...parameters.keys()].some((key) => key.startsWith(PREFIX))) return { state: DEFAULT_PATH_STATE }
  const version = parameters.get('v')
  if (version !== PATH_STATE_VERSION) {
    const reason =
      version === null ? 'no version' : `the version “${version.slice(0, 20)}”, which this page does not know`
    return { state: DEFAULT_PATH_STATE, note: `The path in the link has ${reason}. This is the default path.` }
  }
  const unread: string[] = []
  const standard = DEFAULT_PATH_STATE
  const value = (key: string): string | null => parameters.get(PREFIX + key)
  const known = <T extends string>(what: string, options: readonly T[], text: string | undefined, fallback: T): T => {
    if (text === undefined) return fallback
    const found = oneOf(options, text)
    if (found === undefined) unread.push(`${what} “${text.slice(0, 40)}”`)
    return found ?? fallback
  }
  const [driver, system] = value('client')?.split(':') ?? []
  const [choice, idle, interval, count] = value('keepalive')?.split(':') ?? []
  const [kind, seconds] = value('work')?.split(':') ?? []
  const hopsText = value('hops')
  const hops = hopsText === null ? standard.hops : hopsOf(hopsText, isHop, unread)
  const state: PathState = {
    driver: known('the driver', DRIVER_IDS, driver, standard.driver),
    system: known('the system', SYSTEM_STACK_IDS, system, standard.system),
    keepalive: known('the keepalive', KEEPALIVE_CHOICES, choice, standard.keepalive),
    idle: unpart(idle ?? ''),
    interval: unpart(interval ?? ''),
    count: unpart(count ?? ''),
    hops,
    server: known('the server', SERVER_IDS, value('server') ?? undefined, standard.server),
    workload: known('the workload', ['query', 'idle'] as const, kind, standard.workload),
    seconds: seconds === undefined ? standard.seconds : unpart(seconds),
    heartbeat: value('heartbeat') ?? standard.heartbeat,
    serverTimeout: value('timeout') ?? standard.serverTimeout,
    detect: value('detect') ?? standard.detect,
  }
  if (unread.length === 0) return { state }
  return { state, note: `Part of the path in the link could not be used: ${unread.join('; ')}. Defaults stand in.` }
}

function hopsOf(text: string, isHop: (id: string) => boolean, unread: string[]): readonly HopState[] {
  const hops = text.split(',').flatMap((entry): readonly HopState[] => {
    if (entry === '') return []
    const [id = '', limit = '', refreshedBy, atExpiry, terminates] = entry.split(':')
    if (id !== OWN_HOP && !isHop(id)) {
      unread.push(`the hop “${id.slice(0, 40)}”`)
      return []
    }
    return [
      {
        id,
        limit: unpart(limit),
        refreshedBy: oneOf(REFRESHED_BY, refreshedBy) ?? NEW_OWN_HOP.refreshedBy,
        atExpiry: oneOf(AT_EXPIRY, atExpiry) ?? NEW_OWN_HOP.atExpiry,
        terminatesTcp: terminates === '1',
      },
    ]
  })
  if (hops.length > MOST_HOPS) unread.push(`${hops.length - MOST_HOPS} hops more than the ${MOST_HOPS} this page draws`)
  return hops.slice(0, MOST_HOPS)
}

/** Something wrong in a field: the name of a {@link PathState} field, or `hop-` and its index. */
export interface PathProblem {
  readonly field: string
  readonly message: string
}

/** A path ready for the model, or what is wrong in which field. */
export type ReadPath =
  | { readonly ok: true; readonly path: Path; readonly workload: Workload; readonly demand: Demand }
  | { readonly ok: false; readonly problems: readonly PathProblem[] }

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, sec: 1, m: 60, min: 60, h: 3600, d: 86_400 }

/** Longest time the page works with. */
const MOST_SECONDS = 31_536_000

/**
 * Seconds of what a reader typed: a number of seconds, or one with s, min, h or d behind it ("40 min"). Null when it is
 * nothing of that kind, negative, zero or longer than a year.
 */
export function parseSeconds(text: string): number | null {
  const [, digits, unit = 's'] = /^\s*(\d[\d,]*(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text) ?? []
  const factor = UNIT_SECONDS[unit.toLowerCase() === '' ? 's' : unit.toLowerCase()]
  if (digits === undefined || factor === undefined) return null
  const seconds = Math.round(Number(digits.replaceAll(',', '')) * factor * 1000) / 1000
  return seconds > 0 && seconds <= MOST_SECONDS ? seconds : null
}

/** Turns a state into a path for the model; every problem is named beside its field. */
export function readPath(state: PathState, offers: readonly HopOffer[]): ReadPath {
  const problems: PathProblem[] = []
  const time = (field: keyof PathState, text: string, name: string): number => {
    const seconds = parseSeconds(text)
    if (seconds !== null) return seconds
    problems.push({ field, message: wrongTime(text, name) })
    return 1
  }
  const optional = (field: keyof PathState, text: string, name: string): number | null =>
    text.trim() === '' ? null : time(field, text, name)
  const own = state.keepalive === 'own'
  const stack = STACKS[stackOfClient(state)]
  const ranged = (field: 'idle' | 'interval' | 'count'): number => {
    const setting = ({ idle: 'idleSeconds', interval: 'intervalSeconds', count: 'count' } as const)[field]
    const name = { idle: 'idle time', interval: 'interval', count: 'probe count' }[field]
    const text = state[field].trim()
    const range = stack.socketLimits[setting] ?? stack.systemLimits[setting]
    const typed = field === 'count' ? (/^\d{1,9}$/.test(text) ? Number(text) : null) : parseSeconds(text)
    if (range === null)
      return stack.fixed[setting === 'idleSeconds' ? 'intervalSeconds' : setting] ?? stack.defaults[setting]
    if (typed === null) {
      const message =
        field === 'count'
          ? `The probe count is a whole number, such as 4; got “${text.slice(0, 30)}”.`
          : wrongTime(text, name)
      problems.push({ field, message })
    } else if (typed < range.min || typed > range.max) {
      const unit = field === 'count' ? '' : ' s'
      problems.push({
        field,
        message: `${stack.title} accepts ${range.min.toLocaleString('en-US')} to ${range.max.toLocaleString('en-US')}${unit}; got ${typed.toLocaleString('en-US')}${unit} (${range.source}).`,
      })
    }
    return typed ?? range.min
  }
  const numbers = own
    ? { idleSeconds: ranged('idle'), intervalSeconds: ranged('interval'), count: ranged('count') }
    : {}
  const keepalive = state.keepalive === 'default' ? {} : { driver: { enabled: state.keepalive !== 'off', ...numbers } }
  const hops = state.hops.flatMap((hop, index): readonly Hop[] => {
    const limit = /^\s*none\s*$/i.test(hop.limit) ? null : parseSeconds(hop.limit)
    if (limit === null && !/^\s*none\s*$/i.test(hop.limit)) {
      const message =
        hop.limit.trim() === ''
          ? 'The default of this hop is not known to us: give its idle limit in seconds, or “none”.'
          : `${wrongTime(hop.limit, 'idle limit')} “none” is allowed, too.`
      problems.push({ field: `hop-${index}`, message })
    }
    if (hop.id === OWN_HOP) {
      const { refreshedBy, atExpiry, terminatesTcp } = hop
      const title = terminatesTcp ? 'your proxy' : 'your hop'
      return [{ id: OWN_HOP, title, idleLimitSeconds: limit, refreshedBy, atExpiry, terminatesTcp }]
    }
    const offer = offers.find((candidate) => candidate.hop.id === hop.id)
    return offer === undefined ? [] : [{ ...offer.hop, idleLimitSeconds: limit }]
  })
  const seconds = time('seconds', state.seconds, state.workload === 'query' ? 'length of the query' : 'idle time')
  const heartbeat = state.workload === 'idle' ? optional('heartbeat', state.heartbeat, 'heartbeat') : null
  const timeout = optional('serverTimeout', state.serverTimeout, 'timeout of the server')
  const detectWithinSeconds = optional('detect', state.detect, 'detection time')
  if (problems.length > 0) return { ok: false, problems }
  const { server } = SERVERS[state.server]
  return {
    ok: true,
    path: {
      client: { system: state.system, driver: state.driver, keepalive },
      hops,
      server: { ...server, statementTimeoutSeconds: timeout, idleSessionTimeoutSeconds: timeout },
    },
    workload:
      state.workload === 'query' ? { kind: 'query', seconds } : { kind: 'idle', seconds, heartbeatSeconds: heartbeat },
    demand: { detectWithinSeconds },
  }
}

const wrongTime = (text: string, name: string): string =>
  `The ${name} is a time above 0, at most a year: seconds, or a number with min, h or d; got “${text.trim().slice(0, 30)}”.`
