import { plainText } from './plain-text.ts'

/**
 * A PowerShell string in single quotes, where nothing is expanded. PowerShell takes the typographic single quotes
 * for quotes as well, so each of them is doubled too.
 */
export function powershellString(text: string): string {
  return `'${plainText(text).replace(/['\u2018\u2019\u201a\u201b]/g, (quote) => quote + quote)}'`
}
