import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LAB_GROUPS, type LabGroup, type LabProof, labProofSchema } from '../../src/schemas/proof-lab.ts'
import { type Lab, startLab } from '../helpers/lab.ts'
import { programOf } from '../helpers/lab-clients.ts'
import { disagreements, predictionFor } from '../helpers/lab-judge.ts'
import { SCENARIOS } from '../helpers/lab-scenarios.ts'

const PROOF = new URL('../../content/proof/lab.json', import.meta.url)

let lab: Lab | undefined
const seen: LabProof['scenarios'] = []

beforeAll(async () => {
  lab = await startLab(SCENARIOS)
})

afterAll(async () => {
  if (lab === undefined) return
  await lab.finished
  await lab.stop()
  if (process.env['HOLDFAST_RECORD'] !== '1') return
  const scenarios = SCENARIOS.flatMap(({ id }) => seen.filter((row) => row.id === id))
  writeFileSync(PROOF, `${JSON.stringify(labProofSchema.parse({ ...lab.facts(), scenarios }), null, 2)}\n`)
})

describe.each(Object.keys(LAB_GROUPS) as LabGroup[])('%s', (group) => {
  for (const scenario of SCENARIOS.filter((each) => each.group === group)) {
    test(scenario.title, async () => {
      const predicted = predictionFor(scenario)
      if (lab === undefined) throw new Error('the lab did not start')
      const measured = await lab.measured(scenario.id)
      const found = disagreements(predicted, measured)
      const driver = scenario.kind === 'path' ? scenario.path.client.driver : scenario.driver
      const { id, title } = scenario
      seen.push({ id, group, title, client: programOf(driver).title, predicted, measured, agree: found.length === 0 })
      expect(found, `${id}: ${JSON.stringify({ predicted, measured }, null, 1)}`).toEqual([])
    })
  }
})
