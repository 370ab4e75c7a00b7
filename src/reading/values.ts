/** Units a value can carry in a configuration. */
export type TimeUnit = 'us' | 'ms' | 's' | 'min' | 'h' | 'd'

/** A number as it stands in a configuration. */
export interface ParsedNumber {
  readonly value: number
  /** The unit written beside it, when there is one. */
  readonly unit: TimeUnit | null
  /** True when the number is the fallback of a variable ("${IDLE:-60}"), not a literal. */
  readonly fallback: boolean
  /** What follows the number inside the same value ("60 # seconds" without comment support, "200 300"). */
  readonly trailing: string
}

/** Seconds in one of each unit. */
export const SECONDS_IN: Readonly<Record<TimeUnit, number>> = { us: 1e-6, ms: 0.001, s: 1, min: 60, h: 3600, d: 86400 }

const UNIT_WORDS: Readonly<Record<string, TimeUnit>> = {
  us: 'us',
  ms: 'ms',
  msec: 'ms',
  msecs: 'ms',
  millis: 'ms',
  milli: 'ms',
  millisecond: 'ms',
  milliseconds: 'ms',
  nanosecond: 'us',
  s: 's',
  sec: 's',
  secs: 's',
  second: 's',
  seconds: 's',
  m: 'min',
  min: 'min',
  mins: 'min',
  minute: 'min',
  minutes: 'min',
  h: 'h',
  hour: 'h',
  hours: 'h',
  d: 'd',
  day: 'd',
  days: 'd',
}

/** "setTimeout of 5 minutes" in the words of several languages: Duration.ofMinutes(5), 5.minutes, timedelta(minutes=5). */
const DURATION_CALLS: readonly { readonly pattern: RegExp; readonly unitGroup: number; readonly valueGroup: number }[] =
  [
    {
      pattern: /\b(?:Duration|TimeSpan)(?:\.|::)(?:of|from_|From)_?([A-Za-z]+)\(\s*([\d_.]+)/,
      unitGroup: 1,
      valueGroup: 2,
    },
    { pattern: /\btimedelta\(\s*([a-z]+)\s*=\s*([\d_.]+)/, unitGroup: 1, valueGroup: 2 },
    { pattern: /:timer\.([a-z]+)\(\s*([\d_.]+)/, unitGroup: 1, valueGroup: 2 },
    { pattern: /^\(?([\d_.]+)\)?\.(seconds?|minutes?|hours?|milliseconds?)\b/, unitGroup: 2, valueGroup: 1 },
    { pattern: /^ms\(\s*['"]([\d.]+)\s*([a-z]+)['"]/, unitGroup: 2, valueGroup: 1 },
  ]

const FALLBACK =
  /\$\{[^}]*?:-?\s*"?(-?\d[\d_]*)|(?:\|\||\?\?|\bor\b|\belse\b)\s*["']?(-?\d[\d_]*)|(?:env|getenv|env_var|environ\.get|default|get)\w*\([^)]*?[,(]\s*["']?(-?\d[\d_]*)["']?\s*\)/i

const digits = (text: string): number => Number(text.replace(/[_,](?=\d)/g, ''))

/** One factor of a product: a number or a duration constant such as Go's time.Second. */
function factor(text: string): ParsedNumber | null {
  const constant = /^(?:time\.|TimeUnit\.|Duration::)?(Nanosecond|Microsecond|Millisecond|Second|Minute|Hour)s?$/i.exec(
    text,
  )
  if (constant?.[1] !== undefined) {
    const word = constant[1].toLowerCase()
    const unit: TimeUnit = word === 'microsecond' ? 'us' : (UNIT_WORDS[word] ?? 's')
    return { value: 1, unit, fallback: false, trailing: '' }
  }
  if (/^-?\d[\d_,]*(?:\.\d+)?$/.test(text)) return { value: digits(text), unit: null, fallback: false, trailing: '' }
  return null
}

function product(text: string): ParsedNumber | null {
  const parts = text.replace(/^\(|\)$/g, '').split('*')
  if (parts.length < 2 || parts.length > 6) return null
  let value = 1
  let unit: TimeUnit | null = null
  for (const part of parts) {
    const read = factor(part.trim())
    if (read === null) return null
    value *= read.value
    unit = read.unit ?? unit
  }
  return { value, unit, fallback: false, trailing: '' }
}

/** Takes quotes, casts and wrapping parentheses off a value. */
export function unquote(raw: string): string {
  let text = raw.trim()
  const cast = /^(?:int|str|Number|parseInt|Integer\.parseInt|String)\((.*)\)$/.exec(text)
  if (cast?.[1] !== undefined) text = cast[1].trim()
  const quoted = /^\\?(["'`])([\s\S]*?)\\?\1/.exec(text)
  return quoted?.[2] === undefined ? text : quoted[2].trim()
}

/** Reads a number with its unit out of a value in any of the languages configurations are written in; null when there is none. */
export function parseNumber(raw: string): ParsedNumber | null {
  const text = unquote(raw)
  if (text === '') return null
  const plain = factor(text)
  if (plain !== null) return plain
  const hex = /^0x([0-9a-f]{1,8})\b(.*)$/i.exec(text)
  if (hex?.[1] !== undefined) {
    return { value: Number.parseInt(hex[1], 16), unit: null, fallback: false, trailing: (hex[2] ?? '').trim() }
  }
  const multiplied = product(text)
  if (multiplied !== null) return multiplied
  for (const { pattern, unitGroup, valueGroup } of DURATION_CALLS) {
    const call = pattern.exec(text)
    const unit = UNIT_WORDS[(call?.[unitGroup] ?? '').toLowerCase()]
    if (call !== null && unit !== undefined) {
      return { value: digits(call[valueGroup] ?? ''), unit, fallback: false, trailing: '' }
    }
  }
  const numbered = /^(-?\d[\d_]*(?:\.\d+)?)\s*(.*)$/.exec(text)
  if (numbered?.[1] !== undefined) {
    const value = digits(numbered[1])
    const rest = (numbered[2] ?? '').trim()
    const word = /^([A-Za-z]+)\b\s*(.*)$/.exec(rest)
    const unit = word?.[1] === undefined ? undefined : (UNIT_WORDS[word[1]] ?? UNIT_WORDS[word[1].toLowerCase()])
    if (unit !== undefined) return { value, unit, fallback: false, trailing: (word?.[2] ?? '').trim() }
    return { value, unit: null, fallback: false, trailing: rest }
  }
  const fallback = FALLBACK.exec(raw)
  const fallbackDigits = fallback?.[1] ?? fallback?.[2] ?? fallback?.[3]
  if (fallbackDigits !== undefined) return { value: digits(fallbackDigits), unit: null, fallback: true, trailing: '' }
  return null
}

/** Reads yes/no words of all the languages; null when the value is neither. */
export function parseSwitch(raw: string): boolean | null {
  const word = unquote(raw).toLowerCase().replace(/[,;]$/, '')
  if (/^(?:1|true|on|yes|t|y|enabled?)\b/.test(word)) return true
  if (/^(?:0|false|off|no|f|n|disabled?|null|none|nil)\b/.test(word)) return false
  return null
}
