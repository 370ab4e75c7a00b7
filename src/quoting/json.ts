import { plainText } from './plain-text.ts'

/** A JSON string. */
export function jsonString(text: string): string {
  return JSON.stringify(plainText(text))
}
