/** Words of a text with their places, free of everything that logs, shells and pages add around them. */
export interface Tokens {
  /** Lower-case words without accents. */
  readonly words: readonly string[]
  /** Offset of the first character of each word in the original text. */
  readonly starts: readonly number[]
  /** Offset after the last character of each word. */
  readonly ends: readonly number[]
  /** 0-based line of each word; escaped line breaks (`\n`) count too. */
  readonly lines: readonly number[]
}

const CLASS = { separator: 0, word: 1, ideograph: 2, nothing: 3 } as const
type CharacterClass = (typeof CLASS)[keyof typeof CLASS]

const LETTER = /[\p{L}\p{N}\p{M}]/u
const IDEOGRAPH = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u
/** Zero-width characters and the soft hyphen: they sit inside words and are not seen. */
const INVISIBLE = /[\u00ad\u200b-\u200d\u2060\ufeff]/

const asciiClass = (code: number): CharacterClass =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95
    ? CLASS.word
    : CLASS.separator

/** Class of a code point. Han and kana are words of one character, because nothing separates words there. */
const classOf = (code: number): CharacterClass => {
  if (code < 128) return asciiClass(code)
  const character = String.fromCodePoint(code)
  if (INVISIBLE.test(character)) return CLASS.nothing
  if (IDEOGRAPH.test(character)) return CLASS.ideograph
  return LETTER.test(character) ? CLASS.word : CLASS.separator
}

/** Lower case without accents, so that `connexión` and `connexion` are one word. */
const fold = (word: string): string => {
  for (let index = 0; index < word.length; index++) {
    if (word.charCodeAt(index) > 127)
      return word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().normalize('NFC')
  }
  return word.toLowerCase()
}

const NAMED_ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  rsquo: '’',
  lsquo: '‘',
  rdquo: '”',
  ldquo: '“',
  hellip: '…',
}

/** A decoded escape: the code point it stands for and how many characters it takes. */
interface Escape {
  readonly code: number
  readonly length: number
}

const hexValue = (text: string): number | undefined =>
  /^[0-9a-f]+$/i.test(text) ? Number.parseInt(text, 16) : undefined

/** HTML entity at `at`, such as `&quot;`, `&#39;` or `&#x27;`. */
const entityAt = (text: string, at: number): Escape | undefined => {
  const window = text.slice(at + 1, at + 10)
  const end = window.indexOf(';')
  if (end < 1) return undefined
  const name = window.slice(0, end)
  const length = end + 2
  if (name.startsWith('#')) {
    const hex = name[1] === 'x' || name[1] === 'X'
    const code = hex ? hexValue(name.slice(2)) : /^#\d+$/.test(name) ? Number(name.slice(1)) : undefined
    return code === undefined || code > 0x10ffff ? undefined : { code, length }
  }
  const character = NAMED_ENTITIES[name.toLowerCase()]
  return character === undefined ? undefined : { code: character.codePointAt(0) ?? 32, length }
}

const ESCAPE = 27
const LINE_BREAK = 10

/** Backslash escape at `at` as JSON, shells and source code write it. An unknown one is a plain separator. */
const backslashAt = (text: string, at: number): Escape => {
  const next = text[at + 1]
  if (next === 'n') return { code: LINE_BREAK, length: 2 }
  if (next === 't' || next === 'r') return { code: 32, length: 2 }
  if (next === 'u' || next === 'x') {
    const digits = next === 'u' ? 4 : 2
    const code = hexValue(text.slice(at + 2, at + 2 + digits))
    if (code !== undefined) return { code, length: 2 + digits }
  }
  if (next === 'e' && text[at + 2] === '[') return { code: ESCAPE, length: 2 }
  if (text.startsWith('033[', at + 1)) return { code: ESCAPE, length: 4 }
  return { code: 32, length: 1 }
}

/** Length of a colour sequence from its `[` on (`[31;1m`), or 0. Copied logs often lose the ESC in front. */
const colourLength = (text: string, at: number, afterEscape: boolean): number => {
  let index = at + 1
  while (index < text.length && index - at < 16) {
    const code = text.charCodeAt(index)
    if ((code >= 48 && code <= 59) || code === 63) {
      index++
      continue
    }
    const isFinal = code >= 64 && code <= 126
    if (afterEscape && isFinal) return index - at + 1
    return code === 109 && index > at + 1 ? index - at + 1 : 0
  }
  return 0
}

/**
 * Splits a text into words, undoing JSON and shell escapes, HTML entities, percent escapes and colour codes.
 * One pass; the time grows with the length of the text only.
 */
export const tokenize = (text: string): Tokens => {
  const words: string[] = []
  const starts: number[] = []
  const ends: number[] = []
  const lines: number[] = []
  const length = text.length
  let line = 0
  let index = 0
  let current = ''
  let start = 0
  let end = 0

  const flush = (): void => {
    if (current === '') return
    words.push(fold(current))
    starts.push(start)
    ends.push(end)
    lines.push(line)
    current = ''
  }
  const take = (code: number, at: number, size: number): void => {
    const kind = classOf(code)
    if (kind === CLASS.nothing) return
    if (kind === CLASS.separator) {
      flush()
      if (code === LINE_BREAK) line++
      return
    }
    if (kind === CLASS.ideograph) flush()
    if (current === '') start = at
    current += String.fromCodePoint(code)
    end = at + size
    if (kind === CLASS.ideograph) flush()
  }

  while (index < length) {
    const code = text.charCodeAt(index)
    if (code < 128 && asciiClass(code) === CLASS.word) {
      let stop = index + 1
      while (stop < length && asciiClass(text.charCodeAt(stop)) === CLASS.word) stop++
      if (current === '') start = index
      current += text.slice(index, stop)
      end = stop
      index = stop
      continue
    }
    let decoded: Escape | undefined
    if (code === 92) decoded = backslashAt(text, index)
    else if (code === 38) decoded = entityAt(text, index)
    else if (code === 37) {
      const value = hexValue(text.slice(index + 1, index + 3))
      decoded = value !== undefined && text.length > index + 2 ? { code: value, length: 3 } : undefined
    }
    const point = decoded?.code ?? text.codePointAt(index) ?? 32
    const size = decoded?.length ?? (point > 0xffff ? 2 : 1)
    if (point === ESCAPE || point === 91) {
      const bracket = point === ESCAPE ? index + size : index
      const colour = text[bracket] === '[' ? colourLength(text, bracket, point === ESCAPE) : 0
      flush()
      index = colour > 0 ? bracket + colour : index + size
      continue
    }
    take(point, index, size)
    index += size
  }
  flush()
  return { words, starts, ends, lines }
}

/** The words of a short text. */
export const wordsOf = (text: string): readonly string[] => tokenize(text).words
