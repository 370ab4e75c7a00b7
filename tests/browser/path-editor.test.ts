import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium, serveSite } from '../helpers/browser.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let site: Awaited<ReturnType<typeof serveSite>>
let browser: Browser
let context: BrowserContext

beforeAll(async () => {
  site = await serveSite()
  browser = await launchChromium()
  context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    bypassCSP: true,
  })
})
afterAll(async () => {
  await browser?.close()
  await site?.stop()
})

const open = async (hash = ''): Promise<Page> => {
  const page = await context.newPage()
  await page.goto(`${site.origin}/fix/${hash}`, { waitUntil: 'load' })
  await page.getByRole('button', { name: 'Use these settings' }).waitFor()
  return page
}
const verdict = (page: Page) => page.locator('.path-answer .verdict')

test('a 40 minute COPY behind a 350 s NAT gets verdict, reason and something to paste on one screen', async () => {
  const page = await open()
  expect(await verdict(page).innerText()).toContain('Cut after 350 s')
  expect(await verdict(page).innerText()).toContain('7,200 s')
  for (const part of ['.path-answer .verdict', '.path-fix h3', '.path-fix pre']) {
    const box = await page.locator(part).first().boundingBox()
    expect(box && box.y + box.height, part).toBeLessThan(900)
  }
  expect(await page.locator('.path-fix pre').first().innerText()).toContain('keepalives_idle=120')
  await page.close()
})

test('the same answer is in the page without JavaScript', async () => {
  const quiet = await browser.newContext({ javaScriptEnabled: false })
  const page = await quiet.newPage()
  await page.goto(`${site.origin}/fix/`)
  expect(await verdict(page).innerText()).toContain('Cut after 350 s')
  expect(await page.locator('.path-fix pre').first().innerText()).toContain('keepalives_idle=120')
  expect(await page.getByRole('img', { name: /Timeline of a connection that ends/ }).count()).toBe(1)
  await quiet.close()
})

test('with the recommended numbers typed in, the connection survives, and the link tells a colleague the same', async () => {
  const page = await open()
  await page.getByLabel('Its keepalive').selectOption('own')
  await page.getByLabel('First probe after').fill('120')
  await page.getByLabel('Repeat every').fill('30')
  await page.getByLabel('Give up after').fill('4')
  await page.getByText('Survives the 2,400 s query for sure').waitFor()
  const other = await context.newPage()
  await other.goto(page.url())
  await other.getByText('Survives the 2,400 s query for sure').waitFor()
  expect(await other.getByLabel('First probe after').inputValue()).toBe('120')
  await page.close()
  await other.close()
})

test('hops are added, moved and removed with the keyboard alone, and the focus stays with them', async () => {
  const page = await open()
  await page.getByLabel('Hop to add').selectOption('custom')
  await page.getByRole('button', { name: 'Add', exact: true }).focus()
  await page.keyboard.press('Enter')
  await page.getByLabel('Idle limit of My own hop').fill('60')
  await page.getByText('Cut after 60 s by your hop').first().waitFor()
  await page.getByRole('button', { name: 'Move My own hop towards the client' }).focus()
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label')?.startsWith('Move My own hop'))
  expect(await page.locator('.path-hop strong').allInnerTexts()).toEqual(['My own hop', 'AWS NAT gateway'])
  await page.getByRole('button', { name: 'Remove My own hop' }).press('Enter')
  await page.getByText('Cut after 350 s').first().waitFor()
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Hop to add')
  await page.close()
})

test.each(['-5', 'abc', '1e9', ''])(
  '“%s” as the length of the query is named beside its field, and the answer stays',
  async (text) => {
    const page = await open()
    await page.getByLabel('It runs for').fill(text)
    await page.getByText('The length of the query is a time above 0').waitFor()
    expect(await page.getByLabel('It runs for').inputValue()).toBe(text)
    expect(await page.getByLabel('It runs for').getAttribute('aria-invalid')).toBe('true')
    expect(await verdict(page).innerText()).toContain('Cut after 350 s')
    await page.close()
  },
)

test('“use these settings” fills the recipe below, and the path stays in the address', async () => {
  const page = await open()
  await page.getByLabel('Idle limit of AWS NAT gateway').fill('240')
  await page.getByText('Cut after 240 s').first().waitFor()
  await page.getByRole('button', { name: 'Use these settings' }).click()
  await page.locator('.builder-answer').getByText('keepalives_idle=75').first().waitFor()
  expect(page.url()).toContain('p.hops=')
  expect(await page.getByLabel('Idle limit of AWS NAT gateway').inputValue()).toBe('240')
  expect(await page.getByLabel('What do you configure?').inputValue()).toBe('libpq-url')
  await page.close()
})

test('a broken path in the link gives the default path, and says so', async () => {
  const page = await open('#v=1&p.client=cobol:linux')
  await page.getByText('cobol').first().waitFor()
  expect(await page.getByLabel('Driver', { exact: true }).inputValue()).toBe('libpq')
  await page.close()
})

test('a proxy that counts data cannot be helped by keepalive, and the page says what would help', async () => {
  const page = await open('#v=1&p.hops=haproxy-tcp%3A600')
  await page.getByText('counts data only').first().waitFor()
  await page.getByText('Raise the idle limit').waitFor()
  await page.close()
})

test('what was typed before the script arrived is kept', async () => {
  const page = await context.newPage()
  await page.route('**/*.js', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 700))
    await route.continue()
  })
  await page.goto(`${site.origin}/fix/`, { waitUntil: 'commit' })
  await page.getByLabel('It runs for').fill('100')
  await page.getByText('Survives the 100 s query').waitFor()
  expect(await page.getByLabel('It runs for').inputValue()).toBe('100')
  await page.close()
})

test('typing moves nothing above or beside the field', async () => {
  const page = await open()
  const field = page.getByLabel('It runs for')
  const place = () =>
    page.evaluate(() => {
      const input = document.querySelector('input[name="seconds"]')?.getBoundingClientRect()
      return input && [input.x, input.y + scrollY, input.width, input.height]
    })
  const before = await place()
  for (const text of ['x', '300', '3 h', '86400']) {
    await field.fill(text)
    await page.waitForTimeout(100)
    expect(await place(), text).toEqual(before)
  }
  await page.close()
})

test.each(['light', 'dark'] as const)(
  'every state of the editor is accessible in the %s theme, on a phone, too',
  async (colorScheme) => {
    const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, colorScheme, bypassCSP: true })
    for (const hash of [
      '',
      '#v=1&p.keepalive=own:120:30:4',
      '#v=1&p.hops=custom:60:data:close:1,aws-nat-gateway:x',
      '#v=1&p.work=idle:900',
    ]) {
      const page = await phone.newPage()
      await page.goto(`${site.origin}/fix/${hash}`, { waitUntil: 'load' })
      await page.getByRole('button', { name: 'Copy link to this recipe' }).waitFor()
      await page.evaluate(AXE)
      const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
        "axe.run('.path-editor', { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })",
      )
      expect(violations.map(({ id, nodes }) => `${hash} ${id}: ${nodes[0]?.html}`)).toEqual([])
      const [content, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
      expect(content, hash).toBeLessThanOrEqual(width ?? 0)
      await page.close()
    }
    await phone.close()
  },
)
