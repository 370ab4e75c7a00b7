import { findElement, type HtmlElement, type HtmlNode, textOf } from './html-tree.ts'

/** Elements that help to get about or to type, and say nothing. */
const LEFT_OUT = new Set(['nav', 'button', 'input', 'select', 'textarea', 'label', 'template', 'noscript', 'dialog'])

/** The same by class: links of headings to themselves, and what is not printed either. */
const LEFT_OUT_CLASSES = ['anchor', 'no-print', 'side-small']

const INLINE_CODE = new Set(['code', 'kbd', 'samp', 'tt'])
const STRONG = new Set(['strong', 'b'])
const EMPHASIS = new Set(['em', 'i', 'var'])
const HEADING = /^h([1-6])$/
const PHRASING = new Set([
  ...INLINE_CODE,
  ...STRONG,
  ...EMPHASIS,
  'a',
  'abbr',
  'br',
  'cite',
  'data',
  'del',
  'img',
  'ins',
  'mark',
  'output',
  'q',
  's',
  'small',
  'span',
  'sub',
  'sup',
  'time',
  'u',
  'wbr',
])

const hasClass = (element: HtmlElement, name: string): boolean =>
  (element.attributes['class'] ?? '').split(/\s+/).includes(name)

const isLeftOut = (element: HtmlElement): boolean =>
  LEFT_OUT.has(element.tag) ||
  'hidden' in element.attributes ||
  element.attributes['aria-hidden'] === 'true' ||
  LEFT_OUT_CLASSES.some((name) => hasClass(element, name))

const isPhrasing = (node: HtmlNode): boolean =>
  typeof node === 'string' ||
  (PHRASING.has(node.tag) && node.children.every(isPhrasing)) ||
  (node.tag === 'astro-island' && node.children.every(isPhrasing))

/** Elements without the key to the signs of a drawing, the paragraph after it: without the drawing it explains nothing. */
const withoutKeys = (nodes: readonly HtmlNode[]): readonly HtmlNode[] => {
  const elements = nodes.filter((node) => typeof node !== 'string')
  return nodes.filter((node) => {
    if (typeof node === 'string' || node.tag !== 'p') return true
    const before = elements[elements.indexOf(node) - 1]
    return before === undefined || !hasClass(before, 'timeline-picture')
  })
}

/** Text in which nothing is taken for markup. */
const escapeText = (text: string): string =>
  text
    .replace(/[\\`*<]/g, '\\$&')
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_')
    .replace(/\]\(/g, ']\\(')

const codeSpan = (text: string): string => {
  const ticks = '`'.repeat(Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length)) + 1)
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : ''
  return `${ticks}${pad}${text}${pad}${ticks}`
}

const wrap = (mark: string, inner: string): string => {
  const text = inner.trim()
  return text === '' ? inner : inner.replace(text, () => `${mark}${text}${mark}`)
}

/** Markdown of the pages of a site: links become absolute, since the text is read away from it. */
export function createMarkdown(address: string): (root: HtmlElement) => string {
  const inline = (nodes: readonly HtmlNode[]): string =>
    nodes
      .map((node): string => {
        if (typeof node === 'string') return escapeText(node.replace(/[ \t\r\n]+/g, ' '))
        if (isLeftOut(node)) return ''
        if (node.tag === 'br') return ' '
        if (node.tag === 'img') return node.attributes['alt'] ?? ''
        if (node.tag === 'svg') return ''
        if (INLINE_CODE.has(node.tag)) return codeSpan(textOf(node).replace(/\s+/g, ' '))
        const inner = inline(node.children)
        if (node.tag === 'sup') return `[${textOf(node).trim().replace(/\s+/g, '] [')}]`
        if (node.tag === 'small') return inner.trim() === '' ? '' : ` (${inner.trim()})`
        if (STRONG.has(node.tag)) return wrap('**', inner)
        if (EMPHASIS.has(node.tag)) return wrap('*', inner)
        if (node.tag === 'a') return link(node, inner)
        if (hasClass(node, 'grade')) return ` (${inner.trim()})`
        return inner
      })
      .join('')

  const link = (node: HtmlElement, inner: string): string => {
    const href = node.attributes['href']
    const text = inner.trim()
    if (href === undefined || text === '') return inner
    if (hasClass(node, 'card')) return card(node, href)
    // A twin has the same headings; other anchors of the page do not exist in it.
    const target = href.startsWith('#') ? href : new URL(href, address).href
    return `[${text.replace(/\s+/g, ' ')}](${target})`
  }

  /** A card is one big link: its title stays the link, the rest follows. */
  const card = (node: HtmlElement, href: string): string => {
    const title = findElement(node, ({ tag }) => STRONG.has(tag))
    const rest = line(node.children.filter((child) => child !== title))
    return `[${line(title?.children ?? node.children)}](${new URL(href, address).href})${title && rest ? `: ${rest}` : ''}`
  }

  /** One line: for headings, cells and list items that hold only text. */
  const line = (nodes: readonly HtmlNode[]): string => inline(nodes).replace(/\s+/g, ' ').trim()

  const paragraph = (nodes: readonly HtmlNode[]): string[] => {
    const text = line(nodes)
    // A paragraph must not start like a list, a heading or a quotation.
    return text === '' ? [] : [text.replace(/^(#{1,6}\s|[-+>]\s|\d+[.)]\s)/, '\\$1')]
  }

  const fence = (figure: HtmlElement): string[] => {
    const pre = figure.tag === 'pre' ? figure : findElement(figure, ({ tag }) => tag === 'pre')
    if (pre === undefined) return blocks(figure.children)
    const code = textOf(pre).replace(/\n$/, '')
    const marked = [pre, findElement(pre, ({ tag }) => tag === 'code')].find(
      (element) => element && languageOf(element) !== undefined,
    )
    const ticks = '`'.repeat(Math.max(2, ...(code.match(/`+/g) ?? []).map((run) => run.length)) + 1)
    const caption = findElement(figure, ({ tag }) => tag === 'figcaption')
    return [
      ...(caption ? [`${line(caption.children)}:`] : []),
      `${ticks}${(marked && languageOf(marked)) ?? ''}\n${code}\n${ticks}`,
    ]
  }

  /** A cell is one line; what stands in blocks of its own is joined by semicolons. */
  const cell = (element: HtmlElement): string => {
    const text = element.children.every(isPhrasing)
      ? line(element.children)
      : blocks(element.children)
          .join('; ')
          .replace(/^[-\d.]+\s/gm, '')
          .replace(/\n+/g, '; ')
    return text.replace(/\|/g, '\\|')
  }

  const table = (element: HtmlElement): string[] => {
    const rows: HtmlElement[] = []
    const collect = (node: HtmlElement): void => {
      for (const child of node.children) {
        if (typeof child === 'string') continue
        if (child.tag === 'tr') rows.push(child)
        else if (child.tag !== 'caption') collect(child)
      }
    }
    collect(element)
    const cells = rows.map((row) =>
      row.children.filter((child) => typeof child !== 'string').map((child) => cell(child)),
    )
    const [head, ...body] = cells
    if (head === undefined) return []
    const width = Math.max(...cells.map((row) => row.length))
    const print = (row: readonly string[]): string =>
      `| ${Array.from({ length: width }, (_, index) => row[index] ?? '').join(' | ')} |`
    const rule = `|${' --- |'.repeat(width)}`
    const caption = findElement(element, ({ tag }) => tag === 'caption')
    return [...(caption ? paragraph(caption.children) : []), [print(head), rule, ...body.map(print)].join('\n')]
  }

  const indent = (text: string, width: number): string => text.replace(/\n(?!\n|$)/g, `\n${' '.repeat(width)}`)

  const list = (element: HtmlElement): string[] => {
    let number = Number(element.attributes['start'] ?? 1)
    const items = element.children.flatMap((child): string[] => {
      if (typeof child === 'string' || child.tag !== 'li' || isLeftOut(child)) return []
      const marker = element.tag === 'ol' ? `${number++}. ` : '- '
      const inner = blocks(child.children)
      if (inner.length === 0) return []
      // Nested lists follow their line directly; other blocks keep their blank line.
      const text = inner.reduce((before, block) => `${before}${/^(- |\d+\. )/.test(block) ? '\n' : '\n\n'}${block}`)
      return [`${marker}${indent(text, marker.length)}`]
    })
    return items.length === 0 ? [] : [items.join('\n')]
  }

  const definitions = (element: HtmlElement): string[] => {
    const terms: { term: string; texts: string[] }[] = []
    const collect = (node: HtmlElement): void => {
      for (const child of node.children) {
        if (typeof child === 'string') continue
        if (child.tag === 'dt') terms.push({ term: line(child.children), texts: [] })
        else if (child.tag === 'dd') terms.at(-1)?.texts.push(...blocks(child.children))
        else collect(child)
      }
    }
    collect(element)
    return [terms.map(({ term, texts }) => `- **${term}**: ${indent(texts.join('\n\n'), 2)}`).join('\n')]
  }

  const picture = (element: HtmlElement): string[] => {
    const title = findElement(element, ({ tag }) => tag === 'title')
    const text = title ? textOf(title) : (element.attributes['aria-label'] ?? '')
    return text === '' ? [] : [`*Picture: ${escapeText(text.replace(/\s+/g, ' ').trim())}*`]
  }

  const block = (element: HtmlElement): string[] => {
    if (isLeftOut(element)) return []
    const { tag, children } = element
    const level = HEADING.exec(tag)?.[1]
    if (level !== undefined) {
      const text = line(children)
      return text === '' ? [] : [`${'#'.repeat(Number(level))} ${text}`]
    }
    if (tag === 'p' || tag === 'dt' || tag === 'legend') return paragraph(children)
    if (tag === 'ul' || tag === 'ol') return list(element)
    if (tag === 'dl') return definitions(element)
    if (tag === 'table') return table(element)
    if (tag === 'pre' || (tag === 'figure' && findElement(element, (inner) => inner.tag === 'pre')))
      return fence(element)
    if (tag === 'svg') return picture(element)
    if (tag === 'hr') return ['---']
    if (tag === 'summary') return [wrap('**', line(children))]
    if (tag === 'blockquote' || (tag === 'aside' && hasClass(element, 'callout'))) return quote(element)
    return blocks(children)
  }

  const quote = (element: HtmlElement): string[] => {
    const inner = element.children.flatMap((child) =>
      typeof child !== 'string' && hasClass(child, 'callout-title')
        ? [wrap('**', line(child.children))]
        : blocks([child]),
    )
    return inner.length === 0 ? [] : [inner.join('\n\n').replace(/^/gm, '> ').replace(/^> $/gm, '>')]
  }

  /** Runs of text become paragraphs between the blocks. */
  const blocks = (nodes: readonly HtmlNode[]): string[] => {
    const found: string[] = []
    let run: HtmlNode[] = []
    const flush = (): void => {
      found.push(...paragraph(run))
      run = []
    }
    for (const node of withoutKeys(nodes)) {
      if (isPhrasing(node)) {
        run.push(node)
        continue
      }
      flush()
      if (typeof node !== 'string') found.push(...block(node))
    }
    flush()
    return found
  }

  return (root) => `${blocks(root.children).join('\n\n')}\n`
}

const languageOf = (element: HtmlElement): string | undefined =>
  element.attributes['data-language'] ?? /(?:^|\s)language-([\w-]+)/.exec(element.attributes['class'] ?? '')?.[1]
