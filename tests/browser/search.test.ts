import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium, serveSite } from '../helpers/browser.ts'

let site: Awaited<ReturnType<typeof serveSite>>
let browser: Browser
let context: BrowserContext

beforeAll(async () => {
  site = await serveSite()
  browser = await launchChromium()
  context = await browser.newContext()
})
afterAll(async () => {
  await browser?.close()
  await site?.stop()
})

const open = async (path: string): Promise<Page> => {
  const page = await context.newPage()
  await page.goto(site.origin + path, { waitUntil: 'load' })
  return page
}

const settled = async (page: Page): Promise<string | null> => {
  await page.waitForFunction(() => document.querySelector('#search')?.getAttribute('data-state') !== 'idle')
  return page.getAttribute('#search', 'data-state')
}

const addresses = (page: Page): Promise<string[]> =>
  page.$$eval('#results a', (links) => links.map((link) => new URL((link as HTMLAnchorElement).href).pathname))

test.each([
  ['tcp_keepalive_time', /\/fix\/linux-sysctl\/|\/platforms\/linux\/|\/guides\//],
  [
    'An I/O error occurred while sending to the backend.',
    /\/guides\/io-error-sending-to-backend\/|\/errors\/pgjdbc-io-error-sending-to-backend\//,
  ],
  [
    'HKEY_LOCAL_MACHINE',
    /\/fix\/windows-registry\/|\/guides\/query-finished-client-hangs\/|\/fix\/redshift-odbc-windows\/|\/platforms\/windows\//,
  ],
])('the search finds %s typed as it is, in the first three', async (query, right) => {
  const page = await open(`/search/?q=${encodeURIComponent(query)}`)
  expect(await settled(page)).toBe('found')
  expect(
    (await addresses(page)).slice(0, 3).some((path) => right.test(path)),
    (await addresses(page)).join(' '),
  ).toBe(true)
  await page.close()
})

test('a search that finds nothing says so and what to try', async () => {
  const page = await open('/search/?q=zzqqxxyy')
  expect(await settled(page)).toBe('none')
  expect(await page.textContent('#search-status')).toContain('Nothing found')
  expect(await page.$$('#results a')).toHaveLength(0)
  await page.close()
})

test('the slash key opens the search, arrows walk the results, Enter opens one, Escape closes', async () => {
  const page = await open('/guides/')
  await page.keyboard.press('/')
  await page.waitForSelector('#search-dialog[open]')
  await page.keyboard.type('keepalive')
  await page.waitForSelector('#search-dialog .results a')
  await page.keyboard.press('ArrowDown')
  const first = await page.evaluate(() => document.activeElement?.getAttribute('href'))
  expect(first).toBe(await page.getAttribute('#search-dialog .results a', 'href'))
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Escape')
  expect(await page.$('#search-dialog[open]')).toBeNull()
  await page.keyboard.press('Control+k')
  await page.waitForSelector('#search-dialog[open]')
  await page.keyboard.press('ArrowDown')
  await Promise.all([page.waitForURL((url) => url.pathname === first), page.keyboard.press('Enter')])
  await page.close()
})

test('a slash typed into a field is a slash', async () => {
  const page = await open('/search/')
  await page.click('#q')
  await page.keyboard.type('a/b')
  expect(await page.inputValue('#q')).toBe('a/b')
  expect(await page.$('#search-dialog[open]')).toBeNull()
  await page.close()
})

test('markup in a query is shown as text and never becomes markup', async () => {
  const page = await open(`/search/?q=${encodeURIComponent('<img src=x onerror=alert(1)> keepalive')}`)
  await settled(page)
  expect(await page.$('#search img')).toBeNull()
  await page.close()
})
