import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { conninfoValue } from '../../src/quoting/conninfo.ts'
import { CannotQuote } from '../../src/quoting/plain-text.ts'
import { shWord } from '../../src/quoting/sh.ts'
import { stringLiteral } from '../../src/quoting/source-code.ts'
import { xmlText } from '../../src/quoting/xml.ts'
import { yamlString } from '../../src/quoting/yaml.ts'
import { TARGETS } from '../../src/targets/index.ts'
import { SETTINGS as EVERYDAY } from '../unit/targets/arbitrary.ts'
import { must, PYTHON, run, target, workFolder } from './judge.ts'

const folder = workFolder('hostile')
const nothing = workFolder('nothing')

const pieces = fc.oneof(
  fc.constantFrom(
    '"',
    "'",
    '`',
    '$(touch pwned)',
    '`touch pwned`',
    '%PATH%',
    '!x!',
    '; touch pwned;',
    '&& touch pwned',
    '|',
    '>pwned',
    '\\',
    '{',
    '}',
    '#',
    ' ',
    '~',
    '*',
    '?',
    '-n',
    '--help',
    '$HOME',
    '\n',
    '\0',
    '\u202e',
    '&lt;',
    '<b>',
    ': ',
    '- ',
    '[',
    ']',
    '!!python/object',
    '%00',
    '’',
    'é',
    '😀',
  ),
  fc.string({ unit: 'grapheme-ascii', maxLength: 12 }),
)

/** What the quoting of a language makes of hostile texts: accepted ones with their quoted form, the rest refused in words. */
const quotedTexts = (quote: (text: string) => string, count: number): { text: string; quoted: string }[] =>
  fc
    .sample(fc.array(pieces, { minLength: 1, maxLength: 9 }), { numRuns: count, seed: 7 })
    .map((parts) => parts.join(''))
    .concat(['x'.repeat(10_240), "'".repeat(10_240)])
    .flatMap((text) => {
      try {
        return [{ text, quoted: quote(text) }]
      } catch (error) {
        if (error instanceof CannotQuote) return []
        throw error
      }
    })

test.each(['sh', 'bash'])('%s hands every quoted word on exactly as it was typed, and runs nothing else', (shell) => {
  const all = quotedTexts(shWord, 600)
  expect(all.length).toBeGreaterThan(250)
  const script = all.map(({ quoted }) => `printf '%s\\0' ${quoted}`).join('\n')
  const printed = must(shell, [], { input: `${script}\n`, cwd: folder })
  expect(printed.split('\0').slice(0, -1)).toEqual(all.map(({ text }) => text))
  expect(readdirSync(folder)).toEqual([])
})

test('Python, YAML and XML parsers read every quoted text exactly as it was typed', () => {
  const python = quotedTexts(stringLiteral, 300)
  const yaml = quotedTexts(yamlString, 300)
  const xml = quotedTexts(xmlText, 300)
  const script = `
import json, sys, yaml
from xml.etree import ElementTree
cases = json.load(sys.stdin)
print(json.dumps({
    "python": [eval(q) for q in cases["python"]],
    "yaml": [yaml.safe_load("key: " + q)["key"] for q in cases["yaml"]],
    "xml": [ElementTree.fromstring("<a>" + q + "</a>").text or "" for q in cases["xml"]],
}))`
  const forms = (all: typeof python): string[] => all.map(({ quoted }) => quoted)
  const read = JSON.parse(
    must(PYTHON, ['-c', script], {
      input: JSON.stringify({ python: forms(python), yaml: forms(yaml), xml: forms(xml) }),
      cwd: folder,
    }),
  )
  const texts = (all: typeof python): string[] => all.map(({ text }) => text)
  expect(read.python).toEqual(texts(python))
  expect(read.yaml).toEqual(texts(yaml))
  expect(read.xml).toEqual(texts(xml))
  expect(readdirSync(folder)).toEqual([])
})

test('libpq reads every quoted conninfo value exactly as it was typed', () => {
  const all = quotedTexts(conninfoValue, 400)
  const file = join(folder, 'conninfo.json')
  writeFileSync(file, JSON.stringify(all.map(({ quoted }) => `dbname=${quoted} user=me`)))
  const script = `
import json, sys
from psycopg2.extensions import parse_dsn
print(json.dumps([parse_dsn(d)["dbname"] for d in json.load(open(sys.argv[1]))]))`
  expect(JSON.parse(must(PYTHON, ['-c', script, file]))).toEqual(all.map(({ text }) => text))
})

test('no name typed into any target makes its shell commands do anything else', () => {
  // The shell has no programs here, only builtins: the one harm a value could do is to write this file.
  const harms = [
    '$(>pwned)',
    '`>pwned`',
    ';>pwned',
    '|>pwned',
    "' >pwned '",
    '" >pwned "',
    '\\">pwned',
    '&>pwned',
    '\n>pwned\n',
    '#\n',
    '--help',
    '~',
    '*',
  ]
  let written = 0
  for (const { id, options } of TARGETS) {
    const snippets = options.flatMap((option) =>
      harms.flatMap((harm) => {
        const answer = target(id).write(EVERYDAY, { [option.id]: `a${harm}` })
        if (!answer.ok) return []
        const { now, persist, verify, undo } = answer.recipe
        return [now, persist, verify, undo].flatMap((step) => step.snippets).filter(({ language }) => language === 'sh')
      }),
    )
    written += snippets.length
    const script = snippets.map(({ code }) => `(\n${code}\n) </dev/null >/dev/null 2>&1\n`).join('')
    expect(run('/bin/bash', [], { input: `${script}exit 0\n`, cwd: nothing, env: { PATH: '/nonexistent' } }).err).toBe(
      '',
    )
    expect(
      readdirSync(nothing).filter((name) => name.includes('pwned')),
      id,
    ).toEqual([])
  }
  expect(written).toBeGreaterThan(50)
})
