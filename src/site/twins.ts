import { findElement, parseHtml, textOf } from './html-tree.ts'
import { createMarkdown } from './markdown.ts'

/** What the Markdown twin and the site map need of a page. */
export interface PageTwin {
  /** Path of the page, as `/hops/`. */
  readonly path: string
  readonly title: string
  readonly summary: string
  /** Left out of search engines, and so of the site map. */
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
    unlisted: /noindex/.test(meta('robots') ?? ''),
    markdown: `${front.join('\n')}\n\n${createMarkdown(address)(main)}`,
  }
}

/** Headings of the site map, in order, with the first path segment of what belongs under them. */
const SECTIONS: readonly { readonly title: string; readonly segments: readonly string[] }[] = [
  { title: 'Tools', segments: ['', 'find', 'fix', 'check', 'cutoff', 'limits', 'measure', 'search'] },
  { title: 'Guides', segments: ['guides', 'tags'] },
  { title: 'Error messages', segments: ['errors'] },
  { title: 'Hops and their idle limits', segments: ['hops'] },
  { title: 'Platforms', segments: ['platforms'] },
  { title: 'Clients', segments: ['clients'] },
]

const segmentOf = (path: string): string => path.split('/')[1] ?? ''

/**
 * The site map for language models (llmstxt.org): the name, what the site is for, then every listed page with one line,
 * linked to its Markdown twin. Pages of no section come last.
 */
export function llmsText(
  pages: readonly PageTwin[],
  site: { readonly name: string; readonly purpose: string; readonly origin: string },
  data: readonly string[],
): string {
  const listed = pages.filter(({ unlisted }) => !unlisted).sort((a, b) => (a.path < b.path ? -1 : 1))
  const known = new Set(SECTIONS.flatMap(({ segments }) => segments))
  const sections = [
    ...SECTIONS.map(({ title, segments }) => ({
      title,
      pages: segments.flatMap((segment) => listed.filter(({ path }) => segmentOf(path) === segment)),
    })),
    { title: 'About this site', pages: listed.filter(({ path }) => !known.has(segmentOf(path))) },
  ].filter((section) => section.pages.length > 0)
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
