import { expect, test } from 'vitest'
import type { KeepaliveSettings, StatedKeepalive } from '../../../src/model/keepalive.ts'
import type { AtExpiry, Client, Hop, Path, Workload } from '../../../src/model/path.ts'
import { predict } from '../../../src/model/predict.ts'
import { recommend, withAdvice } from '../../../src/model/recommend.ts'

const OFF: KeepaliveSettings = { enabled: false, idleSeconds: 7200, intervalSeconds: 75, count: 9 }
const hop = (idleLimitSeconds: number | null, atExpiry: AtExpiry = 'silent', more: Partial<Hop> = {}): Hop => ({
  id: 'custom',
  title: 'the router',
  idleLimitSeconds,
  refreshedBy: 'any-packet',
  atExpiry,
  terminatesTcp: false,
  ...more,
})
const proxy = (idleLimitSeconds: number | null, more: Partial<Hop> = {}): Hop =>
  hop(idleLimitSeconds, 'close', { id: 'haproxy', title: 'HAProxy', refreshedBy: 'data', terminatesTcp: true, ...more })
const psql = (driver: StatedKeepalive = {}, more: Partial<Client> = {}): Client => ({
  system: 'linux',
  driver: 'libpq',
  keepalive: { driver },
  ...more,
})
const path = (client: Client, hops: readonly Hop[], server: Partial<Path['server']> = {}): Path => ({
  client,
  hops,
  server: { system: 'linux', keepalive: OFF, ...server },
})
const query = (seconds: number): Workload => ({ kind: 'query', seconds })

test('a 40 minute COPY behind a 350 s NAT is cut at 350 s, because the first probe would leave at 7,200 s', () => {
  const { outcome, sentence } = predict(path(psql(), [hop(350)]), query(2400))
  expect(outcome).toMatchObject({ kind: 'cut', place: 1, atMs: 350_000 })
  expect(sentence).toContain('350 s')
  expect(sentence).toContain('7,200 s')
})

test('the same COPY with what is recommended survives for sure', () => {
  const before = path(psql(), [hop(350)])
  const after = withAdvice(before, recommend(before, query(2400)))
  expect(predict(after, query(2400)).outcome).toEqual({ kind: 'survives', atMs: 2_400_000 })
})

test('a client that only waits behind a silent cut, without keepalive, waits for ever', () => {
  const { client } = predict(path(psql({ enabled: false }), [hop(4)]), query(12))
  expect(client.kind).toBe('nothing')
})

test('a RST router does not tell a client that only waits', () => {
  const { client, server } = predict(path(psql({ enabled: false }), [hop(4, 'rst-to-next-sender')]), query(12))
  expect(client.kind).toBe('nothing')
  expect(server).toMatchObject({ failure: 'reset', atMs: 12_000 })
})

test('a late probe through a silent router ends in "Connection timed out" after idle + interval × count', () => {
  const { client } = predict(path(psql({ idleSeconds: 5, intervalSeconds: 1, count: 3 }), [hop(3)]), query(9))
  expect(client).toMatchObject({ failure: 'timed-out', atMs: 8000 })
  expect(client.error?.lines[0]).toBe('could not receive data from server: Connection timed out')
})

test('a late probe through a RST router ends in "server closed the connection unexpectedly"', () => {
  const { client } = predict(
    path(psql({ idleSeconds: 5, intervalSeconds: 1, count: 3 }), [hop(3, 'rst-to-next-sender')]),
    query(9),
  )
  expect(client).toMatchObject({ failure: 'reset', atMs: 5000 })
  expect(client.error?.lines[0]).toBe('server closed the connection unexpectedly')
})

test('measured: probes with TCP_USER_TIMEOUT 9 s and 2/1/2 give up at 9 s, not at 4 s', () => {
  const client = psql({ idleSeconds: 2, intervalSeconds: 1, count: 2 }, { userTimeoutMs: 9000 })
  expect(predict(path(client, [hop(1)]), query(60)).client.atMs).toBe(9000)
})

test('measured: TCP_USER_TIMEOUT 1 s with 4/1/9 gives up at 5 s, one interval after the first probe', () => {
  const client = psql({ idleSeconds: 4, intervalSeconds: 1, count: 9 }, { userTimeoutMs: 1000 })
  expect(predict(path(client, [hop(1)]), query(60)).client.atMs).toBe(5000)
})

test('measured: a statement sent into a dead path with tcp_retries2 = 3 fails 3 to 7 s later, whatever keepalive says', () => {
  const client = psql({ idleSeconds: 60, intervalSeconds: 1, count: 1 }, { tcpRetries2: 3 })
  const seen = predict(path(client, [hop(3)]), { kind: 'idle', seconds: 7 }).client
  expect(seen).toMatchObject({ failure: 'timed-out', atMs: 10_000 })
  expect(seen.latestMs).toBeGreaterThanOrEqual(7000 + 6550)
  expect(seen.latestMs).toBeLessThan(7000 + 8000)
})

test('measured: a count of 0 on Linux ends a healthy connection after idle seconds, without a probe', () => {
  const { outcome } = predict(path(psql({ idleSeconds: 3, intervalSeconds: 1, count: 0 }), []), query(60))
  expect(outcome).toEqual({ kind: 'cancelled', timer: 'keepalive-count-zero', atMs: 3000 })
})

test('measured: a negative idle time never probes, a negative interval probes once', () => {
  const cutAt = (driver: StatedKeepalive) => predict(path(psql(driver), [hop(10)]), query(60)).outcome
  expect(cutAt({ idleSeconds: -1 })).toMatchObject({ kind: 'cut', atMs: 10_000 })
  expect(cutAt({ idleSeconds: 2, intervalSeconds: -1 })).toMatchObject({ kind: 'cut', atMs: 12_000 })
})

test('the trap interval > limit > idle: the first probe passes, the second comes too late', () => {
  const { outcome, sentence } = predict(path(psql({ idleSeconds: 2, intervalSeconds: 75 }), [hop(4)]), query(13))
  expect(outcome).toMatchObject({ kind: 'cut', atMs: 6000 })
  expect(sentence).toContain('75 s apart')
})

test('macOS does not know that trap: its period is the idle time alone', () => {
  const client = psql({ idleSeconds: 2, intervalSeconds: 75, count: 8 }, { system: 'macos' })
  expect(predict(path(client, [hop(4)]), query(13)).outcome.kind).toBe('fragile')
})

test('keepalive of the server alone saves the connection', () => {
  const server = { keepalive: { enabled: true, idleSeconds: 1, intervalSeconds: 1, count: 9 } }
  expect(predict(path(psql({ enabled: false }), [hop(4)], server), query(13)).outcome.kind).toBe('survives')
})

test('a proxy in between answers the client itself: its probes do not reach the router behind', () => {
  const { outcome, hops, client } = predict(
    path(psql({ idleSeconds: 1, intervalSeconds: 1 }), [proxy(null), hop(4)]),
    query(13),
  )
  expect(outcome).toMatchObject({ kind: 'cut', place: 2, atMs: 4000 })
  expect(hops[1]?.reason).toContain('HAProxy')
  expect(client.kind).toBe('nothing')
})

test('keepalive of the proxy on its own leg does reach it', () => {
  const onwardKeepalive = { enabled: true, idleSeconds: 1, intervalSeconds: 1, count: 9 }
  const hops = [proxy(null, { onwardKeepalive }), hop(4)]
  expect(predict(path(psql({ enabled: false }), hops), query(13)).outcome.kind).toBe('survives')
})

test('a proxy that counts data closes both sides at its limit, and no keepalive helps', () => {
  const asked = path(psql({ idleSeconds: 1, intervalSeconds: 1 }), [proxy(4)])
  const { outcome, client } = predict(asked, query(13))
  expect(outcome).toMatchObject({ kind: 'cut', place: 1, atMs: 4000 })
  expect(client).toMatchObject({ failure: 'closed', atMs: 4000 })
  const { ok, impossible } = recommend(asked, query(13))
  expect(ok).toBe(false)
  expect(impossible[0]?.why).toContain('data only')
  expect(impossible[0]?.help[0]).toContain('13 s')
})

test('a heartbeat keeps such a proxy alive while the session is idle', () => {
  const idle: Workload = { kind: 'idle', seconds: 60, heartbeatSeconds: 2 }
  expect(predict(path(psql(), [proxy(4)]), idle).outcome).toEqual({ kind: 'survives', atMs: 60_000 })
})

test('a statement timeout before the idle limit cancels, and the client reads the message of the server', () => {
  const asked = path(psql(), [hop(350)], { statementTimeoutSeconds: 60 })
  const { outcome, client } = predict(asked, query(2400))
  expect(outcome).toEqual({ kind: 'cancelled', timer: 'statement-timeout', atMs: 60_000 })
  expect(client.error?.lines[0]).toContain('canceling statement due to statement timeout')
})

test('the idle-session timeout is seen with the next statement', () => {
  const asked = path(psql(), [], { idleSessionTimeoutSeconds: 3 })
  const { client } = predict(asked, { kind: 'idle', seconds: 10 })
  expect(client).toMatchObject({ failure: 'idle-session-timeout', atMs: 10_000 })
})

test('pgjdbc leaves keepalive off: settings of the operating system alone change nothing', () => {
  const os = { idleSeconds: 1, intervalSeconds: 1, count: 3 }
  const client: Client = { system: 'linux', driver: 'pgjdbc', keepalive: { os } }
  expect(predict(path(client, [hop(4)]), query(13)).outcome.kind).toBe('cut')
  const on: Client = { ...client, keepalive: { os, dsn: { enabled: true } } }
  expect(predict(path(on, [hop(4)]), query(13)).outcome.kind).toBe('survives')
})

test('the driver beats the connection string, which beats the operating system', () => {
  const client: Client = {
    system: 'linux',
    driver: 'libpq',
    keepalive: {
      driver: { idleSeconds: 10 },
      dsn: { idleSeconds: 20, count: 5 },
      os: { intervalSeconds: 30, count: 7 },
    },
  }
  const { keepalive } = predict(path(client, []), query(1))
  expect(keepalive.settings).toEqual({ enabled: true, idleSeconds: 10, intervalSeconds: 30, count: 5 })
  expect(keepalive.origin).toEqual({
    enabled: 'driver-default',
    idleSeconds: 'driver',
    intervalSeconds: 'os',
    count: 'dsn',
  })
})

test('libpq on Windows ignores the registry, Node.js fixes interval and count, Go needs no help', () => {
  const windows: Client = { system: 'windows', driver: 'libpq', keepalive: { os: { idleSeconds: 30 } } }
  expect(predict(path(windows, []), query(1)).keepalive.settings.idleSeconds).toBe(7200)
  const node: Client = {
    system: 'linux',
    driver: 'node-postgres',
    keepalive: { driver: { enabled: true, idleSeconds: 5 } },
  }
  expect(predict(path(node, [hop(1)]), query(60)).client).toMatchObject({ atMs: 15_000, failure: 'timed-out' })
  const go: Client = { system: 'linux', driver: 'pgx', keepalive: {} }
  expect(predict(path(go, [hop(350)]), query(2400)).outcome.kind).toBe('survives')
})

test('a query of one day with a probe every second is answered quickly and exactly', () => {
  const asked = path(psql({ idleSeconds: 1, intervalSeconds: 1 }), [hop(350), proxy(80_000), hop(3)])
  expect(predict(asked, query(86_400)).outcome).toMatchObject({ kind: 'cut', place: 3, atMs: 3000 })
})
