import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium, serveSite } from '../helpers/browser.ts'

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
