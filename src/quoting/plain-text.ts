/** A value that a language cannot hold safely; the message says which character, where, and what to do. */
export class CannotQuote extends Error {
  override readonly name = 'CannotQuote'
}

/** Names of the characters people paste by accident; anything else is named by its code point. */
const NAMES: Readonly<Record<string, string>> = {
  '\0': 'a NUL character',
  '\n': 'a line break',
  '\r': 'a carriage return',
  '\t': 'a tab',
  '\u200b': 'a zero-width space (U+200B)',
  '\ufeff': 'a byte order mark (U+FEFF)',
  '\u202e': 'a right-to-left override (U+202E)',
  '\u2028': 'a line separator (U+2028)',
  '\u2029': 'a paragraph separator (U+2029)',
}

/** Control and format characters (bidirectional marks, zero-width), line separators and half surrogate pairs. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u

/** A character in words: its name, or its code point. */
export function describeCharacter(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return NAMES[character] ?? (INVISIBLE.test(character) ? `an invisible character (U+${code})` : `“${character}”`)
}

/**
 * The text itself, when every character of it is visible or a space; otherwise throws {@link CannotQuote}.
 * Line breaks end commands, NUL ends strings, and bidirectional marks make a command look like another one.
 */
export function plainText(text: string): string {
  const found = INVISIBLE.exec(text)
  if (found === null) return text
  throw new CannotQuote(
    `Character ${found.index + 1} is ${describeCharacter(found[0])}. Names in commands may hold visible characters and spaces only. Type it again instead of pasting it.`,
  )
}

/** Throws {@link CannotQuote} when `text` holds one of `characters`, saying why `language` cannot take it. */
export function without(characters: string, text: string, why: string): string {
  const position = [...plainText(text)].findIndex((character) => characters.includes(character))
  if (position === -1) return text
  throw new CannotQuote(`Character ${position + 1} is ${describeCharacter([...text][position] ?? '')}. ${why}`)
}
