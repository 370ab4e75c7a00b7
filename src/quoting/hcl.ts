import { plainText } from './plain-text.ts'

/** A string of Terraform's language: `${` and `%{` are doubled so that nothing is interpolated. */
export function hclString(text: string): string {
  const escaped = plainText(text)
    .replace(/["\\]/g, (character) => `\\${character}`)
    .replace(/[$%](?=\{)/g, (sigil) => sigil + sigil)
  return `"${escaped}"`
}
