import { findElement, parseHtml, textOf } from './html-tree.ts'
import { createMarkdown } from './markdown.ts'

/** What the Markdown twin and the site map need of a page. */
export interface PageTwin {
  /** Path of the page, as `/hops/`. */
  readonly path: string
  readonly title: string
  readonly summary: string
  /** Kept from search engines, or a redirect: left out of the site map. */
  readonly unlisted: boolean
  readonly markdown: string
}

/**
 * The twin of a built page: front matter with title, summary and address, then its main content.
 * Undefined for a page without main content, such as a redirect.
 */
export function twinOf(html: string, path: string, origin: string, siteName: string): PageTwin | undefined {
  const tree = parseHtml(html)
  const main = findElement(tree, ({ tag }) => tag === 'main')
  if (main === undefined) return undefined
  const meta = (name: string): string | undefined =>
    findElement(tree, ({ tag, attributes }) => tag === 'meta' && attributes['name'] === name)?.attributes['content']
  const heading = findElement(tree, ({ tag }) => tag === 'title')
  const title = (heading ? textOf(heading) : path).replace(` · ${siteName}`, '')
  const summary = meta('description') ?? ''
  const isRedirect =
    findElement(tree, ({ tag, attributes }) => tag === 'meta' && attributes['http-equiv'] === 'refresh') !== undefined
  const address = `${origin}${path}`
  const front = [
    '---',
    `title: ${JSON.stringify(title)}`,
    `summary: ${JSON.stringify(summary)}`,
    `url: ${address}`,
    '---',
  ]
  return {
    path,
    title,
    summary,
    unlisted: /noindex/.test(meta('robots') ?? '') || isRedirect,
    markdown: `${front.join('\n')}\n\n${createMarkdown(address)(main)}`,
  }
}

/** Headings of the site map, in order, with the addresses that belong under each; the first that fits counts. */
const SECTIONS: readonly { readonly title: string; readonly holds: RegExp }[] = [
  { title: 'Tools', holds: /^\/((find|fix|check|cutoff|limits|measure|search)\/)?$/ },
  { title: 'Guides', holds: /^\/(guides|tags)\// },
  { title: 'Recipes, one for each place keepalive can be set', holds: /^\/fix\// },
  { title: 'Error messages', holds: /^\/errors\// },
  { title: 'Hops and their idle limits', holds: /^\/hops\// },
  { title: 'Platforms', holds: /^\/platforms\// },
  { title: 'Clients', holds: /^\/clients\// },
  { title: 'About this site', holds: /^/ },
]

/**
 * The site map for language models (llmstxt.org): the name, what the site is for, then every listed page with one line,
 * linked to its Markdown twin.
 */
export function llmsText(
  pages: readonly PageTwin[],
  site: { readonly name: string; readonly purpose: string; readonly origin: string },
  data: readonly string[],
): string {
  const listed = pages.filter(({ unlisted }) => !unlisted).sort((a, b) => (a.path < b.path ? -1 : 1))
  const sections = SECTIONS.map((section) => ({
    title: section.title,
    pages: listed.filter(({ path }) => SECTIONS.find(({ holds }) => holds.test(path)) === section),
  })).filter((section) => section.pages.length > 0)
  const lines = [
    `# ${site.name}`,
    '',
    `> ${site.purpose}`,
    '',
    'Facts carry a grade: figures marked unconfirmed or third party are not to be relied on. Every page has a Markdown twin at `index.md` under its address.',
    ...sections.flatMap((section) => [
      '',
      `## ${section.title}`,
      '',
      ...section.pages.map(
        ({ path, title, summary }) =>
          `- [${title.replace(/[[\]]/g, '\\$&')}](${site.origin}${path}index.md)${summary === '' ? '' : `: ${summary.replace(/\s+/g, ' ')}`}`,
      ),
    ]),
    ...(data.length === 0
      ? []
      : ['', '## Data', '', ...data.map((name) => `- [${name}](${site.origin}/data/${name})`)]),
  ]
  return `${lines.join('\n')}\n`
}
