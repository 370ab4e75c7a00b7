import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect } from 'vitest'
import type { KeepaliveSettings } from '../../src/model/keepalive.ts'
import { targetById } from '../../src/targets/index.ts'
import type { Recipe, Target } from '../../src/targets/target.ts'
import { settingsFor } from '../unit/targets/arbitrary.ts'

/** One line of the table "Proved here". */
export interface ProofRow {
  readonly target: string
  /** The program that read what the target wrote. */
  readonly judgedBy: string
  /** Whether it is the program the text is for, or one that only checks syntax and values. */
  readonly kind: 'program' | 'parser'
  readonly version: string
  /** How many different settings it judged. */
  readonly count: number
  /** What was compared. */
  readonly compared: string
}

const PROOF = new URL('../../content/proof/consumers.json', import.meta.url)

const recorded = (): ProofRow[] => JSON.parse(readFileSync(PROOF, 'utf8'))

/**
 * States that a program judged a target. With HOLDFAST_RECORD=1 the row is written to content/proof/consumers.json;
 * otherwise the file must say the same, so that the site never claims more than the tests do.
 */
export function prove({ kind = 'program', ...rest }: Omit<ProofRow, 'kind'> & Partial<ProofRow>): void {
  const row: ProofRow = {
    target: rest.target,
    judgedBy: rest.judgedBy,
    kind,
    version: rest.version,
    count: rest.count,
    compared: rest.compared,
  }
  const same = (other: ProofRow): boolean => other.target === row.target && other.judgedBy === row.judgedBy
  const rows = recorded()
  if (process.env['HOLDFAST_RECORD'] === '1') {
    const next = [...rows.filter((other) => !same(other)), row]
    next.sort((a, b) => `${a.target} ${a.judgedBy}`.localeCompare(`${b.target} ${b.judgedBy}`, 'en'))
    writeFileSync(PROOF, `${JSON.stringify(next, null, 2)}\n`)
    return
  }
  const published = rows.find(same)
  expect(
    published,
    `${row.target}, ${row.judgedBy}: not in content/proof/consumers.json (HOLDFAST_RECORD=1 adds it)`,
  ).toBeDefined()
  // Versions differ between machines; what was judged, how and how often does not.
  expect({ ...published, version: '' }).toEqual({ ...row, version: '' })
}

/** The target with that id. */
export function target(id: string): Target {
  const found = targetById(id)
  if (!found) throw new Error(`no target ${id}`)
  return found
}

/** Its recipe; settings that it refuses fail the test. */
export function recipe(id: string, settings: KeepaliveSettings, options: Record<string, string> = {}): Recipe {
  const written = target(id).write(settings, options)
  if (!written.ok) throw new Error(written.refusals.map(({ message }) => message).join(' '))
  return written.recipe
}

/** The code of a recipe's persist step, by position. */
export const persisted = (
  id: string,
  settings: KeepaliveSettings,
  options: Record<string, string> = {},
  position = 0,
): string => {
  const snippet = recipe(id, settings, options).persist.snippets[position]
  if (!snippet) throw new Error(`${id} has no persist snippet ${position}`)
  return snippet.code
}

/** The same random settings on every run, edges included, keepalive switched on. */
export const sample = (id: string, count: number): readonly KeepaliveSettings[] =>
  fc
    .sample(settingsFor(target(id)), { numRuns: count, seed: 20_261_121 })
    .map((settings) => ({ ...settings, enabled: true }))

/** What a program said and how it ended. */
export interface Outcome {
  readonly status: number | null
  readonly out: string
  readonly err: string
}

/** Runs a program to its end. */
export function run(
  command: string,
  args: readonly string[],
  options: { readonly input?: string; readonly env?: Record<string, string>; readonly cwd?: string } = {},
): Outcome {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    timeout: 120_000,
    input: options.input ?? '',
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  })
  if (error) throw error
  return { status, out: stdout, err: stderr }
}

/** Runs a program that must succeed, and gives what it printed. */
export function must(command: string, args: readonly string[], options: Parameters<typeof run>[2] = {}): string {
  const { status, out, err } = run(command, args, options)
  if (status !== 0)
    throw new Error(
      `${command} ${args.join(' ').slice(0, 300)} ended with ${status}\n${out.slice(-1500)}\n${err.slice(-3000)}`,
    )
  return out
}

/** Debian's Python, which has Debian's database drivers. */
export const PYTHON = '/usr/bin/python3'

/** A folder of this test file, removed at its end; other users may enter it. */
export function workFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `holdfast-${name}-`))
  must('chmod', ['755', folder])
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** First match of a version number in what a program prints about itself. */
export const versionOf = (text: string): string => /\d+(?:\.\d+)+[\w.+-]*/.exec(text)?.[0] ?? text.trim()
