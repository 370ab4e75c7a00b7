import type { Element, ElementContent, Root } from 'hast'
import { createCssVariablesTheme, createHighlighter, type Highlighter } from 'shiki'
import type { SnippetLanguage } from '../targets/target.ts'

/** Names of the highlighter's grammars for our languages; `text` and unknown ones stay plain. */
const GRAMMARS: Partial<Record<string, string>> = {
  sh: 'shellscript',
  bash: 'shellscript',
  console: 'shellsession',
  bat: 'bat',
  powershell: 'powershell',
  reg: 'reg',
  ini: 'ini',
  xml: 'xml',
  yaml: 'yaml',
  json: 'json',
  sql: 'sql',
  python: 'python',
  java: 'java',
  javascript: 'javascript',
  typescript: 'typescript',
  go: 'go',
  rust: 'rust',
  csharp: 'csharp',
  properties: 'properties',
  nginx: 'nginx',
  hcl: 'hcl',
  'ssh-config': 'ssh-config',
}

/** Class of a token for each variable of the CSS-variables theme; the rest inherit the text colour. */
const TOKEN_CLASSES: Readonly<Record<string, string>> = {
  'token-keyword': 'tk',
  'token-string': 'ts',
  'token-string-expression': 'ts',
  'token-comment': 'tc',
  'token-constant': 'tn',
  'token-function': 'tf',
  'token-parameter': 'tp',
  'token-punctuation': 'tu',
}

let highlighter: Promise<Highlighter> | undefined

const loadHighlighter = (): Promise<Highlighter> => {
  highlighter ??= createHighlighter({
    themes: [createCssVariablesTheme({ name: 'variables', variablePrefix: '--' })],
    langs: [...new Set(Object.values(GRAMMARS).filter((name) => name !== undefined))],
  })
  return highlighter
}

/** Turns the theme's style attributes into classes, because the content security policy forbids style attributes. */
const tokenClass = (style: string): string | undefined => {
  const variable = /--([a-z-]+)/.exec(style)?.[1]
  return variable === undefined ? undefined : TOKEN_CLASSES[variable]
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const render = (node: Root | ElementContent | Root['children'][number]): string => {
  if (node.type === 'text') return escapeHtml(node.value)
  if (node.type === 'root') return node.children.map(render).join('')
  if (node.type !== 'element') return ''
  const inner = node.children.map(render).join('')
  const className = tokenClass(String(node.properties['style'] ?? ''))
  return className === undefined ? inner : `<span class="${className}">${inner}</span>`
}

const findCode = (node: Root | Element): Element | undefined => {
  for (const child of node.children) {
    if (child.type !== 'element') continue
    if (child.tagName === 'code') return child
    const deeper = findCode(child)
    if (deeper) return deeper
  }
  return undefined
}

/**
 * Highlighted HTML of a piece of code: escaped text with `<span class>` tokens and no other markup.
 * Runs at build time only.
 */
export async function highlight(code: string, language: SnippetLanguage | string): Promise<string> {
  const grammar = GRAMMARS[language]
  if (grammar === undefined) return escapeHtml(code)
  const tree = (await loadHighlighter()).codeToHast(code, { lang: grammar, theme: 'variables' })
  const element = findCode(tree)
  return element === undefined ? escapeHtml(code) : element.children.map(render).join('')
}
