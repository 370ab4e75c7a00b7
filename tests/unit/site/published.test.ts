import { expect, test } from 'vitest'
import { publishedSchema } from '../../../src/schemas/published.ts'
import { compareWithModel } from '../../../src/site/published.ts'
import { readCollection } from '../content/read.ts'

const pages = readCollection('published').map(({ data }) => publishedSchema.parse(data))
const compare = (target: string, limit: number) => {
  const page = pages.find((candidate) => candidate.target === target)
  if (!page) throw new Error(`no published page for ${target}`)
  return compareWithModel(page, limit)
}

test('the AWS values for Linux live on a 350 s path only while no probe is lost, and notice a dead peer after 1,200 s', () => {
  const { published } = compare('linux-sysctl', 350)
  expect(published).toMatchObject({ verdict: 'fragile', detectionSeconds: 1200 })
})

test('the AWS values for Linux are cut by a limit of 180 s', () => {
  expect(compare('linux-sysctl', 180).published?.verdict).toBe('cut')
})

test('where AWS leaves the number of probes open the platform decides: 10 on Windows, 8 on macOS', () => {
  expect(compare('windows-registry', 350).published).toMatchObject({ settings: { count: 10 }, detectionSeconds: 40 })
  expect(compare('macos-sysctl', 350).published).toMatchObject({ settings: { count: 8 }, detectionSeconds: 1800 })
})

test('a page that prints keys without values has nothing to compare', () => {
  expect(compare('redshift-odbc-ini', 350).published).toBeUndefined()
})

test('what we recommend next to it is safe on every platform', () => {
  for (const page of pages)
    for (const limit of [240, 350, 600]) expect(compareWithModel(page, limit).recommended.verdict).toBe('safe')
})

test('a limit too short for any probe is refused instead of invented', () => {
  expect(() => compare('linux-sysctl', 0)).toThrow(/idle limit of 0 s/)
})
