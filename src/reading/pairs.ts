import type { Document, Line } from './document.ts'

/** A key with its value, wherever it stood. */
export interface Pair {
  readonly line: number
  readonly key: string
  /** The value as written, quotes included. */
  readonly value: string
  /** Columns of the key and the value in the line, end exclusive. */
  readonly keyStart: number
  readonly keyEnd: number
  readonly valueStart: number
  readonly valueEnd: number
  /** True when the line, or the part before the key, is a comment. */
  readonly commented: boolean
  /** What stands between the value and the end of the line. */
  readonly rest: string
}

/** Longest value that is read; longer ones are no timer. */
const VALUE_LIMIT = 300
/** Longest line that is scanned; a longer one is data, not configuration. */
const LINE_LIMIT = 20_000

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '{': '}', '[': ']' }

/** End (exclusive) of a value that starts at `start`: a quoted string, a call with its brackets, or a bare word. */
function valueEnd(code: string, start: number): number {
  const limit = Math.min(code.length, start + VALUE_LIMIT)
  let at = start
  const opener = code[at] === '\\' ? at + 1 : at
  const prefixed = /^[fbruFBRU]{1,2}(?=["'])/.exec(code.slice(opener, opener + 3))
  const quoteAt = opener + (prefixed?.[0].length ?? 0)
  const quote = code[quoteAt]
  if (quote === '"' || quote === "'" || quote === '`') {
    for (at = quoteAt + 1; at < limit; at++) {
      if (code[at] === quote && (code[at - 1] !== '\\' || opener > start)) return at + 1
    }
    return limit
  }
  let closers = ''
  while (at < limit) {
    const char = code[at] ?? ''
    const closer = CLOSERS[char]
    if (closer !== undefined) closers += closer
    else if (closers !== '' && char === closers.at(-1)) closers = closers.slice(0, -1)
    else if (closers === '' && /[\s,;&)}\]"'`<>|]/.test(char)) break
    at++
  }
  // 60 * 1000, 30 * time.Second, 60 s
  const more =
    /^\s*\*\s*[\w.]+(?:\s*\*\s*[\w.]+){0,3}|^ (?:ms|s|secs?|seconds?|min|minutes?|hours?)\b(?!\s*[=:])|^\s*(?:\|\||\?\?)\s*["']?\d[\d_]*["']?/.exec(
      code.slice(at, Math.min(limit, at + 60)),
    )
  return at + (more?.[0].length ?? 0)
}

/** Column where a comment begins outside quotes, or -1. */
export function commentStart(code: string): number {
  let quote = ''
  for (let at = 0; at < code.length; at++) {
    const char = code[at] ?? ''
    if (quote !== '') {
      if (char === quote && code[at - 1] !== '\\') quote = ''
      continue
    }
    if ((char === '"' || char === "'" || char === '`') && !/\w/.test(code[at - 1] ?? '')) {
      if (code.indexOf(char, at + 1) !== -1) quote = char
      continue
    }
    const before = at === 0 || /[\s,;{(]/.test(code[at - 1] ?? '')
    if (!before) continue
    if (char === '#' || code.startsWith('//', at) || code.startsWith('/*', at) || code.startsWith('-- ', at)) return at
    if (char === ';' && code.slice(0, at).trim() === '') return at
  }
  return -1
}

function makePair(line: Line, commented: boolean, key: string, keyStart: number, start: number, comment: number): Pair {
  const { code } = line
  const inComment = comment !== -1 && keyStart >= comment
  let end = valueEnd(code, start)
  if (!inComment && comment > start && end > comment) end = comment
  const value = code.slice(start, end)
  const trimmed = value.trimEnd()
  return {
    line: line.number,
    key,
    value: trimmed,
    keyStart,
    keyEnd: keyStart + key.length,
    valueStart: start,
    valueEnd: start + trimmed.length,
    commented: commented || inComment,
    rest: code.slice(end),
  }
}

const ASSIGNMENT = /([A-Za-z_][\w.-]*)\\?["'`\]]{0,2}\s{0,40}(?:=>|:=|==?|:(?![:/\\]))\s{0,40}/g
const ARGUMENT = /["']([A-Za-z_][\w.]*)["']\s*,\s*(?=["'\d-]|true|false)/g
const SETTER = /\.(?:set_?)?([A-Za-z_]\w*)\(\s*(?=["'\d]|true|false|True|False|[A-Z]\w*[.:]|Some)/g

/**
 * Every key with a value: `k = v`, `k: v`, `"k": "v"`, `?k=v&k=v`, `k => v`, `("k", "v")`, `.k(v)`.
 * Nested values are found too. Linear: a value is read over at most 300 characters.
 */
export function scanPairs(document: Document): readonly Pair[] {
  const found: Pair[] = []
  for (const line of document.lines) {
    const { code } = line
    if (code.length > LINE_LIMIT || code.trim() === '') continue
    const commented = document.commentLines.has(line.number)
    const comment = commented ? -1 : commentStart(code)
    for (const pattern of [ASSIGNMENT, ARGUMENT, SETTER]) {
      pattern.lastIndex = 0
      for (let match = pattern.exec(code); match !== null; match = pattern.exec(code)) {
        const key = match[1] ?? ''
        const keyStart = code.indexOf(key, match.index)
        // `${IDLE:-60}` names a variable, not a key.
        if (code.startsWith('${', keyStart - 2)) continue
        found.push(makePair(line, commented, key, keyStart, match.index + match[0].length, comment))
      }
    }
  }
  return found.sort((a, b) => a.line - b.line || a.keyStart - b.keyStart)
}

const WORDED = /(?:^|[;"'{?]|:\s)\s*([A-Za-z][\w ]*?)\s*=\s*/g

/** Pairs of `Key With Spaces=value;` strings (ODBC, ADO.NET), plus what {@link scanPairs} finds beside them. */
export function scanWordedPairs(document: Document): readonly Pair[] {
  const found: Pair[] = []
  for (const line of document.lines) {
    const { code } = line
    if (code.length > LINE_LIMIT) continue
    const commented = document.commentLines.has(line.number)
    WORDED.lastIndex = 0
    for (let match = WORDED.exec(code); match !== null; match = WORDED.exec(code)) {
      const key = match[1] ?? ''
      if (key === '') continue
      const keyStart = code.indexOf(key, match.index)
      found.push(makePair(line, commented, key, keyStart, match.index + match[0].length, -1))
      // The end of one value is the start of the next key.
      WORDED.lastIndex = match.index + match[0].length
    }
  }
  return found
}

/** Pairs of files that separate key and value by white space: `ServerAliveInterval 60`, `timeout client 5m`. */
export function scanSpacedPairs(document: Document, keys: RegExp): readonly Pair[] {
  const found: Pair[] = []
  for (const line of document.lines) {
    const { code } = line
    if (code.length > LINE_LIMIT) continue
    const matches = keys.global ? code.matchAll(keys) : [keys.exec(code)]
    for (const match of matches) {
      if (match?.[1] === undefined) continue
      const keyStart = code.indexOf(match[1], match.index)
      const separator = /^["']?\s*[=:]?\s*/.exec(code.slice(keyStart + match[1].length))
      const start = keyStart + match[1].length + (separator?.[0].length ?? 0)
      found.push(makePair(line, document.commentLines.has(line.number), match[1], keyStart, start, commentStart(code)))
    }
  }
  return found
}
