import { expect, test } from 'vitest'
import { openDataFile, openDataSchema } from '../../../src/site/open-data.ts'
import { TARGETS_DATA } from '../../../src/site/targets-data.ts'
import { TARGETS } from '../../../src/targets/index.ts'
import { recipeOf, SETTINGS } from './arbitrary.ts'

test('the published list of targets matches the schema published beside it', () => {
  const entries = TARGETS.map((target) => {
    const { id, title, group, stack, scope, summary, limits, options } = target
    const data = { title, group, stack, scope, summary, switch: target.switch, limits, options }
    return { id, href: `/fix/${id}/`, data: { ...data, settings: SETTINGS, recipe: recipeOf(target, SETTINGS) } }
  })
  const file = JSON.parse(JSON.stringify(openDataFile(TARGETS_DATA, entries)))
  expect(openDataSchema(TARGETS_DATA).safeParse(file).error).toBeUndefined()
  expect(file.items).toHaveLength(TARGETS.length)
})
