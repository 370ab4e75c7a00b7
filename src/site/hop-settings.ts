import type { KeepaliveSettings } from '../model/keepalive.ts'
import { DEFAULT_PATH_STATE, encodePath, hopStateOf } from '../model/path-state.ts'
import { recommendForIdleLimit } from '../model/recommend.ts'
import { STACKS, type StackId } from '../model/stacks.ts'
import { type HopEntry, isConfirmed } from '../schemas/hop.ts'
import { DEFAULT_FIX_STATE, encodeFixState, FIX_STATE_VERSION } from '../targets/fix-state.ts'
import { fillableLimit, type HopChoice, toModelHop } from './hop-words.ts'

/** Client systems a hop's page gives settings for, each with the target that writes them. */
const CLIENTS: readonly { readonly stack: StackId; readonly target: string }[] = [
  { stack: 'linux', target: 'linux-sysctl' },
  { stack: 'windows', target: 'windows-registry' },
  { stack: 'macos', target: 'macos-sysctl' },
]

/** One line of the table of settings. */
export interface SettingsRow {
  readonly stack: StackId
  readonly title: string
  readonly idleSeconds: number
  readonly intervalSeconds: number
  readonly count: number
  readonly detectionSeconds: number
  /** The builder with this target and limit. */
  readonly href: string
}

/** What the model recommends for an idle limit, for each client system; systems without a recommendation are left out. */
export const settingsRows = (limitSeconds: number): SettingsRow[] =>
  CLIENTS.flatMap(({ stack, target }) => {
    const advice = recommendForIdleLimit(limitSeconds, stack)
    if (!advice.ok) return []
    const { settings, detectionSeconds } = advice.recommendation
    const { idleSeconds, intervalSeconds, count } = settings
    const href = `/fix/#${encodeFixState({ ...DEFAULT_FIX_STATE, target, limit: String(limitSeconds) })}`
    return [{ stack, title: STACKS[stack].title, idleSeconds, intervalSeconds, count, detectionSeconds, href }]
  })

/**
 * Seconds between heartbeat statements for a hop that counts data, undefined where the model has no recommendation.
 * The first probe of the model's recommendation: two may be missed before the limit passes.
 */
export function heartbeatSeconds(limitSeconds: number): number | undefined {
  const advice = recommendForIdleLimit(limitSeconds, 'linux')
  return advice.ok ? advice.recommendation.settings.idleSeconds : undefined
}

/** The shortest confirmed limit among hops that keepalive can outlive and whose expiry always cuts; at least one second. */
export function carefulLimit(hops: readonly HopEntry[]): number {
  const limits = hops
    .filter(
      (hop) =>
        hop.role === 'hop' &&
        hop.refreshedBy === 'any-packet' &&
        hop.endsConnection === 'always' &&
        isConfirmed(hop.defaultGrade),
    )
    .flatMap(({ idleLimitSeconds, planForSeconds }) => planForSeconds ?? idleLimitSeconds ?? [])
  return Math.max(1, Math.min(...limits))
}

/** What the pictures of a hop's page show. */
export interface HopPictures {
  readonly limitSeconds: number
  /** Keepalive in the picture of the cut, where the point is that it does not help. */
  readonly bySettings: KeepaliveSettings | undefined
  /** Keepalive in a second picture, where it saves the connection. */
  readonly saving: KeepaliveSettings | undefined
}

/**
 * What to draw of a hop: the cut with nothing set, then the same with settings that survive it; for a hop that counts
 * data, the cut in spite of keepalive. Undefined where there is no limit that may be filled in, or nothing is cut.
 */
export function pictureOf(hop: HopEntry): HopPictures | undefined {
  const limitSeconds = fillableLimit(hop)
  if (hop.role !== 'hop' || limitSeconds === undefined || limitSeconds === null) return undefined
  const advice = recommendForIdleLimit(limitSeconds, 'linux')
  const settings = advice.ok ? advice.recommendation.settings : undefined
  if (hop.refreshedBy === 'data') return { limitSeconds, bySettings: settings, saving: undefined }
  // Beyond this limit the system's own first probe comes in time.
  if (limitSeconds > STACKS.linux.defaults.idleSeconds) return undefined
  // Where it is disputed whether keepalive counts, no picture may promise that it saves the connection.
  return { limitSeconds, bySettings: undefined, saving: hop.keepalive.counts === 'yes' ? settings : undefined }
}

/** The path editor with this hop and a query that outlasts its limit. */
export function pathHref(choice: HopChoice, limitSeconds: number): string {
  const hop = hopStateOf({ group: '', hop: toModelHop(choice, limitSeconds), limitKnown: true })
  const state = { ...DEFAULT_PATH_STATE, hops: [hop], seconds: String(longQuerySeconds(limitSeconds)) }
  return `/fix/#v=${FIX_STATE_VERSION}&${encodePath(state)}`
}

/** Length of the query in the pictures of a hop: it stays quiet for half as long again as the hop waits. */
export const longQuerySeconds = (limitSeconds: number): number => Math.ceil(limitSeconds * 1.5)
