import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inParallel, launchChromium, serveSite, sitemapPaths } from '../helpers/browser.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const LANES = Math.max(2, availableParallelism())
const DESKTOP = { width: 1280, height: 900 }
const PHONE = { width: 390, height: 844 }

/** WCAG 2.2 AA and the rules axe calls good practice. */
const ALL_RULES = "{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }"
/** What a change of theme can break: the structure of a page is the same in both. */
const COLOUR_RULES = "{ runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } }"

interface AxeOutcome {
  violations: { id: string; nodes: { target: string[]; failureSummary?: string }[] }[]
}

const found = {
  accessibility: [] as string[],
  console: [] as string[],
  hosts: [] as string[],
  sideways: [] as string[],
}

let site: Awaited<ReturnType<typeof serveSite>>
let browser: Browser

const judge = async (page: Page, path: string, theme: string, rules: string): Promise<void> => {
  const { violations } = await page.evaluate<AxeOutcome>(`axe.run(document, ${rules})`)
  for (const { id, nodes } of violations) {
    const where = nodes.slice(0, 2).map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary ?? ''}`)
    found.accessibility.push(`${path} (${theme}): ${id}: ${where.join(' | ')}`)
  }
}

const visit = async (context: BrowserContext, path: string): Promise<void> => {
  const page = await context.newPage()
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') found.console.push(`${path}: ${message.text()}`)
  })
  page.on('pageerror', (error) => found.console.push(`${path}: ${error.message}`))
  page.on('request', (request) => {
    const address = request.url()
    if (!address.startsWith(site.origin) && !/^(data|blob):/.test(address)) found.hosts.push(`${path}: ${address}`)
  })
  await page.goto(site.origin + path, { waitUntil: 'load' })
  await page.evaluate(AXE)
  await judge(page, path, 'light', ALL_RULES)
  await page.emulateMedia({ colorScheme: 'dark' })
  await judge(page, path, 'dark', COLOUR_RULES)
  await page.setViewportSize(PHONE)
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  if (excess > 0) found.sideways.push(`${path}: ${excess} px too wide`)
  await page.close()
}

beforeAll(async () => {
  site = await serveSite()
  browser = await launchChromium()
  // The policy of the pages would refuse axe itself; shell.test.ts tests the policy.
  const context = await browser.newContext({
    bypassCSP: true,
    viewport: DESKTOP,
    reducedMotion: 'reduce',
    colorScheme: 'light',
  })
  await inParallel([...sitemapPaths(), '/404.html', '/search/'], LANES, (path) => visit(context, path))
}, 1_200_000)
afterAll(async () => {
  await browser?.close()
  await site?.stop()
})

test('every page of the sitemap is free of accessibility violations in both themes', () => {
  expect(found.accessibility.slice(0, 40)).toEqual([])
})

test('no page writes an error or a warning to the console', () => {
  expect(found.console.slice(0, 40)).toEqual([])
})

test('no page asks anything of another host', () => {
  expect(found.hosts.slice(0, 40)).toEqual([])
})

test('no page scrolls sideways on a phone', () => {
  expect(found.sideways.slice(0, 40)).toEqual([])
})
