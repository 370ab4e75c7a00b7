import { z } from 'astro/zod'
import { expect, test } from 'vitest'
import {
  byDriver,
  byGroup,
  byLayer,
  bySqlstate,
  description,
  entriesOf,
  errorHref,
  inReadingOrder,
  KEEPALIVE_TARGETS,
  keepaliveHref,
  templateMatches,
  templateParts,
} from '../../../src/site/errors.ts'
import { ERRORS_DATA } from '../../../src/site/errors-data.ts'
import { openDataFile, openDataJsonSchema } from '../../../src/site/open-data.ts'
import { targetById } from '../../../src/targets/index.ts'
import { readCatalogue } from './catalogue.ts'

const catalogue = readCatalogue()

test('a variable is a lower-case name in angle brackets; other angle brackets are text', () => {
  expect(templateParts('<user>@host: #PID<<pid>>')).toEqual([
    { kind: 'variable', value: 'user' },
    { kind: 'text', value: '@host: #PID<' },
    { kind: 'variable', value: 'pid' },
    { kind: 'text', value: '>' },
  ])
  expect(templateParts('<psycopg.Connection [BAD]>')).toEqual([{ kind: 'text', value: '<psycopg.Connection [BAD]>' }])
})

test('a text matches in any case, with wrapped lines and a log prefix', () => {
  const template = 'FATAL: too many connections for role "<role>"'
  expect(templateMatches(template, '2026-03-02 09:14 [77] fatal:\n   too many   connections for role “etl”')).toBe(true)
})

test('a variable is never empty, and a different text does not match', () => {
  expect(templateMatches('P1001: host <host> port', 'P1001: host  port')).toBe(false)
  expect(templateMatches('P1001: host <host>', 'P1001: host')).toBe(false)
  expect(templateMatches('connection is closed', 'connection is open')).toBe(false)
})

test('a later occurrence is found when an earlier one breaks off', () => {
  expect(templateMatches('read tcp <a>: i/o timeout', 'read tcp failed. read tcp 10.0.0.1:1: i/o timeout')).toBe(true)
})

test('every family stands under its group and its layer, once each', () => {
  const count = (sections: readonly { entries: readonly unknown[] }[]) =>
    sections.reduce((sum, { entries }) => sum + entries.length, 0)
  expect(count(byGroup(catalogue))).toBe(catalogue.length)
  expect(count(byLayer(catalogue))).toBe(catalogue.length)
  expect(inReadingOrder(catalogue)).toHaveLength(catalogue.length)
})

test('the index by SQLSTATE lists 57014 for the timeout and for the cancel', () => {
  const section = bySqlstate(catalogue).find(({ key }) => key === '57014')
  expect(section?.entries.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['pg-statement-timeout', 'pg-user-request-cancel']),
  )
})

test('a text that several drivers show stands under each of them', () => {
  const under = byDriver(catalogue).filter(({ entries }) =>
    entries.some(({ id }) => id === 'pgjdbc-io-error-sending-to-backend'),
  )
  expect(under.map(({ key }) => key)).toEqual(['pgjdbc', 'redshift-jdbc-2'])
})

test('an unknown related id stops the build and names the file and the field', () => {
  expect(() => entriesOf(catalogue, ['no-such-error'], { id: 'pg-lock-timeout', field: 'related' })).toThrow(
    'content/errors/pg-lock-timeout.mdx: related: unknown error id "no-such-error"',
  )
})

test('descriptions for search engines are short and carry no markup', () => {
  for (const { id, data } of catalogue) {
    const text = description(data)
    expect(text.length, id).toBeLessThanOrEqual(171)
    expect(text, id).not.toContain('`')
  }
})

test('the published JSON fits its published schema, and a broken item does not', () => {
  const schema = z.fromJSONSchema(JSON.parse(JSON.stringify(openDataJsonSchema(ERRORS_DATA))))
  const file = openDataFile(
    ERRORS_DATA,
    catalogue.map(({ id, data: { sharedSources, ...data } }) => ({ id, href: errorHref(id), data })),
  )
  expect(schema.safeParse(JSON.parse(JSON.stringify(file))).error?.issues).toBeUndefined()
  expect(file.items).toHaveLength(228)
  expect(schema.safeParse({ ...file, items: [{ ...file.items[0], layer: 'moon' }] }).success).toBe(false)
})

test('the builder opens at the driver of the error, at a target that exists', () => {
  const unknown = Object.values(KEEPALIVE_TARGETS).filter((id) => targetById(id) === undefined)
  expect(unknown).toEqual([])
  const npgsql = catalogue.find(({ id }) => id === 'npgsql-exception-while-reading')
  expect(npgsql && keepaliveHref(npgsql.data)).toBe('/fix/#v=1&target=npgsql')
  const system = catalogue.find(({ id }) => id === 'linux-econnreset')
  expect(system && keepaliveHref(system.data)).toBe('/fix/')
})
