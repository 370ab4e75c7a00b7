import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseHtml, textOf } from '../../../src/site/html-tree.ts'
import { createMarkdown } from '../../../src/site/markdown.ts'
import { llmsText, type PageTwin, twinOf } from '../../../src/site/twins.ts'

const markdown = (html: string): string => createMarkdown('https://site.example/guides/one/')(parseHtml(html)).trimEnd()

test('a table reads as a Markdown table, with pipes in cells kept', () => {
  expect(
    markdown(
      '<div class="table"><table><thead><tr><th>Hop</th><th>Limit</th></tr></thead><tbody><tr><td><a href="/hops/x/">X</a></td><td>350 s | <span class="grade">Unconfirmed</span></td></tr></tbody></table></div>',
    ),
  ).toBe('| Hop | Limit |\n| --- | --- |\n| [X](https://site.example/hops/x/) | 350 s \\| (Unconfirmed) |')
})

test('a snippet keeps its language, its caption and every character', () => {
  expect(
    markdown(
      '<figure class="code" data-copy><figcaption>As root</figcaption><pre tabindex="0"><code class="language-sh">sysctl -w <span class="ts">net.ipv4.tcp_keepalive_time</span>=60\necho &quot;a&lt;b *c*&quot;</code></pre></figure>',
    ),
  ).toBe('As root:\n\n```sh\nsysctl -w net.ipv4.tcp_keepalive_time=60\necho "a<b *c*"\n```')
})

test('a snippet that holds a fence gets a longer one', () => {
  expect(markdown('<pre><code class="language-text">```\nx\n```</code></pre>')).toBe('````text\n```\nx\n```\n````')
})

test('names with underscores and stars in prose are not taken for emphasis', () => {
  expect(markdown('<p>Set tcp_keepalive_time, not *this* or _that_.</p>')).toBe(
    'Set tcp_keepalive_time, not \\*this\\* or \\_that\\_.',
  )
})

test('navigation, buttons, form fields and decoration are left out', () => {
  expect(
    markdown(
      '<nav><a href="/">Home</a></nav><h2 id="a">Fix<a class="anchor" href="#a">#</a></h2><button>Copy</button><label>DSN <input value="x"></label><p hidden>never</p><svg aria-hidden="true"><path/></svg><p>Text</p>',
    ),
  ).toBe('## Fix\n\nText')
})

test('a picture is named', () => {
  expect(markdown('<svg role="img"><title>Probes at 120 s</title><path d="M0 0"/></svg>')).toBe(
    '*Picture: Probes at 120 s*',
  )
})

test('a drawing gives its name and its events, not the key to its signs', () => {
  expect(
    markdown(
      '<div><svg class="timeline-picture" role="img" aria-label="Cut after 350 s"></svg><p class="small"><svg aria-hidden="true"></svg> probe, lost</p><details><summary>As a list</summary><ol><li><b>350 s</b> cut</li></ol></details></div>',
    ),
  ).toBe('*Picture: Cut after 350 s*\n\n**As a list**\n\n1. **350 s** cut')
})

test('lists nest, and keep the blocks inside an item', () => {
  expect(
    markdown(
      '<ol><li><p>First</p><pre><code class="language-sql">SELECT 1;</code></pre></li><li>Second<ul><li>inner</li></ul></li></ol>',
    ),
  ).toBe('1. First\n\n   ```sql\n   SELECT 1;\n   ```\n2. Second\n   - inner')
})

test('callouts become quotations and definitions become a list', () => {
  expect(markdown('<aside class="callout"><p class="callout-title">Note</p><p>Text</p></aside>')).toBe(
    '> **Note**\n>\n> Text',
  )
  expect(markdown('<dl><div><dt>Limit</dt><dd>350 s</dd></div></dl>')).toBe('- **Limit**: 350 s')
})

test('references to sources are numbers in brackets, and a card is a link with its sentence after it', () => {
  expect(markdown('<p>True.<sup class="src"><a href="#source-a">1</a> <a href="#source-b">2</a></sup></p>')).toBe(
    'True.[1] [2]',
  )
  expect(
    markdown('<ul><li><a class="card" href="/x/"><strong>Title</strong><span>One line.</span></a></li></ul>'),
  ).toBe('- [Title](https://site.example/x/): One line.')
})

test('whatever text a page holds, it survives parsing', () => {
  const asHtml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(textOf(parseHtml(`<p title="a>b">${asHtml(text)}</p>`))).toBe(text)
    }),
  )
})

const page = (title: string, body: string, robots = ''): string =>
  `<!doctype html><html><head><title>${title} · Holdfast</title><meta name="description" content="What it &amp; its twin say">${robots}</head><body><header><a href="/">x</a></header><main id="content">${body}</main></body></html>`

test('a twin starts with title, summary and address, and holds the main content only', () => {
  const twin = twinOf(page('Hop', '<h1>Hop</h1>'), '/hops/x/', 'https://site.example', 'Holdfast')
  expect(twin?.markdown).toBe(
    '---\ntitle: "Hop"\nsummary: "What it & its twin say"\nurl: https://site.example/hops/x/\n---\n\n# Hop\n',
  )
})

test('a page without main content has no twin', () => {
  expect(twinOf('<!doctype html><title>Redirect</title>', '/old/', 'https://site.example', 'Holdfast')).toBeUndefined()
})

test('the site map for language models lists every page once, links its twin, and leaves out unlisted pages', () => {
  const twin = (path: string, unlisted = false): PageTwin => ({
    path,
    title: `Page ${path}`,
    summary: 'One line.',
    unlisted,
    markdown: '',
  })
  const text = llmsText(
    [
      twin('/hops/'),
      twin('/fix/'),
      twin('/fix/pgx/'),
      twin('/errors/a/'),
      twin('/about/'),
      twin('/search/', true),
      twin('/'),
    ],
    { name: 'Holdfast', purpose: 'Purpose.', origin: 'https://site.example' },
    ['hops.json'],
  )
  expect(text.startsWith('# Holdfast\n\n> Purpose.\n')).toBe(true)
  expect(text.indexOf('## Tools')).toBeLessThan(text.indexOf('## Recipes'))
  for (const path of ['/hops/', '/fix/', '/fix/pgx/', '/errors/a/', '/about/', '/'])
    expect(text.split(`](https://site.example${path}index.md): One line.`).length, path).toBe(2)
  expect(text).not.toContain('/search/')
  expect(text).toContain('- [hops.json](https://site.example/data/hops.json)')
})

test('a redirect is not listed in the site map', () => {
  const html = page('Moved', '<p>Moved.</p>', '<meta http-equiv="refresh" content="0; url=/x/">')
  expect(twinOf(html, '/old/', 'https://site.example', 'Holdfast')?.unlisted).toBe(true)
})
