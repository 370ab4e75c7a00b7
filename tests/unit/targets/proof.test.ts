import { readFileSync } from 'node:fs'
import { z } from 'astro/zod'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { proofSchema, unjudgedSchema } from '../../../src/schemas/proof.ts'
import { TARGETS } from '../../../src/targets/index.ts'

const read = (name: string): string => readFileSync(new URL(`../../../content/proof/${name}`, import.meta.url), 'utf8')

test('every target is judged by a program, or the page says why not, and never both', () => {
  const rows = z.array(proofSchema).parse(JSON.parse(read('consumers.json')))
  const reasons = z.record(z.string(), z.string()).parse(parse(read('unjudged.yaml')))
  const judged = new Set(rows.map(({ target }) => target))
  const ids = TARGETS.map(({ id }) => id)
  for (const reason of Object.values(reasons)) expect(unjudgedSchema.safeParse({ reason }).success).toBe(true)
  expect([...judged, ...Object.keys(reasons)].sort()).toEqual([...ids].sort())
})
