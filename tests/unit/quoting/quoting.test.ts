import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { adoValue } from '../../../src/quoting/ado.ts'
import { cmdArgument } from '../../../src/quoting/cmd.ts'
import { conninfoValue } from '../../../src/quoting/conninfo.ts'
import { hclString } from '../../../src/quoting/hcl.ts'
import { iniSection, iniValue } from '../../../src/quoting/ini.ts'
import { jsonString } from '../../../src/quoting/json.ts'
import { dsnName, odbcValue } from '../../../src/quoting/odbc.ts'
import { CannotQuote, plainText } from '../../../src/quoting/plain-text.ts'
import { powershellString } from '../../../src/quoting/powershell.ts'
import { regKeyPart, regString } from '../../../src/quoting/reg.ts'
import { shWord } from '../../../src/quoting/sh.ts'
import { stringLiteral } from '../../../src/quoting/source-code.ts'
import { sqlIdentifier, sqlLiteral } from '../../../src/quoting/sql.ts'
import { urlHost, urlPart } from '../../../src/quoting/url.ts'
import { xmlText } from '../../../src/quoting/xml.ts'
import { yamlString } from '../../../src/quoting/yaml.ts'

const ALL = {
  adoValue,
  cmdArgument,
  conninfoValue,
  hclString,
  iniSection,
  iniValue,
  jsonString,
  dsnName,
  odbcValue,
  powershellString,
  regKeyPart,
  regString,
  shWord,
  stringLiteral,
  sqlIdentifier,
  sqlLiteral,
  urlHost,
  urlPart,
  xmlText,
  yamlString,
}

/** Text as hostile as a reader can type: shell syntax, quotes of every kind, markup, spaces, other scripts, control and format characters. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '"',
        "'",
        '`',
        '$(id)',
        '%PATH%',
        '!x!',
        ';',
        '&&',
        '|',
        '>',
        '<',
        '\\',
        '{',
        '}',
        '$'.concat('{x}'),
        ']',
        '[',
        '#',
        ' ',
        '’',
        '=',
        '\t',
      ),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => parts.join(''))

/** The quoted text, or undefined when it was refused in words. */
const quoted = (quote: (text: string) => string, text: string): string | undefined => {
  try {
    return quote(text)
  } catch (error) {
    if (!(error instanceof CannotQuote)) throw error
    expect(error.message).toMatch(/[.!]$/)
    return undefined
  }
}

describe.each(Object.entries(ALL))('%s', (_name, quote) => {
  test.each([
    ['a line break', 'a\nb'],
    ['a carriage return', 'a\rb'],
    ['NUL', 'a\0b'],
    ['a right-to-left override', 'a\u202eb'],
    ['a right-to-left mark', 'a\u200fb'],
    ['an isolate', 'a\u2066b'],
    ['a zero-width space', 'a\u200bb'],
    ['a line separator', 'a\u2028b'],
    ['half a surrogate pair', 'a\ud800b'],
    ['an escape character', 'a\u001bb'],
  ])('refuses %s and names the position', (_what, text) => {
    expect(() => quote(text)).toThrow(CannotQuote)
    expect(() => quote(text)).toThrow(/Character 2|letters/)
  })

  test('never lets a control or bidirectional character through', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(quoted(quote, text) ?? '').not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
      }),
    )
  })

  test('ten thousand characters are written or refused, never cut', () => {
    const written = quoted(quote, 'x'.repeat(10_240))
    if (written !== undefined) expect(written).toContain('x'.repeat(10_240))
  })
})

/** Undoes what a shell does to one single-quoted or bare word. */
const shUnquote = (word: string): string =>
  word.replace(/'([^']*)'|\\(.)/g, (_, inner?: string, escaped?: string) => inner ?? escaped ?? '')

describe('the text comes back as it was', () => {
  const roundTrip = (name: string, quote: (text: string) => string, unquote: (text: string) => string): void =>
    test(name, () => {
      fc.assert(
        fc.property(hostile, (text) => {
          const written = quoted(quote, text)
          if (written !== undefined) expect(unquote(written)).toBe(text)
        }),
        { numRuns: 500 },
      )
    })

  roundTrip('from a shell word', shWord, shUnquote)
  roundTrip('from a PowerShell string', powershellString, (word) =>
    word.slice(1, -1).replace(/(['\u2018\u2019\u201a\u201b])\1/g, '$1'),
  )
  roundTrip('from a JSON string', jsonString, (word) => JSON.parse(word))
  roundTrip('from a URL part', urlPart, decodeURIComponent)
  roundTrip('from a conninfo value', conninfoValue, (word) =>
    word.startsWith("'") ? word.slice(1, -1).replace(/\\(.)/g, '$1') : word,
  )
  roundTrip('from an SQL literal', sqlLiteral, (word) => word.slice(1, -1).replaceAll("''", "'"))
  roundTrip('from an SQL identifier', sqlIdentifier, (word) =>
    word.startsWith('"') ? word.slice(1, -1).replaceAll('""', '"') : word,
  )
  roundTrip('from a .reg string', regString, (word) => word.slice(1, -1).replace(/\\(.)/g, '$1'))
  roundTrip('from an ODBC value', odbcValue, (word) =>
    word.startsWith('{') ? word.slice(1, -1).replaceAll('}}', '}') : word,
  )
  roundTrip('from a string in source code', stringLiteral, (word) => word.slice(1, -1).replace(/\\(.)/g, '$1'))
})

test('a shell word that needs no quotes gets none, so that commands stay readable', () => {
  expect(shWord('/etc/sysctl.d/60-tcp-keepalive.conf')).toBe('/etc/sysctl.d/60-tcp-keepalive.conf')
})

test('cmd.exe refuses a percent sign and says what to use instead', () => {
  expect(() => cmdArgument('100%')).toThrow(/PowerShell/)
})

test('a trailing backslash does not swallow the closing quote on Windows', () => {
  expect(cmdArgument('C:\\dir\\')).toBe('"C:\\dir\\\\"')
})

test('YAML words that mean something else are quoted', () => {
  expect(yamlString('no')).toBe('"no"')
  expect(yamlString('120')).toBe('"120"')
  expect(yamlString('prod')).toBe('prod')
})

test('Terraform interpolation is switched off', () => {
  expect(hclString('$'.concat('{file("/etc/passwd")}'))).toBe('"$$'.concat('{file(\\"/etc/passwd\\")}"'))
})

test('an IPv6 host gets brackets in a URL', () => {
  expect(urlHost('2001:db8::1')).toBe('[2001:db8::1]')
})

test('a data source name with a bracket is refused, because ODBC forbids it', () => {
  expect(() => dsnName('a]b')).toThrow(/data source name/)
})

test('plain text in other scripts is kept', () => {
  expect(plainText('Müller データ')).toBe('Müller データ')
})
