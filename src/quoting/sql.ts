import { CannotQuote, plainText, without } from './plain-text.ts'

/** PostgreSQL keeps 63 bytes of a name, Redshift 127; longer ones are cut or refused. */
const LONGEST_NAME_BYTES = 127

/** An SQL identifier: bare when it is a lower-case word, otherwise in double quotes with `"` doubled. */
export function sqlIdentifier(text: string): string {
  if (plainText(text) === '') throw new CannotQuote('An empty name cannot be written in SQL.')
  if (new TextEncoder().encode(text).length > LONGEST_NAME_BYTES) {
    throw new CannotQuote(`A name in SQL has at most ${LONGEST_NAME_BYTES} bytes (PostgreSQL: 63).`)
  }
  // Words with an underscore or digit are never reserved; a bare word might be ("user"), so it is quoted.
  return /^[a-z][a-z0-9]*_[a-z0-9_]*$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`
}

/** An SQL string literal. Refuses `\`, which PostgreSQL reads literally and Redshift reads as an escape. */
export function sqlLiteral(text: string): string {
  without('\\', text, 'PostgreSQL and Redshift read a backslash in a literal differently.')
  return `'${text.replaceAll("'", "''")}'`
}
