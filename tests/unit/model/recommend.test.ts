import { expect, test } from 'vitest'
import type { Path } from '../../../src/model/path.ts'
import { recommend, recommendForIdleLimit, verdictForLimit } from '../../../src/model/recommend.ts'
import type { StackId } from '../../../src/model/stacks.ts'
import { DEFAULT_SERVER } from '../../../src/timeline/cases.ts'

const NAT = { refreshedBy: 'any-packet', atExpiry: 'silent', terminatesTcp: false } as const

const settingsFor = (limitSeconds: number | null, stack: StackId) => {
  const advice = recommendForIdleLimit(limitSeconds, stack)
  if (!advice.ok) throw new Error(advice.why)
  return advice.recommendation
}

test('a 350 s NAT on Linux gets 120/30/4, a dead peer is noticed after 240 s', () => {
  const { settings, detectionSeconds } = settingsFor(350, 'linux')
  expect(settings).toEqual({ enabled: true, idleSeconds: 120, intervalSeconds: 30, count: 4 })
  expect(detectionSeconds).toBe(240)
})

test('Windows keeps its fixed ten probes, and the interval makes room for them', () => {
  const { settings, reasons } = settingsFor(350, 'windows')
  expect(settings).toEqual({ enabled: true, idleSeconds: 120, intervalSeconds: 20, count: 10 })
  expect(reasons.count).toContain('always sends 10')
})

test('Node.js keeps its fixed interval of 1 s', () => {
  expect(settingsFor(350, 'node').settings).toMatchObject({ intervalSeconds: 1, count: 10 })
})

test('measured with a 4 s router on Linux: 2/75, 3/75, 2/5 and 1/4 are cut, 2/3, 3/3, 1/3 and 2/1 are not', () => {
  const verdict = (idleSeconds: number, intervalSeconds: number) =>
    verdictForLimit(4, 'linux', { enabled: true, idleSeconds, intervalSeconds, count: 9 })
  expect([verdict(2, 75), verdict(3, 75), verdict(2, 5), verdict(1, 4)]).toEqual(['cut', 'cut', 'cut', 'cut'])
  expect([verdict(2, 3), verdict(3, 3), verdict(1, 3), verdict(2, 1)]).not.toContain('cut')
})

test('340 s on Linux is fragile behind 350 s: 8 of 20 measured probes left too late', () => {
  const settings = { enabled: true, idleSeconds: 340, intervalSeconds: 75, count: 9 }
  expect(verdictForLimit(350, 'linux', settings)).toBe('fragile')
})

test('the advice of 200/200/5 never lives behind 200 s and has no room for a lost probe behind 350 s', () => {
  const settings = { enabled: true, idleSeconds: 200, intervalSeconds: 200, count: 5 }
  expect(verdictForLimit(180, 'linux', settings)).toBe('cut')
  expect(verdictForLimit(200, 'linux', settings)).toBe('cut')
  expect(verdictForLimit(350, 'linux', settings)).toBe('fragile')
})

test('a limit too short for two repetitions is said to be impossible, with what would help', () => {
  const advice = recommendForIdleLimit(2, 'linux')
  expect(advice).toMatchObject({ ok: false, why: expect.stringContaining('2 s') })
  expect(!advice.ok && advice.help.length).toBeGreaterThan(0)
})

test('where a limit is too short, the hop that has it is named', () => {
  const hops: Path['hops'] = [
    { id: 'a', title: 'the slow one', idleLimitSeconds: 900, ...NAT },
    { id: 'b', title: 'the quick one', idleLimitSeconds: 2, ...NAT },
  ]
  const client = { system: 'linux', driver: 'libpq', keepalive: {} } as const
  const { ok, client: own } = recommend({ client, hops, server: DEFAULT_SERVER }, { kind: 'query', seconds: 60 })
  expect(ok).toBe(false)
  expect(!own.advice.ok && own.advice.help[0]).toContain('the quick one')
})

test('a dead server that must be noticed too soon is refused, with what is possible', () => {
  const advice = recommendForIdleLimit(350, 'windows', { detectWithinSeconds: 5 })
  expect(advice).toMatchObject({ ok: false, why: expect.stringContaining('5 s') })
  expect(recommendForIdleLimit(350, 'linux', { detectWithinSeconds: 60 })).toMatchObject({
    ok: true,
    recommendation: { detectionSeconds: 60 },
  })
})
