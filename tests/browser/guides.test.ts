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

const GUIDE = '/guides/query-finished-client-hangs/'
const OLD_ADDRESS = '/troubleshooting/destinations/aws-io-errors/'
const NEW_ADDRESS = '/guides/io-error-sending-to-backend/'

test('the builder takes the place of the recipe when the reader comes near, with the five systems of the article', async () => {
  const page = await browser.newPage()
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(site.origin + GUIDE)
  await page.locator('[data-builder]').scrollIntoViewIfNeeded()
  const system = page.locator('[data-builder] select[name=target]')
  await system.waitFor()
  expect(await system.locator('option').count()).toBe(5)
  await system.selectOption('windows-registry')
  await page.getByText('As published by').click()
  await page.getByText('Windows Registry Editor Version 5.00').first().waitFor()
  expect(await page.textContent('.builder-answer')).toContain('"KeepAliveTime"=dword:00007530')
  expect(complaints).toEqual([])
  await page.close()
})

test('without scripts the guide shows a complete recipe and leads to those of the other systems', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(site.origin + GUIDE)
  const recipe = await page.textContent('[data-builder]')
  for (const part of ['Apply now', 'Keep it after a restart', 'Verify', 'Undo']) expect(recipe).toContain(part)
  for (const id of ['windows-registry', 'macos-sysctl', 'redshift-odbc-ini', 'redshift-odbc-windows'])
    expect(await page.locator(`main a[href="/fix/${id}/"]`).count()).toBeGreaterThan(0)
  await context.close()
})

test('the oldest address leads to the guide, and to the section that was linked', async () => {
  const page = await browser.newPage()
  await page.goto(`${site.origin}${OLD_ADDRESS}#command-query-settings`)
  await page.waitForURL(`**${NEW_ADDRESS}#command-query-settings`)
  expect(await page.locator('#command-query-settings').count()).toBe(1)
  await page.close()
})

test('the oldest address leads to the guide without scripts, too', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(site.origin + OLD_ADDRESS)
  await page.waitForURL(`**${NEW_ADDRESS}`)
  await context.close()
})

test('the number of a source leads to that source', async () => {
  const page = await browser.newPage()
  await page.goto(site.origin + NEW_ADDRESS)
  const reference = page.locator('.src a').first()
  const href = await reference.getAttribute('href')
  expect(await reference.textContent()).toBe('1')
  expect(await page.locator(`.sources li:first-child${href}`).count()).toBe(1)
  await page.close()
})
