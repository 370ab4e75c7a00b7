import { duration } from './fires-first.ts'
import { type Limit, type LimitUnit, UNIT_MS } from './limit.ts'

/** A value as it was typed: usable, perhaps doubtful, or wrong with the reason. */
export type EnteredValue =
  | { readonly kind: 'empty' }
  | { readonly kind: 'value'; readonly value: number; readonly doubt?: string }
  | { readonly kind: 'problem'; readonly message: string }

const UNIT_WORDS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  sec: 1000,
  min: 60_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}
const UNIT_NAMES: Readonly<Record<LimitUnit, string>> = { ms: 'milliseconds', s: 'seconds', min: 'minutes' }

/** Below this a limit ends nearly everything; people who type it meant the larger unit. */
const IMPLAUSIBLY_SHORT_MS = 1000
/** Above this a limit on work is no limit; people who type it meant the smaller unit. */
const IMPLAUSIBLY_LONG_MS = 30 * 86_400_000

const number = (value: number): string => value.toLocaleString('en')

/** The classic mistake, if the value looks like it: seconds typed where milliseconds count, or the reverse. */
export function unitDoubt(limit: Pick<Limit, 'unit' | 'title'>, value: number): string | undefined {
  const ms = value * UNIT_MS[limit.unit]
  if (value === 0) return undefined
  if (limit.unit === 'ms' && ms < IMPLAUSIBLY_SHORT_MS)
    return `${number(value)} is ${number(value)} ms here. If you mean ${number(value)} s, write ${number(value * 1000)}.`
  if (limit.unit === 's' && ms > IMPLAUSIBLY_LONG_MS)
    return `${number(value)} is ${duration(ms)} here. If you mean ${number(value)} ms, write ${number(Math.max(1, Math.round(value / 1000)))}.`
  return undefined
}

/**
 * Reads what was typed for a limit: a whole number in the limit's unit, or a number with a unit where the limit takes
 * one. Anything else is a problem that says what would be right.
 */
export function readValue(limit: Limit, text: string): EnteredValue {
  const typed = text.trim()
  if (typed === '') return { kind: 'empty' }
  const match = /^'?(\d{1,15}(?:\.\d{1,6})?)\s*([a-z]*)'?$/i.exec(typed)
  const unitName = UNIT_NAMES[limit.unit]
  if (!match)
    return {
      kind: 'problem',
      message: `${limit.title} takes a whole number of ${unitName}; got “${typed.slice(0, 40)}”.`,
    }
  const [, digits = '', suffix = ''] = match
  const factor = suffix === '' ? UNIT_MS[limit.unit] : UNIT_WORDS[suffix.toLowerCase()]
  if (factor === undefined)
    return { kind: 'problem', message: `“${suffix}” is no unit here. Write a number of ${unitName}.` }
  const value = (Number(digits) * factor) / UNIT_MS[limit.unit]
  if (suffix !== '' && suffix.toLowerCase() !== limit.unit && !limit.acceptsUnits)
    return { kind: 'problem', message: `${limit.title} takes ${unitName} only. “${typed}” is ${number(value)} there.` }
  if (!Number.isInteger(value))
    return { kind: 'problem', message: `${limit.title} takes a whole number of ${unitName}; “${typed}” is ${value}.` }
  if (limit.fixed && value !== limit.defaultValue)
    return { kind: 'problem', message: `${limit.title} is fixed at ${number(limit.defaultValue ?? 0)} ${limit.unit}.` }
  if (value === 0 && limit.zeroMeans === 'off') return { kind: 'value', value }
  const { min, max } = limit.range
  if (value < min || value > max)
    return {
      kind: 'problem',
      message: `${limit.title} takes ${number(min)} to ${number(max)} ${unitName}; got ${number(value)}.`,
    }
  const doubt = suffix === '' ? unitDoubt(limit, value) : undefined
  return doubt ? { kind: 'value', value, doubt } : { kind: 'value', value }
}

/** The same length in the other units, for the conversion table: "3,600,000 ms = 3,600 s = 1 h". */
export function inEveryUnit(limit: Pick<Limit, 'unit'>, value: number): string {
  const ms = value * UNIT_MS[limit.unit]
  return [`${number(ms)} ms`, `${number(ms / 1000)} s`, duration(ms)]
    .filter((text, index, all) => all.indexOf(text) === index)
    .join(' = ')
}
