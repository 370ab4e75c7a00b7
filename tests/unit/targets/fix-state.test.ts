import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  chooseSettings,
  DEFAULT_FIX_STATE,
  decodeFixState,
  describeSettings,
  encodeFixState,
  type FixState,
  PRESETS,
} from '../../../src/targets/fix-state.ts'

const isTarget = (id: string): boolean => ['linux-sysctl', 'windows-registry'].includes(id)
const digits = fc.integer({ min: 0, max: 999_999 }).map(String)

const states: fc.Arbitrary<FixState> = fc
  .record({
    target: fc.constantFrom('linux-sysctl', 'windows-registry'),
    preset: fc.constantFrom(...PRESETS),
    limit: digits,
    idle: digits,
    interval: digits,
    count: digits,
    options: fc.dictionary(fc.constantFrom('dsn', 'host'), fc.string({ minLength: 1 })),
  })
  // Only what the chosen preset uses is worth carrying in a link.
  .map((state) => ({
    ...state,
    limit: state.preset === 'limit' ? state.limit : DEFAULT_FIX_STATE.limit,
    ...(state.preset === 'custom' ? {} : { idle: '', interval: '', count: '' }),
    options: { ...state.options },
  }))

test('a link gives a colleague the same state', () => {
  fc.assert(
    fc.property(states, (state) => {
      expect(decodeFixState(`#${encodeFixState(state)}`, isTarget)).toEqual({ state })
    }),
  )
})

test('a link of another version, or of none, gives the defaults and says so', () => {
  for (const hash of ['#v=2&target=windows-registry', '#target=windows-registry', '#%%%']) {
    const { state, note } = decodeFixState(hash, isTarget)
    expect(state).toEqual(DEFAULT_FIX_STATE)
    expect(note).toMatch(/defaults/)
  }
})

test('the usable part of a link is used and the rest is named', () => {
  const { state, note } = decodeFixState('#v=1&target=windows-registry&preset=mine&limit=5m', isTarget)
  expect(state).toMatchObject({ target: 'windows-registry', preset: 'limit', limit: '350' })
  expect(note).toContain('mine')
  expect(note).toContain('5m')
})

test('whatever stands behind the hash, decoding ends with a usable state', () => {
  fc.assert(
    fc.property(fc.string(), (hash) => {
      const { state } = decodeFixState(`#${hash}`, isTarget)
      return isTarget(state.target) && PRESETS.includes(state.preset)
    }),
  )
})

test('the default recommendation holds behind 350 s', () => {
  const chosen = chooseSettings(DEFAULT_FIX_STATE, 'linux', undefined)
  expect(chosen.ok && describeSettings('linux', chosen.settings, 350).verdict).toBe('safe')
})

test('a number with a unit is named beside its field, with what would be right', () => {
  const chosen = chooseSettings(
    { ...DEFAULT_FIX_STATE, preset: 'custom', idle: '2m', interval: '30', count: '' },
    'linux',
    undefined,
  )
  expect(chosen).toEqual({
    ok: false,
    problems: [
      { field: 'idle', message: 'The idle time must be seconds as a whole number; got “2m”.' },
      { field: 'count', message: 'The probe count is missing: a whole number, such as 4.' },
    ],
  })
})

test('a limit that leaves no time for a probe gets no recipe but a reason', () => {
  expect(chooseSettings({ ...DEFAULT_FIX_STATE, limit: '0' }, 'linux', undefined).ok).toBe(false)
})

test('a published page that leaves the count open is completed with what the system uses unasked', () => {
  const chosen = chooseSettings({ ...DEFAULT_FIX_STATE, preset: 'published' }, 'macos', {
    vendor: 'AWS',
    idleSeconds: 200,
    intervalSeconds: 200,
  })
  expect(chosen.ok && chosen.settings.count).toBe(8)
  expect(chosen.ok && chosen.reasons.join()).toContain('no probe count')
})

test('published 200/200/5 on Linux is only fragile behind 350 s, because one lost probe is repeated after 400 s', () => {
  const outcome = describeSettings('linux', { enabled: true, idleSeconds: 200, intervalSeconds: 200, count: 5 }, 350)
  expect(outcome.verdict).toBe('fragile')
  expect(outcome.sentence).toContain('1,200 s')
})
