import { CannotQuote, plainText, without } from './plain-text.ts'

/** A section name of an ini file; refuses brackets and the comment characters. */
export function iniSection(text: string): string {
  return without('[];#', trimmed(text), 'A section name of an ini file cannot hold it.')
}

/**
 * A value of an ini file. There is no quoting that every reader of ini files agrees on, so comment characters,
 * quotes and outer spaces are refused instead of escaped.
 */
export function iniValue(text: string): string {
  return without(
    ';#"\'',
    trimmed(text),
    'Readers of ini files disagree about it: some start a comment there, some strip quotes.',
  )
}

const trimmed = (text: string): string => {
  if (plainText(text).trim() === text && text !== '') return text
  throw new CannotQuote(
    text === '' ? 'An empty name cannot be written.' : 'Spaces at the start or end are lost in an ini file.',
  )
}
