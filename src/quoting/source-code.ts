import { plainText } from './plain-text.ts'

/**
 * A string literal in double quotes for Python, Java, JavaScript, TypeScript, Go, Rust and C#, which agree on `\\` and `\"`
 * when every other character is visible.
 */
export function stringLiteral(text: string): string {
  return `"${plainText(text).replace(/["\\]/g, (character) => `\\${character}`)}"`
}
