import { expect, test } from 'vitest'
import { citationNumber } from '../../../src/site/citations.ts'

const citations = { file: 'content/guides/example.mdx', sources: ['first', 'second'] }

test('a reference has the number of its source in the list', () => {
  expect(citationNumber(citations, 'first')).toBe(1)
  expect(citationNumber(citations, 'second')).toBe(2)
})

test('a reference to a source the page does not list stops the build with file and id', () => {
  expect(() => citationNumber(citations, 'third')).toThrow(
    'content/guides/example.mdx: <Src id="third">: not among the sources of its front matter',
  )
})

test('a reference on a page without a list of sources is refused', () => {
  expect(() => citationNumber(undefined, 'first')).toThrow('<Src id="first">: the page gives no list of sources')
})
