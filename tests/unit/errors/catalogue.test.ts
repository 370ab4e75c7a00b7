import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ErrorKind } from '../../../src/schemas/error.ts'
import { literalsOf, normalise, templateMatches } from '../../../src/site/errors.ts'
import { readCatalogue, sharedSource } from './catalogue.ts'

const catalogue = readCatalogue()
const ids = new Set(catalogue.map(({ id }) => id))
const permanent = readFileSync(join(import.meta.dirname, '../../fixtures/error-ids.txt'), 'utf8')
  .trim()
  .split('\n')

/** Which family a reader should see first when two claim the same text. */
const RANK: Readonly<Record<ErrorKind, number>> = {
  root: 0,
  'pool-wait': 1,
  'follow-up': 2,
  wrapper: 3,
  'generic-os': 4,
}

test('the catalogue holds all 228 families, and a published id never vanishes', () => {
  expect(permanent).toHaveLength(228)
  expect(permanent.filter((id) => !ids.has(id))).toEqual([])
})

test('every template matches its own example', () => {
  const broken = catalogue.flatMap(({ id, data }) =>
    data.messages
      .filter(({ template, example }) => !templateMatches(template, example))
      .map(({ template }) => `${id}: ${template}`),
  )
  expect(broken).toEqual([])
})

test('what is left of a message without its prefix still matches the example', () => {
  const broken = catalogue.flatMap(({ id, data }) =>
    data.messages
      .filter(({ core, example }) => core !== undefined && !templateMatches(core, example))
      .map(({ core }) => `${id}: ${core}`),
  )
  expect(broken).toEqual([])
})

test('an example is a concrete text: no variable and no ellipsis is left in it', () => {
  const abstract = catalogue.flatMap(({ id, data }) =>
    data.messages
      .filter(({ template, example }) => example.includes('…') || (template.includes('<') && example === template))
      .map(({ example }) => `${id}: ${example}`),
  )
  expect(abstract).toEqual([])
})

test('two families claim the same text only where it is said which comes first', () => {
  const texts = catalogue.flatMap(({ id, data }) =>
    data.messages.map(({ template, core }) => ({ id, data, text: normalise(core ?? template) })),
  )
  const quarrels = texts.flatMap((a) =>
    texts
      .filter((b) => a.id < b.id && a.text === b.text)
      .filter(
        (b) =>
          RANK[a.data.kind] === RANK[b.data.kind] && !a.data.yieldsTo.includes(b.id) && !b.data.yieldsTo.includes(a.id),
      )
      .map((b) => `${a.id} and ${b.id}: ${a.text}`),
  )
  expect([...new Set(quarrels)]).toEqual([])
})

test('no family has a text so short that it would claim half the logs of the world', () => {
  const short = catalogue.flatMap(({ id, data }) =>
    data.messages
      .filter(
        ({ template, core }) =>
          literalsOf(core ?? template)
            .join('')
            .replace(/\s/g, '').length < 7,
      )
      .filter(() => !data.needsClue)
      .map(({ template }) => `${id}: ${template}`),
  )
  expect(short).toEqual([])
})

test('every family names a cause with a check, and a source', () => {
  for (const { id, data } of catalogue) {
    expect(data.causes.length, id).toBeGreaterThan(0)
    expect(data.sources.length, id).toBeGreaterThan(0)
  }
})

test('related, earlier and preferred families exist, and none names itself', () => {
  const unknown = catalogue.flatMap(({ id, data }) =>
    [...data.related, ...data.followUpOf, ...data.yieldsTo]
      .filter((other) => other === id || !ids.has(other))
      .map((other) => `${id} → ${other}`),
  )
  expect(unknown).toEqual([])
})

test('a follow-up says which errors usually stand before it', () => {
  expect(catalogue.filter(({ data }) => data.kind === 'follow-up' && data.followUpOf.length === 0)).toEqual([])
})

test('an entry for which nothing was opened or measured is marked unconfirmed', () => {
  for (const { id, data } of catalogue) {
    const remembered = data.sources.every(({ grade }) => grade === 'unconfirmed')
    const measured = data.sharedSources.some((source) => sharedSource(source).grade === 'measured')
    expect(data.unconfirmed, id).toBe(remembered && !measured)
  }
})

test('every operating-system text waits for a second clue that a database is meant', () => {
  expect(catalogue.filter(({ data }) => data.kind === 'generic-os' && !data.needsClue)).toEqual([])
})
