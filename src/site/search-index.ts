import { fileURLToPath } from 'node:url'
import type { AstroIntegration } from 'astro'
import * as pagefind from 'pagefind'

/**
 * Characters that belong to a word here, so that `tcp_keepalive_time`, `HKEY_LOCAL_MACHINE` and `08S01` are found
 * as they are typed (Pagefind splits at every other punctuation mark).
 */
const WORD_CHARACTERS = '_.:-'

/** Builds the full-text index into dist/pagefind once the pages are written. */
export function searchIndex(): AstroIntegration {
  return {
    name: 'holdfast:search-index',
    hooks: {
      'astro:build:done': async ({ dir, logger }) => {
        const { index, errors } = await pagefind.createIndex({
          includeCharacters: WORD_CHARACTERS,
          forceLanguage: 'en',
        })
        if (!index) throw new Error(`Pagefind did not start: ${errors.join('; ')}`)
        const site = fileURLToPath(dir)
        const added = await index.addDirectory({ path: site })
        const written = await index.writeFiles({ outputPath: `${site}pagefind` })
        const problems = [...added.errors, ...written.errors]
        if (problems.length > 0) throw new Error(`Pagefind: ${problems.join('; ')}`)
        logger.info(`indexed ${added.page_count} pages`)
        await pagefind.close()
      },
    },
  }
}
