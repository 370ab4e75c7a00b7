import { plainText } from './plain-text.ts'

/** A value of a libpq conninfo string: bare when it is a safe word, otherwise in single quotes with `\` and `'` escaped. */
export function conninfoValue(text: string): string {
  if (/^[A-Za-z0-9_.:/@%+-]+$/.test(plainText(text))) return text
  return `'${text.replace(/['\\]/g, (character) => `\\${character}`)}'`
}
