import { afterAll, beforeAll, expect, test } from 'vitest'
import { serveSite } from '../helpers/browser.ts'
import { type FirefoxPage, openFirefox } from '../helpers/firefox.ts'

let site: Awaited<ReturnType<typeof serveSite>>
let page: FirefoxPage

beforeAll(async () => {
  site = await serveSite()
  page = await openFirefox()
})
afterAll(async () => {
  await page?.close()
  await site?.stop()
})

test('in Firefox the search finds a setting typed as it is', async () => {
  await page.goto(`${site.origin}/search/?q=tcp_keepalive_time`)
  await page.until("document.querySelector('#search').dataset.state === 'found'")
  expect(await page.evaluate("document.querySelectorAll('#results a').length")).toBeGreaterThan(0)
})

test('in Firefox the slash key opens the search dialog', async () => {
  await page.goto(`${site.origin}/guides/`)
  await page.type('/')
  await page.until("document.querySelector('#search-dialog').open")
})

test('in Firefox the builder writes the recipe of the link', async () => {
  await page.goto(`${site.origin}/fix/#v=1&target=windows-registry&limit=240`)
  await page.until("document.querySelector('.builder').textContent.includes('KeepAliveTime')")
  expect(await page.evaluate("document.querySelector('.builder select').value")).toBe('windows-registry')
})
