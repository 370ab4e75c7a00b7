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

async function open(hash = ''): Promise<Page> {
  const page = await browser.newPage()
  await page.goto(`${site.origin}/limits/${hash}`, { waitUntil: 'networkidle' })
  // The copy button appears with the script.
  await page.getByRole('button', { name: 'Copy link to this comparison' }).waitFor()
  return page
}

/** Waits until the page names a limit as the first to act; '' is none. */
const firstIs = (page: Page, id: string): Promise<unknown> =>
  page.waitForSelector(`#first-limit[data-first="${id}"]`, { timeout: 10_000 })

/** The field of a limit in the comparison, by the anchor of its recipe beside it. */
const field = (page: Page, id: string) => page.locator(`tr:has(a[href="#${id}"]) input`)

const hint = (page: Page, id: string): Promise<string> => page.locator(`tr:has(a[href="#${id}"]) td .hint`).innerText()

test('without JavaScript the default answer names the first limit, its time and its message', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(`${site.origin}/limits/`)
  const verdict = page.locator('#first-limit')
  expect(await verdict.getAttribute('data-first')).toBe('redshift-statement-timeout')
  expect(await verdict.innerText()).toMatch(/statement_timeout fires first, after 30 min/)
  expect(await verdict.innerText()).toContain("on user's request")
  expect(await page.locator('article.limit').count()).toBeGreaterThan(20)
  await context.close()
})

test('raising the value that fires first lets the job end, and lowering another makes that one first', async () => {
  const page = await open()
  await firstIs(page, 'redshift-statement-timeout')
  await field(page, 'redshift-statement-timeout').fill('14400000')
  await firstIs(page, '')
  expect(await page.locator('#first-limit').innerText()).toContain('the job ends after 40 min')
  await page.getByLabel('Statement', { exact: true }).selectOption('select')
  await firstIs(page, 'redshift-qmr-query-execution-time')
  await field(page, 'redshift-statement-timeout').fill('600000')
  await firstIs(page, 'redshift-statement-timeout')
  await page.close()
})

test('a driver counts only where it is in use', async () => {
  const page = await open()
  await page.getByLabel('PostgreSQL server').check()
  await page.getByLabel('Statement', { exact: true }).selectOption('select')
  await firstIs(page, '')
  await page.getByLabel('Npgsql', { exact: true }).check()
  await firstIs(page, 'npgsql-command-timeout')
  expect(await page.locator('#first-limit').innerText()).toContain('after 30 s')
  await page.close()
})

test('the address brings back what was entered', async () => {
  const page = await open()
  await page.getByLabel('PostgreSQL server').check()
  await page.getByLabel('PgBouncer', { exact: true }).check()
  await page.getByLabel('The statement runs').fill('1h 30min')
  await field(page, 'pgbouncer-query-timeout').fill('3600')
  await firstIs(page, 'pgbouncer-query-timeout')
  const { hash } = new URL(page.url())
  expect(hash).toMatch(/^#v=1&/)
  await page.close()
  const again = await open(hash)
  await firstIs(again, 'pgbouncer-query-timeout')
  expect(await again.getByLabel('The statement runs').inputValue()).toBe('1h 30min')
  expect(await field(again, 'pgbouncer-query-timeout').inputValue()).toBe('3600')
  expect(await again.getByLabel('PgBouncer', { exact: true }).isChecked()).toBe(true)
  await again.close()
})

test('a link with an unknown version or limit still opens, with a note', async () => {
  const page = await open('#v=7&run=5')
  expect(await page.locator('.limits').innerText()).toContain('no version that this page knows')
  await page.close()
  const partly = await open('#v=1&run=2400&l.no-such-limit=3')
  expect(await partly.locator('.limits').innerText()).toContain('no-such-limit')
  expect(await partly.getByLabel('The statement runs').inputValue()).toBe('2400')
  await partly.close()
})

test('a value that Redshift refuses is named with the number to write, and stays in the field', async () => {
  const page = await open()
  await field(page, 'redshift-statement-timeout').fill('60s')
  await page.waitForSelector('input[aria-invalid="true"]')
  expect(await hint(page, 'redshift-statement-timeout')).toContain('60,000')
  expect(await field(page, 'redshift-statement-timeout').inputValue()).toBe('60s')
  await page.getByLabel('The statement runs').fill('soon')
  await page.getByText('got “soon”').first().waitFor()
  expect(await page.getByLabel('The statement runs').inputValue()).toBe('soon')
  await page.close()
})

test('seconds typed where milliseconds count are doubted, with what they would be', async () => {
  const page = await open()
  await field(page, 'redshift-statement-timeout').fill('600')
  await page.locator('.doubt').waitFor()
  expect(await hint(page, 'redshift-statement-timeout')).toContain('600 is 600 ms here')
  expect(await hint(page, 'redshift-statement-timeout')).toContain('600,000')
  await firstIs(page, 'redshift-statement-timeout')
  expect(await page.locator('#first-limit').innerText()).toContain('after 600 ms')
  await page.close()
})

test('every limit of the comparison leads to the way to set, see and undo it', async () => {
  const page = await open()
  const anchors = await page
    .locator('.limits th a')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
  expect(anchors.length).toBeGreaterThan(3)
  for (const anchor of anchors) {
    expect(await page.locator(anchor).getByText('See the value in force').count(), anchor).toBe(1)
  }
  await page.close()
})

test.each(['abc', '-1', ''])(
  'a run time of “%s” gives no answer, and never the answer that nothing fires',
  async (bad) => {
    const page = await open()
    const runs = page.getByLabel('The statement runs')
    await runs.fill(bad)
    await page.locator('#first-limit').getByText('No answer yet').waitFor()
    await firstIs(page, '')
    expect(await runs.inputValue()).toBe(bad)
    await page.close()
  },
)

test('a limit that cannot be read is named as not counted', async () => {
  const page = await open()
  await field(page, 'redshift-statement-timeout').fill('soon')
  await page.locator('#first-limit').getByText('Not counted').waitFor()
  await page.close()
})
