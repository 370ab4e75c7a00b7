import { CannotQuote, plainText } from './plain-text.ts'

/**
 * A host name of an ssh_config section and of an ssh command. Only letters, digits, dots, hyphens, underscores and colons:
 * `*`, `?` and `!` are patterns, a leading hyphen is an option, and a space starts another name.
 */
export function sshHost(text: string): string {
  if (/^[A-Za-z0-9_][A-Za-z0-9_.:-]*$/.test(plainText(text))) return text
  throw new CannotQuote(
    'A host in ssh_config has letters, digits, dots, hyphens, underscores and colons, and starts with no hyphen.',
  )
}
