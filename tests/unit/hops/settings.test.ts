import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { decodePath } from '../../../src/model/path-state.ts'
import { verdictForLimit } from '../../../src/model/recommend.ts'
import { hopSchema } from '../../../src/schemas/hop.ts'
import { carefulLimit, heartbeatSeconds, pathHref, pictureOf, settingsRows } from '../../../src/site/hop-settings.ts'
import { planningLimit, toChoice } from '../../../src/site/hop-words.ts'

const entryOf = (id: string) =>
  hopSchema.parse(parse(readFileSync(`content/hops/${id}.yaml`, 'utf8'), { customTags: ['timestamp'] }))

const hops = readdirSync('content/hops')
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => hopSchema.parse(parse(readFileSync(`content/hops/${name}`, 'utf8'), { customTags: ['timestamp'] })))

test('the settings printed for every hop that counts packets are safe by the model', () => {
  for (const hop of hops) {
    const limit = planningLimit(hop)
    if (limit === null || hop.refreshedBy !== 'any-packet') continue
    const rows = settingsRows(limit)
    expect(
      rows.map(({ title }) => title),
      hop.title,
    ).toEqual(['Linux', 'Windows', 'macOS'])
    for (const { stack, ...row } of rows)
      expect(verdictForLimit(limit, stack, { ...row, enabled: true }), `${hop.title}, ${row.title}`).toBe('safe')
  }
})

test('a heartbeat may be missed twice before a hop that counts data closes', () => {
  for (const hop of hops) {
    const limit = planningLimit(hop)
    if (limit === null || hop.refreshedBy !== 'data') continue
    const every = heartbeatSeconds(limit)
    expect(every, hop.title).toBeDefined()
    expect(2 * (every ?? 0), hop.title).toBeLessThan(limit)
  }
})

test('the careful limit is the shortest confirmed one that always cuts, and no unconfirmed figure lowers it', () => {
  expect(carefulLimit(hops)).toBe(240)
})

test('the link to the path editor puts this hop, with its limit and a longer query, on the path', () => {
  const choice = toChoice('nginx-stream', entryOf('nginx-stream'))
  const { state, note } = decodePath(new URL(pathHref(choice, 600), 'https://site.example').hash, () => true)
  expect(note).toBeUndefined()
  expect(state.hops.map(({ id, limit }) => ({ id, limit }))).toEqual([{ id: 'nginx-stream', limit: '600' }])
  expect(state.seconds).toBe('900')
})

test('only a confirmed limit is drawn, and a hop that counts data is drawn with the keepalive that does not help', () => {
  expect(pictureOf(entryOf('stunnel'))).toBeUndefined()
  expect(pictureOf(entryOf('haproxy-tcp'))).toBeUndefined()
  expect(pictureOf(entryOf('nginx-stream'))).toMatchObject({ limitSeconds: 600, saving: undefined })
  expect(pictureOf(entryOf('nginx-stream'))?.bySettings).toBeDefined()
  expect(pictureOf(entryOf('docker-desktop-vpnkit')), 'keepalive is disputed there').toMatchObject({
    saving: undefined,
  })
  expect(pictureOf(entryOf('aws-nat-gateway'))).toMatchObject({ limitSeconds: 350, bySettings: undefined })
  expect(pictureOf(entryOf('aws-nat-gateway'))?.saving).toBeDefined()
})
