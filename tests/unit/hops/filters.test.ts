import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  compareRows,
  DEFAULT_HOPS_STATE,
  decodeHopsState,
  encodeHopsState,
  FILTER_KEYS,
  type FilterKey,
  type HopsState,
  rowMatches,
  SORT_COLUMNS,
} from '../../../src/site/hop-filters.ts'

const ALLOWED: Record<FilterKey, string[]> = {
  category: ['cloud-nat', 'tunnel'],
  environment: ['aws', 'azure'],
  change: ['yes', 'no'],
  expiry: ['silent', 'close'],
  keepalive: ['yes', 'no', 'not-applicable'],
}

const anyState: fc.Arbitrary<HopsState> = fc
  .record({
    q: fc.string({ maxLength: 60 }),
    filters: fc.record(
      Object.fromEntries(FILTER_KEYS.map((key) => [key, fc.constantFrom('', ...ALLOWED[key])])) as Record<
        FilterKey,
        fc.Arbitrary<string>
      >,
    ),
    sort: fc.constantFrom('' as const, ...SORT_COLUMNS),
    descending: fc.boolean(),
  })
  .map((state) => ({ ...state, descending: state.sort !== '' && state.descending }))

test('every choice of filters comes back from its link, without a note', () => {
  fc.assert(
    fc.property(anyState, (state) => {
      const hash = encodeHopsState(state)
      expect(decodeHopsState(hash === '' ? '' : `#${hash}`, ALLOWED)).toEqual({ state })
    }),
  )
})

test('a broken link never breaks the page', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const { state } = decodeHopsState(`#v=1&${text}`, ALLOWED)
      for (const key of FILTER_KEYS) expect(['', ...ALLOWED[key]]).toContain(state.filters[key])
    }),
  )
})

test('an unknown value in a link is named, and the rest of the link still applies', () => {
  const { state, note } = decodeHopsState('#v=1&environment=mars&change=yes&sort=-limit', ALLOWED)
  expect(note).toContain('“mars”')
  expect(state.filters).toMatchObject({ environment: '', change: 'yes' })
  expect(state).toMatchObject({ sort: 'limit', descending: true })
})

test('a link of an unknown version shows everything and says so; an anchor is left alone', () => {
  expect(decodeHopsState('#v=9&change=yes', ALLOWED)).toMatchObject({ state: DEFAULT_HOPS_STATE })
  expect(decodeHopsState('#v=9&change=yes', ALLOWED).note).toBeDefined()
  expect(decodeHopsState('#content', ALLOWED).note).toBeUndefined()
})

test('all words typed must occur, in any order and case, and every filter must fit', () => {
  const keys = new Set(['environment:aws', 'environment:linux', 'change:yes'])
  const state = (q: string, filters: Partial<HopsState['filters']> = {}): HopsState => ({
    ...DEFAULT_HOPS_STATE,
    q,
    filters: { ...DEFAULT_HOPS_STATE.filters, ...filters },
  })
  const text = 'AWS Network Load Balancer (TCP) /hops/aws-nlb-tcp/'
  expect(rowMatches(state('tcp NLB'), keys, text)).toBe(true)
  expect(rowMatches(state('tls nlb'), keys, text)).toBe(false)
  expect(rowMatches(state('', { environment: 'aws', change: 'yes' }), keys, text)).toBe(true)
  expect(rowMatches(state('', { environment: 'azure' }), keys, text)).toBe(false)
})

test('limits sort as numbers, and hops without one come last in both directions', () => {
  const rows = [350, undefined, 60, 432_000, undefined].map((limitSeconds) => ({ cells: [], limitSeconds }))
  const sorted = (descending: boolean) =>
    [...rows]
      .sort((a, b) => compareRows({ ...DEFAULT_HOPS_STATE, sort: 'limit', descending }, a, b))
      .map(({ limitSeconds }) => limitSeconds)
  expect(sorted(false)).toEqual([60, 350, 432_000, undefined, undefined])
  expect(sorted(true)).toEqual([432_000, 350, 60, undefined, undefined])
})
