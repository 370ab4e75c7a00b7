import fc from 'fast-check'
import { expect, test } from 'vitest'
import { resolveKeepalive } from '../../../src/model/drivers.ts'
import type { KeepaliveSettings } from '../../../src/model/keepalive.ts'
import type { Hop, Path, Workload } from '../../../src/model/path.ts'
import { predict } from '../../../src/model/predict.ts'
import { recommend, withAdvice } from '../../../src/model/recommend.ts'
import { type Chance, PUNCTUAL, simulate } from '../../helpers/packet-simulator.ts'

const keepalive: fc.Arbitrary<KeepaliveSettings> = fc.record({
  enabled: fc.boolean(),
  idleSeconds: fc.integer({ min: 1, max: 60 }),
  intervalSeconds: fc.integer({ min: 1, max: 40 }),
  count: fc.integer({ min: 1, max: 9 }),
})

const hop: fc.Arbitrary<Hop> = fc
  .record({
    limit: fc.option(fc.integer({ min: 1, max: 90 }), { nil: null, freq: 6 }),
    refreshedBy: fc.constantFrom('any-packet' as const, 'any-packet' as const, 'data' as const),
    atExpiry: fc.constantFrom(
      'silent' as const,
      'rst-to-next-sender' as const,
      'rst-to-both' as const,
      'close' as const,
    ),
    terminatesTcp: fc.constantFrom(false, false, true),
    resetsOnly: fc.constantFrom(undefined, 'client' as const, 'server' as const),
    onward: fc.option(keepalive, { nil: undefined }),
    inward: fc.option(keepalive, { nil: undefined }),
  })
  .map(({ limit, refreshedBy, atExpiry, terminatesTcp, resetsOnly, onward, inward }) => ({
    id: 'custom',
    title: 'the hop',
    idleLimitSeconds: limit,
    refreshedBy,
    atExpiry,
    terminatesTcp,
    ...(resetsOnly && { resetsOnly }),
    ...(terminatesTcp && onward && { onwardKeepalive: onward }),
    ...(terminatesTcp && inward && { inwardKeepalive: inward }),
  }))

const system = fc.constantFrom('linux' as const, 'linux' as const, 'macos' as const)
const path: fc.Arbitrary<Path> = fc.record({
  client: fc.record({
    system,
    driver: fc.constant('libpq' as const),
    keepalive: keepalive.map((driver) => ({ driver })),
    userTimeoutMs: fc.constantFrom(0, 0, 5_000, 45_000),
    tcpRetries2: fc.integer({ min: 1, max: 15 }),
  }),
  hops: fc.array(hop, { maxLength: 4 }),
  server: fc.record({ system: fc.constant('linux' as const), keepalive, tcpRetries2: fc.integer({ min: 1, max: 15 }) }),
})
const workload: fc.Arbitrary<Workload> = fc.record({
  kind: fc.constantFrom('query' as const, 'idle' as const),
  seconds: fc.integer({ min: 1, max: 400 }),
})

const run = (where: Path, what: Workload, chance: Chance) =>
  simulate(where, resolveKeepalive(where.client).settings, what, chance)

test('over thousands of random paths the packet simulator cuts the same hop at the same millisecond', () => {
  fc.assert(
    fc.property(path, workload, (where, what) => {
      const { outcome } = predict(where, what)
      const { cut } = run(where, what, PUNCTUAL)
      expect(outcome.kind === 'cut' ? { place: outcome.place, atMs: outcome.atMs } : null).toEqual(cut)
    }),
    { numRuns: 4000 },
  )
})

test('over thousands of random paths the simulated client learns the same thing at the same millisecond', () => {
  fc.assert(
    fc.property(path, workload, (where, what) => {
      fc.pre(where.client.system === 'linux')
      const { client } = run(where, what, PUNCTUAL)
      const seen = predict({ ...where, client: { ...where.client, driver: 'tokio-postgres' } }, what).client
      const expected = seen.kind === 'nothing' ? null : { what: seen.failure ?? 'result', atMs: seen.atMs }
      if (client === null && expected !== null) expect(expected.atMs).toBeGreaterThan(what.seconds * 3000 + 2_000_000)
      else expect(expected).toEqual(client)
    }),
    { numRuns: 4000 },
  )
})

test('what is called safe survives every late timer', () => {
  fc.assert(
    fc.property(path, workload, fc.infiniteStream(fc.integer({ min: 0, max: 127 })), (where, what, lateness) => {
      fc.pre(predict(where, what).outcome.kind === 'survives')
      const late = (ms: number): number => Math.floor((ms * (lateness.next().value ?? 0)) / 1000)
      expect(run(where, what, { ...PUNCTUAL, late }).cut).toBeNull()
    }),
    { numRuns: 3000 },
  )
})

/** Settings of every end that could give up before the third probe are made patient. */
const patient = (settings: KeepaliveSettings): KeepaliveSettings => ({ ...settings, count: settings.count + 2 })
const patientPath = path.map(
  (where): Path => ({
    ...where,
    client: {
      ...where.client,
      userTimeoutMs: 0,
      keepalive: { driver: patient(resolveKeepalive(where.client).settings) },
    },
    server: { ...where.server, keepalive: patient(where.server.keepalive) },
    hops: where.hops.map((h) => ({
      ...h,
      ...(h.onwardKeepalive && { onwardKeepalive: patient(h.onwardKeepalive) }),
      ...(h.inwardKeepalive && { inwardKeepalive: patient(h.inwardKeepalive) }),
    })),
  }),
)

test('what is called safe survives any two probes lost in a row when no end gives up before the third', () => {
  fc.assert(
    fc.property(patientPath, workload, fc.infiniteStream(fc.boolean()), (where, what, losses) => {
      fc.pre(predict(where, what).outcome.kind === 'survives')
      const inARow = new Map<number, number>()
      const lost = (socket: number): boolean => {
        const before = inARow.get(socket) ?? 0
        const now = before < 2 && losses.next().value === true
        inARow.set(socket, now ? before + 1 : 0)
        return now
      }
      expect(run(where, what, { ...PUNCTUAL, lost }).cut).toBeNull()
    }),
    { numRuns: 3000 },
  )
})

test('a larger idle limit never makes a hop worse', () => {
  const rank = { cut: 0, fragile: 1, safe: 2 }
  fc.assert(
    fc.property(path, workload, fc.nat({ max: 3 }), fc.integer({ min: 1, max: 200 }), (where, what, index, more) => {
      const target = where.hops[index]
      fc.pre(target !== undefined && target.idleLimitSeconds !== null)
      const hops = where.hops.map((h, at) =>
        at === index ? { ...h, idleLimitSeconds: (h.idleLimitSeconds ?? 0) + more } : h,
      )
      const before = predict(where, what).hops[index]
      const after = predict({ ...where, hops }, what).hops[index]
      if (before && after) expect(rank[after.verdict]).toBeGreaterThanOrEqual(rank[before.verdict])
    }),
    { numRuns: 2000 },
  )
})

test('what is recommended is safe on every hop it does not name as impossible', () => {
  const limits = fc.integer({ min: 4, max: 7200 })
  fc.assert(
    fc.property(path, fc.array(limits, { minLength: 4, maxLength: 4 }), workload, (where, larger, what) => {
      const hops = where.hops.map((h, index) => ({
        ...h,
        idleLimitSeconds: h.idleLimitSeconds === null ? null : (larger[index] ?? 60),
      }))
      const long = { ...what, seconds: what.seconds * 20 }
      const asked = { ...where, hops }
      const advice = recommend(asked, long)
      const after = predict(withAdvice(asked, advice), long)
      const impossible = new Set(advice.impossible.map(({ place }) => place))
      for (const verdict of after.hops) {
        if (!impossible.has(verdict.place)) expect(verdict).toMatchObject({ verdict: 'safe' })
      }
      expect(advice.ok).toBe(impossible.size === 0)
    }),
    { numRuns: 2000 },
  )
})
