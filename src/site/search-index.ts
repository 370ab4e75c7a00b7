import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AstroIntegration } from 'astro'
import * as pagefind from 'pagefind'

/** Characters that belong to a word here, so that `tcp_keepalive_time` and `HKEY_LOCAL_MACHINE` are one word each. */
const WORD_CHARACTERS = '_'

/** A space that is too thin to see. */
const HAIR_SPACE = '\u200a'

/**
 * Lets the index see the parts of a dotted name: it splits text at white space only, so `net.ipv4.tcp_keepalive_time`
 * would be one word that nobody types. Changes text, never markup, and only what is indexed, not the page.
 */
export function separateNames(html: string): string {
  return html.replace(/>[^<]+</g, (text) => text.replace(/(?<=[\p{L}\p{N}_])[./\\=](?=[\p{L}_])/gu, `$&${HAIR_SPACE}`))
}

/** Ends of elements that stand apart on the page; without a space their texts run together in an excerpt. */
const apart = (html: string): string => html.replace(/<\/(?:figcaption|pre|summary|button|d[td]|t[dh]|h[1-6])>/g, ' $&')

/** Lists that name everything would answer every query; the pages they list answer it better. */
const IS_LIST = /^\/(errors\/(by-[a-z]+\/)?|tags\/.*)$/

/** Address of a built page. */
const address = (folder: string, file: string): string =>
  `/${relative(folder, file)
    .split(sep)
    .join('/')
    .replace(/index\.html$/, '')}`

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
        const files = (await readdir(site, { recursive: true })).filter(
          (file) => file.endsWith('.html') && !IS_LIST.test(address(site, join(site, file))),
        )
        const problems: string[] = []
        for (const name of files) {
          const file = join(site, name)
          const content = apart(separateNames(await readFile(file, 'utf8')))
          problems.push(...(await index.addHTMLFile({ url: address(site, file), content })).errors)
        }
        problems.push(...(await index.writeFiles({ outputPath: join(site, 'pagefind') })).errors)
        if (problems.length > 0) throw new Error(`Pagefind: ${problems.join('; ')}`)
        logger.info(`indexed ${files.length} pages`)
        await pagefind.close()
      },
    },
  }
}
