import { z } from 'astro/zod'
import { ENVIRONMENTS } from '../model/suspects/environments.ts'
import { ADJUSTED, SYMPTOMS, WORKLOADS } from '../model/suspects/timer.ts'
import { idSchema, sourceSchema } from './source.ts'

const seconds = z.number().positive().max(31_536_000)

const environmentId = z
  .string()
  .refine((id) => ENVIRONMENTS.some((environment) => environment.id === id), 'an id of ENVIRONMENTS')

/** What timers and hops share: when they are suspected. */
const clues = {
  commonness: z.int().min(1).max(5),
  environments: z.array(environmentId).default([]),
  requires: z.array(environmentId).default([]),
  typicalSeconds: z.array(seconds).default([]),
  adjusted: z.enum(ADJUSTED).default('sometimes'),
  /** Timers of one group cannot be told apart by any number. */
  sameClock: idSchema.optional(),
  settings: z
    .array(z.strictObject({ name: z.string().min(3), unit: z.enum(['s', 'ms', 'min']).default('s') }))
    .default([]),
  wording: z.array(z.string().min(3).toLowerCase()).default([]),
  symptoms: z.array(z.enum(SYMPTOMS)).default([]),
  workloads: z.array(z.enum(WORKLOADS)).default([]),
  noticedLate: z.boolean().default(false),
  /** The test that tells it from its neighbours, one or two sentences. */
  test: z.string().min(20),
  /** What to do about it, one sentence. */
  remedy: z.string().min(10),
  fixHref: z.string().startsWith('/').optional(),
  fixLabel: z.string().min(3).optional(),
}

/** A timer of content/timers that is no hop: of an operating system, driver, pool, server or platform. */
export const timerSchema = z.strictObject({
  ...clues,
  title: z.string().min(5),
  kind: z.enum(['timer', 'no-timer']).default('timer'),
  /** One sentence: what it does to the connection. */
  effect: z.string().min(15),
  firings: z
    .array(z.strictObject({ seconds, latestSeconds: seconds.optional(), because: z.string().min(5).optional() }))
    .default([]),
  range: z.tuple([seconds, seconds]).optional(),
  symptoms: z.array(z.enum(SYMPTOMS)).min(1),
  workloads: z.array(z.enum(WORKLOADS)).min(1),
  sources: z.array(sourceSchema).min(1),
})

/** What content/timers/hops.yaml adds to a hop: when it is suspected. The figures stay with the hop. */
export const hopClueSchema = z.strictObject({
  ...clues,
  /** The hop's limits when they are not the one default of its page. */
  alsoSeconds: z.array(seconds).default([]),
  /** How those come about, as the beginning of a sentence that ends with the figure. */
  alsoBecause: z.string().min(5).optional(),
  test: clues.test.optional(),
  remedy: clues.remedy.optional(),
})

export type TimerEntry = z.infer<typeof timerSchema>
export type HopClue = z.infer<typeof hopClueSchema>
