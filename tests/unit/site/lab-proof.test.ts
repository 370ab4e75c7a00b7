import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { labProofSchema } from '../../../src/schemas/proof-lab.ts'
import { disagreements, predictionFor } from '../../helpers/lab-judge.ts'
import { SCENARIOS } from '../../helpers/lab-scenarios.ts'

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../content/proof/${name}.json`, import.meta.url), 'utf8'))
const lab = labProofSchema.parse(read('lab'))

test('the published figures are those of the scenarios the lab runs ("npm run prove" renews them)', () => {
  expect(lab.scenarios.map(({ id, group, title }) => ({ id, group, title }))).toEqual(
    SCENARIOS.map(({ id, group, title }) => ({ id, group, title })),
  )
})

test.each(lab.scenarios.map((row) => [row.id, row] as const))(
  'the published prediction of %s is what the model says, and the measurement agrees with it',
  (id, row) => {
    const scenario = SCENARIOS.find((each) => each.id === id)
    if (scenario === undefined) throw new Error(`no scenario ${id}`)
    expect(row.predicted).toEqual(predictionFor(scenario))
    expect(disagreements(row.predicted, row.measured)).toEqual([])
    expect(row.agree).toBe(true)
  },
)
