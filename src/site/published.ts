import type { KeepaliveSettings } from '../model/keepalive.ts'
import { recommendForIdleLimit, type Verdict, verdictForLimit } from '../model/recommend.ts'
import { detectionSeconds, effectiveOn, STACKS, type StackId } from '../model/stacks.ts'
import type { Published, PublishedTarget } from '../schemas/published.ts'

/** Whose timers the values of a published target drive. */
export const PUBLISHED_STACKS: { readonly [T in PublishedTarget]: StackId } = {
  'linux-sysctl': 'linux',
  'windows-registry': 'windows',
  'macos-sysctl': 'macos',
  'redshift-odbc-ini': 'linux',
  'redshift-odbc-windows': 'windows',
}

/** Keepalive settings with what follows from them on a path with one idle limit. */
export interface Judged {
  readonly settings: KeepaliveSettings
  readonly verdict: Verdict
  /** Seconds until a dead peer is noticed, nothing in flight. */
  readonly detectionSeconds: number | null
}

/** What a vendor prints next to what the model recommends for the same platform. */
export interface Comparison {
  readonly platform: string
  /** Absent where the page names keys and gives no values. */
  readonly published: Judged | undefined
  readonly recommended: Judged
}

const judge = (settings: KeepaliveSettings, stack: StackId, idleLimitSeconds: number): Judged => ({
  settings: effectiveOn(stack, settings),
  verdict: verdictForLimit(idleLimitSeconds, stack, settings),
  detectionSeconds: detectionSeconds(stack, settings),
})

/**
 * Holds published values against the model for a path that forgets after `idleLimitSeconds`.
 * What a page leaves open is the platform's default. Throws where the model has no recommendation for the limit.
 */
export function compareWithModel(page: Published, idleLimitSeconds: number): Comparison {
  const stack = PUBLISHED_STACKS[page.target]
  const advice = recommendForIdleLimit(idleLimitSeconds, stack)
  if (!advice.ok) throw new Error(`${page.title}: ${advice.why}`)
  const { keepalive } = page
  const defaults = STACKS[stack].defaults
  return {
    platform: page.platform,
    published:
      keepalive &&
      judge({ ...keepalive, enabled: true, count: keepalive.count ?? defaults.count }, stack, idleLimitSeconds),
    recommended: judge(advice.recommendation.settings, stack, idleLimitSeconds),
  }
}
