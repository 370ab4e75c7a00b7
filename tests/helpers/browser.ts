import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { preview } from 'astro'
import { type Browser, chromium } from 'playwright-core'

/** The built site's folder. */
export const DIST = fileURLToPath(new URL('../../dist/', import.meta.url))

const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Serves dist/ on a free port of this machine. */
export async function serveSite(): Promise<{ origin: string; stop: () => Promise<void> }> {
  const server = await preview({ server: { port: 0, host: '127.0.0.1' }, logLevel: 'silent' })
  return { origin: `http://127.0.0.1:${server.port}`, stop: () => server.stop() }
}

/** Debian's Chromium, headless. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: CHROMIUM_ARGUMENTS })
}

/** Paths of every page the sitemap lists. */
export function sitemapPaths(): string[] {
  const index = readFileSync(`${DIST}sitemap-index.xml`, 'utf8')
  const maps = [...index.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address]) =>
    new URL(address ?? '').pathname.slice(1),
  )
  return maps.flatMap((map) =>
    [...readFileSync(DIST + map, 'utf8').matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address]) =>
      decodeURIComponent(new URL(address ?? '').pathname),
    ),
  )
}

/** Runs `work` over the items, `width` at a time, keeping order. */
export async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = new Array(items.length)
  let next = 0
  const lane = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) results[index] = await work(items[index] as T)
  }
  await Promise.all(Array.from({ length: width }, lane))
  return results
}
