import type { Document } from './document.ts'
import { commentStart, type Pair } from './pairs.ts'

const LINE_LIMIT = 20_000
/** Lines after a name that may hold its value (YAML, Terraform, Chef, `cat` output). */
const VALUE_LINES = 4

const AFTER =
  /^\\?["'`\])}]{0,3}\s{0,20}(?:=>|:=|==|=|:|,|\|)?\s{0,20}(?:(?:u?int\d{0,3}|str|string|Some|toString|(?:lib\.)?mk\w{1,20})\s?[( ]\s?)?(?=\\?["'`]?(?:-?\d|\$\{?\{?\w|\{\{))/
const NAMED_VALUE =
  /(?:^|[\s{,(-])\\?["']?(?:sysctl_)?value\\?["']?\s{0,10}(?:=>|:=|=|:|\s)\s{0,10}(?=\\?["'`]?-?[\d${])/i
const ECHOED = /\becho\s+(?:-n\s+)?["']?(-?\d+)["']?\s*(?:\|[^|\n]{0,60}|>)[^>\n]{0,20}$/
const VALUE_BEFORE = /\\?["']?value\\?["']?\s*(?:=>|[:=])\s*\\?["']?(-?\d+)\\?["']?\s*,[^{}]*$/i
const BARE_NUMBER = /^\s*(-?\d+)\s*$/
const VALUE_TOKEN =
  /^\\?["'`]?(?:\$\{[^}\n]{0,80}\}|\{\{[^}\n]{0,80}\}\}|\$\w+|-?\d[\w.]*)(?:[ \t]+-?\d+\b(?![\w.]*\s*=))?\\?["'`]?/

/**
 * Finds kernel parameters with their values in any of the forms people write them: `name = 1`, `name: 1`,
 * `--sysctl name=1`, `echo 1 > /proc/sys/…`, `{name: …, value: "1"}` on one or several lines, `cat` output.
 * @param names must be global and give the name in its first group
 */
export function scanNamedValues(document: Document, names: RegExp): readonly Pair[] {
  const { lines } = document
  const found: Pair[] = []
  for (const [index, line] of lines.entries()) {
    const { code } = line
    if (code.length > LINE_LIMIT) continue
    names.lastIndex = 0
    const starts: { key: string; at: number; end: number }[] = []
    for (let match = names.exec(code); match !== null; match = names.exec(code)) {
      const key = match[1] ?? match[0]
      const at = code.indexOf(key, match.index)
      starts.push({ key, at, end: at + key.length })
      if (match[0] === '') names.lastIndex++
    }
    if (starts.length === 0) continue
    const commented = document.commentLines.has(line.number)
    const comment = commented ? -1 : commentStart(code)
    for (const [order, { key, at, end }] of starts.entries()) {
      const stop = starts[order + 1]?.at ?? code.length
      const base = { key, keyStart: at, keyEnd: end, commented: commented || (comment !== -1 && at >= comment) }
      const pair =
        valueOnLine(code, line.number, end, stop, base) ??
        (order === 0 ? valueBefore(code, line.number, at, base) : null) ??
        (order === starts.length - 1 ? valueBelow(document, index, names, base) : null)
      if (pair !== null) found.push(pair)
    }
  }
  return found
}

type Base = Pick<Pair, 'key' | 'keyStart' | 'keyEnd' | 'commented'>

function pairAt(base: Base, line: number, code: string, start: number): Pair | null {
  const token = VALUE_TOKEN.exec(code.slice(start, start + 160))
  if (token === null) return null
  const value = token[0].trimEnd()
  return {
    ...base,
    line,
    value,
    valueStart: start,
    valueEnd: start + value.length,
    rest: code.slice(start + value.length),
  }
}

function valueOnLine(code: string, line: number, end: number, stop: number, base: Base): Pair | null {
  const rest = code.slice(end, stop)
  const after = AFTER.exec(rest)
  if (after !== null) {
    const pair = pairAt(base, line, code, end + after[0].length)
    if (pair !== null) return pair
  }
  const named = NAMED_VALUE.exec(rest)
  return named === null ? null : pairAt(base, line, code, end + named.index + named[0].length)
}

function valueBefore(code: string, line: number, at: number, base: Base): Pair | null {
  const before = code.slice(0, at)
  const match = ECHOED.exec(before) ?? VALUE_BEFORE.exec(before)
  const value = match?.[1]
  if (match === null || value === undefined) return null
  const start = before.indexOf(value, match.index + (match[0].startsWith('echo') ? 4 : 0))
  return { ...base, line, value, valueStart: start, valueEnd: start + value.length, rest: '' }
}

function valueBelow(document: Document, index: number, names: RegExp, base: Base): Pair | null {
  for (let offset = 1; offset <= VALUE_LINES; offset++) {
    const next = document.lines[index + offset]
    if (next === undefined) return null
    const bare = BARE_NUMBER.exec(next.code)
    if (bare?.[1] !== undefined) return pairAt(base, next.number, next.code, next.code.indexOf(bare[1]))
    names.lastIndex = 0
    if (names.test(next.code)) return null
    const named = NAMED_VALUE.exec(next.code)
    if (named !== null) {
      const pair = pairAt(base, next.number, next.code, named.index + named[0].length)
      if (pair !== null) return { ...pair, commented: base.commented || document.commentLines.has(next.number) }
    }
  }
  return null
}
