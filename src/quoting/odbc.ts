import { plainText, without } from './plain-text.ts'

/** A value of an ODBC connection string in braces, with `}` doubled: names with spaces, such as the driver's. */
export function odbcBraced(text: string): string {
  return `{${plainText(text).replaceAll('}', '}}')}}`
}

/** A value of an ODBC connection string: bare when safe, otherwise in braces. */
export function odbcValue(text: string): string {
  return /^[A-Za-z0-9_.:/@+-]+$/.test(plainText(text)) ? text : odbcBraced(text)
}

/** A data source name. Refuses the characters that ODBC itself forbids (SQLValidDSN), and `/`, a separator in PowerShell paths. */
export function dsnName(text: string): string {
  return without(
    '[]{}(),;?*=!@\\/"\'#%$`|<>&^',
    text,
    'A data source name is letters, digits, spaces, dots, hyphens and underscores here.',
  )
}
