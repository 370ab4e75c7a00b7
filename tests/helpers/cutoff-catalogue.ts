import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'astro/zod'
import { parse } from 'yaml'
import { readObserved } from '../../src/model/observed.ts'
import { hopTimer, timerOf } from '../../src/model/suspects/catalogue.ts'
import type { Timer } from '../../src/model/suspects/timer.ts'
import { SYMPTOMS, WORKLOADS } from '../../src/model/suspects/timer.ts'
import { type Suspect, suspects } from '../../src/model/suspects.ts'
import { hopSchema } from '../../src/schemas/hop.ts'
import { hopClueSchema, timerSchema } from '../../src/schemas/timer.ts'

const yaml = (path: string): unknown => parse(readFileSync(path, 'utf8'), { customTags: ['timestamp'] })

/** Clues of content/timers/hops.yaml by hop id. */
export const CLUES = z.record(z.string(), hopClueSchema).parse(yaml('content/timers/hops.yaml'))

/** Timers of content/timers by id. */
export const TIMERS = new Map(
  readdirSync('content/timers')
    .filter((name) => name !== 'hops.yaml')
    .map((name) => [name.replace(/\.yaml$/, ''), timerSchema.parse(yaml(`content/timers/${name}`))] as const),
)

/** What the page ranks, read from content/. */
export const CATALOGUE: readonly Timer[] = [
  ...Object.entries(CLUES).map(([id, clue]) => hopTimer(id, hopSchema.parse(yaml(`content/hops/${id}.yaml`)), clue)),
  ...[...TIMERS].map(([id, facts]) => timerOf(id, facts)),
]

const incidentSchema = z.object({
  id: z.union([z.string(), z.number()]),
  observed: z.array(z.string()),
  symptom: z.string(),
  environment: z.array(z.string()),
  workload: z.string(),
  expected: z.string(),
  acceptable: z.array(z.string()),
})

/** Something that happened to somebody: what they saw, and what it was. */
export type Incident = z.infer<typeof incidentSchema>

/** Incidents of a file with one JSON object a line. */
export function incidents(path: string): readonly Incident[] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => incidentSchema.parse(JSON.parse(line)))
}

/** Suspects for an incident, as the page would list them. */
export function suspectsFor({
  observed,
  environment,
  symptom,
  workload,
}: Omit<Incident, 'id' | 'expected' | 'acceptable'>): readonly Suspect[] {
  return suspects(
    readObserved(observed.join('\n')),
    { environment, symptom: SYMPTOMS.find((s) => s === symptom), workload: WORKLOADS.find((w) => w === workload) },
    CATALOGUE,
  )
}

/** Place of the true cause, or of a sibling no number can tell apart, from 1; 0 when it is not listed. */
export function placeOfCause(incident: Incident): number {
  const causes = new Set([incident.expected, ...incident.acceptable])
  return suspectsFor(incident).findIndex(({ timer }) => causes.has(timer.id)) + 1
}
