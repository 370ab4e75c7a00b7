import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { DIST } from '../helpers/browser.ts'

/** Bytes that fit in the first flight of a new connection (ten segments of 1,460 bytes). */
const FIRST_FLIGHT_BYTES = 14_600

/**
 * Pages that are a tool or one complete table, each with the reason why it may be larger than a first flight.
 * Everything else is a reading page.
 */
const LARGER: Readonly<Record<string, string>> = {
  '/fix/': 'the builder, with the default recipes of five systems for readers without a script',
  '/check/': 'the checker, with every finding it can make for readers without a script',
  '/limits/': 'every limit with the commands that set, show and undo it',
  '/errors/by-driver/': 'one complete table of all errors',
}

const files = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
  )

const pages = files(DIST).filter((file) => file.endsWith('.html'))
const address = (file: string): string =>
  `/${relative(DIST, file)
    .replaceAll('\\', '/')
    .replace(/index\.html$/, '')}`
const html = new Map(pages.map((file) => [address(file), readFileSync(file, 'utf8')]))

test('every reading page with all its CSS fits in the first flight', () => {
  const tooLarge = [...html].flatMap(([path, text]) => {
    const sheets = [...text.matchAll(/<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"/g)].map(([, href]) =>
      readFileSync(join(DIST, href ?? '')),
    )
    const bytes =
      gzipSync(text, { level: 9 }).length + sheets.reduce((sum, sheet) => sum + gzipSync(sheet, { level: 9 }).length, 0)
    return bytes > FIRST_FLIGHT_BYTES && LARGER[path] === undefined ? [`${path}: ${bytes} bytes`] : []
  })
  expect(tooLarge).toEqual([])
})

test('every internal link and anchor leads somewhere', () => {
  const anchors = new Map(
    [...html].map(([path, text]) => [path, new Set([...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id))]),
  )
  const problem = (path: string, href: string): string | undefined => {
    const target = new URL(href, `http://site${path}`)
    if (target.host !== 'site') return undefined
    const page = decodeURIComponent(target.pathname)
    const file = join(DIST, page)
    const known = anchors.get(page)
    if (!known) return existsSync(file) && statSync(file).isFile() ? undefined : 'no such page'
    const anchor = decodeURIComponent(target.hash.slice(1))
    // Hashes that carry a tool's state are not anchors.
    return anchor === '' || anchor.includes('=') || known.has(anchor) ? undefined : 'no such anchor'
  }
  const broken = new Map<string, string>()
  for (const [path, text] of html) {
    for (const [, href = ''] of text.matchAll(/<a\s[^>]*?href="([^"]+)"/g)) {
      const wrong = problem(path, href.replaceAll('&amp;', '&').replaceAll('&#38;', '&'))
      if (wrong && !broken.has(href)) broken.set(href, `${href}: ${wrong}; linked from ${path}`)
    }
  }
  expect([...broken.values()]).toEqual([])
})

test('no page carries an inline handler, a style attribute or a script of another host', () => {
  const found = [...html].flatMap(([path, text]) => {
    const markup = text.replace(/<script[\s\S]*?<\/script>/g, (script) => script.slice(0, script.indexOf('>') + 1))
    return [...markup.matchAll(/<[a-z][^>]*?\s(on[a-z]+|style)=|<script[^>]+src="(?:https?:)?\/\//g)].map(
      ([match]) => `${path}: ${match}`,
    )
  })
  expect(found).toEqual([])
})

test('every page has one h1, a title of its own and a policy that allows no other host', () => {
  const titles = new Map<string, string>()
  const wrong = [...html].flatMap(([path, text]) => {
    const problems: string[] = []
    if (/http-equiv="refresh"/i.test(text)) return []
    if ((text.match(/<h1[\s>]/g) ?? []).length !== 1) problems.push(`${path}: not exactly one h1`)
    const title = /<title>([^<]*)/.exec(text)?.[1] ?? ''
    const twin = titles.get(title)
    if (twin) problems.push(`${path}: same title as ${twin}`)
    titles.set(title, path)
    const policy = /http-equiv="content-security-policy" content="([^"]+)"/i.exec(text)?.[1] ?? ''
    if (!policy.includes("default-src 'none'") || !policy.includes("connect-src 'self'"))
      problems.push(`${path}: policy is ${policy}`)
    if (/https?:|unsafe-inline|\*/.test(policy)) problems.push(`${path}: policy allows too much: ${policy}`)
    return problems
  })
  expect(wrong).toEqual([])
})
