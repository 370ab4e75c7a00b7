import type { KeepaliveSettings } from '../model/keepalive.ts'
import { recommendForIdleLimit, type Verdict, verdictForLimit } from '../model/recommend.ts'
import { detectionSeconds, latestFiringMs, probePeriodSeconds, STACKS, type StackId, toMs } from '../model/stacks.ts'
import type { Options, Target } from './target.ts'

/** Version of the state in the address; a change of meaning gets a new number so that old links keep theirs. */
export const FIX_STATE_VERSION = '1'

/** Where the settings of a recipe come from. */
export const PRESETS = ['limit', 'published', 'custom'] as const

/** One of {@link PRESETS}: recommended for an idle limit, as a vendor published them, or typed by the reader. */
export type Preset = (typeof PRESETS)[number]

/**
 * What the reader chose. Numbers are the text that was typed, so that bad input is shown back and never lost.
 */
export interface FixState {
  readonly target: string
  readonly preset: Preset
  readonly limit: string
  readonly idle: string
  readonly interval: string
  readonly count: string
  /** Names typed for the target's options, by option id. */
  readonly options: Options
}

/** Values a vendor printed, as far as it printed them. */
export interface PublishedKeepalive {
  readonly vendor: string
  readonly idleSeconds: number
  readonly intervalSeconds: number
  readonly count?: number | undefined
}

/** Idle limit the builder starts with: that of AWS NAT gateways, the commonest one readers meet. */
export const DEFAULT_LIMIT_SECONDS = 350

/** The state of a page opened without one. */
export const DEFAULT_FIX_STATE: FixState = {
  target: 'linux-sysctl',
  preset: 'limit',
  limit: String(DEFAULT_LIMIT_SECONDS),
  idle: '',
  interval: '',
  count: '',
  options: {},
}

const NUMBER_KEYS = ['limit', 'idle', 'interval', 'count'] as const
const OPTION_PREFIX = 'o.'

/** The state as the part of an address after `#`; values equal to the defaults are left out. */
export function encodeFixState(state: FixState): string {
  const parameters = new URLSearchParams({ v: FIX_STATE_VERSION, target: state.target })
  if (state.preset !== DEFAULT_FIX_STATE.preset) parameters.set('preset', state.preset)
  if (state.preset === 'limit') parameters.set('limit', state.limit)
  if (state.preset === 'custom')
    for (const key of ['idle', 'interval', 'count'] as const) parameters.set(key, state[key])
  for (const [id, value] of Object.entries(state.options)) if (value !== '') parameters.set(OPTION_PREFIX + id, value)
  return parameters.toString()
}

/** A state read from an address, with a sentence for the reader when something in it could not be used. */
export interface DecodedFixState {
  readonly state: FixState
  readonly note?: string
}

/**
 * Reads the part of an address after `#`. Unknown keys belong to other parts of the page and are left alone;
 * an unknown version, target, preset or an unreadable number gives the default for it and a note.
 */
export function decodeFixState(hash: string, isTarget: (id: string) => boolean): DecodedFixState {
  const text = hash.replace(/^#/, '')
  if (text === '') return { state: DEFAULT_FIX_STATE }
  const parameters = new URLSearchParams(text)
  const version = parameters.get('v')
  if (version !== FIX_STATE_VERSION) {
    const reason =
      version === null ? 'carries no version' : `has version “${version.slice(0, 20)}”, which this page does not know`
    return { state: DEFAULT_FIX_STATE, note: `The link ${reason}. These are the defaults.` }
  }
  const notes: string[] = []
  const target = parameters.get('target') ?? DEFAULT_FIX_STATE.target
  if (!isTarget(target)) notes.push(`there is no target “${target.slice(0, 60)}”`)
  const preset = parameters.get('preset') ?? DEFAULT_FIX_STATE.preset
  const knownPreset = PRESETS.find((known) => known === preset)
  if (!knownPreset) notes.push(`there is no preset “${preset.slice(0, 60)}”`)
  const numbers = Object.fromEntries(
    NUMBER_KEYS.map((key) => {
      const value = parameters.get(key) ?? DEFAULT_FIX_STATE[key]
      if (value !== '' && !/^\d{1,12}$/.test(value)) {
        notes.push(`“${value.slice(0, 40)}” is no number for ${key}`)
        return [key, DEFAULT_FIX_STATE[key]]
      }
      return [key, value]
    }),
  ) as Pick<FixState, (typeof NUMBER_KEYS)[number]>
  const options = Object.fromEntries(
    [...parameters]
      .filter(([key]) => key.startsWith(OPTION_PREFIX))
      .map(([key, value]) => [key.slice(OPTION_PREFIX.length), value]),
  )
  const state: FixState = {
    ...numbers,
    target: isTarget(target) ? target : DEFAULT_FIX_STATE.target,
    preset: knownPreset ?? DEFAULT_FIX_STATE.preset,
    options,
  }
  return notes.length === 0
    ? { state }
    : { state, note: `Part of the link could not be used: ${notes.join('; ')}. Defaults stand in.` }
}

/**
 * Whether a target sets keepalive at all. Some set what stands beside it: the idle limit of a hop, a server's timeout.
 * Their recipes depend on their own options, not on keepalive settings.
 */
export const setsKeepalive = ({ limits }: Pick<Target, 'limits'>): boolean =>
  Object.values(limits).some((limit) => limit !== null)

/** Something wrong in a field, said beside it. */
export interface FieldProblem {
  readonly field: (typeof NUMBER_KEYS)[number]
  readonly message: string
}

/** The settings a state asks for, and why; or what is wrong in which field. */
export type ChosenSettings =
  | { readonly ok: true; readonly settings: KeepaliveSettings; readonly reasons: readonly string[] }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] }

const FIELD_LABELS = { limit: 'idle limit', idle: 'idle time', interval: 'interval', count: 'probe count' } as const

const readNumber = (state: FixState, field: FieldProblem['field']): number | FieldProblem => {
  const text = state[field].trim()
  const unit = field === 'count' ? 'a whole number' : 'seconds as a whole number'
  if (text === '')
    return { field, message: `The ${FIELD_LABELS[field]} is missing: ${unit}, such as ${field === 'count' ? 4 : 120}.` }
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text)))
    return { field, message: `The ${FIELD_LABELS[field]} must be ${unit}; got “${text.slice(0, 40)}”.` }
  return Number(text)
}

/** Probes a target uses when a vendor's page leaves the count open: what its stack does unasked. */
const countWhenOpen = (stack: StackId): number => {
  const { defaults, fixed } = STACKS[stack]
  return fixed.count ?? defaults.count
}

/**
 * Turns a state into settings for a target of the given stack. Ranges of the target itself are checked by its `write`;
 * here a number has to be one, and a recommendation has to exist.
 */
export function chooseSettings(
  state: FixState,
  stack: StackId,
  published: PublishedKeepalive | undefined,
): ChosenSettings {
  if (state.preset === 'published' && published) {
    const { vendor, idleSeconds, intervalSeconds, count } = published
    const reason = `As ${vendor} published them.${count === undefined ? ` The page gives no probe count; ${countWhenOpen(stack)} is what the system uses unasked.` : ''}`
    return {
      ok: true,
      settings: { enabled: true, idleSeconds, intervalSeconds, count: count ?? countWhenOpen(stack) },
      reasons: [reason],
    }
  }
  if (state.preset === 'custom') {
    const [idle, interval, count] = (['idle', 'interval', 'count'] as const).map((field) =>
      readNumber(state, field),
    ) as [number | FieldProblem, number | FieldProblem, number | FieldProblem]
    if (typeof idle === 'number' && typeof interval === 'number' && typeof count === 'number')
      return { ok: true, settings: { enabled: true, idleSeconds: idle, intervalSeconds: interval, count }, reasons: [] }
    return { ok: false, problems: [idle, interval, count].filter((value) => typeof value !== 'number') }
  }
  const limit = readNumber(state, 'limit')
  if (typeof limit !== 'number') return { ok: false, problems: [limit] }
  const advice = recommendForIdleLimit(limit, stack)
  if (!advice.ok) return { ok: false, problems: [{ field: 'limit', message: [advice.why, ...advice.help].join(' ') }] }
  const { settings, reasons } = advice.recommendation
  return { ok: true, settings, reasons: Object.values(reasons) }
}

/** What settings do on the wire, as one sentence with its numbers. */
export interface SettingsOutcome {
  readonly verdict: Verdict | 'off'
  readonly sentence: string
}

const seconds = (value: number): string => `${value.toLocaleString('en', { maximumFractionDigits: 1 })} s`

const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  safe: 'Holds',
  fragile: 'Holds only while no probe is lost or late',
  cut: 'Is cut',
}

/** Judges settings against an idle limit: how often a hop sees a packet, and when a dead peer is noticed. */
export function describeSettings(stack: StackId, settings: KeepaliveSettings, limitSeconds: number): SettingsOutcome {
  const period = probePeriodSeconds(stack, settings)
  if (period === null) return { verdict: 'off', sentence: 'With these settings no probe is ever sent.' }
  const verdict = verdictForLimit(limitSeconds, stack, settings)
  const latest = latestFiringMs(stack, toMs(period)) / 1000
  const late = latest > period ? ` (up to ${seconds(latest)} when ${STACKS[stack].title} is late)` : ''
  const detection = detectionSeconds(stack, settings)
  const noticed =
    detection === null ? 'a dead peer is never noticed' : `a dead peer is noticed after ${seconds(detection)}`
  return {
    verdict,
    sentence: `${VERDICT_WORDS[verdict]} behind an idle limit of ${seconds(limitSeconds)}: a probe every ${seconds(period)} of silence${late}; ${noticed}.`,
  }
}
