import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DRIVER_IDS } from '../../../src/model/drivers.ts'
import { splitHash } from '../../../src/model/hash-parts.ts'
import {
  DEFAULT_PATH_STATE,
  decodePath,
  encodePath,
  type HopOffer,
  KEEPALIVE_CHOICES,
  NEW_OWN_HOP,
  OWN_HOP,
  type PathState,
  parseSeconds,
  readPath,
} from '../../../src/model/path-state.ts'
import { predict } from '../../../src/model/predict.ts'
import { SERVER_IDS } from '../../../src/model/servers.ts'
import { SYSTEM_STACK_IDS } from '../../../src/model/stacks.ts'

const OFFERS: readonly HopOffer[] = [
  {
    group: 'Cloud NAT',
    limitKnown: true,
    hop: {
      id: 'aws-nat-gateway',
      title: 'AWS NAT gateway',
      idleLimitSeconds: 350,
      refreshedBy: 'any-packet',
      atExpiry: 'rst-to-next-sender',
      terminatesTcp: false,
    },
  },
]
const isHop = (id: string): boolean => OFFERS.some(({ hop }) => hop.id === id)
const problemsOf = (part: Partial<PathState>) => {
  const read = readPath({ ...DEFAULT_PATH_STATE, ...part }, OFFERS)
  return read.ok ? [] : read.problems
}

const typed = fc.string({ maxLength: 12 })
const ownHop = fc.record({
  id: fc.constant(OWN_HOP),
  limit: typed,
  refreshedBy: fc.constantFrom('any-packet' as const, 'data' as const),
  atExpiry: fc.constantFrom('silent' as const, 'rst-to-next-sender' as const, 'rst-to-both' as const, 'close' as const),
  terminatesTcp: fc.boolean(),
})
const knownHop = typed.map((limit) => ({ ...NEW_OWN_HOP, id: 'aws-nat-gateway', limit }))
const state: fc.Arbitrary<PathState> = fc
  .record({
    driver: fc.constantFrom(...DRIVER_IDS),
    system: fc.constantFrom(...SYSTEM_STACK_IDS),
    keepalive: fc.constantFrom(...KEEPALIVE_CHOICES),
    idle: typed,
    interval: typed,
    count: typed,
    hops: fc.array(fc.oneof(ownHop, knownHop), { maxLength: 8 }),
    server: fc.constantFrom(...SERVER_IDS),
    workload: fc.constantFrom('query' as const, 'idle' as const),
    seconds: typed,
    heartbeat: typed,
    serverTimeout: typed,
    detect: typed,
  })
  .map((made) => (made.keepalive === 'own' ? made : { ...made, idle: '', interval: '', count: '' }))

test('a path survives the way through a link, with every letter that was typed', () => {
  fc.assert(
    fc.property(state, (made) => {
      const hash = `#v=1&target=linux-sysctl&${encodePath(made)}`
      const { state: read, note } = decodePath(hash, isHop)
      expect(note).toBeUndefined()
      if (encodePath(made) !== '') expect(encodePath(read)).toBe(encodePath(made))
    }),
    { numRuns: 500 },
  )
})

test('the default path needs no link, and other keys of the address are left alone', () => {
  expect(encodePath(DEFAULT_PATH_STATE)).toBe('')
  expect(decodePath('#v=1&target=linux-sysctl&limit=240', isHop)).toEqual({ state: DEFAULT_PATH_STATE })
  expect(splitHash('#v=1&target=pgx&p.server=rds')).toEqual({ path: 'p.server=rds', rest: 'target=pgx' })
})

test('a broken link gives the default for what is broken, and says so', () => {
  const { state: read, note } = decodePath('#v=1&p.client=cobol:linux&p.hops=no-such-hop:5,custom:60', isHop)
  expect(read.driver).toBe('libpq')
  expect(read.hops).toEqual([{ ...NEW_OWN_HOP, limit: '60' }])
  expect(note).toContain('cobol')
  expect(note).toContain('no-such-hop')
})

test('a link of another version gives the default path, and says so', () => {
  const { state: read, note } = decodePath('#v=9&p.server=rds', isHop)
  expect(read).toEqual(DEFAULT_PATH_STATE)
  expect(note).toContain('“9”')
})

test('no link, however odd, breaks the page', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (key, value) => {
      const hash = `#v=1&p.${key}=${value}&p.hops=${value}&p.work=${value}&p.keepalive=own:${value}`
      const { state: read } = decodePath(hash, isHop)
      const path = readPath(read, OFFERS)
      if (path.ok) predict(path.path, path.workload)
    }),
  )
})

test('times are read as people write them', () => {
  expect(['2400', '40 min', '1h', ' 2,400 s ', '1.5 min', '2 d'].map(parseSeconds)).toEqual([
    2400, 2400, 3600, 2400, 90, 172_800,
  ])
  expect(['', '0', '-5', 'abc', '5 weeks', '1e9', '99999999999', 'NaN'].map(parseSeconds)).toEqual(
    Array.from({ length: 8 }, () => null),
  )
})

test('bad input is named beside its field, with what is allowed', () => {
  expect(problemsOf({ seconds: '-5' })).toMatchObject([{ field: 'seconds', message: expect.stringContaining('“-5”') }])
  expect(problemsOf({ keepalive: 'own', idle: '40000', interval: '10', count: '5' })).toMatchObject([
    { field: 'idle', message: expect.stringContaining('1 to 32,767 s; got 40,000 s') },
  ])
  expect(problemsOf({ keepalive: 'own', idle: '60', interval: '10', count: 'many' })).toMatchObject([
    { field: 'count', message: expect.stringContaining('“many”') },
  ])
  expect(problemsOf({ hops: [{ ...NEW_OWN_HOP, limit: '' }] })).toMatchObject([
    { field: 'hop-0', message: expect.stringContaining('none') },
  ])
})

test('the default path is the 40 minute COPY behind 350 s, and it is cut', () => {
  const read = readPath(DEFAULT_PATH_STATE, OFFERS)
  if (!read.ok) throw new Error('the default path cannot be read')
  expect(predict(read.path, read.workload).outcome).toMatchObject({ kind: 'cut', atMs: 350_000 })
})
