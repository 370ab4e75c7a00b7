import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { AstroIntegration } from 'astro'

const POLICY = /(<meta http-equiv="content-security-policy" content=")([^"]*)(")/
const INLINE = /<(script|style)\b([^>]*)>([\s\S]*?)<\/\1>/g
const HASH = / 'sha256-[A-Za-z0-9+/=]+'/g

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/**
 * Rewrites the policy in a page so that it allows exactly the inline scripts and styles of that page.
 * Astro lists the hashes of the whole site in every page, and leaves out styles that come with MDX.
 * A page without a policy is returned as it is.
 */
export function tightenPolicy(html: string): string {
  const hashes: Record<string, Set<string>> = { script: new Set(), style: new Set() }
  for (const [, tag = '', attributes = '', text = ''] of html.matchAll(INLINE)) {
    if (/\ssrc=|type="application\//.test(attributes)) continue
    hashes[tag]?.add(hashOf(text))
  }
  return html.replace(POLICY, (_, open: string, policy: string, close: string) => {
    const directives = policy
      .split(';')
      .map((directive) => directive.trim())
      .filter((directive) => directive !== '')
      .map((directive) => {
        const kind = /^(script|style)-src\b/.exec(directive)?.[1]
        return kind ? [directive.replace(HASH, ''), ...(hashes[kind] ?? [])].join(' ') : directive
      })
    return `${open}${directives.join(';')}${close}`
  })
}

/** Tightens the policy of every page once the site is built. */
export function pagePolicy(): AstroIntegration {
  return {
    name: 'holdfast:page-policy',
    hooks: {
      'astro:build:done': async ({ dir }) => {
        const site = fileURLToPath(dir)
        const files = await readdir(site, { recursive: true })
        for (const file of files.filter((name) => name.endsWith('.html'))) {
          const html = await readFile(`${site}${file}`, 'utf8')
          await writeFile(`${site}${file}`, tightenPolicy(html))
        }
      },
    },
  }
}
