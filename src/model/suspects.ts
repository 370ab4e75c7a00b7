/** Ranks the timers that could have ended a connection at the seconds somebody saw. Pure: everything it knows is passed in. */
import { type Observation, type Observed, showSeconds } from './observed.ts'
import { EXCLUSIVE_GROUPS, environmentOf, environmentsIn, withImplied } from './suspects/environments.ts'
import { type Adjusted, SYMPTOMS, type Symptom, type Timer, WORKLOADS, type Workload } from './suspects/timer.ts'

/** What else the reader knows. Empty or undefined means "not said". */
export interface Circumstances {
  readonly environment?: readonly string[] | undefined
  readonly symptom?: Symptom | undefined
  readonly workload?: Workload | undefined
}

/** One answer. */
export interface Suspect {
  readonly timer: Timer
  /** Natural logarithm of its weight; only differences mean something. */
  readonly score: number
  /** Share of the whole weight, 0 to 1, after siblings that no number can tell apart are counted together. */
  readonly share: number
  /** Why it is here: short sentences, the clock first. */
  readonly reasons: readonly string[]
  /** The second its clock predicts; null for suspects without a clock. */
  readonly predictedSeconds: number | null
}

/** Weight of the default, of values common in guides, of other round values and of any value, by how often it is changed. */
const MIXTURE: Readonly<Record<Adjusted, { default: number; typical: number; round: number; any: number }>> = {
  never: { default: 0.97, typical: 0.02, round: 0.005, any: 0.005 },
  rarely: { default: 0.82, typical: 0.1, round: 0.05, any: 0.03 },
  sometimes: { default: 0.6, typical: 0.2, round: 0.14, any: 0.06 },
  often: { default: 0.42, typical: 0.28, round: 0.22, any: 0.08 },
  always: { default: 0, typical: 0.5, round: 0.36, any: 0.14 },
}

/** Values people choose when they set a timeout by hand, in seconds. */
const ROUND_SECONDS = [
  1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 600, 900, 1200, 1800, 3600, 7200, 14400, 28800, 43200,
  86400,
]

/** Commonness 1 to 5 as prior odds: each step is about twice as often met. */
const PRIOR = [0, 0.03, 0.07, 0.15, 0.35, 1]

/** Weight left for "this figure has another cause" when several were seen. */
const OTHER_CAUSE = 0.12
const FLOOR = 0.0008

/** A window up to this wide (natural logarithm of its ratio) still counts as one time. */
const NARROW_WINDOW = 0.2

/** Bell curve with peak 1; timers are late more easily than early, so the side above is wider. */
function closeness(seen: number, fires: number, tolerance: number): number {
  const distance = Math.log(seen / fires)
  const width = distance > 0 ? tolerance + 0.012 : tolerance * 0.8
  return Math.exp(-0.5 * (distance / width) ** 2)
}

/** How well a figure agrees with a window of time: 1 inside a narrow window, thinner the wider the window is. */
function agreesWith(observation: Observation, from: number, to: number): number {
  const { lowSeconds, highSeconds, tolerance } = observation
  const width = Math.log(to / from)
  const density = Math.min(1, Math.max(tolerance * 2.5, NARROW_WINDOW) / Math.max(width, 1e-9))
  // "Queries longer than 10 minutes fail" also fits a limit somewhat below: nobody ran one of 8.
  if (observation.kind === 'at-least' && to < lowSeconds) {
    const shorter = 0.2 * Math.exp(-0.5 * (Math.log(lowSeconds / to) / 0.6) ** 2)
    return density * Math.max(shorter, closeness(lowSeconds, to, tolerance))
  }
  const overlaps = lowSeconds <= to && highSeconds >= from
  if (observation.kind === 'vague') {
    // "Some hours" bounds a limit from above; one far below would have been noticed sooner.
    return (
      0.35 *
      (from > highSeconds
        ? closeness(highSeconds, from, tolerance)
        : Math.exp(-0.5 * (Math.max(0, Math.log(lowSeconds / to)) / 2) ** 2))
    )
  }
  if (overlaps) {
    // A span of figures says little: spread its weight over the values it allows.
    const spread = observation.kind === 'between' ? Math.max(1, Math.log(highSeconds / lowSeconds) / 0.15) : 1
    return density / Math.max(1, Math.min(spread, 4))
  }
  return density * (highSeconds < from ? closeness(highSeconds, from, tolerance) : closeness(lowSeconds, to, tolerance))
}

interface ClockFit {
  /** Natural logarithm of the likelihood of all figures together. */
  readonly score: number
  readonly predictedSeconds: number | null
  readonly reason: string
}

/** One time a timer may be running with: its default, a usual setting, a round one, or any in its range. */
interface Hypothesis {
  readonly weight: number
  readonly from: number
  readonly to: number
  readonly reason: (seen: string) => string
}

function ends(firing: { seconds: number; latestSeconds?: number | undefined }): number {
  return firing.latestSeconds ?? firing.seconds
}

/** The predicted time next to the one that was seen. */
function compared(seconds: number, seen: string): string {
  const predicted = showSeconds(seconds)
  return predicted === seen ? `${predicted}, just what you saw` : `${predicted}; you saw ${seen}`
}

function hypothesesOf(timer: Timer): readonly Hypothesis[] {
  const weights = MIXTURE[timer.adjusted]
  const all: Hypothesis[] = timer.firings.map((firing) => ({
    weight: weights.default,
    from: firing.seconds,
    to: ends(firing),
    reason: (seen) =>
      firing.because === undefined
        ? `Its default is ${compared(firing.seconds, seen)}.`
        : `${firing.because}: ${compared(firing.seconds, seen)}.`,
  }))
  const usual = weights.typical / Math.max(1, timer.typicalSeconds.length * 0.6)
  for (const seconds of timer.typicalSeconds) {
    all.push({
      weight: usual,
      from: seconds,
      to: seconds,
      reason: (seen) => `It can be set to ${compared(seconds, seen)}.`,
    })
  }
  if (timer.range === undefined) return all
  const [from, to] = timer.range
  const span = `between ${showSeconds(from)} and ${showSeconds(to)}`
  const inside = ROUND_SECONDS.filter((seconds) => seconds >= from && seconds <= to)
  for (const seconds of inside) {
    all.push({
      weight: (weights.round * 2.2) / Math.max(4, inside.length),
      from: seconds,
      to: seconds,
      reason: () => `It can be set ${span}; ${showSeconds(seconds)} is a value people choose.`,
    })
  }
  // A timer without any figure of its own fires anywhere in its range by nature.
  const byNature = timer.firings.length === 0 && timer.adjusted === 'never'
  all.push({
    weight: byNature ? 1 : weights.any,
    from,
    to,
    reason: () => (byNature ? `It happens anywhere ${span}.` : `It can be set ${span}.`),
  })
  return all
}

/** How well one figure agrees with one hypothesis, counting that a dead connection is often noticed only at its next use. */
function agreement(timer: Timer, hypothesis: Hypothesis, observation: Observation): number {
  const direct = agreesWith(observation, hypothesis.from, hypothesis.to)
  const late = Math.log(observation.highSeconds / hypothesis.to)
  if (late <= 0) return direct
  if (timer.noticedLate) return Math.max(direct, 0.35 * Math.exp(-0.5 * (late / 0.6) ** 2))
  if (timer.workloads.includes('idle')) return Math.max(direct, 0.02 * Math.exp(-0.5 * (late / 0.9) ** 2))
  return direct
}

/**
 * Likelihood of all figures under a timer. One timer runs with one setting, so the figures have to agree with the same
 * hypothesis; each figure may also have another cause, so that two timers seen at once do not exclude each other.
 */
function clockFit(timer: Timer, observations: readonly Observation[]): ClockFit {
  if (timer.kind === 'no-timer') {
    const score = observations.length * Math.log(0.02)
    return { score, predictedSeconds: null, reason: 'It has no clock: it can happen at any second.' }
  }
  if (observations.length === 0) return { score: 0, predictedSeconds: null, reason: '' }
  let best: ClockFit = {
    score: Math.log(FLOOR) * (1 + 0.5 * (observations.length - 1)),
    predictedSeconds: null,
    reason: '',
  }
  for (const hypothesis of hypothesesOf(timer)) {
    let score = Math.log(hypothesis.weight)
    let closest = { agreement: 0, seconds: 0 }
    for (const observation of observations) {
      const one = agreement(timer, hypothesis, observation)
      if (one > closest.agreement) closest = { agreement: one, seconds: observation.highSeconds }
      score += Math.log(Math.max(FLOOR, observations.length > 1 ? (1 - OTHER_CAUSE) * one + OTHER_CAUSE * 0.05 : one))
    }
    if (score > best.score) {
      const point = hypothesis.to / hypothesis.from < 1.5
      best = {
        score,
        predictedSeconds: point ? hypothesis.from : null,
        reason: hypothesis.reason(showSeconds(closest.seconds)),
      }
    }
  }
  return best
}

/** Share of the catalogue's weight that names an environment: rare ones say more. */
function frequencies(catalogue: readonly Timer[]): ReadonlyMap<string, number> {
  const weights = new Map<string, number>()
  let all = 0
  for (const timer of catalogue) {
    const weight = PRIOR[timer.commonness] ?? 0.1
    all += weight
    for (const id of new Set([...timer.environments, ...timer.requires]))
      weights.set(id, (weights.get(id) ?? 0) + weight)
  }
  return new Map([...weights].map(([id, weight]) => [id, Math.max(0.02, weight / all)]))
}

/** Groups that only describe the program or database: not naming them says little about the network. */
function tellsLittle(id: string): boolean {
  const group = environmentOf(id)?.group
  return group === 'client' || group === 'database'
}

function environmentScore(
  timer: Timer,
  named: boolean,
  said: ReadonlySet<string>,
  frequency: ReadonlyMap<string, number>,
): number {
  const own = new Set([...timer.environments, ...timer.requires])
  const ownClouds = [...own].filter((id) => environmentOf(id)?.group === 'cloud')
  // A text that names the timer proves that it is in the path.
  const needs = !named && timer.requires.length > 0 && !timer.requires.some((id) => said.has(id))
  let score = 0
  if (needs) score += said.size === 0 ? -1 : -3
  // Who describes the path but names no cloud is probably in none.
  const cloudSaid = [...said].some((id) => environmentOf(id)?.group === 'cloud')
  if (ownClouds.length > 0 && !cloudSaid && said.size > 0 && !needs) score -= 0.9
  let matches = 0
  for (const id of said) {
    const group = environmentOf(id)?.group
    if (own.has(id)) {
      matches += Math.min(2.9, Math.log(0.55 / (frequency.get(id) ?? 0.02)))
      continue
    }
    const rivals =
      group !== undefined &&
      EXCLUSIVE_GROUPS.includes(group) &&
      [...own].some((other) => environmentOf(other)?.group === group)
    const sameGroupSaid = [...own].some((other) => said.has(other) && environmentOf(other)?.group === group)
    if (rivals && !sameGroupSaid) score -= group === 'cloud' ? 5 : 3
    else score -= tellsLittle(id) ? 0.12 : own.size === 0 ? 0.3 : 0.4
  }
  // Several words for one thing ("aws", "rds", "redshift") are not several proofs.
  return score + Math.min(matches, 4.2)
}

const SYMPTOM_WEIGHTS = [0.55, 0.27, 0.14, 0.08]
const WORKLOAD_WEIGHTS = [0.6, 0.36, 0.16]

function ranked<T>(
  order: readonly T[],
  all: readonly T[],
  weights: readonly number[],
  missing: number,
  said: T | undefined,
): number {
  if (said === undefined) return 0
  const index = order.indexOf(said)
  return Math.log((index < 0 ? missing : (weights[index] ?? missing)) * all.length)
}

const plain = (name: string): string => name.toLowerCase().replace(/[\s_.-]/g, '')

/** True when the words stand in the text as words of their own. */
function standsIn(text: string, words: string): boolean {
  const at = text.indexOf(words)
  return at >= 0 && !/[a-z0-9]/.test(text.charAt(at - 1)) && !/[a-z0-9]/.test(text.charAt(at + words.length))
}

/** Words of hop titles that people also use for other things; naming them points at nothing. */
const COMMON_WORDS = new Set(
  'and app client connection control database default endpoint firewall flow for forward forwarding gateway idle instance interface internal keepalive linux load balancer manager network outbound pool port private proxy public query rule server service session table tcp timeout tls typical unacknowledged with'.split(
    ' ',
  ),
)

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[a-z][a-z0-9]{2,}/g) ?? []

/** For each word that stands in the title of one hop only: that hop. "fortigate" is one appliance, "cisco" is several. */
function productNames(catalogue: readonly Timer[]): ReadonlyMap<string, Timer> {
  const owners = new Map<string, Timer | null>()
  for (const timer of catalogue.filter(({ kind }) => kind === 'hop')) {
    for (const word of new Set([...wordsOf(timer.title), ...wordsOf(timer.id)])) {
      if (!COMMON_WORDS.has(word)) owners.set(word, owners.has(word) ? null : timer)
    }
  }
  return new Map([...owners].flatMap(([word, timer]) => (timer === null ? [] : [[word, timer] as const])))
}

/** Who writes a product's name into a report means that product, though it may only be what they know of their path. */
const PRODUCT_SCORE = 2.5

/** What the text says about this timer by name, and the value it says it has. */
function naming(timer: Timer, observed: Observed): { score: number; reason: string | null } {
  for (const { name, unitSeconds } of timer.settings) {
    const stated = observed.settings.find(
      (setting) => setting.name === plain(name) || setting.name.endsWith(plain(name)),
    )
    if (stated === undefined) continue
    const seconds = stated.value * (stated.unitSeconds ?? unitSeconds)
    if (seconds <= 0) return { score: -2, reason: null }
    const [first] = observed.observations
    if (first === undefined) return { score: 6, reason: `Your text sets ${name} to ${showSeconds(seconds)}.` }
    const agrees = observed.observations.some((observation) => agreesWith(observation, seconds, seconds) > 0.2)
    return agrees
      ? { score: 6 - Math.log(0.05), reason: `Your text sets ${name} to ${showSeconds(seconds)}: the time you saw.` }
      : { score: 0.5, reason: `Your text names ${name} (${showSeconds(seconds)}).` }
  }
  const words = timer.wording.find((wording) => standsIn(observed.text, wording))
  if (words !== undefined) return { score: 5.5, reason: `Your text names it: “${words}”.` }
  return { score: 0, reason: null }
}

const SYMPTOM_WORDS: Readonly<Record<Symptom, string>> = {
  hang: 'a hang',
  reset: 'a reset',
  error: 'an error',
  cancelled: 'a cancelled query',
}

/** Words in free text that say what was seen. */
const SYMPTOM_HINTS: readonly { readonly symptom: Symptom; readonly pattern: RegExp }[] = [
  { symptom: 'cancelled', pattern: /\bcancel(?:l?ed|l?ing)\b/ },
  {
    symptom: 'hang',
    pattern: /\b(?:hangs?|hung|hanging|freezes?|frozen|stuck|never returns?|stalls?|blocks? forever|no response)\b/,
  },
  { symptom: 'reset', pattern: /\b(?:reset|rst|econnreset|10054)\b/ },
]
const WORKLOAD_HINTS: readonly { readonly workload: Workload; readonly pattern: RegExp }[] = [
  {
    workload: 'connect',
    pattern: /\b(?:connect(?:ing)? (?:timed out|fails|hangs)|while connecting|cannot connect|syn)\b/,
  },
  { workload: 'idle', pattern: /\b(?:idle|idling|inactive|inactivity|unused|quiet|lunch|overnight|pool)\b/ },
  {
    workload: 'query',
    pattern: /\b(?:quer(?:y|ies)|long[- ]running|select|copy|vacuum|statement|report|etl|unload)\b/,
  },
]

/** How many answers are worth reading. */
const MOST = 12

/**
 * Suspects for what was observed, best first: prior × likelihood of every figure × what is known of the path.
 * Timers that share a clock with a better one are moved down a little, so that the first three answers are three
 * different ones when the evidence allows it. Empty when there is neither a figure, a name nor an irregular pattern.
 */
export function suspects(
  observed: Observed,
  circumstances: Circumstances,
  catalogue: readonly Timer[],
): readonly Suspect[] {
  const said = withImplied([...(circumstances.environment ?? []), ...environmentsIn(observed.text)])
  const frequency = frequencies(catalogue)
  const symptom = circumstances.symptom ?? SYMPTOM_HINTS.find(({ pattern }) => pattern.test(observed.text))?.symptom
  const workload = circumstances.workload ?? WORKLOAD_HINTS.find(({ pattern }) => pattern.test(observed.text))?.workload
  const named = catalogue.map((timer) => naming(timer, observed))
  const products = productNames(catalogue)
  const spoken = new Set(wordsOf(observed.text).map((word) => products.get(word)))
  const nothing = observed.observations.length === 0 && !observed.irregular && named.every(({ score }) => score <= 0)
  if (nothing) return []

  const scored = catalogue.map((timer, index) => {
    const name = named[index] ?? { score: 0, reason: null }
    const clock = clockFit(timer, observed.observations)
    const noClock = timer.kind === 'no-timer'
    const pattern = observed.irregular ? (noClock ? 4 : -2) : 0
    const score =
      Math.log(PRIOR[timer.commonness] ?? 0.1) +
      clock.score +
      pattern +
      name.score +
      (spoken.has(timer) ? PRODUCT_SCORE : 0) +
      environmentScore(timer, name.score > 0, said, frequency) +
      ranked(timer.symptoms, SYMPTOMS, SYMPTOM_WEIGHTS, 0.04, symptom) +
      ranked(timer.workloads, WORKLOADS, WORKLOAD_WEIGHTS, 0.03, workload)
    return { timer, score, clock, name: name.reason }
  })
  scored.sort((a, b) => b.score - a.score || a.timer.id.localeCompare(b.timer.id))

  const groups = new Map<string, number>()
  const spread = scored.map((entry) => {
    const group = entry.timer.sameClock
    const before = group === undefined ? 0 : (groups.get(group) ?? 0)
    if (group !== undefined) groups.set(group, before + 1)
    return { ...entry, score: entry.score - Math.min(before, 3) * 0.7 }
  })
  spread.sort((a, b) => b.score - a.score || a.timer.id.localeCompare(b.timer.id))

  // Whoever fits neither a figure nor a name has nothing to say for itself.
  const listed = spread.filter(({ clock, name }) => clock.reason !== '' || name !== null)
  const [first] = listed
  if (first === undefined) return []
  const total = listed.reduce((sum, { score }) => sum + Math.exp(score - first.score), 0)
  return listed
    .filter(({ score }, index) => index < MOST && (index < 3 || first.score - score < 5))
    .map(({ timer, score, clock, name }) => ({
      timer,
      score,
      share: Math.exp(score - first.score) / total,
      predictedSeconds: clock.predictedSeconds,
      reasons: [
        ...(name === null ? [] : [name]),
        ...(clock.reason === '' || (clock.score < -5 && name !== null) ? [] : [clock.reason]),
        ...placeReason(timer, said),
        ...(symptom !== undefined && timer.symptoms[0] === symptom
          ? [`${SYMPTOM_WORDS[symptom].replace(/^./, (c) => c.toUpperCase())} is what it usually looks like.`]
          : []),
      ],
    }))
}

function placeReason(timer: Timer, said: ReadonlySet<string>): readonly string[] {
  const shared = [...new Set([...timer.requires, ...timer.environments])].filter((id) => said.has(id))
  const labels = shared.slice(0, 3).map((id) => environmentOf(id)?.label ?? id)
  if (labels.length > 0) return [`It belongs to ${labels.join(', ')}.`]
  const [needed] = timer.requires
  return needed === undefined
    ? []
    : [`Only when ${timer.requires.map((id) => environmentOf(id)?.label ?? id).join(' or ')} is in the path.`]
}
