import type { Browser, Page } from 'playwright-core'
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

const open = async (hash = '', javaScriptEnabled = true): Promise<Page> => {
  const context = await browser.newContext({ javaScriptEnabled, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(`${site.origin}/hops/${hash}`)
  return page
}
const shownRows = (page: Page) => page.locator('table.hops tbody tr:not([hidden]) th').allTextContents()

test('without a script the table is complete and no dead filter is shown', async () => {
  const page = await open('', false)
  expect(await page.locator('table.hops tbody tr').count()).toBe(126)
  expect(await page.locator('#hop-filters').isVisible()).toBe(false)
  await page.context().close()
})

test('filters narrow the table, stand in the address, and come back from it', async () => {
  const page = await open()
  await page.getByLabel('Where').selectOption('azure')
  await page.getByLabel('Contains').fill('azure-firewall')
  const rows = await shownRows(page)
  expect(rows).toEqual(['Azure Firewall (east-west)', 'Azure Firewall (Internet-bound)'])
  const { hash } = new URL(page.url())
  const again = await open(hash)
  expect(await shownRows(again)).toEqual(rows)
  expect(await again.getByLabel('Contains').inputValue()).toBe('azure-firewall')
  await again.getByRole('button', { name: 'Show all' }).click()
  await again.waitForFunction(() => location.hash === '')
  expect((await shownRows(again)).length).toBe(126)
  await page.context().close()
  await again.context().close()
})

test('a column sorts upwards, downwards, then not at all, and says so to a screen reader', async () => {
  const page = await open()
  const unsorted = await shownRows(page)
  const header = page.locator('th', { hasText: 'Idle limit' })
  const button = header.getByRole('button')
  await button.press('Enter')
  expect(await header.getAttribute('aria-sort')).toBe('ascending')
  expect((await shownRows(page))[0]).toBe('Google proxy Network Load Balancer')
  await button.press('Enter')
  expect(await header.getAttribute('aria-sort')).toBe('descending')
  await button.press('Enter')
  expect(await header.getAttribute('aria-sort')).toBeNull()
  expect(await shownRows(page)).toEqual(unsorted)
  await page.context().close()
})

test('a link with an unknown filter shows all the rest and says what it could not use', async () => {
  const page = await open('#v=1&environment=mars&change=no')
  expect(await page.locator('#hop-note').textContent()).toContain('mars')
  expect((await shownRows(page)).length).toBeGreaterThan(10)
  await page.context().close()
})

test('the Markdown twin of a hop has its table, its commands with their language, and no navigation', async () => {
  const response = await fetch(`${site.origin}/hops/aws-nlb-tcp/index.md`)
  const text = await response.text()
  expect(text).toContain('# AWS Network Load Balancer (TCP)')
  expect(text).toMatch(/\| Linux \| \d+ s \|/)
  expect(text).toMatch(/```sh\naws elbv2 modify-listener-attributes/)
  expect(text).not.toContain('Skip to content')
  expect(text).not.toContain('On this page')
})
