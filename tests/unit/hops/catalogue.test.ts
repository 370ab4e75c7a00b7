import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { type HopEntry, hopSchema, isConfirmed } from '../../../src/schemas/hop.ts'
import {
  AT_EXPIRY_ERRORS,
  canCut,
  fillableLimit,
  longText,
  planningLimit,
  summaryOf,
  toChoice,
  toModelHop,
} from '../../../src/site/hop-words.ts'

const DIRECTORY = 'content/hops'
const files = readdirSync(DIRECTORY).filter((name) => name.endsWith('.yaml'))
const hops = new Map<string, HopEntry>(
  files.map((name) => {
    const parsed = hopSchema.safeParse(
      parse(readFileSync(`${DIRECTORY}/${name}`, 'utf8'), { customTags: ['timestamp'] }),
    )
    if (!parsed.success) throw new Error(`${name}: ${parsed.error.message}`)
    return [name.replace(/\.yaml$/, ''), parsed.data]
  }),
)
const entry = (id: string): HopEntry => {
  const found = hops.get(id)
  if (!found) throw new Error(`no hop ${id}`)
  return found
}

test('the catalogue holds all 126 rows, and every row has a source', () => {
  expect(hops.size).toBe(126)
  for (const [id, hop] of hops) expect(hop.sources.length, id).toBeGreaterThan(0)
})

test('no two hops have the same title', () => {
  const titles = [...hops.values()].map(({ title }) => title)
  expect(new Set(titles).size).toBe(titles.length)
})

test('related hops exist and none names itself', () => {
  for (const [id, hop] of hops) {
    for (const other of hop.related) {
      expect(other, id).not.toBe(id)
      expect(hops.has(other), `${id} → ${other}`).toBe(true)
    }
  }
})

test('a hop whose timer counts any packet never says that keepalive does not count, and the other way round', () => {
  for (const [id, hop] of hops) {
    if (hop.role !== 'hop') continue
    if (hop.refreshedBy === 'any-packet') expect(hop.keepalive.counts, id).not.toBe('no')
    if (hop.refreshedBy === 'data') expect(hop.keepalive.counts, id).not.toBe('yes')
  }
})

test('a silent tracker does not end TCP, and a proxy that ends TCP counts data or says why not', () => {
  for (const [id, hop] of hops) {
    if (hop.role !== 'hop' || !hop.terminatesTcp) continue
    expect(hop.atExpiry, id).not.toBe('silent')
    if (hop.refreshedBy === 'any-packet') expect(hop.keepalive.note, id).toBeDefined()
  }
})

test('the default lies inside the range it can be changed to', () => {
  for (const [id, hop] of hops) {
    const { minSeconds = 0, maxSeconds = Number.POSITIVE_INFINITY, possible } = hop.change
    const limit = hop.idleLimitSeconds
    if (possible !== 'yes' || limit === null) continue
    expect(limit, id).toBeGreaterThanOrEqual(minSeconds)
    expect(limit, id).toBeLessThanOrEqual(maxSeconds)
  }
})

test('a hop that can be undone can be changed first', () => {
  for (const [id, { change }] of hops) {
    if (change.undo.length > 0) expect(change.now.length, id).toBeGreaterThan(0)
  }
})

test('a figure from memory or from third parties is never filled in for the reader', () => {
  for (const [id, hop] of hops) {
    if (!isConfirmed(hop.defaultGrade)) expect(fillableLimit(hop), id).toBeUndefined()
  }
  expect(fillableLimit(entry('aws-nat-gateway'))).toBe(350)
  expect(fillableLimit(entry('haproxy-tcp'))).toBeNull()
  expect(fillableLimit(entry('stunnel'))).toBeUndefined()
  expect(fillableLimit(entry('aws-global-accelerator'))).toBeUndefined()
})

test('where sources disagree the reader plans with the careful figure', () => {
  expect(planningLimit(entry('redshift-serverless'))).toBe(3600)
  expect(planningLimit(entry('azure-private-link-service'))).toBe(240)
})

test('"not known" and "none" are different things', () => {
  expect(entry('zscaler-zpa')).toMatchObject({ idleLimitKnown: false, idleLimitSeconds: null })
  expect(entry('traefik-tcp')).toMatchObject({ idleLimitKnown: true, idleLimitSeconds: null })
  expect(summaryOf(entry('zscaler-zpa'))).toContain('not known')
  expect(summaryOf(entry('traefik-tcp'))).toContain('no idle limit')
})

test('a timer that only retires unused pool connections cuts nobody on a path', () => {
  const choice = toChoice('pgbouncer-server', entry('pgbouncer-server'))
  expect(toModelHop(choice, 600).idleLimitSeconds).toBeNull()
})

test('a pooler with keepalive of its own takes it onto the path', () => {
  const choice = toChoice('odyssey', entry('odyssey'))
  expect(toModelHop(choice, null).onwardKeepalive).toEqual({
    enabled: true,
    idleSeconds: 15,
    intervalSeconds: 5,
    count: 3,
  })
})

test('every summary names its figure, marks an unconfirmed one, and fits a search result', () => {
  for (const [id, hop] of hops) {
    const summary = summaryOf(hop)
    expect(summary.length, id).toBeLessThanOrEqual(200)
    const figure = hop.otherFigure?.seconds ?? hop.idleLimitSeconds
    if (figure !== null) expect(summary.replaceAll(',', ''), id).toContain(`${figure} s`)
    if (figure !== null && !isConfirmed(hop.defaultGrade)) expect(summary, id).toContain('unconfirmed')
  }
})

test('long times are also given in hours and minutes', () => {
  expect(longText(7440)).toBe('2 h 4 min')
  expect(longText(432_000)).toBe('5 d')
  expect(longText(60)).toBeUndefined()
})

test('no page talks of the material it was made from', () => {
  for (const name of files) {
    const text = readFileSync(`${DIRECTORY}/${name}`, 'utf8')
    expect(text, name).not.toMatch(/\/work\/|shared\/|facts file|\(ids? \d|public file id|see row/i)
  }
})

test('every error a hop shows itself in has a page', () => {
  const known = new Set(readdirSync('content/errors').map((name) => name.replace(/\.mdx$/, '')))
  for (const ids of [...Object.values(AT_EXPIRY_ERRORS), ...[...hops.values()].map(({ errors }) => errors)])
    for (const id of ids) expect(known.has(id), id).toBe(true)
})

test('a hop without a limit, a standard and a timer for spare pool connections cannot cut', () => {
  for (const id of ['haproxy-tcp', 'rfc5382-req5', 'pgbouncer-server']) expect(canCut(entry(id)), id).toBe(false)
  for (const id of ['aws-nat-gateway', 'zscaler-zpa']) expect(canCut(entry(id)), id).toBe(true)
})
