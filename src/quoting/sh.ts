import { plainText } from './plain-text.ts'

/** One word of a POSIX shell command: bare when every character is safe, otherwise in single quotes, where nothing is expanded. */
export function shWord(text: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(plainText(text))) return text
  return `'${text.replaceAll("'", `'\\''`)}'`
}
