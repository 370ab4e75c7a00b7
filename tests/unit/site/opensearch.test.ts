import type { APIContext } from 'astro'
import { expect, test } from 'vitest'
import { GET } from '../../../src/pages/opensearch.xml.ts'
import { findElement, parseHtml } from '../../../src/site/html-tree.ts'

test('a browser that adds the site search asks /search/ for what is typed', async () => {
  const response = await GET({} as APIContext)
  expect(response.headers.get('content-type')).toBe('application/opensearchdescription+xml')
  const tree = parseHtml(await response.text())
  const url = findElement(tree, ({ attributes }) => attributes['type'] === 'text/html')
  expect(url?.attributes['template']).toMatch(/^https:\/\/[^/]+\/search\/\?q=\{searchTerms\}$/)
  const name = findElement(tree, ({ tag }) => tag === 'shortname')?.children.join('') ?? ''
  expect(name.length).toBeGreaterThan(0)
  expect(name.length).toBeLessThanOrEqual(16)
})
