import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { tightenPolicy } from '../../../src/site/page-policy.ts'

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
const page = (policy: string, body: string) =>
  `<head><meta http-equiv="content-security-policy" content="${policy}"></head><body>${body}</body>`
const policyOf = (html: string) => /content="([^"]*)"/.exec(html)?.[1] ?? ''

test('a page allows its own inline script and style, and nothing of other pages', () => {
  const html = page(
    `default-src 'none';script-src 'self' ${hash('other()')}; style-src 'self' ${hash('.other{}')};`,
    '<style>.own{}</style><script>own()</script>',
  )
  expect(policyOf(tightenPolicy(html))).toBe(
    `default-src 'none';script-src 'self' ${hash('own()')};style-src 'self' ${hash('.own{}')}`,
  )
})

test('a style that the build forgot to list is allowed', () => {
  const html = page("style-src 'self'", '<style>.forgotten{}</style>')
  expect(policyOf(tightenPolicy(html))).toBe(`style-src 'self' ${hash('.forgotten{}')}`)
})

test('scripts with an address and data blocks need no hash', () => {
  const html = page(
    "script-src 'self' 'wasm-unsafe-eval'",
    '<script type="module" src="/a.js"></script><script type="application/json">{}</script>',
  )
  expect(policyOf(tightenPolicy(html))).toBe("script-src 'self' 'wasm-unsafe-eval'")
})

test('a page without a policy stays as it is', () => {
  expect(tightenPolicy('<p>plain</p>')).toBe('<p>plain</p>')
})
