import type { StatedKeepalive } from '../model/keepalive.ts'
import type { Document } from './document.ts'
import type { FindingCode } from './findings.ts'
import { type Anchor, type Anchors, finding, SUGGESTED, seconds, type Traits } from './judge.ts'
import { type Pair, scanPairs } from './pairs.ts'
import type { Finding, Severity, Understood } from './types.ts'
import { type ParsedNumber, parseNumber, parseSwitch, SECONDS_IN, unquote } from './values.ts'
import { nearestKey, ownerOf, soundsLikeKeepalive } from './vocabulary.ts'

/** A reading before its times are held against limits. */
export interface RawReading {
  readonly settings: StatedKeepalive
  readonly understood: readonly Understood[]
  /** What is wrong with the text itself; timing is judged apart, because it depends on the path. */
  readonly findings: readonly Finding[]
  readonly notUnderstood: readonly { readonly line: number; readonly text: string }[]
  readonly traits: Traits
  readonly anchors: Anchors
  /** False when the text holds nothing this format could be judged by; the verdict is "unknown" then. */
  readonly judgeable: boolean
  /** True when the times may not be judged, because a finding already says the values do not apply. */
  readonly skipTiming: boolean
}

/** One kind of text the checker reads. */
export interface Format {
  /** Permanent: it is in data-format and shared with the target that writes this format. */
  readonly id: string
  readonly title: string
  /** 0 to 1: how sure it is that the text is of this kind. */
  recognises(document: Document): number
  read(document: Document): RawReading
}

/** One sign that a text is of a format: how much it convinces, 0 to 1; negative counts against. */
export type Evidence = readonly [pattern: RegExp, weight: number]

/** Combines signs: each one closes its share of the remaining doubt, negative ones scale the result down. */
export function weigh(sample: string, evidence: readonly Evidence[]): number {
  let doubt = 1
  let scale = 1
  for (const [pattern, weight] of evidence) {
    if (!pattern.test(sample)) continue
    if (weight >= 0) doubt *= 1 - weight
    else scale *= 1 + weight
  }
  return (1 - doubt) * scale
}

/** What a key sets. `other` keys are read by the format's own `extra`. */
export type Role = 'enabled' | 'idle' | 'interval' | 'count' | 'user-timeout' | 'other'

/** What a zero does. `default`: as if absent. `rejected`: the program refuses it. `plain`: it is a number like others. */
export type ZeroRule = 'default' | 'rejected' | 'plain' | 'off'

/** A key of a format. */
export interface KeySpec {
  readonly role: Role
  readonly unit: 's' | 'ms' | 'min' | 'half-s' | 'n' | 'bool'
  /** Allowed values in the key's own unit, inclusive. */
  readonly range?: readonly [min: number, max: number]
  readonly zero?: ZeroRule
  /** Words for the table of what was read, for keys of role `other`. */
  readonly means?: (value: string) => string
  /** True when a bool key must be 0 or 1, not true or yes. */
  readonly digitOnly?: boolean
  /** True when the program reads "60s" as a time. */
  readonly unitWords?: boolean
}

const UNIT_SECONDS: Readonly<Record<KeySpec['unit'], number>> = {
  s: 1,
  ms: 0.001,
  min: 60,
  'half-s': 0.5,
  n: 1,
  bool: 1,
}
const UNIT_NAMES: Readonly<Record<KeySpec['unit'], string>> = {
  s: 'seconds',
  ms: 'milliseconds',
  min: 'minutes',
  'half-s': 'half-seconds',
  n: '',
  bool: '',
}

/** Words for a value that was read. */
export function meaningOf(role: Role, value: number): string {
  if (role === 'idle') return `first probe after ${seconds(value)} of silence`
  if (role === 'interval') return `unanswered probes repeat every ${seconds(value)}`
  if (role === 'count') return `gives up after ${value} unanswered ${value === 1 ? 'probe' : 'probes'}`
  if (role === 'user-timeout') return `gives up when data or probes stay unanswered for ${seconds(value)}`
  return value === 0 ? 'keepalive off' : 'keepalive on'
}

/** Cuts a new value into the line a pair stands in. */
export function rewriteValue(document: Document, pair: Pair, value: string): string {
  const raw = document.lines[pair.line - 1]?.raw ?? ''
  const quoted = /^(\\?["'`])[\s\S]*?(\\?["'`])$/.exec(pair.value)
  const text = quoted === null ? value : `${quoted[1]}${value}${quoted[2]}`
  return raw.slice(0, pair.valueStart) + text + raw.slice(pair.valueEnd)
}

/** Cuts a new key into the line a pair stands in. */
export function rewriteKey(document: Document, pair: Pair, key: string): string {
  const raw = document.lines[pair.line - 1]?.raw ?? ''
  return raw.slice(0, pair.keyStart) + key + raw.slice(pair.keyEnd)
}

type Stated = 'idle' | 'interval' | 'count' | 'enabled'

/** Gathers a reading while a format walks through its pairs. */
export class Collector {
  readonly document: Document
  traits: Traits
  judgeable = false
  skipTiming = false
  /** True when the idle time comes from a variable: neither its value nor the default may be assumed then. */
  idleElsewhere = false
  readonly findings: Finding[] = []
  readonly understood: Understood[] = []
  readonly notUnderstood: { line: number; text: string }[] = []
  private readonly values: { -readonly [K in keyof StatedKeepalive]: StatedKeepalive[K] } = {}
  private readonly places: { -readonly [K in keyof Anchors]: Anchors[K] } = {}

  constructor(document: Document, traits: Traits) {
    this.document = document
    this.traits = traits
  }

  get settings(): StatedKeepalive {
    return this.values
  }

  get anchors(): Anchors {
    return this.places
  }

  /** States a value; seconds, a count, or 0/1 for `enabled`. A later line wins over an earlier one. */
  state(what: Stated, value: number, anchor?: Anchor): void {
    this.judgeable = true
    if (what === 'idle') this.values.idleSeconds = value
    else if (what === 'interval') this.values.intervalSeconds = value
    else if (what === 'count') this.values.count = value
    else this.values.enabled = value !== 0
    if (anchor !== undefined) this.places[what] = anchor
  }

  /** Notes what a line means. */
  note(line: number, key: string, value: string, meaning: string): void {
    this.judgeable = true
    this.understood.push({ line, key, value: unquote(value), meaning })
  }

  report(
    code: FindingCode,
    message: string,
    more: { line?: number; fix?: string; severity?: Severity; source?: string } = {},
  ): void {
    this.judgeable = true
    this.findings.push(finding(code, message, more))
  }

  /** Puts a line among those that were not understood, once. */
  missed(line: number): void {
    if (this.notUnderstood.some((other) => other.line === line) || this.notUnderstood.length >= 50) return
    const text = this.document.lines[line - 1]?.raw.trim() ?? ''
    this.notUnderstood.push({ line, text: text.length > 200 ? `${text.slice(0, 200)}…` : text })
  }

  /** True when a value was stated, by whatever line. */
  has(what: Stated): boolean {
    if (what === 'idle') return this.values.idleSeconds !== undefined
    if (what === 'interval') return this.values.intervalSeconds !== undefined
    return this.values[what] !== undefined
  }

  done(): RawReading {
    const unknownIdle = this.idleElsewhere && this.values.idleSeconds === undefined
    return {
      settings: this.values,
      understood: this.understood,
      findings: this.findings,
      notUnderstood: this.notUnderstood,
      traits: this.traits,
      anchors: this.places,
      judgeable: this.judgeable && !(unknownIdle && this.findings.length === 0),
      skipTiming: this.skipTiming || unknownIdle,
    }
  }
}

/** Reads one pair by its key's description: range, zero, unit and the value itself. */
export function readKey(collector: Collector, pair: Pair, spec: KeySpec, program: string): void {
  const { document } = collector
  if (spec.role === 'other') {
    if (spec.means !== undefined) collector.note(pair.line, pair.key, pair.value, spec.means(unquote(pair.value)))
    return
  }
  if (spec.unit === 'bool') {
    readSwitch(collector, pair, spec, program)
    return
  }
  const parsed = parseNumber(pair.value)
  if (parsed === null) {
    if (spec.zero === 'off' && parseSwitch(pair.value) === false) {
      collector.note(pair.line, pair.key, pair.value, 'off')
      collector.state('enabled', 0, { line: pair.line })
      return
    }
    collector.missed(pair.line)
    if (spec.role === 'idle') collector.idleElsewhere = true
    return
  }
  readNumber(collector, pair, spec, program, parsed, (value) => rewriteValue(document, pair, String(value)))
}

function readSwitch(collector: Collector, pair: Pair, spec: KeySpec, program: string): void {
  const on = parseSwitch(pair.value)
  const number = parseNumber(pair.value)
  if (spec.digitOnly === true && on !== null && !/^-?\d+$/.test(unquote(pair.value))) {
    collector.report(
      'out-of-range',
      `${program} wants 1 or 0 for ${pair.key}; "${unquote(pair.value)}" is refused as an invalid integer.`,
      { line: pair.line, fix: rewriteValue(collector.document, pair, on ? '1' : '0') },
    )
  }
  const enabled = on ?? (number === null ? null : number.value !== 0)
  if (enabled === null) {
    collector.missed(pair.line)
    return
  }
  collector.note(pair.line, pair.key, pair.value, meaningOf('enabled', enabled ? 1 : 0))
  const rewrite = (value: number): string =>
    rewriteValue(collector.document, pair, /\d/.test(pair.value) ? String(value) : matchCase(pair.value, value === 1))
  collector.state('enabled', enabled ? 1 : 0, { line: pair.line, rewrite })
}

function matchCase(old: string, on: boolean): string {
  const word = unquote(old)
  const pairOf: Readonly<Record<string, string>> = {
    False: 'True',
    false: 'true',
    FALSE: 'TRUE',
    off: 'on',
    no: 'yes',
    No: 'Yes',
    null: 'true',
    None: 'True',
  }
  return on ? (pairOf[word] ?? 'true') : word
}

const ROUND_MS = 1000
/** Seconds from which a round number is taken for milliseconds: nobody waits 2 h 46 min on purpose in steps of 1,000. */
const LOOKS_LIKE_MS = 10_000
/** Milliseconds below which a number is taken for seconds. */
const LOOKS_LIKE_SECONDS = 1000

/** Judges and states one number. `rewrite` gives the corrected line for a number in the key's own unit. */
export function readNumber(
  collector: Collector,
  pair: Pick<Pair, 'line' | 'key' | 'value'>,
  spec: KeySpec,
  program: string,
  parsed: ParsedNumber,
  rewrite?: (value: number) => string,
): void {
  const { role, unit } = spec
  if (role === 'other' || role === 'enabled') return
  const scale = UNIT_SECONDS[unit]
  const place = { line: pair.line }
  const fixTo = (value: number): { line: number; fix?: string } =>
    rewrite === undefined ? place : { ...place, fix: rewrite(value) }
  const inSeconds = parsed.unit === null || unit === 'n' ? parsed.value * scale : parsed.value * SECONDS_IN[parsed.unit]
  const own = inSeconds / scale
  const anchor: Anchor = {
    line: pair.line,
    ...(rewrite === undefined ? {} : { rewrite: (value: number) => rewrite(Math.round(value / scale)) }),
  }
  if (
    parsed.unit !== null &&
    unit !== 'n' &&
    spec.unitWords !== true &&
    /^["'`]?-?[\d_.]+\s*[a-z]+/i.test(pair.value)
  ) {
    collector.report(
      'out-of-range',
      `${program} wants a bare number of ${UNIT_NAMES[unit]} for ${pair.key}; "${unquote(pair.value)}" is refused.`,
      fixTo(own),
    )
  }
  if (role === 'user-timeout') {
    collector.note(pair.line, pair.key, pair.value, own === 0 ? 'operating system default' : meaningOf(role, inSeconds))
    if (unit === 'ms' && own > 0 && own < LOOKS_LIKE_SECONDS) {
      collector.report(
        'unit-seconds-for-ms',
        `${pair.key} is in milliseconds: ${own} means ${seconds(inSeconds)}.`,
        fixTo(own * 1000),
      )
    }
    return
  }
  if (own === 0 && spec.zero !== 'plain' && spec.zero !== undefined) {
    if (spec.zero === 'rejected') {
      collector.note(pair.line, pair.key, pair.value, 'refused on Linux')
      collector.report(
        'zero-value-rejected',
        `${pair.key}=0: on Linux ${program} fails to connect with "Invalid argument". Leave the key out for the default.`,
        fixTo(suggestedFor(role, scale)),
      )
      collector.skipTiming ||= role === 'idle'
      return
    }
    if (spec.zero === 'off') {
      collector.note(pair.line, pair.key, pair.value, 'off')
      collector.state('enabled', 0, {
        line: pair.line,
        rewrite: (value) => anchor.rewrite?.(value === 1 ? SUGGESTED.idleSeconds : value) ?? '',
      })
      return
    }
    collector.note(pair.line, pair.key, pair.value, 'not set: the default applies')
    return
  }
  if (own < 0 && spec.zero === 'default') {
    collector.note(pair.line, pair.key, pair.value, 'not set: the default applies')
    return
  }
  collector.note(
    pair.line,
    pair.key,
    parsed.fallback ? `${pair.value}` : pair.value,
    meaningOf(role, inSeconds) + (parsed.fallback ? ' (unless the variable says otherwise)' : ''),
  )
  if (own <= 0) {
    reportZero(collector, pair, role, own, program, fixTo(suggestedFor(role, scale)))
    collector.state(role, inSeconds, anchor)
    return
  }
  if (role !== 'count' && parsed.unit === null) {
    if (scale === 1 && own >= LOOKS_LIKE_MS && own % ROUND_MS === 0) {
      collector.report(
        'unit-ms-for-seconds',
        `${pair.key} is in seconds: ${own.toLocaleString('en-US')} means ${seconds(own)}. ${seconds(own / 1000)} is ${own / 1000}.`,
        fixTo(own / 1000),
      )
    } else if (unit === 'ms' && own < LOOKS_LIKE_SECONDS) {
      collector.report(
        'unit-seconds-for-ms',
        `${pair.key} is in milliseconds: ${own} means ${seconds(inSeconds)}. ${seconds(own)} is ${own * 1000}.`,
        fixTo(own * 1000),
      )
    }
  }
  if (spec.range !== undefined && (own < spec.range[0] || own > spec.range[1])) {
    collector.report(
      'out-of-range',
      `${program} accepts ${spec.range[0].toLocaleString('en-US')} to ${spec.range[1].toLocaleString('en-US')} ${UNIT_NAMES[unit]} for ${pair.key}; got ${own.toLocaleString('en-US')}.`,
      fixTo(suggestedFor(role, scale)),
    )
  }
  collector.state(role, inSeconds, anchor)
}

function suggestedFor(role: Role, scale: number): number {
  if (role === 'count') return SUGGESTED.count
  return Math.round((role === 'interval' ? SUGGESTED.intervalSeconds : SUGGESTED.idleSeconds) / scale)
}

function reportZero(
  collector: Collector,
  pair: Pick<Pair, 'line' | 'key'>,
  role: Role,
  own: number,
  program: string,
  more: { line: number; fix?: string },
): void {
  if (own < 0) {
    collector.report('out-of-range', `${pair.key} = ${own}: a negative value stops the probes on Linux.`, more)
    return
  }
  if (role === 'idle')
    collector.report(
      'zero-idle',
      `${pair.key} = 0 does not switch keepalive off: Linux probes every interval, Windows starts its range at 1.`,
      more,
    )
  else if (role === 'interval')
    collector.report(
      'zero-interval',
      `${pair.key} = 0: all probes leave at once, so one lost packet closes the connection.`,
      more,
    )
  else
    collector.report(
      'zero-count',
      `${pair.key} = 0: ${program} closes every idle connection after the idle time without a probe.`,
      more,
    )
}

/** How keys of a format are compared with the text. */
export type KeyMatch = 'exact' | 'caseless' | 'squeezed'

/** A format whose settings are keys with values; the rest is the table below. */
export interface KeyFormatSpec {
  readonly id: string
  readonly title: string
  /** Name used in messages ("libpq"). */
  readonly program: string
  readonly evidence: readonly Evidence[]
  readonly traits: Traits
  readonly keys: Readonly<Record<string, KeySpec>>
  readonly match: KeyMatch
  readonly scan?: (document: Document) => readonly Pair[]
  /** What the program does with a key it does not know ("ignores it", "refuses to connect"). */
  readonly unknown: { readonly does: string; readonly severity: Severity }
  /** True when keepalive-like names nobody knows are reported; false where the text also configures other things. */
  readonly strict?: boolean
  /** Keys of other programs that may stand in the same text. */
  readonly tolerated?: RegExp
  /** False when a text without a single key still says something, because the program's default matters. */
  readonly needsKeys?: boolean
  /** True when a comment after a value becomes part of it. */
  readonly lineCommentsOnly?: boolean
  /** Further findings of this format. */
  readonly extra?: (collector: Collector, pairs: readonly Pair[]) => void
}

const normalisers: Readonly<Record<KeyMatch, (key: string) => string>> = {
  exact: (key) => key,
  caseless: (key) => key.toLowerCase(),
  squeezed: (key) => key.toLowerCase().replace(/[\s_-]/g, ''),
}

/** Makes a {@link Format} from its table. */
export function keyFormat(spec: KeyFormatSpec): Format {
  const normalise = normalisers[spec.match]
  const keys = new Map(Object.entries(spec.keys).map(([key, value]) => [normalise(key), value] as const))
  const names = Object.keys(spec.keys)
  const scan = spec.scan ?? scanPairs
  return {
    id: spec.id,
    title: spec.title,
    recognises: (document) => weigh(document.sample, spec.evidence),
    read(document) {
      const collector = new Collector(document, spec.traits)
      if (spec.needsKeys !== true) collector.judgeable = true
      const pairs = scan(document)
      const commented: Pair[] = []
      const seen = new Map<string, string>()
      for (const pair of pairs) {
        const key = normalise(pair.key)
        const known = keys.get(key)
        if (pair.commented) {
          if (known !== undefined && known.role !== 'other') commented.push(pair)
          continue
        }
        if (known === undefined) {
          strange(collector, pair, spec, names)
          continue
        }
        const before = seen.get(key)
        // Two profiles of one file may differ on purpose; twice on one line may not.
        if (
          before !== undefined &&
          before.split('\u0000')[0] === String(pair.line) &&
          before.split('\u0000')[1] !== pair.value &&
          known.role !== 'other'
        ) {
          collector.report('duplicate-key', `${pair.key} is stated twice with different values.`, { line: pair.line })
        }
        seen.set(key, `${pair.line}\u0000${pair.value}`)
        if (spec.lineCommentsOnly === true && known.role !== 'other' && /^\s+[#;]\s*\S/.test(pair.rest)) {
          collector.report(
            'trailing-comment-in-value',
            `${spec.program} knows comments only on lines of their own: "${pair.rest.trim().slice(0, 40)}" becomes part of ${pair.key}.`,
            {
              line: pair.line,
              fix: (document.lines[pair.line - 1]?.raw ?? '').slice(0, pair.valueEnd),
            },
          )
        }
        readKey(collector, pair, known, spec.program)
      }
      reportCommented(collector, commented, normalise, keys)
      spec.extra?.(collector, pairs)
      return collector.done()
    },
  }
}

function reportCommented(
  collector: Collector,
  commented: readonly Pair[],
  normalise: (key: string) => string,
  keys: ReadonlyMap<string, KeySpec>,
): void {
  for (const pair of commented) {
    const role = keys.get(normalise(pair.key))?.role
    if (role !== 'idle' && role !== 'enabled') continue
    if (collector.has(role)) continue
    const raw = collector.document.lines[pair.line - 1]?.raw ?? ''
    collector.report('commented-out', `${pair.key} stands behind a comment sign; the default applies.`, {
      line: pair.line,
      fix: raw.replace(/^(\s*)(?:#+|\/\/+|;+|--)\s?/, '$1'),
    })
    return
  }
}

/** Deals with a key the format does not know: of another program, misspelt, or not about keepalive at all. */
function strange(collector: Collector, pair: Pair, spec: KeyFormatSpec, names: readonly string[]): void {
  const owner = ownerOf(pair.key)
  if (owner === undefined && !soundsLikeKeepalive(pair.key)) return
  if (spec.tolerated?.test(pair.key)) return
  const near = nearestKey(pair.key, names)
  // "tcpKeepalive" is pgjdbc's own key in the wrong case before it is anybody else's.
  const sameLetters =
    near !== null && near.toLowerCase().replace(/[^a-z]/g, '') === pair.key.toLowerCase().replace(/[^a-z]/g, '')
  if (owner !== undefined && !sameLetters) {
    const own = names.filter((name) => spec.keys[name]?.role !== 'other')
    collector.report(
      'wrong-driver-key',
      `${pair.key} belongs to ${owner}. ${spec.program} ${spec.unknown.does}.${own.length === 0 ? '' : ` Its own keys: ${own.slice(0, 4).join(', ')}.`}`,
      { line: pair.line, severity: spec.unknown.severity },
    )
    return
  }
  if (near !== null) {
    collector.report(
      'misspelt-key',
      `${pair.key} is not a key of ${spec.program}, which ${spec.unknown.does}. The key is ${near}.`,
      {
        line: pair.line,
        severity: spec.unknown.severity,
        fix: rewriteKey(collector.document, pair, near),
      },
    )
    return
  }
  if (spec.strict === true) {
    collector.report('unknown-key', `${spec.program} has no key ${pair.key} and ${spec.unknown.does}.`, {
      line: pair.line,
      severity: spec.unknown.severity,
    })
    return
  }
  collector.missed(pair.line)
}
