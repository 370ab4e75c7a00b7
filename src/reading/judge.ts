import type { StatedKeepalive } from '../model/keepalive.ts'
import { recommendForIdleLimit } from '../model/recommend.ts'
import { STACKS } from '../model/stacks.ts'
import { FINDING_SEVERITIES, type FindingCode } from './findings.ts'
import type { Finding, Severity } from './types.ts'

/** Idle limits a setting is held against, in seconds of silence. */
export interface Limits {
  /** Reaching it is an error. */
  readonly cutSeconds: number
  /** Reaching it is a warning; null when only `cutSeconds` matters. */
  readonly tightSeconds: number | null
}

/** The two limits most paths have: 350 s (AWS NAT gateway and load balancers) and 240 s (Azure). */
export const COMMON_LIMITS: Limits = { cutSeconds: 350, tightSeconds: 240 }

/** Factor by which a Linux timer can be late; it is never early. */
export const LINUX_LATENESS = 1 + STACKS.linux.latenessPermille / 1000

/** Detection times above this are called slow, seconds. */
export const SLOW_DETECTION_SECONDS = 900

/** A connection that a disturbance of this many seconds ends is called too aggressive. */
export const SHORT_DETECTION_SECONDS = 8

/** Values a correction puts in place of wrong ones. */
export interface Suggestion {
  readonly idleSeconds: number
  readonly intervalSeconds: number
  readonly count: number
}

/** What the model recommends on Linux, the latest of all timers, for the tightest of these limits; null when nothing fits below it. */
export function suggestionFor({ cutSeconds, tightSeconds }: Limits): Suggestion | null {
  const advice = recommendForIdleLimit(tightSeconds ?? cutSeconds, 'linux')
  return advice.ok ? advice.recommendation.settings : null
}

const COMMON_SUGGESTION = suggestionFor(COMMON_LIMITS)
if (COMMON_SUGGESTION === null) throw new Error('the model has no settings for the common idle limits')

/** Values that survive the common limits with time for two repeated probes; for mistakes that do not depend on the path. */
export const SUGGESTED: Suggestion = COMMON_SUGGESTION

/** How the program that reads a format treats keepalive. */
export interface Traits {
  /** Whose socket it is about: `system` sets the defaults of every socket, the others own theirs. */
  readonly layer: 'system' | 'driver' | 'server' | 'proxy' | 'pool' | 'tunnel' | 'sockets'
  /** `linux`: period is max(idle, interval), fired late. `exact`: period is idle (Windows, macOS, Node, ssh). */
  readonly timers: 'linux' | 'exact'
  /** True where the program cuts an idle time down to whole seconds, so that less than one leaves the system's own. */
  readonly wholeSeconds?: boolean
  /** Whether the program switches SO_KEEPALIVE on by itself; null where the program is not known (system layer). */
  readonly onByDefault: boolean | null
  /** Values in force when the text does not state them; null idle is the two hours of the operating system. */
  readonly defaults: { readonly idleSeconds: number | null; readonly intervalSeconds: number; readonly count: number }
}

/** Defaults of Linux: 7,200 s is expressed as null because a text that relies on it is judged as such. */
export const LINUX_DEFAULTS = {
  idleSeconds: null,
  intervalSeconds: STACKS.linux.defaults.intervalSeconds,
  count: STACKS.linux.defaults.count,
} as const

/** Seconds of the operating system's idle time where nobody changed it; the same on Linux, Windows, macOS and the BSDs. */
export const OS_IDLE_SECONDS = STACKS.linux.defaults.idleSeconds

/** Writes seconds the way a person says them, with the exact figure: 7200 → "7,200 s". */
export function seconds(value: number): string {
  const rounded = Math.abs(value) >= 10 ? Math.round(value * 10) / 10 : Math.round(value * 1000) / 1000
  return `${rounded.toLocaleString('en-US', { maximumFractionDigits: 3 })} s`
}

/** What the values mean in time; null fields cannot be known from the text. */
export interface Effective {
  readonly enabled: boolean | null
  readonly idleSeconds: number
  readonly intervalSeconds: number
  readonly count: number
  /** Longest planned silence between two packets on a quiet, healthy connection. */
  readonly periodSeconds: number
  /** The same with the lateness of the timer. */
  readonly worstPeriodSeconds: number
  /** From the last answer to the moment the connection is given up. */
  readonly detectionSeconds: number
  /** Which values the text stated; the rest are defaults of the program or the operating system. */
  readonly stated: { readonly idle: boolean; readonly interval: boolean; readonly count: boolean }
}

/** Fills what the text leaves open with the defaults of its program and computes the times. */
export function effectiveSettings(settings: StatedKeepalive, traits: Traits): Effective {
  const { idleSeconds: statedIdle } = settings
  const lost = traits.wholeSeconds === true && statedIdle !== undefined && statedIdle < 1
  const idleSeconds = (lost ? undefined : statedIdle) ?? traits.defaults.idleSeconds ?? OS_IDLE_SECONDS
  const intervalSeconds = settings.intervalSeconds ?? traits.defaults.intervalSeconds
  const count = settings.count ?? traits.defaults.count
  const periodSeconds = traits.timers === 'linux' ? Math.max(idleSeconds, intervalSeconds) : idleSeconds
  return {
    enabled: settings.enabled ?? traits.onByDefault,
    idleSeconds,
    intervalSeconds,
    count,
    periodSeconds,
    worstPeriodSeconds: traits.timers === 'linux' ? periodSeconds * LINUX_LATENESS : periodSeconds,
    detectionSeconds: idleSeconds + intervalSeconds * count,
    stated: {
      idle: settings.idleSeconds !== undefined,
      interval: settings.intervalSeconds !== undefined,
      count: settings.count !== undefined,
    },
  }
}

/** Lines the values were read from, and how to write another value there. */
export interface Anchors {
  readonly idle?: Anchor
  readonly interval?: Anchor
  readonly count?: Anchor
  readonly enabled?: Anchor
}

/** Where a value stands; `rewrite` gives the corrected line for a number in seconds (or a count). */
export interface Anchor {
  readonly line: number
  rewrite?(value: number): string
}

/** Makes a finding with the usual severity of its code. */
export function finding(
  code: FindingCode,
  message: string,
  more: { readonly line?: number; readonly fix?: string; readonly severity?: Severity; readonly source?: string } = {},
): Finding {
  return {
    code,
    severity: more.severity ?? FINDING_SEVERITIES[code],
    message,
    ...(more.source === undefined ? {} : { source: more.source }),
    ...(more.line === undefined ? {} : { line: more.line }),
    ...(more.fix === undefined ? {} : { fix: more.fix }),
  }
}

function anchored(anchor: Anchor | undefined, value: number): { line?: number; fix?: string } {
  if (anchor === undefined) return {}
  const fix = anchor.rewrite?.(value)
  return { line: anchor.line, ...(fix === undefined ? {} : { fix }) }
}

/** Holds the times of a reading against idle limits; the findings come in the order of the checks, not yet sorted. */
export function judgeTiming(
  settings: StatedKeepalive,
  traits: Traits,
  anchors: Anchors = {},
  limits: Limits = COMMON_LIMITS,
): readonly Finding[] {
  const times = effectiveSettings(settings, traits)
  const { idleSeconds, intervalSeconds, count, worstPeriodSeconds, detectionSeconds, stated } = times
  if (traits.layer !== 'system' && times.enabled === false) {
    return [
      finding(
        'keepalive-off',
        'Keepalive is off on this connection: no probe is ever sent.',
        anchored(anchors.enabled, 1),
      ),
    ]
  }
  if (settings.enabled === false && traits.layer === 'system') return []
  const nothingStated = !stated.idle && !stated.interval && !stated.count
  if (traits.layer === 'system' && nothingStated) return []
  if (!stated.idle && traits.defaults.idleSeconds === null) {
    const where = anchors.enabled ?? anchors.interval ?? anchors.count
    return [
      finding(
        'os-default-idle',
        `No idle time is stated, so the first probe waits for the operating system’s ${seconds(OS_IDLE_SECONDS)}.`,
        where === undefined ? {} : { line: where.line },
      ),
    ]
  }
  if (idleSeconds <= 0) return []
  const found: Finding[] = []
  const period = traits.timers === 'linux' && intervalSeconds > idleSeconds ? anchors.interval : anchors.idle
  const suggestion = suggestionFor(limits)
  const atPeriod =
    suggestion === null
      ? period === undefined
        ? {}
        : { line: period.line }
      : anchored(
          period,
          period === anchors.interval && period !== undefined ? suggestion.intervalSeconds : suggestion.idleSeconds,
        )
  const lateness = traits.timers === 'linux' ? ' (late by up to 12.7 %)' : ''
  if (worstPeriodSeconds >= limits.cutSeconds) {
    found.push(
      finding(
        'idle-too-long',
        `A probe leaves every ${seconds(times.periodSeconds)}${lateness}; a hop with a limit of ${seconds(limits.cutSeconds)} has forgotten the connection by then.`,
        atPeriod,
      ),
    )
  } else {
    if (limits.tightSeconds !== null && worstPeriodSeconds >= limits.tightSeconds) {
      found.push(
        finding(
          'over-240s',
          `A probe leaves every ${seconds(times.periodSeconds)}${lateness}: in time for ${seconds(limits.cutSeconds)}, too late for a hop with ${seconds(limits.tightSeconds)}.`,
          atPeriod,
        ),
      )
    }
    if (idleSeconds + 2 * intervalSeconds >= limits.cutSeconds) {
      found.push(
        finding(
          'thin-margin',
          `${seconds(idleSeconds)} + 2 × ${seconds(intervalSeconds)} is ${seconds(idleSeconds + 2 * intervalSeconds)}: when two probes are lost, ${seconds(limits.cutSeconds)} pass before the next.`,
          anchors.idle === undefined ? {} : { line: anchors.idle.line },
        ),
      )
    }
  }
  // Where the idle time alone is too long it is also what makes the detection slow: one finding says enough.
  if (stated.interval && detectionSeconds > SLOW_DETECTION_SECONDS && worstPeriodSeconds < limits.cutSeconds) {
    found.push(
      finding(
        'slow-dead-peer-detection',
        `A dead connection is noticed after ${seconds(idleSeconds)} + ${count} × ${seconds(intervalSeconds)} = ${seconds(detectionSeconds)}.`,
        anchors.interval === undefined ? {} : { line: anchors.interval.line },
      ),
    )
  }
  if (stated.count && count === 1) {
    found.push(
      finding('count-too-low', 'One unanswered probe closes the connection.', anchored(anchors.count, SUGGESTED.count)),
    )
  }
  if (
    stated.idle &&
    (idleSeconds < 3 || (stated.interval && stated.count && count > 1 && detectionSeconds < SHORT_DETECTION_SECONDS))
  ) {
    found.push(
      finding(
        'too-aggressive',
        `Probes begin after ${seconds(idleSeconds)} and the connection is given up after ${seconds(detectionSeconds)} without an answer.`,
        anchors.idle === undefined ? {} : { line: anchors.idle.line },
      ),
    )
  }
  return found
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 }

/** Worst first; equal severities keep their order, so a format can put the cause before its consequence. */
export function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>()
  return findings
    .filter((item) => {
      const key = `${item.code} ${item.line ?? 0}`
      if (seen.has(key)) return false
      seen.add(key)
      return true
    })
    .map((item, index) => ({ item, index }))
    .sort((a, b) => RANK[a.item.severity] - RANK[b.item.severity] || a.index - b.index)
    .map(({ item }) => item)
}
