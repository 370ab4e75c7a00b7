import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium, serveSite } from '../helpers/browser.ts'

let site: Awaited<ReturnType<typeof serveSite>>
let browser: Browser

beforeAll(async () => {
  site = await serveSite()
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  await site?.stop()
})

const GUIDE = '/guides/io-error-sending-to-backend/'
const background = () => getComputedStyle(document.body).backgroundColor

test('the theme follows the system until the reader chooses, and the choice lasts', async () => {
  const context = await browser.newContext({ colorScheme: 'dark' })
  const page = await context.newPage()
  await page.goto(site.origin + GUIDE)
  const dark = await page.evaluate(background)
  await page.click('[data-theme-toggle]')
  const light = await page.evaluate(background)
  expect(light).not.toBe(dark)
  await page.goto(`${site.origin}/guides/`)
  expect(await page.evaluate(background)).toBe(light)
  await context.close()
})

test('a guide is read without JavaScript: text, contents, code and sources', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(site.origin + GUIDE)
  expect(await page.textContent('h1')).toContain('An I/O error occurred while sending to the backend')
  expect(await page.locator('main pre').count()).toBeGreaterThan(1)
  expect(await page.locator('.toc a').count()).toBeGreaterThan(3)
  expect(await page.locator('.sources li').count()).toBeGreaterThan(0)
  expect(await page.locator('[data-theme-toggle]').isVisible()).toBe(false)
  await context.close()
})

test('the copy button of a code block copies the code and nothing else', async () => {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
  const page = await context.newPage()
  await page.goto(site.origin + GUIDE)
  const figure = page.locator('main figure[data-copy]').first()
  await figure.locator('.copy').click()
  await figure.getByText('Copied').waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await figure.locator('pre').textContent())
  await context.close()
})

test('the skip link is the first stop of the keyboard and leads to the content', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(site.origin + GUIDE)
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe('#content')
  await context.close()
})

test('an address that does not exist answers 404 with a search field', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  const response = await page.goto(`${site.origin}/no/such/page/`)
  expect(response?.status()).toBe(404)
  expect(await page.locator('main input[name=q]').count()).toBe(1)
  await context.close()
})

test('the policy of a page stops a script and a request that are not ours', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(site.origin + GUIDE)
  const outcome = await page.evaluate(async () => {
    const script = document.createElement('script')
    script.textContent = 'window.injected = true'
    document.body.append(script)
    const reached = await fetch('https://example.org/').then(
      () => true,
      () => false,
    )
    return { injected: 'injected' in window, reached }
  })
  expect(outcome).toEqual({ injected: false, reached: false })
  await context.close()
})

test('the old address of the source article leads to the guide without a script', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(`${site.origin}/troubleshooting/destinations/aws-io-errors/`)
  await page.waitForURL((url) => url.pathname === GUIDE)
  await context.close()
})
