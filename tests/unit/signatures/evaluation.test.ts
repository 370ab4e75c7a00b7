import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createMatcher } from '../../../src/signatures/matcher.ts'
import { searchSignatures } from '../../../src/signatures/search.ts'
import { derive, type LabelledPaste } from '../../helpers/derive.ts'
import { readIndex } from '../../helpers/families.ts'

const FOLDER = 'tests/fixtures/pastes'
const readLines = <T>(name: string): T[] =>
  readFileSync(`${FOLDER}/${name}`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T)

const index = readIndex()
const matcher = createMatcher(index)

interface Score {
  readonly pastes: number
  readonly top1: number
  readonly top3: number
  readonly unrelated: number
  readonly falseMatches: number
}

/** Shares of right answers among pastes with a family, and of false matches among those without one. */
const score = (pastes: readonly LabelledPaste[]): Score => {
  const related = pastes.filter(({ expected_signature }) => expected_signature !== null)
  const unrelated = pastes.filter(({ expected_signature }) => expected_signature === null)
  const isRight = ({ expected_signature, acceptable }: LabelledPaste, id: string | undefined): boolean =>
    id !== undefined && (id === expected_signature || acceptable.includes(id))
  const answers = (labelled: LabelledPaste): string[] => matcher.diagnose(labelled.paste).matches.map(({ id }) => id)
  const share = (items: readonly LabelledPaste[], holds: (item: LabelledPaste) => boolean): number =>
    items.length === 0 ? 0 : items.filter(holds).length / items.length
  return {
    pastes: related.length,
    top1: share(related, (item) => isRight(item, answers(item)[0])),
    top3: share(related, (item) =>
      answers(item)
        .slice(0, 3)
        .some((id) => isRight(item, id)),
    ),
    unrelated: unrelated.length,
    falseMatches: share(unrelated, (item) => {
      const [first] = answers(item)
      return first !== undefined && !item.acceptable.includes(first)
    }),
  }
}

const report = (what: string, { pastes, top1, top3, unrelated, falseMatches }: Score): void => {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
  console.info(
    `${what}: ${pastes} pastes, top-1 ${percent(top1)}, top-3 ${percent(top3)}; ${unrelated} unrelated, false ${percent(falseMatches)}`,
  )
}

const real = readLines<LabelledPaste>('real.jsonl')
const threads = ['threads.jsonl', 'threads-2.jsonl', 'threads-3.jsonl'].flatMap((name) =>
  readLines<LabelledPaste>(name),
)
const unrelated = ['unrelated.jsonl', 'unrelated-2.jsonl']
  .flatMap((name) => readLines<{ paste: string }>(name))
  .map(({ paste }) => ({
    paste,
    expected_signature: null,
    acceptable: [],
  }))

describe('right answers', () => {
  test.each([
    ['real pastes', real],
    ['pastes after public threads', threads],
  ])('%s find their page', (what, pastes) => {
    const result = score(pastes)
    report(what, result)
    expect(result.top1).toBeGreaterThanOrEqual(0.94)
    expect(result.top3).toBeGreaterThanOrEqual(0.97)
    expect(result.falseMatches).toBe(0)
  })

  test('wrapped, escaped, coloured, quoted and buried pastes find their page as well', () => {
    const derived = derive([...real, ...threads])
    const result = score(derived)
    report('derived pastes', result)
    expect(result.pastes).toBeGreaterThanOrEqual(300)
    expect(result.top1).toBeGreaterThanOrEqual(0.94)
    expect(result.top3).toBeGreaterThanOrEqual(0.97)
    expect(result.falseMatches).toBeLessThanOrEqual(0.01)
  })

  test('errors of other products and other kinds find nothing', () => {
    const result = score(unrelated)
    report('unrelated errors', result)
    expect(result.unrelated).toBeGreaterThanOrEqual(60)
    expect(result.falseMatches).toBeLessThanOrEqual(0.02)
    const distorted = score(derive(unrelated))
    report('unrelated errors, derived', distorted)
    expect(distorted.falseMatches).toBeLessThanOrEqual(0.02)
  })
})

describe('phrases', () => {
  test.each(['queries.jsonl', 'queries-2.jsonl'])(
    'what people type finds the error among the first three: %s',
    (name) => {
      const phrases = readLines<{ query: string; expected: string }>(name).filter(
        ({ expected }) => !expected.startsWith('topic:'),
      )
      const found = phrases.filter(({ query, expected }) =>
        searchSignatures(index, query, 3).some(({ id }) => id === expected),
      )
      const share = found.length / phrases.length
      console.info(`phrases of ${name}: ${phrases.length}, top-3 ${(100 * share).toFixed(1)} %`)
      expect(share).toBeGreaterThanOrEqual(0.9)
    },
  )
})

test('a paste of a megabyte is read, wherever the error stands', () => {
  const line = '2026-01-01 10:00:00,123 [worker-7] INFO com.acme.Orders - processed order 18273 in 12 ms & ok\n'
  const paste = `${line.repeat(9000)}FATAL: terminating connection due to administrator command\n${line.repeat(3000)}`
  expect(paste.length).toBeGreaterThan(1_000_000)
  const { matches } = matcher.diagnose(paste)
  expect(matches[0]).toMatchObject({ id: 'pg-admin-shutdown', line: 9000 })
})

test.each([
  ['one endless word', 'a'],
  ['nothing but ampersands', '&'],
  ['nothing but backslashes', '\\'],
  ['a beginning that never ends', 'connection to server at '],
  ['frames without an end', 'at x('],
  ['the same error over and over', 'Error: read ECONNRESET\n at Socket.on (net.js:1)\n'],
  ['cut texts', 'SSL connection has been closed unexpec… '],
  ['another product on every line', 'redis Broken pipe\n'],
])('a hostile megabyte gets an answer: %s', (_what, piece) => {
  const { state } = matcher.diagnose(piece.repeat(Math.ceil(1_000_000 / piece.length)))
  expect(['matched', 'no-match']).toContain(state)
})
