import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium, serveSite } from '../helpers/browser.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let site: Awaited<ReturnType<typeof serveSite>>
let browser: Browser
let page: Page

beforeAll(async () => {
  site = await serveSite()
  browser = await launchChromium()
  page = await browser.newPage()
  await page.goto(`${site.origin}/check/`)
})
afterAll(async () => {
  await browser?.close()
  await site?.stop()
})

test('a pasted sysctl file shows its worst finding first and names its format', async () => {
  expect(await page.locator('#check').getAttribute('data-state')).toBe('idle')
  await page.locator('textarea').fill('net.ipv4.tcp_keepalive_time = 900\n')
  await page.locator('#check[data-state="error"]').waitFor()
  expect(await page.locator('#check').getAttribute('data-format')).toBe('linux-sysctl')
  expect(await page.locator('#findings li').first().getAttribute('data-code')).toBe('idle-too-long')
})

test('a password in the pasted text is never on the screen', async () => {
  await page.locator('textarea').fill('postgresql://app:hunter2@db/app?sslmode=require;keepalives_idle=60')
  await page.locator('#findings li[data-code="malformed-url-parameter"]').waitFor()
  expect(await page.locator('.check-out').innerText()).not.toContain('hunter2')
  expect(page.url()).not.toContain('hunter2')
})

test('unrelated text is said to be unknown, without a finding', async () => {
  await page.locator('textarea').fill('KeepAlive On\nKeepAliveTimeout 5\n')
  await page.locator('#check[data-state="unknown"]').waitFor()
  expect(await page.locator('#findings li').count()).toBe(0)
})

const MASKED: readonly (readonly [what: string, text: string])[] = [
  ['a URL', 'DATABASE_URL=postgresql://app:hunter2@db/app?keepalives_idle=900'],
  ['an ODBC string', 'Driver={Amazon Redshift (x64)};Host=dw;UID=u;PWD=hunter2;KeepAlive=0;KeepAliveTime=60'],
  [
    'a dbt profile',
    'shop:\n  outputs:\n    prod:\n      type: postgres\n      host: dw\n      password: hunter2\n      schema: x\n      threads: 4\n      keepalives_idle: 900\n',
  ],
]

test.each(MASKED)('the password of %s is neither shown nor put into the address', async (_what, text) => {
  await page.locator('textarea').fill(text)
  await page.locator('#check[data-state="error"]').waitFor()
  expect(await page.locator('.check-out').innerHTML()).not.toContain('hunter2')
  expect(page.url()).not.toContain('hunter2')
})

test('more than 5 MB is refused with its size, and the text stays', async () => {
  const text = 'net.ipv4.tcp_keepalive_time = 900\n'.repeat(180_000)
  await page.locator('textarea').evaluate((field, value) => {
    if (!(field instanceof HTMLTextAreaElement)) return
    field.value = value
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }, text)
  await page.getByText('Too long to read').waitFor()
  expect(await page.locator('.verdict').innerText()).toMatch(/5\.8 MB.*up to 5 MB/s)
  expect(await page.locator('textarea').evaluate((field) => (field as HTMLTextAreaElement).value.length)).toBe(
    text.length,
  )
})

test('nothing leaves the page while a text is checked', async () => {
  const requests: string[] = []
  const note = (request: { url: () => string; method: () => string }): void => {
    requests.push(`${request.method()} ${request.url()}`)
  }
  page.on('request', note)
  await page.locator('textarea').fill('postgresql://app:hunter2@db/app?keepalives_idle=60')
  await page.locator('#check[data-state="ok"]').waitFor()
  page.off('request', note)
  expect(requests.filter((line) => !line.startsWith(`GET ${site.origin}/_astro/`))).toEqual([])
})

const STATES = [
  ['ok', 'net.ipv4.tcp_keepalive_time = 60\n'],
  ['warning', 'net.ipv4.tcp_keepalive_time = 300\nnet.ipv4.tcp_keepalive_intvl = 75\n'],
  ['error', 'net.ipv4.tcp_keepalive_tme = 600\nnet.ipv4.tcp_keepalive_time = 900\n'],
  ['unknown', 'body { color: red }'],
] as const

test.each(
  STATES.flatMap(([state, text]) => (['light', 'dark'] as const).map((scheme) => [state, scheme, text] as const)),
)('the result "%s" in the %s theme has no barrier axe can find', async (state, colorScheme, text) => {
  // The policy of the page would refuse axe itself.
  const context = await browser.newContext({ colorScheme, bypassCSP: true })
  const own = await context.newPage()
  await own.goto(`${site.origin}/check/`)
  await own.locator('textarea').fill(text)
  await own.locator(`#check[data-state="${state}"]`).waitFor()
  await own.addScriptTag({ content: AXE })
  const { violations } = await own.evaluate<{ violations: { id: string; nodes: { target: string[] }[] }[] }>(
    "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })",
  )
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)).toEqual(
    [],
  )
  await context.close()
})
