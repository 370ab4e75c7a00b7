import { expect, test } from 'vitest'
import { sourceSchema } from '../../../src/schemas/source.ts'
import { problemsOf, readCollection } from './read.ts'

test('every source has a title, a grade, a date, and an address or the way it was obtained', () => {
  for (const { file, data } of readCollection('sources')) expect(problemsOf(sourceSchema, data), file).toEqual([])
})

test('a source with neither address nor method is refused with the reason', () => {
  expect(problemsOf(sourceSchema, { title: 'Hearsay', grade: 'opened', asOf: '2026-11-20' })).toEqual([
    ': a source needs a url, or how it was obtained',
  ])
})
