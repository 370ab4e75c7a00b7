import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { hopSchema } from '../../../src/schemas/hop.ts'
import { summaryOf } from '../../../src/site/hop-words.ts'
import { HOPS_DATA } from '../../../src/site/hops-data.ts'
import { openDataFile, openDataJsonSchema, openDataSchema } from '../../../src/site/open-data.ts'

const entries = readdirSync('content/hops')
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => {
    const data = hopSchema.parse(parse(readFileSync(`content/hops/${name}`, 'utf8'), { customTags: ['timestamp'] }))
    const id = name.replace(/\.yaml$/, '')
    return { id, href: `/hops/${id}/`, data: { ...data, summary: summaryOf(data) } }
  })
const file = openDataFile(HOPS_DATA, entries)

test('hops.json holds every hop with its id, its page, its sources and their grades', () => {
  expect(file.version).toBe(1)
  expect(file.items.length).toBe(entries.length)
  for (const item of file.items) {
    expect(item.url).toMatch(new RegExp(`^https://[^/]+/hops/${item.id}/$`))
    expect(item.sources.length, item.id).toBeGreaterThan(0)
    for (const source of item.sources) expect(source.grade, item.id).toBeTruthy()
  }
})

test('hops.json is what its schema says it is', () => {
  const parsed = openDataSchema(HOPS_DATA).safeParse(JSON.parse(JSON.stringify(file)))
  expect(parsed.error?.message).toBeUndefined()
})

test('the JSON Schema names its address, the version and the fields every item has', () => {
  const schema = JSON.parse(JSON.stringify(openDataJsonSchema(HOPS_DATA)))
  expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema')
  expect(schema.$id).toBe(file.$schema)
  expect(schema.properties.version).toMatchObject({ const: 1 })
  const { required, properties } = schema.properties.items.items
  expect(required).toEqual(expect.arrayContaining(['id', 'url', 'sources', 'idleLimitSeconds', 'defaultGrade']))
  expect(properties.atExpiry.enum).toContain('rst-to-next-sender')
})
