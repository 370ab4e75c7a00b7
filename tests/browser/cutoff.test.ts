import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DIST, launchChromium, serveSite } from '../helpers/browser.ts'

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

const suspectIds = (page: Page): Promise<string[]> =>
  page.locator('#suspects > li').evaluateAll((items) => items.map((item) => item.getAttribute('data-suspect') ?? ''))

async function open(hash = ''): Promise<Page> {
  const page = await browser.newPage()
  await page.goto(`${site.origin}/cutoff/${hash}`, { waitUntil: 'networkidle' })
  return page
}

/** Waits until the tool shows the state. */
const settled = (page: Page, state: string): Promise<unknown> =>
  page.waitForSelector(`#cutoff[data-state="${state}"]`, { timeout: 10_000 })

test('a person who knows only “it dies after 4 minutes on Azure” leaves with settings and a link to the recipe', async () => {
  const page = await open()
  await settled(page, 'idle')
  await page.fill('#observed', 'it dies after 4 minutes on Azure')
  await settled(page, 'suspects')
  const first = page.locator('#suspects > li').first()
  expect(await first.getAttribute('data-suspect')).toBe('azure-load-balancer')
  expect(await first.innerText()).toMatch(/first probe after \d+ s/)
  const link = first.locator('a[href^="/fix/#"]')
  expect(await link.getAttribute('href')).toContain('limit=240')
  await link.click()
  await page.waitForURL(/\/fix\/#/)
  expect(await page.locator('body').innerText()).toContain('240')
  await page.close()
})

test('what was said stands in the address, and the address brings it back', async () => {
  const page = await open()
  await page.fill('#observed', '60 sec')
  await page.check('input[name=environment][value=pgbouncer]')
  await page.check('input[name=workload][value=idle]')
  await settled(page, 'suspects')
  const before = await suspectIds(page)
  const { hash } = new URL(page.url())
  expect(hash).toContain('v=1')
  await page.close()
  const again = await open(hash)
  await settled(again, 'suspects')
  expect(await suspectIds(again)).toEqual(before)
  expect(await again.isChecked('input[name=environment][value=pgbouncer]')).toBe(true)
  await again.close()
})

test('a link with an unknown version or place still opens, with a note', async () => {
  const old = await open('#v=9&seen=350')
  await settled(old, 'idle')
  expect(await old.locator('#cutoff').innerText()).toContain('no version that this page knows')
  await old.close()
  const page = await open('#v=1&seen=350&env=aws,mars&symptom=sad')
  await settled(page, 'suspects')
  const text = await page.locator('#cutoff').innerText()
  expect(text).toContain('mars')
  expect(text).toContain('sad')
  expect((await suspectIds(page))[0]).toMatch(/^aws-/)
  await page.close()
})

test('what was typed before the script ran is kept', async () => {
  const page = await browser.newPage()
  await page.route('**/_astro/**', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 600))
    await route.continue()
  })
  await page.goto(`${site.origin}/cutoff/`, { waitUntil: 'domcontentloaded' })
  await page.fill('#observed', '900 seconds')
  await page.check('input[name=environment][value=docker]')
  await page.check('input[name=symptom][value=hang]')
  await settled(page, 'suspects')
  expect(await page.inputValue('#observed')).toBe('900 seconds')
  expect(await page.isChecked('input[name=environment][value=docker]')).toBe(true)
  expect(await page.isChecked('input[name=symptom][value=hang]')).toBe(true)
  expect((await suspectIds(page))[0]).toBe('docker-swarm-ingress')
  await page.close()
})

test('a text without a time says what to write instead', async () => {
  const page = await open()
  await page.fill('#observed', 'hello')
  await settled(page, 'none')
  expect(await page.locator('#cutoff').innerText()).toContain('15 min')
  await page.fill('#observed', '')
  await settled(page, 'idle')
  await page.close()
})

test('the line of the measuring scripts and a pasted log are understood', async () => {
  const page = await open()
  await page.fill('#observed', 'holdfast-measure v1 lived=349s died=358s how=silent via=python')
  await settled(page, 'suspects')
  expect((await suspectIds(page))[0]).toMatch(/^aws-/)
  await page.fill('#observed', '2026-01-02 10:00:00 INFO query sent\n2026-01-02 10:15:41 ERROR hangs, linux client')
  await page.waitForFunction(() => document.querySelector('.cutoff-reading')?.textContent?.includes('941 s'))
  expect((await suspectIds(page))[0]).toBe('linux-tcp-retries2')
  await page.close()
})

test('figures that rest on memory or reports are labelled', async () => {
  const page = await open('#v=1&seen=270&env=cloudflare')
  await settled(page, 'suspects')
  const item = page.locator('[data-suspect="cloudflare-gateway-idle"]')
  expect(await item.innerText()).toContain('Third party')
  await page.close()
})

test('on a phone the first suspect is one tap away from the field', async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const page = await context.newPage()
  await page.goto(`${site.origin}/cutoff/#v=1&seen=350`, { waitUntil: 'networkidle' })
  await settled(page, 'suspects')
  await page.locator('.cutoff-jump button').click()
  await page.waitForFunction(() => {
    const top = document.querySelector('#suspects')?.getBoundingClientRect().top ?? 9999
    return top >= 0 && top < 400
  })
  await context.close()
})

test('on a phone rare places are one tap away, and a ticked one is always in sight', async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const page = await context.newPage()
  await page.goto(`${site.origin}/cutoff/#v=1&seen=350&env=istio`, { waitUntil: 'networkidle' })
  await settled(page, 'suspects')
  expect(await page.isVisible('input[value=istio]')).toBe(true)
  expect(await page.isVisible('input[value=traefik]')).toBe(false)
  await page.getByRole('button', { name: 'All places and programs' }).click()
  await page.check('input[value=traefik]')
  expect(page.url()).toContain('traefik')
  await context.close()
})

test('without JavaScript the page answers with the fingerprint table', () => {
  const html = readFileSync(join(DIST, 'cutoff/index.html'), 'utf8')
  for (const row of ['after-240', 'after-350', 'after-900', 'after-7875']) expect(html).toContain(`id="${row}"`)
  expect(/id="after-350"[\s\S]*?<\/tr>/.exec(html)?.[0]).toContain('AWS NAT gateway')
})

test('every fix a suspect points to is a page of this site', () => {
  const { items } = JSON.parse(readFileSync(join(DIST, 'cutoff/catalogue.json'), 'utf8')) as {
    items: { id: string; fixHref: string }[]
  }
  const missing = items.filter(({ fixHref }) => {
    if (fixHref === '') return false
    const { pathname } = new URL(fixHref, 'http://site')
    return !existsSync(join(DIST, pathname, 'index.html'))
  })
  expect(missing.map(({ id, fixHref }) => `${id} → ${fixHref}`)).toEqual([])
})

test('the measuring page shows each script as it is downloaded', async () => {
  const page = await browser.newPage()
  await page.goto(`${site.origin}/measure/`, { waitUntil: 'networkidle' })
  for (const file of ['holdfast-measure.sh', 'holdfast-measure.py', 'holdfast-measure.mjs', 'holdfast-measure.ps1']) {
    const details = page.locator(`details[data-script="/measure/${file}"]`)
    await details.locator('summary').click()
    await page.waitForFunction(
      (name) =>
        (document.querySelector(`details[data-script="/measure/${name}"] code`)?.textContent?.length ?? 0) > 1000,
      file,
    )
    expect(await details.locator('code').textContent()).toBe(readFileSync(`public/measure/${file}`, 'utf8'))
  }
  await page.close()
})
