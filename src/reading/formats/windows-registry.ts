import type { Document } from '../document.ts'
import { Collector, type Format, type KeySpec, readNumber, weigh } from '../format.ts'
import type { Traits } from '../judge.ts'
import type { Pair } from '../pairs.ts'
import { parseNumber } from '../values.ts'
import { nearestKey } from '../vocabulary.ts'

/** Windows sends ten probes and nothing can change that (Microsoft, SO_KEEPALIVE); its interval is 1 s unless set. */
const TRAITS: Traits = {
  layer: 'system',
  timers: 'exact',
  onByDefault: null,
  defaults: { idleSeconds: null, intervalSeconds: 1, count: 10 },
}

const KEYS: Readonly<Record<string, KeySpec>> = {
  KeepAliveTime: { role: 'idle', unit: 'ms', range: [1, 0xffffffff] },
  KeepAliveInterval: { role: 'interval', unit: 'ms', range: [1, 0xffffffff] },
}
const NAMES = Object.keys(KEYS)

/** A value of the registry in any of the tools that show or set it. */
export interface RegistryValue {
  readonly name: string
  readonly line: number
  /** The number as written, with its base resolved. */
  readonly text: string
  readonly hex: boolean
  readonly type: string | null
  readonly path: string | null
  readonly start: number
  readonly end: number
  readonly commented: boolean
}

/** Lines after a name that may carry its data (continuations, YAML, property lists). */
const WINDOW = 6

interface DataForm {
  readonly pattern: RegExp
  readonly hex?: boolean
  readonly type?: string
}

/** How the tools write data; each pattern gives the digits in its first group. */
const DATA: readonly DataForm[] = [
  { pattern: /^"?\s*=\s*dword:\s*(?:0x)?([0-9a-f]{1,16})/i, hex: true, type: 'REG_DWORD' },
  { pattern: /^"?\s*=\s*"(-?\d+)"/, type: 'REG_SZ' },
  { pattern: /^"?\s*=\s*hex\([0-9a-f]\)\s*:\s*([0-9a-f,]+)/i, hex: true, type: 'REG_BINARY' },
  { pattern: /\bREG_(?:DWORD|SZ|QWORD|EXPAND_SZ|BINARY)\s+(0x[0-9a-f]{1,16}|-?\d+)/i },
  { pattern: /\/d[\s:]+"?(0x[0-9a-f]{1,16}|-?\d[\w.]*)/i },
  { pattern: /-(?:Property)?Value\s+["'(]*(?:\[\w+\])?(0x[0-9a-f]{1,16}|-?\d[\w.]*)/i },
  {
    pattern:
      /\b(?:value_?data|data|value)\b["']?\s*(?:=>|[:=])\s*["'@([]{0,3}(?:dword:)?(0x[0-9a-f]{1,16}|-?\d[\d_]*)/i,
  },
  { pattern: /^["']?\s*[,:=]>?\s*["'(]{0,2}(?:\[\w+\])?(0x[0-9a-f]{1,16}|-?\d[\d_]*)/i },
  { pattern: /^\)?\(\s*(\d+)/ },
  { pattern: /^["']?\s+(0x[0-9a-f]{1,16}|-?\d+)\s*$/i },
]
const XML_VALUE = /\bvalue="([0-9A-Fa-f]{8})"/

const PATH =
  /((?:HKEY_[A-Z_]+|HK(?:LM|CU|CR|U)|Registry::HKEY_[A-Z_]+|MACHINE):?\\+[^"'\]\n,;`]{3,200}|SYSTEM\\+(?:CurrentControlSet|ControlSet\d{3})\\+[^"'\]\n,;`]{3,200})/i
const TYPE =
  /\/t\s+"?(REG_\w+)|-(?:Property)?Type\s+["']?(\w+)|\b(?:value_?)?type["']?\s*(?:=>|[:=])\s*["':]{0,2}(\w+)|\b(REG_(?:DWORD|SZ|QWORD|EXPAND_SZ|BINARY|MULTI_SZ))\b|RegistryValueKind\.(\w+)/i

const TYPE_NAMES: Readonly<Record<string, string>> = {
  dword: 'REG_DWORD',
  string: 'REG_SZ',
  sz: 'REG_SZ',
  qword: 'REG_QWORD',
  expandstring: 'REG_EXPAND_SZ',
  binary: 'REG_BINARY',
}

function typeName(raw: string): string {
  return TYPE_NAMES[raw.toLowerCase()] ?? raw.toUpperCase()
}

/** Finds values by name in .reg files, reg.exe lines and output, PowerShell, and the configuration tools. */
export function scanRegistry(document: Document, names: RegExp): readonly RegistryValue[] {
  const { lines } = document
  const found: RegistryValue[] = []
  let path: string | null = null
  for (const [index, line] of lines.entries()) {
    const { code } = line
    if (code.length > 20_000) continue
    const pathHere = PATH.exec(code)?.[1]
    if (pathHere !== undefined) path = cleanPath(pathHere)
    names.lastIndex = 0
    for (let match = names.exec(code); match !== null; match = names.exec(code)) {
      const name = match[1] ?? match[0]
      const at = code.indexOf(name, match.index)
      const value = cellBelow(document, index, at) ?? dataOf(document, index, at, name, names)
      if (value === null) continue
      const window = lines
        .slice(Math.max(0, index - 3), index + WINDOW)
        .map((other) => other.code)
        .join('\n')
      const near = PATH.exec(window)?.[1]
      const pathNear = path ?? (near === undefined ? null : cleanPath(near))
      found.push({ ...value, name, path: pathNear, commented: document.commentLines.has(line.number) })
    }
  }
  return found
}

/** Without doubled backslashes and the switches that follow an unquoted path. */
const cleanPath = (path: string): string =>
  path
    .replace(/\\\\/g, '\\')
    .replace(/\s+[/-]\w.*$/, '')
    .trim()

/** The value under a column heading, in the tables PowerShell prints: heading, rule of dashes, values. */
function cellBelow(document: Document, index: number, at: number): Data | null {
  const rule = document.lines[index + 1]?.code ?? ''
  const row = document.lines[index + 2]
  if (row === undefined || !/^\s*-{3,}[\s-]*$/.test(rule)) return null
  const column = (document.lines[index]?.code.slice(0, at).match(/\S+/g) ?? []).length
  const cell = [...row.code.matchAll(/\S+/g)][column]
  if (cell === undefined || !/^\d+$/.test(cell[0])) return null
  const end = cell.index + cell[0].length
  return { line: row.number, text: cell[0], hex: false, type: null, start: cell.index, end }
}

type Data = Pick<RegistryValue, 'line' | 'text' | 'hex' | 'type' | 'start' | 'end'>

function dataOf(document: Document, index: number, at: number, name: string, names: RegExp): Data | null {
  for (let offset = 0; offset < WINDOW; offset++) {
    const line = document.lines[index + offset]
    if (line === undefined) return null
    const from = offset === 0 ? at + name.length : 0
    if (offset > 0) {
      const keep = names.lastIndex
      names.lastIndex = 0
      const another = names.test(line.code) || line.code.trim() === ''
      names.lastIndex = keep
      if (another) return null
    }
    const rest = line.code.slice(from)
    const xml = XML_VALUE.exec(line.code)
    if (xml?.[1] !== undefined && offset === 0) {
      const start = line.code.indexOf(xml[1], xml.index)
      return { line: line.number, text: xml[1], hex: true, type: typeOf(document, index), start, end: start + 8 }
    }
    for (const { pattern, hex, type } of DATA) {
      // The forms that begin right after the name make no sense on a later line, except a bare value.
      if (offset > 0 && pattern.source.startsWith('^')) continue
      const match = pattern.exec(rest)
      const text = match?.[1]
      if (match === null || text === undefined) continue
      const start = from + rest.indexOf(text, match.index)
      return {
        line: line.number,
        text,
        hex: hex === true || /^0x/i.test(text),
        type: type ?? typeOf(document, index),
        start,
        end: start + text.length,
      }
    }
  }
  // `reg add … /d 1000 /v KeepAliveInterval` and Set-ItemProperty -Value 1000 -Name …: the data stands before the name.
  const line = document.lines[index]
  if (line === undefined) return null
  const before = line.code.slice(0, at)
  for (const pattern of [/\/d\s+"?(0x[0-9a-f]{1,16}|\d[\w.]*)/i, /-Value\s+["'(]*(0x[0-9a-f]{1,16}|\d+)/i]) {
    const match = pattern.exec(before)
    if (match?.[1] === undefined) continue
    const start = before.indexOf(match[1], match.index)
    return {
      line: line.number,
      text: match[1],
      hex: /^0x/i.test(match[1]),
      type: typeOf(document, index),
      start,
      end: start + match[1].length,
    }
  }
  return null
}

function typeOf(document: Document, index: number): string | null {
  const own = TYPE.exec(document.lines[index]?.code ?? '')
  const near =
    own ??
    TYPE.exec(
      document.lines
        .slice(index + 1, index + WINDOW)
        .map((line) => line.code)
        .join('\n'),
    )
  const raw = near?.slice(1).find((group) => group !== undefined)
  return raw === undefined ? null : typeName(raw)
}

/** The number of a registry value; null when its digits are not one. */
export function registryNumber(value: RegistryValue): number | null {
  const digits = value.text.replace(/^0x/i, '').replace(/_/g, '')
  if (value.hex) return /^[0-9a-f]{1,16}$/i.test(digits) ? Number.parseInt(digits, 16) : null
  return parseNumber(digits)?.value ?? null
}

const TCPIP = /\\Tcpip6?\\Parameters\\*\s*$/i
/** Paths where somebody looked for the TCP parameters and missed; other paths belong to other programs. */
const NEAR_TCPIP =
  /\\(?:Services\\(?:Tcp\w*|AFD|NetBT|Dnscache|Lanman\w+)|Control\\(?:Tcpip|Network)|Windows\\CurrentVersion\\Tcpip|Microsoft\\Tcpip|Parameters\\Tcpip|Tcpip)(?:\\|$)/i

const NAME =
  /\b((?:keep\w{0,2}[_-]?al\w*|kepalive\w*|keepaliv\w*)(?:time|interval|intervall?|tme|timer|timeout|intvl|intval)?|TcpMaxDataRetrans\w*)\b/gi

function rewrite(document: Document, value: RegistryValue, number: number): string {
  const raw = document.lines[value.line - 1]?.raw ?? ''
  const digits = value.hex
    ? `${/^0x/i.test(value.text) ? '0x' : ''}${number.toString(16).padStart(/^0x/i.test(value.text) ? 1 : 8, '0')}`
    : String(number)
  return raw.slice(0, value.start) + digits + raw.slice(value.end)
}

/** Digits that read as a round decimal number but are hexadecimal: dword:00030000. */
function looksDecimal(digits: string): number | null {
  const bare = digits.replace(/^0x/i, '').replace(/^0+/, '')
  if (!/^\d{4,8}$/.test(bare)) return null
  const decimal = Number(bare)
  const hex = Number.parseInt(bare, 16)
  return decimal % 1000 === 0 && hex % 1000 !== 0 && decimal <= 7_200_000 ? decimal : null
}

function reportSyntax(collector: Collector): void {
  for (const line of collector.document.lines) {
    const { code } = line
    if (!/keep|Tcpip/i.test(code) || collector.document.commentLines.has(line.number)) continue
    const cmdlet = /\b(?:New|Set)-ItemProperty\b/i.test(code)
    const regExe = /\breg(?:\.exe)?\s+add\b/i.test(code)
    if (cmdlet && /\s\/(?:v|t|d|f)\b/i.test(code)) {
      collector.report(
        'broken-command',
        'The line mixes a PowerShell cmdlet with the switches of reg.exe; PowerShell stops at /v.',
        { line: line.number },
      )
    } else if (regExe && /\s-(?:Name|Value|Path|PropertyType|Type)\b/i.test(code)) {
      collector.report(
        'broken-command',
        'The line mixes reg.exe with the parameters of a PowerShell cmdlet; reg.exe refuses it.',
        { line: line.number },
      )
    } else if (regExe && /\bHK(?:LM|CU):\\/i.test(code)) {
      collector.report('broken-command', 'reg.exe writes HKLM\\… without a colon; the colon is PowerShell’s.', {
        line: line.number,
        fix: line.raw.replace(/\b(HK(?:LM|CU)):\\/i, '$1\\'),
      })
    } else if (cmdlet && /["'\s]HK(?:LM|CU)\\/i.test(code)) {
      collector.report('broken-command', 'PowerShell needs the colon of its registry drive: HKLM:\\…', {
        line: line.number,
        fix: line.raw.replace(/\b(HK(?:LM|CU))\\/i, '$1:\\'),
      })
    } else if (regExe && /\/v\s+\w/i.test(code) && !/\/d\s/i.test(code) && !/[`^\\]\s*$/.test(code)) {
      collector.report('broken-command', 'reg add without /d writes an empty value.', { line: line.number })
    }
  }
}

/** System-wide TCP keepalive of Windows: .reg, reg.exe, PowerShell and the tools that write the registry. */
export const windowsRegistry: Format = {
  id: 'windows-registry',
  title: 'Windows registry (Tcpip\\Parameters)',
  recognises: (document) =>
    weigh(document.sample, [
      [/Tcpip6?\\+Parameters/i, 0.6],
      [/\bKeep_?Alive(?:Time|Interval)\b[\s\S]{0,300}(?:dword|REG_|-Value|\/d\s)/i, 0.7],
      [/(?:dword|REG_|-Value|\/d\s)[\s\S]{0,300}\bKeep_?Alive(?:Time|Interval)\b/i, 0.3],
      [/Tcpip6?\\+Parameters[\s\S]{0,600}Keep/i, 0.8],
      [/\\Services\\Tcp\w*[\s\S]{0,400}Keep\w*Alive/i, 0.8],
      [/SetKeepAlive(?:Time|Interval)/, 0.8],
      [/^\s*KeepAlive(?:Time|Interval)\s*:\s*\d+\s*$/m, 0.8],
      [/\bKeepAlive(?:Time|Interval)\b[^\n]*\n\s*-{3,}[\s-]*\n/, 0.8],
      [/\b(?:New|Set|Get)-ItemProperty\b|\breg(?:\.exe)?\s+(?:add|query|delete)\b|Windows Registry Editor/i, 0.3],
      [/ODBC\.INI|\\ODBC\\/i, -0.9],
    ]),
  read(document) {
    const collector = new Collector(document, TRAITS)
    const before = new Map<string, number>()
    const others: RegistryValue[] = []
    for (const value of scanRegistry(document, NAME)) {
      if (value.commented) {
        if (/^KeepAliveTime$/i.test(value.name) && !collector.has('idle')) {
          collector.report('commented-out', `${value.name} stands behind a comment sign.`, { line: value.line })
        }
        continue
      }
      if (/^TcpMaxDataRetrans/i.test(value.name)) others.push(value)
      else readValue(collector, value, before)
    }
    reportOther(collector, others)
    reportSyntax(collector)
    return collector.done()
  },
}

/** Alone it is taken for a keepalive setting; beside the real ones it is a line without effect. */
function reportOther(collector: Collector, values: readonly RegistryValue[]): void {
  const alone = !collector.has('idle') && !collector.has('interval')
  for (const { line, name, text } of values) {
    collector.note(line, name, text, 'retransmissions of data; not a keepalive setting')
    collector.report(
      'not-keepalive-setting',
      `${name} limits retransmissions of data; the number of keepalive probes is fixed at 10 since Windows Vista.`,
      { line, severity: alone ? 'warning' : 'info' },
    )
  }
}

function readValue(collector: Collector, value: RegistryValue, before: Map<string, number>): void {
  const { document } = collector
  if (
    value.path !== null &&
    !TCPIP.test(value.path) &&
    !NEAR_TCPIP.test(value.path) &&
    /^HK|^SYSTEM/i.test(value.path)
  ) {
    collector.missed(value.line)
    return
  }
  const spec = NAMES.find((name) => name.toLowerCase() === value.name.toLowerCase())
  if (spec === undefined) {
    const near = nearestKey(value.name, NAMES)
    if (near === null) {
      collector.missed(value.line)
      return
    }
    const raw = document.lines[value.line - 1]?.raw ?? ''
    collector.report('misspelt-key', `Windows reads no ${value.name}; the name is ${near}.`, {
      line: value.line,
      fix: raw.replace(value.name, near),
    })
    return
  }
  const number = registryNumber(value)
  if (number === null) {
    collector.report(
      'broken-command',
      `"${value.text}" is no number ${value.hex ? 'in hexadecimal' : 'of milliseconds'}.`,
      { line: value.line },
    )
    return
  }
  const fix = (next: number): string => rewrite(document, value, next)
  if (value.path !== null && !TCPIP.test(value.path.replace(/["'\s]+\/.*$|["'\s]+-.*$/, ''))) {
    collector.report(
      'wrong-registry-path',
      `Windows reads ${spec} from …\\Services\\Tcpip\\Parameters, not from ${value.path.slice(0, 80)}.`,
      { line: value.line },
    )
  }
  if (value.type !== null && value.type !== 'REG_DWORD' && /^REG_/.test(value.type)) {
    collector.report('wrong-registry-type', `${spec} must be a REG_DWORD; this is ${value.type}.`, { line: value.line })
  }
  const decimal = value.hex ? looksDecimal(value.text) : null
  if (decimal !== null) {
    collector.report(
      'dword-hex-not-decimal',
      `${value.text} is hexadecimal: ${number.toLocaleString('en-US')} ms. ${decimal.toLocaleString('en-US')} ms is ${decimal.toString(16)} in hexadecimal.`,
      { line: value.line, fix: fix(decimal) },
    )
  }
  const earlier = before.get(spec)
  if (earlier !== undefined && earlier !== number && !/query/i.test(document.code)) {
    collector.report('duplicate-key', `${spec} is stated twice with different values; the last one counts.`, {
      line: value.line,
    })
  }
  before.set(spec, number)
  const pair: Pick<Pair, 'line' | 'key' | 'value'> = {
    line: value.line,
    key: spec,
    value: value.hex ? `${value.text} (${number.toLocaleString('en-US')} ms)` : value.text,
  }
  const keySpec = KEYS[spec]
  if (keySpec !== undefined) {
    readNumber(collector, pair, keySpec, 'Windows', { value: number, unit: null, fallback: false, trailing: '' }, fix)
    if (number === 0) {
      collector.report('out-of-range', `Windows documents 1 to 4,294,967,295 ms for ${spec}; got 0.`, {
        line: value.line,
      })
    }
  }
}
