import { expect, test } from 'vitest'
import { type Guide, guideSchema } from '../../../src/schemas/guide.ts'
import { publishedSchema } from '../../../src/schemas/published.ts'
import { sourceSchema } from '../../../src/schemas/source.ts'
import { tagSchema } from '../../../src/schemas/tag.ts'
import { danglingReferences } from '../../../src/site/references.ts'
import { idsOf, problemsOf, readCollection } from './read.ts'

const entries = readCollection('guides')
const guides = entries.flatMap((entry) => {
  const parsed = guideSchema.safeParse(entry.data)
  return parsed.success ? [{ ...entry, guide: parsed.data }] : []
})
const known = { sources: idsOf('sources'), tags: idsOf('tags'), guides: idsOf('guides') }
const published = readCollection('published').map(({ data }) => publishedSchema.parse(data))

/** Ids a guide refers to in its text, and through the tables of published values. */
function citedIn(body: string): string[] {
  const inText = [...body.matchAll(/<Src id="([^"]*)"/g)].flatMap(([, ids = '']) => ids.split(' '))
  const inTables = [...body.matchAll(/<PublishedVerdicts target="([^"]*)"(?: only="([^"]*)")?/g)].flatMap(
    ([, target, only]) =>
      published
        .filter((page) => page.target === target)
        .flatMap(({ remarks }) => remarks.filter(({ key }) => only === undefined || key === only))
        .flatMap(({ sources }) => sources),
  )
  return [...inText, ...inTables]
}

const guideNamed = (id: string): Guide => {
  const found = guides.find((candidate) => candidate.id === id)
  if (!found) throw new Error(`no valid guide ${id}`)
  return found.guide
}

test('every guide obeys its schema', () => {
  for (const { file, data } of entries) expect(problemsOf(guideSchema, data), file).toEqual([])
})

test('every tag obeys its schema, and some guide carries it', () => {
  const carried = new Set(guides.flatMap(({ guide }) => guide.tags))
  for (const { file, id, data } of readCollection('tags')) {
    expect(problemsOf(tagSchema, data), file).toEqual([])
    expect(carried.has(id), `${file}: no guide carries this tag`).toBe(true)
  }
})

test('every source, tag and related guide that a guide names exists', () => {
  for (const { file, guide } of guides) expect(danglingReferences(file, guide, known)).toEqual([])
})

test('a guide without sources is refused with the field', () => {
  const { sources: _, ...rest } = guideNamed('io-error-sending-to-backend')
  expect(problemsOf(guideSchema, rest)).toEqual([expect.stringMatching(/^sources: /)])
  expect(problemsOf(guideSchema, { ...rest, sources: [] })).toEqual([expect.stringMatching(/^sources: /)])
})

test('an unknown source, tag or related guide is named with file, field and reason', () => {
  const broken: Guide = {
    ...guideNamed('io-error-sending-to-backend'),
    sources: ['hearsay'],
    tags: ['keepalive', 'keepalives'],
    related: ['no-such-guide'],
  }
  expect(danglingReferences('content/guides/broken.mdx', broken, known)).toEqual([
    'content/guides/broken.mdx: sources: unknown source "hearsay" (no content/sources/hearsay.yaml)',
    'content/guides/broken.mdx: tags: unknown tag "keepalives" (no content/tags/keepalives.yaml)',
    'content/guides/broken.mdx: related: unknown guide "no-such-guide" (no content/guides/no-such-guide.mdx)',
  ])
})

test('a guide lists exactly the sources its text refers to', () => {
  for (const { file, guide, body } of guides) {
    const cited = new Set(citedIn(body))
    expect(
      [...cited].filter((id) => !guide.sources.includes(id)),
      `${file}: cited, not listed`,
    ).toEqual([])
    expect(
      guide.sources.filter((id) => !cited.has(id)),
      `${file}: listed, never cited`,
    ).toEqual([])
  }
})

test('no guide rests on a source from memory', () => {
  const unconfirmed = new Set(
    readCollection('sources')
      .filter(({ data }) => sourceSchema.parse(data).grade === 'unconfirmed')
      .map(({ id }) => id),
  )
  for (const { file, guide } of guides)
    expect(
      guide.sources.filter((id) => unconfirmed.has(id)),
      file,
    ).toEqual([])
})

test('every guide leads from symptom to help: confirm, verify, exceptions, where to turn', () => {
  const needed = [/^## .*confirm/im, /^## .*fix/im, /^## .*verify/im, /^## .*undo/im, /^## When /m, /^## Where to turn/m]
  for (const { file, body } of guides)
    for (const heading of needed) expect(body, `${file}: ${heading}`).toMatch(heading)
})

test('the sections people have linked in the oldest article still have their anchors', () => {
  const body = entries.find(({ id }) => id === 'io-error-sending-to-backend')?.body ?? ''
  for (const anchor of [
    'io-error-explanation',
    'firewall-timeout-settings',
    'command-query-settings',
    'performance-workload-management',
  ])
    expect(body).toContain(`<span id="${anchor}"></span>`)
})
