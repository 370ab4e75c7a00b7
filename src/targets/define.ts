import type { KeepaliveSettings } from '../model/keepalive.ts'
import { CannotQuote, plainText } from '../quoting/plain-text.ts'
import type {
  Options,
  Recipe,
  RecipeStep,
  Refusal,
  Snippet,
  SnippetLanguage,
  TargetOption,
  TargetWriter,
} from './target.ts'

/** Longest name accepted for an option that states no length of its own. */
const LONGEST_NAME = 255

/** Gives an option's value, written by `quote` for the language it goes into; a value it refuses becomes a refusal of that option. */
export type OptionReader = (id: string, quote?: (text: string) => string) => string

/** What a target's file states; {@link defineTarget} adds the checks every target shares. */
export interface TargetDefinition extends Omit<TargetWriter, 'write'> {
  recipe(settings: KeepaliveSettings, option: OptionReader): Recipe
}

/** Carries a quoting error together with the option it belongs to. */
class OptionRefused extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.message)
    this.refusal = refusal
  }
}

const NUMBERS = {
  idleSeconds: { label: 'idle time', unit: 's' },
  intervalSeconds: { label: 'interval', unit: 's' },
  count: { label: 'probe count', unit: '' },
} as const

const FIELDS = Object.keys(NUMBERS) as (keyof typeof NUMBERS)[]

const figure = (value: number, unit: string): string =>
  `${value.toLocaleString('en', { maximumFractionDigits: 3 })}${unit && ` ${unit}`}`

/** Whether `value` is a multiple of `step`, apart from the rounding of binary fractions. */
const isMultiple = (value: number, step: number): boolean =>
  Math.abs(value / step - Math.round(value / step)) < 1e-6 * Math.max(1, value)

/** Every setting outside the target's limits, with the limit and who sets it. */
export function refusedSettings(
  target: Pick<TargetWriter, 'title' | 'limits'>,
  settings: KeepaliveSettings,
): Refusal[] {
  return FIELDS.flatMap((field): Refusal[] => {
    const limit = target.limits[field]
    if (limit === null) return []
    const { label, unit } = NUMBERS[field]
    const value = settings[field]
    const range = `${figure(limit.min, '')} to ${figure(limit.max, unit)}`
    if (!Number.isFinite(value) || value < limit.min || value > limit.max) {
      const got = Number.isFinite(value) ? figure(value, unit) : 'no number'
      return [{ field, message: `${target.title}: the ${label} must be ${range}; got ${got}.`, source: limit.source }]
    }
    if (!isMultiple(value, limit.step)) {
      const steps = limit.step === 1 ? 'whole numbers' : `steps of ${figure(limit.step, unit)}`
      return [
        { field, message: `${target.title}: the ${label} takes ${steps}; got ${value} ${unit}.`, source: limit.source },
      ]
    }
    return []
  })
}

const optionProblem = (option: TargetOption, value: string): Refusal | undefined => {
  const refuse = (message: string, source = 'the format itself'): Refusal => ({
    field: option.id,
    message: `${option.label}: ${message}`,
    source,
  })
  const longest = option.maxLength ?? LONGEST_NAME
  if (value.length > longest) {
    return refuse(`at most ${longest} characters; got ${value.length.toLocaleString('en')}.`)
  }
  if (option.choices && !option.choices.some((choice) => choice.value === value)) {
    return refuse(`one of ${option.choices.map((choice) => choice.value).join(', ')}; got “${value.slice(0, 40)}”.`)
  }
  if (option.range) {
    const { min, max, unit, source } = option.range
    const number = /^\d{1,12}$/.test(value) ? Number(value) : Number.NaN
    if (!(number >= min && number <= max)) {
      return refuse(
        `a whole number from ${figure(min, '')} to ${figure(max, unit)}; got “${value.slice(0, 40)}”.`,
        source,
      )
    }
  }
  if (value.trim() === '') return refuse('cannot be empty.')
  return undefined
}

/**
 * Makes a target of what its file states: `write` refuses settings outside the limits, unknown choices and names no
 * quoting can hold, before the recipe is built. The registry adds the reader.
 */
export function defineTarget({ recipe, ...definition }: TargetDefinition): TargetWriter {
  const write = (settings: KeepaliveSettings, options: Options) => {
    const values = new Map(definition.options.map((option) => [option.id, options[option.id] ?? option.defaultValue]))
    const refusals = [
      ...refusedSettings(definition, settings),
      ...definition.options.flatMap((option) => optionProblem(option, values.get(option.id) ?? '') ?? []),
    ]
    if (refusals.length > 0) return { ok: false as const, refusals }
    const read: OptionReader = (id, quote = plainText) => {
      const value = values.get(id)
      if (value === undefined) throw new Error(`${definition.id} has no option ${id}`)
      try {
        return quote(value)
      } catch (error) {
        if (!(error instanceof CannotQuote)) throw error
        const label = definition.options.find((option) => option.id === id)?.label ?? id
        throw new OptionRefused({ field: id, message: `${label}: ${error.message}`, source: 'the format itself' })
      }
    }
    try {
      const written = recipe(settings, read)
      if (definition.switch !== 'always-on' || settings.enabled) return { ok: true as const, recipe: written }
      const notExpressed = [...written.notExpressed, 'Switching keepalive off: this place only ever switches it on.']
      return { ok: true as const, recipe: { ...written, notExpressed } }
    } catch (error) {
      if (error instanceof OptionRefused) return { ok: false as const, refusals: [error.refusal] }
      throw error
    }
  }
  return { ...definition, write }
}

/** A snippet with the parts that are often left out. */
export function snippet(
  title: string,
  language: SnippetLanguage,
  code: string,
  more: Omit<Snippet, 'title' | 'language' | 'code'> = {},
): Snippet {
  return { title, language, code, ...more }
}

/** A step of a recipe. */
export function step(summary: string, ...snippets: readonly Snippet[]): RecipeStep {
  return { summary, snippets }
}

/** A step the platform does not have, with the reason. */
export function noStep(summary: string, impossible: string): RecipeStep {
  return { summary, snippets: [], impossible }
}

/** Lines joined into a text that ends with a line break. */
export function lines(...parts: readonly (string | readonly string[])[]): string {
  return `${parts.flat().join('\n')}\n`
}

/** Milliseconds of a number of seconds, whole. */
export const milliseconds = (seconds: number): number => Math.round(seconds * 1000)
