import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inParallel, launchChromium, serveSite, sitemapPaths } from '../helpers/browser.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const LANES = 4

interface AxeOutcome {
  violations: { id: string; nodes: { target: string[]; failureSummary?: string }[] }[]
}

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

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  test('every page is free of accessibility violations and console errors, and asks nothing of other hosts', async () => {
    const problems: string[] = []
    // The policy would refuse axe itself; it is set aside here and tested on its own in shell.test.ts.
    const context = await browser.newContext({
      colorScheme,
      bypassCSP: true,
      viewport: { width: 1280, height: 900 },
      reducedMotion: 'reduce',
    })
    await inParallel([...sitemapPaths(), '/404.html', '/search/'], LANES, async (path) => {
      const page = await context.newPage()
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning')
          problems.push(`${path}: console: ${message.text()}`)
      })
      page.on('pageerror', (error) => problems.push(`${path}: ${error.message}`))
      page.on('request', (request) => {
        if (!request.url().startsWith(site.origin) && !request.url().startsWith('data:'))
          problems.push(`${path}: asks ${request.url()}`)
      })
      await page.goto(site.origin + path, { waitUntil: 'load' })
      await page.evaluate(AXE)
      const { violations } = await page.evaluate<AxeOutcome>(
        "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })",
      )
      for (const { id, nodes } of violations)
        problems.push(
          `${path}: ${id}: ${nodes
            .slice(0, 3)
            .map((node) => `${node.target.join(' ')}: ${node.failureSummary ?? ''}`)
            .join(' | ')}`,
        )
      await page.close()
    })
    await context.close()
    expect(problems.slice(0, 40)).toEqual([])
  }, 900_000)
})

test('no page scrolls sideways on a phone', async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const wide = await inParallel(sitemapPaths(), LANES, async (path) => {
    const page = await context.newPage()
    await page.goto(site.origin + path, { waitUntil: 'load' })
    const excess = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    await page.close()
    return excess > 0 ? `${path}: ${excess} px too wide` : undefined
  })
  await context.close()
  expect(wide.filter((line) => line !== undefined)).toEqual([])
}, 600_000)
