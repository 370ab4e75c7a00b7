import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cmdArgument } from '../../src/quoting/cmd.ts'
import { CannotQuote } from '../../src/quoting/plain-text.ts'
import { regString } from '../../src/quoting/reg.ts'
import { downloadBytes } from '../../src/targets/download.ts'
import type { Recipe, Snippet } from '../../src/targets/target.ts'
import { must, prove, recipe, sample, versionOf } from './judge.ts'

// The prefix takes 14 s and 700 MB to make, so it is kept between runs.
const CACHE = new URL('../.cache/', import.meta.url).pathname
const PREFIX = join(CACHE, 'wine')
const DRIVE = join(PREFIX, 'drive_c', 'holdfast')
const ENV = { WINEPREFIX: PREFIX, WINEDEBUG: '-all', WINEDLLOVERRIDES: 'mscoree=;mshtml=', DISPLAY: '' }
const WINE = versionOf(must('wine', ['--version'], { env: ENV }))

/** Runs a Windows program. Wine's services outlive it and keep its pipes open, so output goes through a file. */
const wine = (args: readonly string[]): string => {
  const file = join(PREFIX, 'output.txt')
  const { status } = spawnSync('sh', ['-c', 'exec "$@" >"$OUT" 2>&1 </dev/null', 'sh', ...args], {
    stdio: 'ignore',
    timeout: 180_000,
    env: { ...process.env, ...ENV, OUT: file },
  })
  const printed = readFileSync(file, 'utf8')
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}\n${printed.slice(-2000)}`)
  return printed
}

beforeAll(() => {
  mkdirSync(PREFIX, { recursive: true })
  wine(['wineserver', '-p60'])
  wine(['wine', 'wineboot', '-i'])
  mkdirSync(DRIVE, { recursive: true })
})
afterAll(() => {
  wine(['wineserver', '-k'])
})

/** Runs a batch file in Wine's cmd and gives what it printed, with \n line ends. */
const batch = (name: string, lines: readonly string[]): string => {
  writeFileSync(join(DRIVE, `${name}.cmd`), `@echo off\r\n${lines.join('\r\n')}\r\nexit /b 0\r\n`)
  return wine(['wine', 'cmd', '/c', `C:\\holdfast\\${name}.cmd`]).replaceAll('\r', '')
}

const part = (step: Recipe['persist'], language: Snippet['language']): Snippet => {
  const found = step.snippets.find((snippet) => snippet.language === language)
  if (!found) throw new Error(`no ${language} snippet`)
  return found
}

const commands = (step: Recipe['persist']): string[] => part(step, 'bat').code.trim().split('\n')

/** Writes with one way, queries as the recipe says, undoes with one way, queries again. */
const judge = (id: string, count: number, options: Record<string, string> = {}): void => {
  const settings = sample(id, count)
  const lines: string[] = []
  const expected: string[] = []
  for (const [index, each] of settings.entries()) {
    const { persist, verify, undo } = recipe(id, each, options)
    writeFileSync(join(DRIVE, `${id}-${index}.reg`), downloadBytes(part(persist, 'reg')))
    writeFileSync(join(DRIVE, `${id}-${index}-undo.reg`), downloadBytes(part(undo, 'reg')))
    const viaFile = index % 2 === 0
    const queries = commands(verify)
    lines.push(
      ...(viaFile ? [`regedit /S C:\\holdfast\\${id}-${index}.reg`] : commands(persist).map((line) => `${line} >nul`)),
      ...queries,
      'echo -- undo',
      ...(viaFile
        ? commands(undo).map((line) => `${line} >nul`)
        : [`regedit /S C:\\holdfast\\${id}-${index}-undo.reg`]),
      ...queries,
      'echo -- next',
    )
    expected.push(part(verify, 'bat').expectedOutput ?? '')
  }
  const printed = batch(id, lines)
    .split('-- next\n')
    .slice(0, -1)
    .map((text) => text.split('-- undo\n'))
  const squeeze = (text: string | undefined): string => (text ?? '').replace(/\n+/g, '\n').trim().toLowerCase()
  expect(printed.map(([shown]) => squeeze(shown))).toEqual(expected.map(squeeze))
  const missing = /^(?:reg: unable to find the specified registry (?:value|key)\n?)+$/
  for (const [, after] of printed) expect(squeeze(after)).toMatch(missing)
  prove({
    target: id,
    judgedBy: 'Wine regedit, reg and cmd',
    version: WINE,
    count: settings.length,
    compared: 'reg query after the .reg file or reg add, and nothing left after undo',
  })
}

test('the Windows registry recipe writes, shows and deletes its values', () => judge('windows-registry', 30))
test('the Redshift data source recipe writes, shows and deletes its values', () =>
  judge('redshift-odbc-windows', 12, { dsn: 'My Redshift-1', kind: 'user' }))
test('the psqlODBC recipe for 32-bit drivers writes, shows and deletes its values', () =>
  judge('psqlodbc-windows', 6, { dsn: 'pg.old', kind: 'system-32' }))

test('cmd hands hostile data on exactly as it was typed, and regedit reads the same', () => {
  const pieces = fc.constantFrom(
    '&',
    '|',
    '<',
    '>',
    '^',
    '(',
    ')',
    '%PATH%',
    '"',
    "'",
    '`',
    '\\',
    ';',
    ',',
    '=',
    '!',
    '$(x)',
    ' ',
    'a',
    'é',
    '@',
    '~',
    '*',
    '?',
  )
  const all = fc
    .sample(fc.array(pieces, { minLength: 1, maxLength: 10 }), { numRuns: 120, seed: 11 })
    .map((parts) => `x${parts.join('')}`)
  const accepted = all
    .flatMap((text) => {
      try {
        return [{ text, quoted: cmdArgument(text) }]
      } catch (error) {
        if (error instanceof CannotQuote) return []
        throw error
      }
    })
    .filter(({ text }) => !text.includes('é'))
  expect(accepted.length).toBeGreaterThan(20)
  const key = 'HKCU\\Software\\Holdfast'
  batch('hostile', [
    `reg delete ${key} /f >nul 2>&1`,
    ...accepted.map(({ quoted }, index) => `reg add ${key} /v c${index} /t REG_SZ /d ${quoted} /f >nul`),
  ])
  const file = [
    'Windows Registry Editor Version 5.00',
    '',
    '[HKEY_CURRENT_USER\\Software\\Holdfast]',
    ...all.map((text, index) => `"r${index}"=${regString(text)}`),
    '',
    '',
  ].join('\n')
  writeFileSync(
    join(DRIVE, 'hostile.reg'),
    downloadBytes({ title: '', language: 'reg', code: file, lineEnding: 'crlf', encoding: 'utf-16le-bom' }),
  )
  batch('hostile-2', [
    'regedit /S C:\\holdfast\\hostile.reg',
    `regedit /E C:\\holdfast\\out.reg ${key.replace('HKCU', 'HKEY_CURRENT_USER')}`,
  ])
  const exported = readFileSync(join(DRIVE, 'out.reg')).toString('utf16le').replaceAll('\r', '')
  const values = new Map(
    [...exported.matchAll(/^"([cr]\d+)"="(.*)"$/gm)].map(([, name, data]) => [
      name,
      (data ?? '').replace(/\\(.)/g, '$1'),
    ]),
  )
  expect(accepted.map((_, index) => values.get(`c${index}`))).toEqual(accepted.map(({ text }) => text))
  expect(all.map((_, index) => values.get(`r${index}`))).toEqual(all)
})
