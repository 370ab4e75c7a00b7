import type { Snippet } from './target.ts'

const ENCODERS: Readonly<Record<NonNullable<Snippet['encoding']>, (text: string) => Uint8Array<ArrayBuffer>>> = {
  'utf-8': (text) => new TextEncoder().encode(text),
  ascii: (text) => {
    const bytes = Uint8Array.from(text, (character) => character.codePointAt(0) ?? 0)
    const foreign = [...text].find((character) => (character.codePointAt(0) ?? 0) > 0x7f)
    if (foreign !== undefined) throw new RangeError(`“${foreign}” is not ASCII`)
    return bytes
  },
  'utf-16le-bom': (text) => {
    const bytes = new Uint8Array(2 + text.length * 2)
    const view = new DataView(bytes.buffer)
    view.setUint16(0, 0xfeff, true)
    for (let index = 0; index < text.length; index += 1) view.setUint16(2 + index * 2, text.charCodeAt(index), true)
    return bytes
  },
}

/**
 * The bytes of a snippet's file: its line endings (\n unless it says crlf) and its encoding (UTF-8 without a byte order mark
 * unless it says otherwise). Throws RangeError for a character outside ASCII in an `ascii` file.
 */
export function downloadBytes(snippet: Snippet): Uint8Array<ArrayBuffer> {
  const text = snippet.lineEnding === 'crlf' ? snippet.code.replace(/\r?\n/g, '\r\n') : snippet.code
  return ENCODERS[snippet.encoding ?? 'utf-8'](text)
}
