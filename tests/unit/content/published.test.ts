import { expect, test } from 'vitest'
import { PUBLISHED_TARGETS, publishedSchema } from '../../../src/schemas/published.ts'
import { idsOf, problemsOf, readCollection } from './read.ts'

const entries = readCollection('published')
const pages = entries.map(({ data }) => publishedSchema.parse(data))
const page = (target: string) => pages.find((candidate) => candidate.target === target)

test('every published page obeys its schema', () => {
  for (const { file, data } of entries) expect(problemsOf(publishedSchema, data), file).toEqual([])
})

test('every platform of the AWS page is there once', () => {
  expect(pages.map(({ target }) => target).sort()).toEqual([...PUBLISHED_TARGETS].sort())
})

test('the AWS values are those the page prints, in seconds', () => {
  expect(page('linux-sysctl')?.keepalive).toEqual({ idleSeconds: 200, intervalSeconds: 200, count: 5 })
  expect(page('windows-registry')?.keepalive).toEqual({ idleSeconds: 30, intervalSeconds: 1 })
  expect(page('macos-sysctl')?.keepalive).toEqual({ idleSeconds: 200, intervalSeconds: 200 })
  expect(page('redshift-odbc-ini')?.keepalive).toBeUndefined()
})

test('a value that disagrees with its unit is refused with the field and the reason', () => {
  const [windows] = entries.filter(({ id }) => id === 'aws-windows-registry')
  const broken = structuredClone(windows?.data) as { keys: { value: string }[] }
  if (broken.keys[0]) broken.keys[0].value = '30'
  expect(problemsOf(publishedSchema, broken)).toEqual([
    'keys.0.value: KeepAliveTime is printed as 30 ms, which is 0.03; keepalive.idleSeconds says 30',
  ])
})

test('every remark is proved by sources that exist', () => {
  const known = idsOf('sources')
  for (const { title, target, remarks } of pages)
    for (const { key, sources } of remarks)
      expect(
        sources.filter((id) => !known.has(id)),
        `${title} (${target}): ${key}`,
      ).toEqual([])
})
