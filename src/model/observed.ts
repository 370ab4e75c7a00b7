/**
 * Reads what a person writes about the time at which a connection died: a number, a duration in words, several of
 * them, two timestamps, or a log excerpt. Nothing is guessed silently: {@link Observed.notes} says how it was read.
 */

/** How an observation bounds the time between the last sign of life and the failure. */
export type ObservationKind = 'at' | 'at-least' | 'at-most' | 'between' | 'vague'

/** One time span that was seen. */
export interface Observation {
  /** The words it was read from. */
  readonly text: string
  readonly kind: ObservationKind
  /** Shortest span the words allow, in seconds, before tolerance. */
  readonly lowSeconds: number
  /** Longest span the words allow, in seconds, before tolerance; equals `lowSeconds` for a single figure. */
  readonly highSeconds: number
  /** One standard deviation of how far the figure may be off, relative (0.01 = 1 %). */
  readonly tolerance: number
}

/** A setting named with its value in the text, such as `Command Timeout=300`. */
export interface StatedSetting {
  /** Lower case, without spaces, underscores, dots and hyphens. */
  readonly name: string
  readonly value: number
  /** The unit that was written, in seconds; null when there was none. */
  readonly unitSeconds: number | null
}

/** What {@link readObserved} found. */
export interface Observed {
  readonly observations: readonly Observation[]
  readonly settings: readonly StatedSetting[]
  /** The whole text in lower case, for names of timers in it. */
  readonly text: string
  /** The words say that there is no fixed time: "once", "random", "no pattern", "all at the same moment". */
  readonly irregular: boolean
  /** How the text was read, one sentence each. */
  readonly notes: readonly string[]
}

const MINUTE = 60
const HOUR = 3600
const DAY = 86400

const UNITS: readonly { readonly pattern: string; readonly seconds: number }[] = [
  { pattern: 'milliseconds?|millis|msecs?|ms|毫秒', seconds: 0.001 },
  { pattern: 'seconds?|secs?|sek|sekunden|segundos?|secondes?|s|сек(?:унд[аы]?)?|秒', seconds: 1 },
  { pattern: 'minutes?|mins?|minuten|minutos?|mn|m|мин(?:ут[аы]?)?|分钟|分', seconds: MINUTE },
  { pattern: 'hours?|hrs?|stunden?|heures?|horas?|h|час(?:а|ов)?|小时|時間', seconds: HOUR },
  { pattern: 'days?|d', seconds: DAY },
  { pattern: 'weeks?', seconds: 7 * DAY },
]
const UNIT = `(?:${UNITS.map(({ pattern }) => pattern).join('|')})(?![a-z])`
const NUMBER = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?`

function unitSeconds(word: string): number {
  const unit = UNITS.find(({ pattern }) => new RegExp(`^(?:${pattern})$`).test(word))
  return unit === undefined ? 1 : unit.seconds
}

const WORD_NUMBERS: Readonly<Record<string, string>> = {
  a: '1',
  an: '1',
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
  ten: '10',
  eleven: '11',
  twelve: '12',
  fifteen: '15',
  twenty: '20',
  thirty: '30',
  forty: '40',
  'forty-five': '45',
  fifty: '50',
  sixty: '60',
  ninety: '90',
}

/** Everyday words for spans, as a lower and an upper bound in seconds. */
const VAGUE: readonly { readonly pattern: RegExp; readonly low: number; readonly high: number }[] = [
  { pattern: /\b(?:over ?night|the next (?:morning|day))\b/, low: 5 * HOUR, high: 16 * HOUR },
  {
    pattern: /\b(?:some|several|a few|few|many|a couple of|couple of) hours\b|\bhours later\b/,
    low: 1.5 * HOUR,
    high: 12 * HOUR,
  },
  { pattern: /\b(?:some|several|a few|few|a couple of|couple of) min(?:ute)?s\b/, low: 2 * MINUTE, high: 10 * MINUTE },
  { pattern: /\b(?:some|several|a few|few|a couple of|couple of) sec(?:ond)?s\b/, low: 2, high: 10 },
  { pattern: /\b(?:some|several|a few|few|a couple of|couple of) days\b/, low: 2 * DAY, high: 6 * DAY },
]

const IRREGULAR =
  /\b(?:once(?! (?:every|per|an?))|one time only|only one time|randomly|at random|random|sporadic(?:ally)?|intermittent(?:ly)?|no (?:fixed |clear )?pattern|irregular(?:ly)?|unpredictabl[ey]|varies|all (?:of them |connections? |sessions? )?at (?:once|the same (?:time|second|moment)))\b/

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')

/** A moment in seconds since 1970 (or since midnight when `dated` is false), and where it stood. */
interface Moment {
  readonly seconds: number
  readonly dated: boolean
  readonly index: number
  readonly length: number
}

function epoch(y: number, mo: number, d: number, h: number, mi: number, s: number): number {
  return Date.UTC(y, mo - 1, d, h, mi, 0) / 1000 + s
}

function offsetSeconds(zone: string | undefined): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '')
  if (match === null) return 0
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * HOUR + Number(match[3] ?? 0) * MINUTE)
}

type MomentReader = (groups: Readonly<Record<string, string | undefined>>) => number

const FRACTION = String.raw`(?:[.,](?<fraction>\d{1,9}))?`
const ZONE = String.raw`(?:\s?(?<zone>z|utc|gmt|[+-]\d{2}:?\d{2}))?`

function withFraction(groups: Readonly<Record<string, string | undefined>>): number {
  return Number(groups['s'] ?? 0) + Number(`0.${groups['fraction'] ?? '0'}`)
}

const n = (text: string | undefined): number => Number(text ?? 0)

/** Notations of a moment with a date, the most specific first. */
const DATED: readonly { readonly pattern: RegExp; readonly read: MomentReader }[] = [
  {
    // 2022-03-15 07:59:41.032 UTC, 2022/03/15T07:59:41,032+01:00
    pattern: new RegExp(
      String.raw`\b(?<y>\d{4})[-/.](?<mo>\d{2})[-/.](?<d>\d{2})[t ]+(?<h>\d{2}):(?<mi>\d{2})(?::(?<s>\d{2})${FRACTION})?${ZONE}`,
      'g',
    ),
    read: (g) =>
      epoch(n(g['y']), n(g['mo']), n(g['d']), n(g['h']), n(g['mi']), withFraction(g)) - offsetSeconds(g['zone']),
  },
  {
    // 20220223T235509
    pattern: new RegExp(
      String.raw`\b(?<y>\d{4})(?<mo>\d{2})(?<d>\d{2})t(?<h>\d{2})(?<mi>\d{2})(?<s>\d{2})${FRACTION}${ZONE}`,
      'g',
    ),
    read: (g) =>
      epoch(n(g['y']), n(g['mo']), n(g['d']), n(g['h']), n(g['mi']), withFraction(g)) - offsetSeconds(g['zone']),
  },
  {
    // 15/Mar/2022:07:59:41 +0000
    pattern: new RegExp(
      String.raw`\b(?<d>\d{2})/(?<month>[a-z]{3})/(?<y>\d{4}):(?<h>\d{2}):(?<mi>\d{2}):(?<s>\d{2})${ZONE}`,
      'g',
    ),
    read: (g) =>
      epoch(n(g['y']), MONTHS.indexOf(g['month'] ?? '') + 1, n(g['d']), n(g['h']), n(g['mi']), n(g['s'])) -
      offsetSeconds(g['zone']),
  },
  {
    // Mar 15 07:59:41, without a year: 2001 is not a leap year, which only matters across 29 February
    pattern: new RegExp(
      String.raw`\b(?<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(?<d>\d{1,2})(?:,?\s+(?<y>\d{4}),?)?\s+(?<h>\d{2}):(?<mi>\d{2}):(?<s>\d{2})${FRACTION}`,
      'g',
    ),
    read: (g) =>
      epoch(
        n(g['y'] ?? '2001'),
        MONTHS.indexOf(g['month'] ?? '') + 1,
        n(g['d']),
        n(g['h']),
        n(g['mi']),
        withFraction(g),
      ),
  },
  {
    // 03/15/2022 07:59:41 AM and 15.03.2022 07:59:41: the date is the same on both sides of a difference, so day and month may swap
    pattern: new RegExp(
      String.raw`\b(?<mo>\d{1,2})[/.](?<d>\d{1,2})[/.](?<y>\d{4})[, ]+(?<h>\d{1,2}):(?<mi>\d{2}):(?<s>\d{2})${FRACTION}(?:\s?(?<half>[ap]m))?`,
      'g',
    ),
    read: (g) => {
      const swapped = n(g['mo']) > 12
      const hour = (n(g['h']) % (g['half'] === undefined ? 24 : 12)) + (g['half'] === 'pm' ? 12 : 0)
      return epoch(
        n(g['y']),
        swapped ? n(g['d']) : n(g['mo']),
        swapped ? n(g['mo']) : n(g['d']),
        hour,
        n(g['mi']),
        withFraction(g),
      )
    },
  },
  {
    // 1647331181, 1647331181.250, 1647331181250
    pattern: /(?<![\d.])(?<s>1[0-9]{9})(?:(?<ms>\d{3})(?!\d)|\.(?<fraction>\d{1,9}))?(?![\d])/g,
    read: (g) => withFraction(g) + n(g['ms']) / 1000,
  },
]

const CLOCK_AT_LINE_START =
  /^[\s[("']*(?<h>\d{1,2}):(?<mi>\d{2}):(?<s>\d{2})(?:[.,](?<fraction>\d{1,9}))?(?=[\s\])"',|-]+[a-z[({])/gm
const CLOCK = /\b(?<h>\d{1,2}):(?<mi>\d{2}):(?<s>\d{2})(?:[.,](?<fraction>\d{1,9}))?/g
const CLOCK_PAIR =
  /\b(?<h1>\d{1,2}):(?<m1>\d{2})(?::(?<s1>\d{2}(?:[.,]\d+)?))?\s*(?:->|→|=>|…|–|—|-|to|until|till|and (?:died|failed|was cut|dropped) at|,? ?(?:died|failed|dropped|cut|error|reset|hung|timed out) at)\s*(?<h2>\d{1,2}):(?<m2>\d{2})(?::(?<s2>\d{2}(?:[.,]\d+)?))?/g

/** The text with everything already understood blanked out, so that no figure is read twice. */
class Remaining {
  text: string
  constructor(text: string) {
    this.text = text
  }
  blank(index: number, length: number): void {
    this.text = this.text.slice(0, index) + ' '.repeat(length) + this.text.slice(index + length)
  }
  /** Every match of a global pattern, blanked after `use` unless it returns false. */
  take(pattern: RegExp, use: (match: RegExpExecArray) => boolean): void {
    for (const match of [...this.text.matchAll(pattern)]) {
      if (use(match)) this.blank(match.index, match[0].length)
    }
  }
}

function number(text: string): number {
  return Number(text.replaceAll(',', ''))
}

/** Largest "round" step people count in that divides the figure: 350 s → 10, 307 s → 1, 15 min → 5. */
function roundStep(value: number, unit: number): number {
  for (const step of unit >= MINUTE ? [10, 5, 1] : [1000, 100, 10, 1]) {
    if (value % step === 0 && value / step >= 2) return step
  }
  return value % 1 === 0 ? 1 : 0.1
}

/** How far a figure written like this may be from the truth: round figures are rounder, and nobody rounds 307. */
function toleranceOf(value: number, unit: number, words: 'exact' | 'plain' | 'about'): number {
  if (words === 'exact' || unit < 1) return 0.01
  const relative = Math.min(0.06, Math.max(0.008, (0.35 * roundStep(value, unit)) / value))
  return words === 'about' ? Math.max(0.07, relative * 1.5) : relative
}

type Qualifier = 'exact' | 'plain' | 'about' | 'at-least' | 'at-most'

const QUALIFIERS: readonly { readonly pattern: RegExp; readonly qualifier: Qualifier }[] = [
  { pattern: /(?:exact(?:ly)?|precisely|always|every time|on the dot)\W*$/, qualifier: 'exact' },
  {
    pattern: /(?:more than|longer than|greater than|over|at least|beyond|exceed(?:s|ing)?|exceeded|above|>=?|≥)\W*$/,
    qualifier: 'at-least',
  },
  {
    pattern:
      /(?:less than|under|at most|up to|no more than|below|within|almost|nearly|just (?:under|before|short of)|<=?|≤)\W*$/,
    qualifier: 'at-most',
  },
  {
    pattern:
      /(?:~|≈|∼|about|around|approx(?:\.|imately)?|roughly|circa|ca\.?|some|or so|something like|maybe|ungefähr|etwa|cerca de|environ)\s*$/,
    qualifier: 'about',
  },
]

function qualifierOf(before: string, after: string): Qualifier {
  if (/^\s*(?:\+|plus\b|or (?:more|longer)|and (?:more|longer))/.test(after)) return 'at-least'
  if (/^\s*(?:ish|or so|give or take|roughly)/.test(after)) return 'about'
  if (/^\s*(?:sharp|exactly|on the dot|every time)/.test(after)) return 'exact'
  for (const { pattern, qualifier } of QUALIFIERS) {
    if (pattern.test(before.slice(-24))) return qualifier
  }
  return 'plain'
}

function observation(text: string, seconds: number, tolerance: number, qualifier: Qualifier): Observation {
  const shared = { text: text.trim(), tolerance }
  if (qualifier === 'at-least') return { ...shared, kind: 'at-least', lowSeconds: seconds, highSeconds: seconds * 1.35 }
  if (qualifier === 'at-most') return { ...shared, kind: 'at-most', lowSeconds: seconds * 0.75, highSeconds: seconds }
  return { ...shared, kind: 'at', lowSeconds: seconds, highSeconds: seconds }
}

function spell(text: string): string {
  return text
    .replace(new RegExp(String.raw`(\d)\s?\+\s?(?=${UNIT})`, 'g'), '$1 or more ')
    .replace(/(\d+(?:\.\d+)?) or more (?=[a-z])/g, 'at least $1 ')
    .replace(/(\d)\s?-?ish\b/g, '$1')
    .replace(new RegExp(String.raw`\b(\d+),(\d{1,2})(?=\s?${UNIT})`, 'g'), '$1.$2')
    .replace(/\b(\d{3}),(?=\d{3}\b(?!,|\s?[a-z]))/g, '$1 ')
    .replace(/\s*(?:\+\s?\/?\s?-|±)\s*\d+(?:\.\d+)?\s?(?:ms|s|secs?|seconds?|mins?|minutes?|%)?/g, ' ')
    .replace(/\b(\d+)'\s?(\d{1,2})(?:''|"|”)/g, '$1m $2s')
    .replace(/\b(\d+):([0-5]\d)\s?(?:mins?|minutes?)\b/g, '$1m $2s')
    .replace(/\b(\d+):([0-5]\d)\s?(?:h|hrs?|hours?)\b/g, '$1h $2m')
    .replace(new RegExp(String.raw`(?<![\d.,])(\d{1,3}) (\d{3})(?=\s?${UNIT})`, 'g'), '$1$2')
    .replace(
      /\b(two|three|four|five) and a half (hours?|minutes?|days?)\b/g,
      (_, word: string, unit: string) => `${WORD_NUMBERS[word]}.5 ${unit}`,
    )
    .replace(/\b(?:one|an?) and a half (hours?|minutes?|days?)\b/g, '1.5 $1')
    .replace(/\b(\d+) and a half (hours?|minutes?|days?)\b/g, '$1.5 $2')
    .replace(/\b(?:half an|a half|half a) (hour|minute|day)\b/g, '0.5 $1')
    .replace(/\b(?:a )?quarter of an hour\b/g, '15 minutes')
    .replace(/\bthree quarters of an hour\b/g, '45 minutes')
    .replace(
      /\b(forty-five|[a-z]+)( (?:more )?(?:seconds?|minutes?|mins?|hours?|days?))\b/g,
      (whole, word: string, rest: string) => {
        const value = WORD_NUMBERS[word]
        return value === undefined ? whole : value + rest
      },
    )
    .replace(/\bhourly\b/g, 'every 1 hour')
}

/** Spans between moments: the difference of two, a steady beat of many, else the longest silence. */
function spans(moments: readonly Moment[], notes: string[]): readonly Observation[] {
  const sorted = [...moments].sort((a, b) => a.index - b.index)
  const gaps: number[] = []
  for (const [i, moment] of sorted.entries()) {
    const previous = sorted[i - 1]
    if (previous === undefined) continue
    let gap = moment.seconds - previous.seconds
    if (gap < 0) gap += moment.dated && previous.dated ? 0 : DAY
    gaps.push(Math.abs(gap))
  }
  const positive = gaps.filter((gap) => gap >= 0.5)
  const [only] = positive
  if (only === undefined) {
    if (gaps.length > 0) notes.push('All log lines carry the same second.')
    return []
  }
  const make = (seconds: number, text: string): Observation => {
    const rounded = Math.round(seconds * 1000) / 1000
    return {
      text,
      kind: 'at',
      lowSeconds: rounded,
      highSeconds: rounded,
      tolerance: Math.min(0.04, Math.max(0.006, 0.7 / rounded)),
    }
  }
  if (positive.length === 1) {
    notes.push(`Silence between the timestamps: ${showSeconds(only)}.`)
    return [make(only, 'between the timestamps')]
  }
  const ascending = [...positive].sort((a, b) => a - b)
  const median = ascending[Math.floor(ascending.length / 2)] ?? only
  const steady = positive.filter((gap) => Math.abs(gap - median) <= 0.05 * median)
  if (positive.length >= 2 && steady.length / positive.length >= 0.75) {
    notes.push(`The log lines come every ${showSeconds(median)} (${steady.length} of ${positive.length} steps).`)
    return [make(median, 'between the log lines')]
  }
  const longest = Math.max(...positive)
  notes.push(`Longest silence in the log: ${showSeconds(longest)}.`)
  return [make(longest, 'the longest silence in the log')]
}

const MEASURED = /holdfast-measure\b[^\n]*/g
const SETTING = new RegExp(
  String.raw`(?<name>[a-z][a-z0-9_.\- ]{2,48}?)\s*(?:=|:|\bis set to\b|\bset to\b|\bis\b)\s*["']?(?<value>${NUMBER})\s*(?<unit>${UNIT})?`,
  'g',
)
const TIMEOUT_WORD = /time-?out|idle|lifetime|limit|ttl|keep-?alive|max_?wait|wait|delay|interval/
const COUNTS_AS_SPAN =
  /^(?:age|duration|elapsed|took|after|time|total|silence|idle(?:time| for)?|lived|died|waited|service)$/

/** Reads free text about when a connection died. Never throws; what is not a time span is left alone. */
export function readObserved(input: string): Observed {
  const notes: string[] = []
  const observations: Observation[] = []
  const settings: StatedSetting[] = []
  const text = input
    .toLowerCase()
    .replace(/[\u00a0\u2007\u2009\u202f]/g, ' ')
    .replace(/[\u2010-\u2015]/g, '-')
  const rest = new Remaining(spell(text))

  rest.take(MEASURED, (match) => {
    const lived = /\blived=(\d+(?:\.\d+)?)s?\b/.exec(match[0])?.[1]
    const died = /\bdied=(\d+(?:\.\d+)?)s?\b/.exec(match[0])?.[1]
    if (lived === undefined && died === undefined) return false
    if (died === undefined) {
      notes.push(`Measured: ${lived} s of silence lived; nothing died. No idle limit up to there.`)
      observations.push({
        text: 'measured',
        kind: 'at-least',
        lowSeconds: Number(lived),
        highSeconds: Number(lived) * 40,
        tolerance: 0.01,
      })
      return true
    }
    const low = Number(lived ?? Number(died) / 2)
    notes.push(`Measured: ${low} s of silence lived, ${died} s died.`)
    observations.push({
      text: 'measured',
      kind: 'between',
      lowSeconds: low,
      highSeconds: Number(died),
      tolerance: 0.01,
    })
    return true
  })

  const moments: Moment[] = []
  for (const { pattern, read } of DATED) {
    rest.take(pattern, (match) => {
      moments.push({ seconds: read(match.groups ?? {}), dated: true, index: match.index, length: match[0].length })
      return true
    })
  }
  if (moments.length === 0) {
    const lines: RegExpExecArray[] = [...rest.text.matchAll(CLOCK_AT_LINE_START)]
    if (lines.length >= 2) {
      for (const match of lines) {
        const g = match.groups ?? {}
        moments.push({
          seconds: n(g['h']) * HOUR + n(g['mi']) * MINUTE + withFraction(g),
          dated: false,
          index: match.index,
          length: match[0].length,
        })
        rest.blank(match.index, match[0].length)
      }
    }
  }
  if (moments.length === 0) {
    rest.take(CLOCK_PAIR, (match) => {
      const g = match.groups ?? {}
      const first = n(g['h1']) * HOUR + n(g['m1']) * MINUTE + n(g['s1']?.replace(',', '.'))
      const second = n(g['h2']) * HOUR + n(g['m2']) * MINUTE + n(g['s2']?.replace(',', '.'))
      // 5:00 - 6:00 without seconds, next to no word of time of day, is a range of minutes:seconds only below 24 h; take the clock.
      moments.push({ seconds: first, dated: false, index: match.index, length: 0 })
      moments.push({ seconds: second, dated: false, index: match.index + 1, length: 0 })
      return true
    })
  }

  // "at 10:05 and again at 10:20": times of day, not minutes and seconds.
  const ofDay = [...rest.text.matchAll(/(?<![\d:])(?<h>[01]?\d|2[0-3]):(?<mi>[0-5]\d)(?![\d:.])/g)]
  if (moments.length === 0 && ofDay.length >= 2 && /\bat (?:[01]?\d|2[0-3]):[0-5]\d/.test(rest.text)) {
    for (const match of ofDay) {
      const seconds = n(match.groups?.['h']) * HOUR + n(match.groups?.['mi']) * MINUTE
      moments.push({ seconds, dated: false, index: match.index, length: match[0].length })
      rest.blank(match.index, match[0].length)
    }
  }

  rest.take(SETTING, (match) => {
    const name = (match.groups?.['name'] ?? '')
      .trim()
      .replace(/^.*\b(?:the|with|and|has|at|says?|which|that|string|a|an|my|our|its|is)\s+/, '')
    const value = number(match.groups?.['value'] ?? '0')
    const unit = match.groups?.['unit']
    if (COUNTS_AS_SPAN.test(name) || /\b(?:age|duration|elapsed|took)$/.test(name)) return false
    const plain = name.replace(/[\s_.-]/g, '')
    const looksLikeTimer = TIMEOUT_WORD.test(name) && !/\b(?:timed? ?out|dies|died|idle for|after)$/.test(name)
    settings.push({ name: plain, value, unitSeconds: unit === undefined ? null : unitSeconds(unit) })
    return looksLikeTimer
  })

  // Figures that are not time spans: dates, addresses, versions, codes, process ids, HTTP statuses.
  rest.take(
    /\b(?:19|20)\d\d-\d\d-\d\d\b|\b\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d\b|\b\d{1,3}(?:\.\d{1,3}){2,3}(?::\d+)?\b|\bv?\d+\.\d+\.\d+\b|\b\d[\dp]{2}[\da-z]{2}(?=[:\s])\b(?=.*(?:fatal|error|sqlstate))|\b(?:port|pid|query|process|error|errno|code|status|http|line|connection|version|postgresql|postgres|java|python|node)[\s:#(=]+\d+\)?|\[\d+\]|\(\d+\)|:\d{4,5}\b/g,
    () => true,
  )

  const spoken: Observation[] = []
  rest.take(
    new RegExp(
      String.raw`(?:between\s+)?(?<low>${NUMBER})\s*(?<unit1>${UNIT})?\s*(?:-|\bto\b|\band\b|\.\.+)\s*(?<high>${NUMBER})\s*(?<unit>${UNIT})`,
      'g',
    ),
    (match) => {
      const g = match.groups ?? {}
      const unit = unitSeconds(g['unit'] ?? 's')
      const unitLow = g['unit1'] === undefined ? unit : unitSeconds(g['unit1'])
      const low = number(g['low'] ?? '0') * unitLow
      const high = number(g['high'] ?? '0') * unit
      if (high <= low || (g['unit1'] !== undefined && /\band\b/.test(match[0]) && !match[0].startsWith('between')))
        return false
      spoken.push({ text: match[0].trim(), kind: 'between', lowSeconds: low, highSeconds: high, tolerance: 0.03 })
      return true
    },
  )

  // "350, 352 or 349 s": the unit at the end belongs to all of them.
  rest.take(
    new RegExp(
      String.raw`(?<![\w.:])(?<list>(?:${NUMBER})(?:(?:\s*,\s+|\s*/\s*|\s+(?:or|and)\s+)(?:${NUMBER}))+)\s*(?<unit>${UNIT})`,
      'g',
    ),
    (match) => {
      const unit = unitSeconds(match.groups?.['unit'] ?? 's')
      for (const [figure] of (match.groups?.['list'] ?? '').matchAll(new RegExp(NUMBER, 'g'))) {
        spoken.push(observation(figure, number(figure) * unit, toleranceOf(number(figure), unit, 'plain'), 'plain'))
      }
      return true
    },
  )

  rest.take(/\bpt(?=\d)(?:(?<h>\d+)h)?(?:(?<m>\d+)m)?(?:(?<s>\d+(?:\.\d+)?)s)?\b/g, (match) => {
    const g = match.groups ?? {}
    const seconds = n(g['h']) * HOUR + n(g['m']) * MINUTE + n(g['s'])
    if (seconds > 0) spoken.push(observation(match[0], seconds, 0.01, 'plain'))
    return seconds > 0
  })

  const part = String.raw`(?:${NUMBER})\s*-?\s*${UNIT}`
  rest.take(
    new RegExp(String.raw`(?<![\w.])${part}(?:\s*(?:,|and|&)?\s*${part})*(?:\s*\d{1,2}(?![\d.:]|\s*${UNIT}))?`, 'g'),
    (match) => {
      const pieces = [...match[0].matchAll(new RegExp(String.raw`(${NUMBER})\s*-?\s*(${UNIT})`, 'g'))]
      const qualifier = qualifierOf(rest.text.slice(0, match.index), rest.text.slice(match.index + match[0].length))
      let group: { seconds: number; unit: number; value: number; text: string } | null = null
      const flush = (): void => {
        if (group === null || group.seconds <= 0) return
        const words =
          qualifier === 'exact' || /\.\d{2}/.test(group.text) ? 'exact' : qualifier === 'about' ? 'about' : 'plain'
        spoken.push(observation(group.text, group.seconds, toleranceOf(group.value, group.unit, words), qualifier))
      }
      for (const [, value = '0', unitWord = 's'] of pieces) {
        const unit = unitSeconds(unitWord.trim())
        // 5 m 50 s is one span; 300 s, 120 min are two.
        if (group !== null && unit < group.unit && number(value) * unit < group.unit) {
          group = {
            seconds: group.seconds + number(value) * unit,
            unit,
            value: (group.seconds + number(value) * unit) / unit,
            text: `${group.text} ${value}${unitWord}`,
          }
          continue
        }
        flush()
        group = { seconds: number(value) * unit, unit, value: number(value), text: `${value} ${unitWord}` }
      }
      const tail = /[a-z ](\d{1,2})$/.exec(match[0])?.[1]
      // "5 min 50" and "1 h 30": the unit below is meant.
      if (group !== null && tail !== undefined && group.unit >= MINUTE) {
        const below = group.unit === HOUR ? MINUTE : 1
        group = {
          ...group,
          seconds: group.seconds + Number(tail) * below,
          unit: below,
          value: (group.seconds + Number(tail) * below) / below,
          text: `${group.text} ${tail}`,
        }
      }
      flush()
      return true
    },
  )

  rest.take(CLOCK, (match) => {
    const g = match.groups ?? {}
    const seconds = n(g['h']) * HOUR + n(g['mi']) * MINUTE + withFraction(g)
    if (seconds > 0) spoken.push(observation(match[0], seconds, 0.008, 'plain'))
    return seconds > 0
  })
  rest.take(/(?<![\d:])(?<m>\d{1,3}):(?<s>[0-5]\d)(?:\.\d+)?(?![\d:])/g, (match) => {
    const seconds = n(match.groups?.['m']) * MINUTE + n(match.groups?.['s'])
    if (seconds <= 0) return false
    notes.push(`${match[0]} is read as minutes and seconds.`)
    spoken.push(observation(match[0], seconds, 0.008, 'plain'))
    return true
  })
  for (const { pattern, low, high } of VAGUE) {
    rest.take(new RegExp(pattern, 'g'), (match) => {
      spoken.push({ text: match[0], kind: 'vague', lowSeconds: low, highSeconds: high, tolerance: 0.2 })
      return true
    })
  }

  if (spoken.length === 0 && observations.length === 0) spoken.push(...bareFigures(rest.text, notes))
  observations.push(...spoken)
  // A log line's own stamp says nothing beside a span stated in words; two stamps without words are the observation.
  if (observations.length === 0 && moments.length >= 2) observations.push(...spans(moments, notes))

  const usable = observations.filter(
    ({ lowSeconds, highSeconds }) => lowSeconds > 0 && highSeconds >= lowSeconds && Number.isFinite(highSeconds),
  )
  return { observations: usable, settings, text, irregular: IRREGULAR.test(text), notes }
}

/** Figures without a unit: seconds, unless they are so large that only milliseconds make sense. */
function bareFigures(text: string, notes: string[]): readonly Observation[] {
  const found: Observation[] = []
  const words = text.replace(
    /\b(?:after|at|about|around|approx(?:imately)?|exactly|roughly|ca|circa|dies|died|every|always|or|and|then|it|connection|dropped?|cut|between|to|over|more|than|less|under|nearly|almost|idle|for|of|inactivity|hangs?|each|time|seen|times?)\b/g,
    '',
  )
  const mostlyFigures = !/[a-z]{3,}/.test(words)
  const afterWord = /\b(?:after|for|at|every|around|about|exactly|than|approximately|dies?)\s+$/
  for (const match of text.matchAll(
    /(?<![\w.,:/-])(\d{1,2}(?:,\d{3})+|\d+(?:\.\d+)?)(?![\w:/%]|[.,]\d)|(?<![\w.,:/-])(\d+)(?=,\s?\d)/g,
  )) {
    const figure = match[1] ?? match[2] ?? ''
    const before = text.slice(0, match.index)
    if (!mostlyFigures && !afterWord.test(before)) continue
    const value = number(figure)
    if (value <= 0) continue
    const qualifier = qualifierOf(before, text.slice(match.index + match[0].length))
    const milliseconds = value >= 100_000 && value % 1000 === 0 && value !== 432_000
    if (milliseconds) notes.push(`${figure} is read as milliseconds: ${showSeconds(value / 1000)}.`)
    const seconds = milliseconds ? value / 1000 : value
    const decimals = figure.includes('.')
    const words = qualifier === 'exact' || decimals ? 'exact' : qualifier === 'about' ? 'about' : 'plain'
    found.push(observation(figure, seconds, toleranceOf(seconds, 1, words), qualifier))
  }
  const [first, second] = found
  if (
    found.length === 2 &&
    first !== undefined &&
    second !== undefined &&
    /\d\s*(?:-|to|\.\.)\s*\d/.test(text) &&
    second.lowSeconds > first.lowSeconds
  ) {
    return [
      {
        text: text.trim(),
        kind: 'between',
        lowSeconds: first.lowSeconds,
        highSeconds: second.lowSeconds,
        tolerance: 0.03,
      },
    ]
  }
  if (found.length > 0 && notes.length === 0) notes.push('Figures without a unit are read as seconds.')
  return found
}

/** Seconds as a reader says them: "350 s", "15 min (900 s)", "2 h (7,200 s)". */
export function showSeconds(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`
  const rounded = seconds >= 100 ? Math.round(seconds) : Math.round(seconds * 10) / 10
  const figure = `${rounded.toLocaleString('en-US')} s`
  if (rounded >= DAY && rounded % DAY === 0) return `${rounded / DAY} d (${figure})`
  if (rounded >= HOUR && rounded % HOUR === 0) return `${rounded / HOUR} h (${figure})`
  if (rounded >= 2 * MINUTE && rounded % MINUTE === 0)
    return `${(rounded / MINUTE).toLocaleString('en-US')} min (${figure})`
  return figure
}
