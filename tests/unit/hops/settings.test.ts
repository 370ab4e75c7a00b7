import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { verdictForLimit } from '../../../src/model/recommend.ts'
import { hopSchema } from '../../../src/schemas/hop.ts'
import { carefulLimit, heartbeatSeconds, settingsRows } from '../../../src/site/hop-settings.ts'
import { planningLimit } from '../../../src/site/hop-words.ts'

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
