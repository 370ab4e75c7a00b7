import { expect, test } from 'vitest'
import { mergeResults } from '../../../src/search/merge.ts'
import { VERBATIM_SCORE } from '../../../src/signatures/search.ts'

const page = (href: string) => ({ href, from: 'text' })
const error = (href: string, score: number) => ({ result: { href, from: 'errors' }, score })
const hrefs = (results: readonly { href: string }[]): string[] => results.map(({ href }) => href)

test('a message found word for word leads, whatever the text search says', () => {
  expect(hrefs(mergeResults([page('/guides/a/')], [error('/errors/x/', VERBATIM_SCORE)]))).toEqual([
    '/errors/x/',
    '/guides/a/',
  ])
})

test('without a verbatim message the best error and the best page take turns', () => {
  const merged = mergeResults(
    [page('/guides/a/'), page('/guides/b/')],
    [error('/errors/x/', 12), error('/errors/y/', 5)],
  )
  expect(hrefs(merged)).toEqual(['/errors/x/', '/guides/a/', '/errors/y/', '/guides/b/'])
})

test('a page in both lists appears once, at its better place, with the excerpt of the text search', () => {
  const merged = mergeResults([page('/guides/a/'), page('/errors/x/')], [error('/errors/x/', 9)])
  expect(merged).toEqual([page('/errors/x/'), page('/guides/a/')])
})

test('a query that rather names a setting gets the page first', () => {
  expect(hrefs(mergeResults([page('/fix/linux-sysctl/')], [error('/errors/x/', 6)]))).toEqual([
    '/fix/linux-sysctl/',
    '/errors/x/',
  ])
})

test('an error that shares one common word with the query is left out', () => {
  expect(mergeResults([], [error('/errors/x/', 3.5)])).toEqual([])
})

test('either list may be empty', () => {
  expect(mergeResults([], [])).toEqual([])
  expect(hrefs(mergeResults([page('/a/')], []))).toEqual(['/a/'])
  expect(hrefs(mergeResults([], [error('/errors/x/', 5)]))).toEqual(['/errors/x/'])
})
