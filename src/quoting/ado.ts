import { plainText } from './plain-text.ts'

/** A value of an ADO.NET connection string: bare when safe, otherwise in double quotes with `"` doubled. */
export function adoValue(text: string): string {
  return /^[A-Za-z0-9_.:/@+-]+$/.test(plainText(text)) ? text : `"${text.replaceAll('"', '""')}"`
}
