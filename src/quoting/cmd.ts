import { CannotQuote, plainText, without } from './plain-text.ts'

/** Longest command line cmd.exe accepts is 8,191 characters; the rest of the command needs room too. */
const LONGEST = 7000

/**
 * One argument of a program started from cmd.exe, always in double quotes, where `& | < > ^ ( )` are plain.
 * Refuses `"`, `%` and `!`: cmd expands %NAME% (and !NAME! with delayed expansion) even inside quotes, and a prompt and a
 * batch file need different escapes, so no spelling is right in both. A backslash run before the closing quote is doubled,
 * because the C runtime would read `\"` as a quote.
 */
export function cmdArgument(text: string): string {
  without(
    '"%!',
    plainText(text),
    'cmd.exe gives it a meaning even inside quotes. Use the PowerShell version, or another name.',
  )
  if (text.length > LONGEST) {
    throw new CannotQuote(
      `${text.length.toLocaleString('en')} characters are more than a cmd.exe command line takes (8,191).`,
    )
  }
  return `"${text.replace(/\\+$/, (run) => run + run)}"`
}
