import { plainText, without } from './plain-text.ts'

/** A string of a .reg file in double quotes: value names and REG_SZ data; `\` and `"` get a backslash. */
export function regString(text: string): string {
  return `"${plainText(text).replace(/["\\]/g, (character) => `\\${character}`)}"`
}

/** One part of a registry key path. Refuses `\`, which separates parts, and brackets, which end the key line of a .reg file. */
export function regKeyPart(text: string): string {
  return without('\\[]', text, 'A registry key in a .reg file cannot hold it.')
}
