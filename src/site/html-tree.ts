/** An element of a page. */
export interface HtmlElement {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: HtmlNode[]
}

/** An element, or text with its entities resolved. */
export type HtmlNode = HtmlElement | string

const VOID = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'wbr'])
const RAW_TEXT = new Set(['script', 'style'])
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' }

/** Text with character references resolved. */
export const decodeEntities = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16))
    if (decimal) return String.fromCodePoint(Number.parseInt(decimal, 10))
    return (name && ENTITIES[name]) ?? whole
  })

function attributesOf(text: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, name = '', double, single, bare] of text.matchAll(
    /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g,
  ))
    found[name.toLowerCase()] = decodeEntities(double ?? single ?? bare ?? '')
  return found
}

/**
 * The tree of a page that closes its tags, as the pages of this site do.
 * Comments, the doctype, scripts and styles are left out; a stray end tag is ignored.
 */
export function parseHtml(html: string): HtmlElement {
  const root: HtmlElement = { tag: '#root', attributes: {}, children: [] }
  const open = [root]
  const top = (): HtmlElement => open.at(-1) ?? root
  const token = /<!--[\s\S]*?-->|<!doctype[^>]*>|<(\/?)([a-z][\w:-]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>|[^<]+|</gi
  for (let match = token.exec(html); match !== null; match = token.exec(html)) {
    const [whole, slash, name, rest = ''] = match
    if (name === undefined) {
      if (!whole.startsWith('<!')) top().children.push(decodeEntities(whole))
      continue
    }
    const tag = name.toLowerCase()
    if (slash) {
      const at = open.findLastIndex((element) => element.tag === tag)
      if (at > 0) open.length = at
      continue
    }
    if (RAW_TEXT.has(tag)) {
      const end = html.toLowerCase().indexOf(`</${tag}`, token.lastIndex)
      token.lastIndex = end < 0 ? html.length : html.indexOf('>', end) + 1
      continue
    }
    const element: HtmlElement = { tag, attributes: attributesOf(rest), children: [] }
    top().children.push(element)
    if (!VOID.has(tag) && !rest.trimEnd().endsWith('/')) open.push(element)
  }
  return root
}

/** The first element, in document order, that the test accepts. */
export function findElement(node: HtmlElement, accepts: (element: HtmlElement) => boolean): HtmlElement | undefined {
  for (const child of node.children) {
    if (typeof child === 'string') continue
    if (accepts(child)) return child
    const deeper = findElement(child, accepts)
    if (deeper) return deeper
  }
  return undefined
}

/** All text inside, as it stands in the source. */
export const textOf = (node: HtmlNode): string =>
  typeof node === 'string' ? node : node.tag === 'br' ? '\n' : node.children.map(textOf).join('')
