import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AstroIntegration } from 'astro'
import { SITE_NAME, SITE_ORIGIN, SITE_PURPOSE } from './identity.ts'
import { llmsText, twinOf } from './twins.ts'

/** Writes index.md beside every page, and /llms.txt, from the built pages: so they say what the pages say. */
export function markdownTwins(): AstroIntegration {
  return {
    name: 'holdfast:markdown-twins',
    hooks: {
      'astro:build:done': ({ dir, logger }) => {
        const site = fileURLToPath(dir)
        const files = readdirSync(site, { recursive: true, encoding: 'utf8' })
        const twins = files
          .filter((file) => /(^|[\\/])index\.html$/.test(file))
          .flatMap((file) => {
            const folder = join(site, file, '..')
            const below = relative(site, folder).replaceAll('\\', '/')
            const path = below === '' ? '/' : `/${below}/`
            const twin = twinOf(readFileSync(join(site, file), 'utf8'), path, SITE_ORIGIN, SITE_NAME)
            if (twin === undefined) return []
            writeFileSync(join(folder, 'index.md'), twin.markdown)
            return [twin]
          })
        const data = files
          .filter((file) => /^data[\\/][\w-]+(\.schema)?\.json$/.test(file))
          .map((file) => file.slice('data/'.length))
          .sort()
        const identity = { name: SITE_NAME, purpose: SITE_PURPOSE, origin: SITE_ORIGIN }
        writeFileSync(join(site, 'llms.txt'), llmsText(twins, identity, data))
        logger.info(`${twins.length} pages as Markdown`)
      },
    },
  }
}
