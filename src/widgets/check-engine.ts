import { type Check, checkText } from '../reading/check.ts'
import { type Corrected, correct } from '../reading/correct.ts'
import { COMMON_LIMITS, type Suggestion, suggestionFor } from '../reading/judge.ts'
import { type PathHop, type PathVerdict, pathVerdict } from '../reading/path-verdict.ts'
import { targetOf } from '../reading/target-of.ts'

/** What the page asks of the engine. */
export interface CheckQuestion {
  readonly text: string
  /** Id of the format to read it as; absent: detect it. */
  readonly format?: string | undefined
  /** The hop to hold it against; absent: the two limits most paths have. */
  readonly hop?: PathHop | undefined
}

/** What the engine answers. */
export interface CheckAnswer {
  readonly check: Check
  /** Id of the target whose configuration it is, or of the format where no target writes it; null when none was recognised. */
  readonly target: string | null
  readonly corrected: Corrected
  readonly path: readonly PathVerdict[]
  /** The times the corrections aim at; null when none fit below the limit. */
  readonly suggestion: Suggestion | null
}

const COMMON_HOPS: readonly PathHop[] = [
  { title: 'an AWS NAT gateway or load balancer', limitSeconds: COMMON_LIMITS.cutSeconds, refreshedBy: 'any-packet' },
  {
    title: 'an Azure load balancer or NAT',
    limitSeconds: COMMON_LIMITS.tightSeconds ?? COMMON_LIMITS.cutSeconds,
    refreshedBy: 'any-packet',
  },
]

/** Checks a text, corrects it and holds it against the path. */
export function answer({ text, format, hop }: CheckQuestion): CheckAnswer {
  const limits =
    hop === undefined || hop.refreshedBy === 'data' ? undefined : { cutSeconds: hop.limitSeconds, tightSeconds: null }
  const check = checkText(text, { format, limits })
  const hops = hop === undefined ? COMMON_HOPS : [hop]
  return {
    check,
    target: check.format === null ? null : targetOf(check.format.id, text),
    corrected: check.format === null ? { text, changes: [] } : correct(text, check, limits),
    path: hops.flatMap((one) => pathVerdict(check, one) ?? []),
    suggestion: suggestionFor(limits ?? COMMON_LIMITS),
  }
}
