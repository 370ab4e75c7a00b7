import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const SRC = fileURLToPath(new URL('../../src/', import.meta.url))

/** What each room of the pure core may import from, besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  quoting: [],
  reading: ['model', 'quoting'],
  targets: ['model', 'quoting', 'reading'],
  limits: ['model'],
  signatures: ['model'],
  timeline: ['model'],
}

const modules = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => ({
    name: name.split(sep).join('/'),
    room: name.split(sep)[0] ?? '',
    text: readFileSync(join(SRC, name), 'utf8'),
  }))

const importsOf = (text: string): { path: string; typeOnly: boolean }[] =>
  [
    ...text.matchAll(
      /^(?:import|export)\s+(type\s)?[^'"]*?from\s+'([^']+)'|^import\s+'([^']+)'|import\(\s*'([^']+)'\s*\)/gm,
    ),
  ].map(([, typeOnly, from, bare, dynamic]) => ({
    path: from ?? bare ?? dynamic ?? '',
    typeOnly: typeOnly !== undefined,
  }))

const core = modules.filter(({ room }) => MAY_IMPORT[room] !== undefined)

test('imports of the pure core point one way', () => {
  const wrong = core.flatMap(({ name, room, text }) =>
    importsOf(text).flatMap(({ path }) => {
      if (!path.startsWith('.')) return [`${name} imports the package ${path}`]
      const target = relative(SRC, normalize(join(SRC, dirname(name), path))).split(sep)[0] ?? ''
      return target === room || MAY_IMPORT[room]?.includes(target) ? [] : [`${name} imports ${path}`]
    }),
  )
  expect(wrong).toEqual([])
})

test('the pure core names its files as Node wants them, with their ending', () => {
  const wrong = core.flatMap(({ name, text }) =>
    importsOf(text)
      .filter(({ path }) => !path.endsWith('.ts'))
      .map(({ path }) => `${name} imports ${path}`),
  )
  expect(wrong).toEqual([])
})

test('the pure core uses no page, no clock, no chance and no Node', () => {
  const forbidden =
    /\bdocument\.(querySelector|getElement|create|body|head|documentElement|addEventListener)|\bglobalThis\.|\b(localStorage|sessionStorage|location|history|navigator|process|Buffer)\.|\b(fetch|require|setTimeout|setInterval|addEventListener)\(|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.now\b/
  const wrong = core.flatMap(({ name, text }) => {
    const code = text
      .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      .replace(/`(?:\\.|[^`\\])*`|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, "''")
    const match = forbidden.exec(code)
    return match ? [`${name}: ${match[0]}`] : []
  })
  expect(wrong).toEqual([])
})

test('nothing is left to do and no check is switched off in the source', () => {
  const wrong = modules
    .filter(({ text }) => /\b(TODO|FIXME|XXX)\b|@ts-ignore|@ts-expect-error|\bas any\b|: any[,;)\]]/.test(text))
    .map(({ name }) => name)
  expect(wrong).toEqual([])
})
