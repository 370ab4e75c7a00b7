import { recommendForIdleLimit } from '../model/recommend.ts'
import { STACKS, type StackId } from '../model/stacks.ts'
import { type HopEntry, isConfirmed } from '../schemas/hop.ts'
import { DEFAULT_FIX_STATE, encodeFixState } from '../targets/fix-state.ts'

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
