import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { inEveryUnit, readValue } from '../../../src/limits/entered-value.ts'
import { evaluate } from '../../../src/limits/evaluate.ts'
import { duration, firesFirst, firing } from '../../../src/limits/fires-first.ts'
import type { Job, Limit } from '../../../src/limits/limit.ts'
import {
  DEFAULT_LIMITS_STATE,
  decodeLimitsState,
  encodeLimitsState,
  readSeconds,
} from '../../../src/limits/limits-state.ts'
import { limitSchema } from '../../../src/schemas/limit.ts'

const folder = new URL('../../../content/limits/', import.meta.url)
const limits: Limit[] = readdirSync(folder).map((file) => ({
  id: file.replace('.yaml', ''),
  ...limitSchema.parse(parse(readFileSync(new URL(file, folder), 'utf8'))),
}))
const limit = (id: string): Limit => {
  const found = limits.find((entry) => entry.id === id)
  if (!found) throw new Error(`no limit ${id}`)
  return found
}
const job = (part: Partial<Job>): Job => ({
  statement: 'select',
  queueSeconds: 0,
  runSeconds: 0,
  lockWaitSeconds: 0,
  idleSeconds: 0,
  inTransaction: false,
  ...part,
})

test('60 typed into statement_timeout ends a ten-minute query after 60 ms, and the page doubts it', () => {
  const statementTimeout = limit('pg-statement-timeout')
  expect(firing(statementTimeout, 60, job({ runSeconds: 600 })).firesAtMs).toBe(60)
  expect(readValue(statementTimeout, '60')).toEqual({
    kind: 'value',
    value: 60,
    doubt: '60 is 60 ms here. If you mean 60 s, write 60,000.',
  })
})

test('PostgreSQL takes a value with a unit, Redshift refuses it and says the number to write', () => {
  expect(readValue(limit('pg-statement-timeout'), '5min')).toEqual({ kind: 'value', value: 300_000 })
  const refused = readValue(limit('redshift-statement-timeout'), '60s')
  expect(refused.kind === 'problem' && refused.message).toContain('60,000')
})

test('milliseconds typed into a limit of seconds are doubted', () => {
  const entered = readValue(limit('redshift-qmr-query-execution-time'), '3600000')
  expect(entered.kind === 'value' && entered.doubt).toContain('write 3,600')
})

test('a WLM timeout and a query monitoring rule never stop a COPY; statement_timeout does, queue time included', () => {
  const copy = job({ statement: 'copy', queueSeconds: 600, runSeconds: 2400 })
  const [first, ...others] = firesFirst(
    [
      { limit: limit('redshift-wlm-max-execution-time'), value: 60_000 },
      { limit: limit('redshift-qmr-query-execution-time'), value: 60 },
      { limit: limit('redshift-statement-timeout'), value: 1_800_000 },
    ],
    copy,
  )
  expect(first?.limit.id).toBe('redshift-statement-timeout')
  expect(first?.firesAtMs).toBe(1_800_000)
  expect(others.map(({ firesAtMs }) => firesAtMs)).toEqual([null, null])
})

test('execution limits start after the queue, statement limits before it', () => {
  const select = job({ queueSeconds: 100, runSeconds: 100 })
  expect(firing(limit('redshift-qmr-query-execution-time'), 60, select).firesAtMs).toBe(160_000)
  expect(firing(limit('redshift-statement-timeout'), 60_000, select).firesAtMs).toBe(60_000)
})

test('silence in an open transaction and silence outside one are different timers', () => {
  const inside = job({ runSeconds: 1, idleSeconds: 7200, inTransaction: true })
  expect(firing(limit('pg-idle-in-transaction-session-timeout'), 60_000, inside).firesAtMs).toBe(61_000)
  expect(firing(limit('pg-idle-session-timeout'), 60_000, inside).firesAtMs).toBeNull()
  expect(firing(limit('pg-idle-session-timeout'), 60_000, { ...inside, inTransaction: false }).firesAtMs).toBe(61_000)
})

test('without any setting, .NET ends a forty-second query after 30 s and Java does not', () => {
  const evaluation = evaluate(limits, {
    ...DEFAULT_LIMITS_STATE,
    server: 'postgresql',
    statement: 'select',
    run: '40',
    uses: ['Npgsql', 'pgjdbc'],
    values: {},
  })
  expect(evaluation.first?.limit.id).toBe('npgsql-command-timeout')
  expect(evaluation.first?.firesAtMs).toBe(30_000)
})

test('a driver that is not in use ends nothing', () => {
  const evaluation = evaluate(limits, {
    ...DEFAULT_LIMITS_STATE,
    server: 'postgresql',
    statement: 'select',
    run: '40',
    values: {},
  })
  expect(evaluation.first).toBeUndefined()
})

test('a larger value never makes a limit fire earlier', () => {
  const entries = limits.filter(({ fixed }) => !fixed)
  const times = fc.integer({ min: 0, max: 100_000 })
  const jobs = fc.record({
    statement: fc.constantFrom('select', 'copy', 'vacuum'),
    queueSeconds: times,
    runSeconds: times,
    lockWaitSeconds: fc.constant(0),
    idleSeconds: times,
    inTransaction: fc.boolean(),
  })
  fc.assert(
    fc.property(
      fc.constantFrom(...entries),
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.nat(1_000_000),
      jobs,
      (entry, value, more, aJob) => {
        const at = (amount: number): number => firing(entry, amount, aJob as Job).firesAtMs ?? Number.POSITIVE_INFINITY
        expect(at(value + more)).toBeGreaterThanOrEqual(at(value))
      },
    ),
  )
})

test('a link gives a colleague the same comparison, and a broken one says so', () => {
  const known = (id: string): boolean => limits.some((entry) => entry.id === id)
  const state = {
    ...DEFAULT_LIMITS_STATE,
    server: 'postgresql' as const,
    idle: '2h',
    inTransaction: true,
    uses: ['PgBouncer'],
    values: { 'pg-lock-timeout': '5s' },
  }
  expect(decodeLimitsState(`#${encodeLimitsState(state)}`, known, ['PgBouncer'])).toEqual({ state })
  expect(decodeLimitsState('#v=9', known, []).note).toBeDefined()
  expect(decodeLimitsState('#v=1&l.nothing=3', known, []).note).toContain('nothing')
})

test.each([
  ['2400', 2400],
  ['40min', 2400],
  ['1h 30min', 5400],
  ['00:40:00', 2400],
  ['5:50', 350],
  ['', undefined],
  ['-5', undefined],
  ['soon', undefined],
  ['9999999999999', undefined],
])('%s is read as %s seconds', (text, expected) => {
  expect(readSeconds(text)).toBe(expected)
})

test('lengths read as a person says them', () => {
  expect([350, 5000, 350_000, 14_400_000, 86_399_000].map(duration)).toEqual([
    '350 ms',
    '5 s',
    '5 min 50 s',
    '4 h',
    '23 h 59 min',
  ])
  expect(inEveryUnit({ unit: 'ms' }, 3_600_000)).toBe('3,600,000 ms = 3,600 s = 1 h')
})

test('every limit names an error page that exists and sources that exist', () => {
  const content = new URL('../../../content/', import.meta.url)
  const missing = readdirSync(folder).flatMap((file) => {
    const { client, sources } = limitSchema.parse(parse(readFileSync(new URL(file, folder), 'utf8')))
    const files = [`errors/${client.errorId}.mdx`, ...sources.map((id) => `sources/${id}.yaml`)]
    return files.filter((path) => !existsSync(new URL(path, content))).map((path) => `${file}: ${path}`)
  })
  expect(missing).toEqual([])
})
