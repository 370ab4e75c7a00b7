import type { Browser, Page, Request } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium, serveSite } from '../helpers/browser.ts'

let browser: Browser
let site: Awaited<ReturnType<typeof serveSite>>

beforeAll(async () => {
  site = await serveSite()
  browser = await launchChromium()
})
afterAll(async () => {
  await browser.close()
  await site.stop()
})

/** Opens a page, runs `work`, and fails on any error the page reports. */
const onPage = async (
  path: string,
  work: (page: Page, requests: readonly Request[]) => Promise<void>,
): Promise<void> => {
  const context = await browser.newContext()
  const page = await context.newPage()
  const errors: string[] = []
  const requests: Request[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  context.on('request', (request) => requests.push(request))
  await page.goto(site.origin + path)
  await work(page, requests)
  expect(errors).toEqual([])
  await context.close()
}

const paste = async (page: Page, text: string): Promise<void> => {
  await page.locator('#find textarea').fill(text)
  await page.waitForSelector(text.trim() === '' ? '#find[data-state="idle"]' : '#find:not([data-state="idle"])')
}
const links = (page: Page): Promise<(string | null)[]> =>
  page
    .locator('#matches > li')
    .evaluateAll((items) => items.map((item) => item.querySelector('a')?.getAttribute('href') ?? null))

const IO_ERROR = 'org.postgresql.util.PSQLException: An I/O error occurred while sending to the backend.\n'

describe.each(['/', '/find/'])('the box on %s', (path) => {
  test('leads from a trace to the page of the innermost error, best first', async () => {
    await onPage(path, async (page) => {
      await paste(page, `${IO_ERROR}Caused by: java.net.SocketException: Connection reset`)
      expect(await page.getAttribute('#find', 'data-state')).toBe('matched')
      expect((await links(page)).slice(0, 2)).toEqual([
        '/errors/java-connection-reset/',
        '/errors/pgjdbc-io-error-sending-to-backend/',
      ])
    })
  })

  test('gives another diagnosis and another fix for another cause', async () => {
    await onPage(path, async (page) => {
      await paste(page, `${IO_ERROR}Caused by: java.net.SocketException: Connection reset`)
      const reset = await page.locator('#matches > li').first().innerText()
      await paste(page, `${IO_ERROR}Caused by: java.net.SocketTimeoutException: Read timed out`)
      await page.waitForSelector('#matches a[href="/errors/java-socket-timeout-read-timed-out/"]')
      const timeout = await page.locator('#matches > li').first().innerText()
      expect(timeout).not.toBe(reset)
      const remedies = await page.locator('#matches > li').first().locator('a.button').allInnerTexts()
      expect(remedies.length).toBeGreaterThanOrEqual(2)
    })
  })

  test('says no match for an error of another kind, and what it looks like', async () => {
    await onPage(path, async (page) => {
      await paste(page, 'FATAL:  password authentication failed for user "app"')
      expect(await page.getAttribute('#find', 'data-state')).toBe('no-match')
      expect(await page.locator('#matches > li').count()).toBe(0)
      expect(await page.locator('.find-none').innerText()).toContain('refused login')
    })
  })

  test('hands a question to the site search', async () => {
    await onPage(path, async (page) => {
      await paste(page, 'keepalive for psycopg2')
      const link = page.getByRole('link', { name: 'All results for these words' })
      expect(await link.getAttribute('href')).toBe('/search/?q=keepalive%20for%20psycopg2')
    })
  })

  test('goes back to idle when it is emptied', async () => {
    await onPage(path, async (page) => {
      await paste(page, 'FATAL: terminating connection due to administrator command')
      await page.getByRole('button', { name: 'Clear' }).click()
      await page.waitForSelector('#find[data-state="idle"]')
      expect(await page.locator('#find textarea').inputValue()).toBe('')
    })
  })
})

test('nothing that is pasted leaves the page: every request is for a file of the site, and none carries the text', async () => {
  await onPage('/find/', async (page, requests) => {
    const secret = 'hunter2-b8f1'
    const text = `password=${secret} psycopg2.OperationalError: SSL SYSCALL error: EOF detected\n`
    await paste(page, text)
    await paste(page, '')
    // Longer than what is read in the page itself, so that the worker's requests count as well.
    await paste(page, text.repeat(1200))
    await page.waitForTimeout(500)
    expect(requests.some((request) => request.url().endsWith('/signatures.json'))).toBe(true)
    for (const request of requests) {
      expect(new URL(request.url()).origin).toBe(site.origin)
      expect(request.method()).toBe('GET')
      expect(decodeURIComponent(request.url())).not.toContain(secret)
      expect(request.postData()).toBeNull()
    }
    expect(page.url()).toBe(`${site.origin}/find/`)
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain(secret)
  })
})

test('secrets and host names are hidden in what is shown of the paste', async () => {
  await onPage('/find/', async (page) => {
    await paste(
      page,
      'psql: error: connection to server at "db.acme.internal" (10.1.2.3), port 5432 failed: Connection refused',
    )
    const shown = await page.locator('.find-excerpt').innerText()
    expect(shown).toContain('Connection refused')
    expect(shown).not.toContain('acme')
    expect(shown).not.toContain('10.1.2.3')
    expect(await page.locator('.find-excerpt mark').count()).toBeGreaterThan(0)
  })
})

test('a megabyte is read in a worker', async () => {
  await onPage('/find/', async (page) => {
    const line = '2026-01-01 10:00:00 INFO processed order 18273 in 12 ms\n'
    const text = `${line.repeat(18_000)}FATAL: terminating connection due to administrator command\n`
    const worker = page.waitForEvent('worker')
    await page.locator('#find textarea').evaluate((field, value) => {
      ;(field as HTMLTextAreaElement).value = value
      field.dispatchEvent(new Event('input', { bubbles: true }))
    }, text)
    await worker
    await page.waitForSelector('#matches a[href="/errors/pg-admin-shutdown/"]')
  })
})

test('what was typed before the script ran is read when it runs', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route('**/*.js', async (route) => {
    await held
    await route.continue()
  })
  await page.goto(`${site.origin}/`, { waitUntil: 'commit' })
  await page.locator('#find textarea').fill('FATAL: terminating connection due to administrator command')
  release()
  await page.waitForSelector('#matches a[href="/errors/pg-admin-shutdown/"]')
  expect(await page.locator('#find textarea').inputValue()).toContain('administrator command')
  await context.close()
})

test('without JavaScript the page explains itself and links to the lists', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  for (const path of ['/', '/find/']) {
    await page.goto(site.origin + path)
    expect(await page.locator('main').innerText()).toContain('needs JavaScript')
    expect(await page.locator('main a[href="/errors/"]').count()).toBeGreaterThan(0)
    expect(await page.getAttribute('#find', 'data-state')).toBe('idle')
  }
  await context.close()
})
