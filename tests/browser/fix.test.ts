import { readFileSync } from 'node:fs'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium, serveSite } from '../helpers/browser.ts'

let site: Awaited<ReturnType<typeof serveSite>>
let browser: Browser
let context: BrowserContext

beforeAll(async () => {
  site = await serveSite()
  browser = await launchChromium()
  context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'], acceptDownloads: true })
})
afterAll(async () => {
  await browser?.close()
  await site?.stop()
})

const open = async (hash = ''): Promise<Page> => {
  const page = await context.newPage()
  await page.goto(`${site.origin}/fix/${hash}`, { waitUntil: 'load' })
  await page.getByRole('button', { name: 'Copy link to this recipe' }).waitFor()
  return page
}
const recipe = (page: Page) => page.locator('.builder-answer')

test('another limit changes the recipe, and the link gives a colleague the same answer', async () => {
  const page = await open()
  await page.getByLabel('Shortest idle limit on the way').fill('240')
  await recipe(page).getByText('behind an idle limit of 240 s').waitFor()
  const shown = await recipe(page).innerText()
  await page.getByRole('button', { name: 'Copy link to this recipe' }).click()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  expect(link).toContain('#v=1')
  const other = await context.newPage()
  await other.goto(link)
  await recipe(other).getByText('behind an idle limit of 240 s').waitFor()
  expect(await recipe(other).innerText()).toBe(shown)
  await page.close()
  await other.close()
})

test('every system of the list gives a recipe with all four parts', async () => {
  const page = await open()
  const select = page.getByLabel('What do you configure?')
  const targets = await select
    .locator('option')
    .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value))
  expect(targets.length).toBeGreaterThan(4)
  for (const target of targets) {
    await select.selectOption(target)
    await page.waitForURL((url) => url.hash === '' || url.hash.includes(`target=${target}`))
    for (const part of ['Apply now', 'Keep it after a restart', 'Verify', 'Undo'])
      expect(await recipe(page).getByRole('heading', { name: part, exact: true }).count(), `${target}: ${part}`).toBe(1)
  }
  await page.close()
}, 240_000)

test('a value that Linux refuses is refused beside its field, with the limit and who sets it', async () => {
  const page = await open('#v=1&target=libpq-url&preset=custom&idle=40000&interval=30&count=4')
  const field = page.getByLabel('Idle', { exact: true })
  await page.getByText('32,767').first().waitFor()
  expect(await field.getAttribute('aria-invalid')).toBe('true')
  expect(await field.inputValue()).toBe('40000')
  expect(await recipe(page).getByRole('heading', { name: 'Apply now' }).count()).toBe(0)
  await page.close()
})

test('while a target refuses a number, nothing says that the number would hold', async () => {
  const page = await open('#v=1&preset=custom&idle=120&interval=30&count=500')
  await page.getByText('1 to 255').first().waitFor()
  expect(await recipe(page).locator('.verdict').allInnerTexts()).toEqual([expect.stringMatching(/^No recipe yet/)])
  await page.close()
})

test('own numbers start from the recommended ones', async () => {
  const page = await open()
  const shown = await recipe(page).locator('.verdict').innerText()
  await page.getByText('My own', { exact: true }).click()
  await page.getByLabel('Idle', { exact: true }).waitFor()
  const values = await page
    .locator('.builder .triple input')
    .evaluateAll((fields) => fields.map((field) => (field instanceof HTMLInputElement ? field.value : '')))
  expect(values.every((value) => /^\d+$/.test(value))).toBe(true)
  expect(await recipe(page).locator('.verdict').innerText()).toBe(shown)
  await page.close()
})

test.each(['2m', '-5', '', '1e3', '９９'])(
  '“%s” as an idle time is named beside its field and stays there',
  async (bad) => {
    const page = await open('#v=1&preset=custom&idle=120&interval=30&count=4')
    const field = page.getByLabel('Idle', { exact: true })
    await field.fill(bad)
    await page.locator('.builder .problem').first().waitFor()
    expect(await field.inputValue()).toBe(bad)
    await page.close()
  },
)

test('a broken link gives the defaults and says so', async () => {
  const page = await open('#v=7&target=nothing')
  await page.getByText('These are the defaults').waitFor()
  expect(await page.getByLabel('What do you configure?').inputValue()).toBe('linux-sysctl')
  await page.close()
})

test('the .reg download has the bytes regedit writes: UTF-16, byte order mark, CRLF', async () => {
  const page = await open('#v=1&target=windows-registry')
  await recipe(page).getByText('KeepAliveTime').first().waitFor()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    recipe(page)
      .locator('figure', { hasText: 'Windows Registry Editor' })
      .first()
      .getByRole('button', { name: 'Download' })
      .click(),
  ])
  expect(download.suggestedFilename()).toMatch(/\.reg$/)
  const bytes = readFileSync(await download.path())
  expect([...bytes.subarray(0, 2)]).toEqual([0xff, 0xfe])
  const text = bytes.subarray(2).toString('utf16le')
  expect(text.startsWith('Windows Registry Editor Version 5.00\r\n')).toBe(true)
  expect(text.replaceAll('\r\n', '')).not.toContain('\n')
  await page.close()
})

test('copying gives exactly the text shown', async () => {
  const page = await open()
  const block = recipe(page).locator('figure.code:not(.output)').first()
  await block.getByRole('button', { name: 'Copy' }).click()
  await block.getByText('Copied').waitFor()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied.trimEnd()).toBe((await block.locator('pre').textContent())?.trimEnd())
  await page.close()
})

test('a name that is hostile is quoted or refused, and never lost', async () => {
  const page = await open('#v=1&target=redshift-odbc-windows')
  const name = page.locator('.builder input[name^="o."]').first()
  await name.waitFor()
  const hostile = 'x" & calc & "$(reboot)`id`\u202e'
  await name.fill(hostile)
  await page.locator('.builder .problem').first().waitFor()
  expect(await name.inputValue()).toBe(hostile)
  await page.close()
})

test('without JavaScript the default recipe of every system of the page is there', async () => {
  const plain = await browser.newContext({ javaScriptEnabled: false })
  const page = await plain.newPage()
  await page.goto(`${site.origin}/fix/`)
  for (const text of [
    'net.ipv4.tcp_keepalive_time=120',
    'KeepAliveTime',
    'net.inet.tcp.keepidle',
    'KeepAliveIdle',
    'ODBC.INI',
  ])
    expect(await page.locator('main').textContent()).toContain(text)
  await plain.close()
})

test('what was chosen before the script arrived is kept', async () => {
  const page = await context.newPage()
  let release = (): void => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route('**/_astro/Builder*', async (route) => {
    await held
    await route.continue()
  })
  await page.goto(`${site.origin}/fix/`, { waitUntil: 'commit' })
  await page.getByLabel('Shortest idle limit on the way').fill('600')
  release()
  await recipe(page).getByText('behind an idle limit of 600 s').waitFor()
  expect(await page.getByLabel('Shortest idle limit on the way').inputValue()).toBe('600')
  await page.close()
})
