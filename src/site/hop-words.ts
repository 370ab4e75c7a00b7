import type { AtExpiry, Hop, RefreshedBy } from '../model/path.ts'
import { type HopEntry, isConfirmed } from '../schemas/hop.ts'
import type { Snippet } from '../targets/target.ts'

/** What tools need of a hop to offer it in a list, to put it on a path, and to name it as a suspect. */
export interface HopChoice
  extends Pick<
    HopEntry,
    | 'title'
    | 'vendor'
    | 'aliases'
    | 'role'
    | 'category'
    | 'environments'
    | 'idleLimitKnown'
    | 'idleLimitSeconds'
    | 'planForSeconds'
    | 'otherFigure'
    | 'defaultGrade'
    | 'refreshedBy'
    | 'atExpiry'
    | 'terminatesTcp'
    | 'resetsOnly'
    | 'onwardKeepalive'
    | 'inwardKeepalive'
    | 'endsConnection'
  > {
  readonly id: string
  /** Whether an empty keepalive probe restarts the timer. */
  readonly keepaliveCounts: HopEntry['keepalive']['counts']
  readonly changePossible: HopEntry['change']['possible']
}

/** The choice a hop entry makes. */
export function toChoice(id: string, hop: HopEntry): HopChoice {
  return {
    id,
    title: hop.title,
    vendor: hop.vendor,
    aliases: hop.aliases,
    role: hop.role,
    category: hop.category,
    environments: hop.environments,
    idleLimitKnown: hop.idleLimitKnown,
    idleLimitSeconds: hop.idleLimitSeconds,
    ...(hop.planForSeconds === undefined ? {} : { planForSeconds: hop.planForSeconds }),
    ...(hop.otherFigure === undefined ? {} : { otherFigure: hop.otherFigure }),
    ...(hop.onwardKeepalive === undefined ? {} : { onwardKeepalive: hop.onwardKeepalive }),
    ...(hop.inwardKeepalive === undefined ? {} : { inwardKeepalive: hop.inwardKeepalive }),
    defaultGrade: hop.defaultGrade,
    refreshedBy: hop.refreshedBy,
    atExpiry: hop.atExpiry,
    terminatesTcp: hop.terminatesTcp,
    ...(hop.resetsOnly === undefined ? {} : { resetsOnly: hop.resetsOnly }),
    endsConnection: hop.endsConnection,
    keepaliveCounts: hop.keepalive.counts,
    changePossible: hop.change.possible,
  }
}

/** The limit a reader should plan with: the careful one where sources disagree, otherwise the default. */
export const planningLimit = (hop: Pick<HopEntry, 'idleLimitSeconds' | 'planForSeconds'>): number | null =>
  hop.planForSeconds ?? hop.idleLimitSeconds

/**
 * The limit a tool may fill in by itself: seconds, or null for "no idle limit".
 * Undefined when the default is unknown or unconfirmed: the reader then has to give the number.
 */
export function fillableLimit(
  hop: Pick<HopEntry, 'idleLimitKnown' | 'idleLimitSeconds' | 'planForSeconds' | 'defaultGrade' | 'endsConnection'>,
): number | null | undefined {
  if (!hop.idleLimitKnown || !isConfirmed(hop.defaultGrade)) return undefined
  return hop.endsConnection === 'never' ? null : planningLimit(hop)
}

/**
 * The hop as the model sees it on a path, with `limitSeconds` in place of its default.
 * A timer that never ends the client's connection (an unused pool connection) counts as none.
 */
export function toModelHop(choice: HopChoice, limitSeconds: number | null): Hop {
  const {
    id,
    title,
    refreshedBy,
    atExpiry,
    terminatesTcp,
    resetsOnly,
    onwardKeepalive,
    inwardKeepalive,
    endsConnection,
  } = choice
  return {
    id,
    title,
    idleLimitSeconds: endsConnection === 'never' ? null : limitSeconds,
    refreshedBy,
    atExpiry,
    terminatesTcp,
    ...(resetsOnly === undefined ? {} : { resetsOnly }),
    ...(onwardKeepalive === undefined ? {} : { onwardKeepalive: { enabled: true, ...onwardKeepalive } }),
    ...(inwardKeepalive === undefined ? {} : { inwardKeepalive: { enabled: true, ...inwardKeepalive } }),
  }
}

/** A snippet of an entry as the pages draw it: fields that are missing are absent. */
export function toSnippet({ title, language, code, expectedOutput, note }: HopEntry['change']['now'][number]): Snippet {
  return {
    title,
    language,
    code,
    ...(expectedOutput === undefined ? {} : { expectedOutput }),
    ...(note === undefined ? {} : { note }),
  }
}

/** A number with thousands separators, as all pages print it. */
const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',')

const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
]

/** Seconds with their unit, `7,200 s`. */
export const secondsText = (value: number): string => `${grouped(value)} s`

/** The same in larger units, `2 h 4 min`; undefined below two minutes, where seconds say enough. */
export function longText(value: number): string | undefined {
  if (value < 120) return undefined
  const parts: string[] = []
  let rest = value
  for (const [unit, size] of UNITS) {
    const whole = Math.floor(rest / size)
    if (whole > 0) parts.push(`${whole} ${unit}`)
    rest -= whole * size
  }
  return parts.join(' ')
}

/** What restarts the timer, as a reader reads it. */
export const REFRESHED_BY_WORDS: Record<RefreshedBy, string> = {
  'any-packet': 'any packet',
  data: 'data only',
}

/** What happens at expiry: the word of the table, what the two ends see, and what a capture at the client shows. */
export const AT_EXPIRY_WORDS: Record<
  AtExpiry,
  { readonly short: string; readonly seen: string; readonly capture: string }
> = {
  silent: {
    short: 'silent',
    seen: 'Nobody is told. Packets sent afterwards vanish: a client that waits hangs, a client that sends retransmits until its operating system gives up.',
    capture:
      'The client’s first packet after the silence is repeated, further and further apart, and nothing comes back.',
  },
  'rst-to-next-sender': {
    short: 'RST to next sender',
    seen: 'Nothing is sent when the limit passes. Whoever speaks next is reset at once; a client that only waits hangs.',
    capture: 'The client’s first packet after the silence is answered by RST at once.',
  },
  'rst-to-both': {
    short: 'RST to both',
    seen: 'Both ends are reset when the limit passes, whether they speak or not.',
    capture: 'RST arrives when the limit passes, without anybody having sent.',
  },
  close: {
    short: 'closes',
    seen: 'The connection is closed when the limit passes. A pooled connection shows it at the next use.',
    capture: 'FIN or RST arrives when the limit passes, without the client having sent.',
  },
}

const RESET_ERRORS = [
  'libpq-server-closed-connection-unexpectedly',
  'pgjdbc-io-error-sending-to-backend',
  'node-econnreset',
  'linux-econnreset',
] as const

/** Ids of content/errors in which each behaviour reaches the common clients; silent and reset cuts were measured. */
export const AT_EXPIRY_ERRORS: Record<AtExpiry, readonly string[]> = {
  silent: [
    'libpq-could-not-receive-data-from-server',
    'pgjdbc-io-error-sending-to-backend',
    'node-etimedout',
    'linux-etimedout',
  ],
  'rst-to-next-sender': RESET_ERRORS,
  'rst-to-both': RESET_ERRORS,
  close: [
    'libpq-server-closed-connection-unexpectedly',
    'libpq-ssl-syscall-eof',
    'java-eofexception',
    'node-pg-connection-terminated-unexpectedly',
  ],
}

/** Whether keepalive counts, in a word or two. */
export const KEEPALIVE_WORDS: Record<HopEntry['keepalive']['counts'], string> = {
  yes: 'yes',
  no: 'no',
  depends: 'depends',
  unknown: 'not known',
  'not-applicable': 'n/a',
}

/** Whether the limit can be changed, in a word or two. */
export const CHANGE_WORDS: Record<HopEntry['change']['possible'], string> = {
  yes: 'yes',
  no: 'no',
  ticket: 'by ticket',
  unknown: 'not known',
}

/** Whether expiry of this hop can end a connection on a path: a component with a limit that does not only retire spares. */
export const canCut = ({ role, idleLimitKnown, idleLimitSeconds, endsConnection }: HopEntry): boolean =>
  role === 'hop' && (idleLimitSeconds !== null || !idleLimitKnown) && endsConnection !== 'never'

/** The default limit in a few words: `350 s`, `none`, `not known`, or the other figure with what it is. */
export function limitText(hop: Pick<HopEntry, 'idleLimitKnown' | 'idleLimitSeconds'>): string {
  if (!hop.idleLimitKnown) return 'not known'
  return hop.idleLimitSeconds === null ? 'none' : secondsText(hop.idleLimitSeconds)
}

/** The range a limit can be set to: `60 to 6,000 s`, `up to 900 s`; undefined where no source gives one. */
export function rangeText({ minSeconds, maxSeconds }: HopEntry['change']): string | undefined {
  if (maxSeconds === undefined) return minSeconds === undefined ? undefined : `from ${secondsText(minSeconds)}`
  return minSeconds === undefined
    ? `up to ${secondsText(maxSeconds)}`
    : `${grouped(minSeconds)} to ${secondsText(maxSeconds)}`
}

const EXPIRY_CLAUSES: Record<AtExpiry, string> = {
  silent: 'forgets the connection and tells nobody',
  'rst-to-next-sender': 'forgets the connection and resets whoever sends next',
  'rst-to-both': 'resets both ends',
  close: 'closes the connection',
}

const KEEPALIVE_CLAUSES: Record<HopEntry['keepalive']['counts'], string> = {
  yes: 'TCP keepalive restarts the timer.',
  no: 'TCP keepalive does not restart the timer.',
  depends: 'Whether TCP keepalive restarts the timer depends.',
  unknown: 'Whether TCP keepalive restarts the timer is not known.',
  'not-applicable': '',
}

/** One or two sentences that say what the hop does: for leads, lists, search results and the meta description. */
export function summaryOf(hop: HopEntry): string {
  const doubt = isConfirmed(hop.defaultGrade) ? '' : ' (unconfirmed)'
  const keepalive = KEEPALIVE_CLAUSES[hop.keepalive.counts]
  const join = (...sentences: string[]): string => sentences.filter((sentence) => sentence !== '').join(' ')
  if (hop.otherFigure !== undefined) {
    const figure = secondsText(hop.otherFigure.seconds)
    const said = {
      lifetime: `${hop.title} ends every connection after ${figure}${doubt}, whatever passes.`,
      'first-probe': `${hop.title}: the first keepalive probe leaves after ${figure}${doubt} of silence.`,
      'minimum-for-nats': `${hop.title}: a NAT must not forget an established connection before ${figure}${doubt}.`,
    }[hop.otherFigure.means]
    return said
  }
  if (!hop.idleLimitKnown) return join(`The default idle limit of ${hop.title} is not known.`, keepalive)
  if (hop.idleLimitSeconds === null)
    return join(
      `${hop.title} has no idle limit by default${doubt}.`,
      hop.keepalive.counts === 'no' ? 'The timers it can be given look at data, not at TCP keepalive.' : '',
    )
  const limit = secondsText(hop.idleLimitSeconds)
  if (hop.endsConnection === 'never')
    return `${hop.title}: after ${limit}${doubt} a timer fires that does not end the client's connection.`
  const silence = hop.refreshedBy === 'data' ? 'without data' : 'without a packet'
  return join(`After ${limit}${doubt} ${silence}, ${hop.title} ${EXPIRY_CLAUSES[hop.atExpiry]}.`, keepalive)
}
