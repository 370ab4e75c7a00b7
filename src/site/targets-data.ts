import { z } from 'astro/zod'
import { TARGET_GROUPS } from '../targets/target.ts'
import type { OpenDataSet } from './open-data.ts'

const limit = z.strictObject({ min: z.number(), max: z.number(), step: z.number(), source: z.string() }).nullable()

const snippet = z.strictObject({
  title: z.string(),
  language: z.string(),
  code: z.string(),
  path: z.string().optional(),
  filename: z.string().optional(),
  lineEnding: z.enum(['lf', 'crlf']).optional(),
  encoding: z.enum(['utf-8', 'ascii', 'utf-16le-bom']).optional(),
  expectedOutput: z.string().optional(),
  note: z.string().optional(),
})

const step = z.strictObject({
  summary: z.string(),
  snippets: z.array(snippet),
  impossible: z.string().optional(),
})

const recipe = z.strictObject({
  now: step,
  persist: step,
  verify: step,
  undo: step,
  affects: z.string(),
  runAs: z.string(),
  takesEffect: z.string(),
  pitfalls: z.array(z.string()),
  notExpressed: z.array(z.string()),
})

const option = z.strictObject({
  id: z.string(),
  label: z.string(),
  placeholder: z.string(),
  defaultValue: z.string(),
  help: z.string().optional(),
  choices: z.array(z.strictObject({ value: z.string(), label: z.string() })).optional(),
  range: z.strictObject({ min: z.number(), max: z.number(), unit: z.string(), source: z.string() }).optional(),
  maxLength: z.number().optional(),
})

/** What /data/targets.json holds: every place where keepalive can be set, with an example recipe. */
export const TARGETS_DATA: OpenDataSet = {
  name: 'targets',
  version: 1,
  title: 'Holdfast: places where keepalive can be set, their limits, and an example recipe for each',
  item: z.strictObject({
    title: z.string(),
    group: z.enum(TARGET_GROUPS),
    stack: z.string(),
    scope: z.enum(['machine', 'namespace', 'connection', 'server']),
    summary: z.string(),
    switch: z.enum(['settable', 'always-on', 'elsewhere']),
    limits: z.strictObject({ idleSeconds: limit, intervalSeconds: limit, count: limit }),
    options: z.array(option),
    /** Settings of the example: those recommended for an idle limit of 350 s. */
    settings: z.strictObject({
      enabled: z.boolean(),
      idleSeconds: z.number(),
      intervalSeconds: z.number(),
      count: z.number(),
    }),
    recipe,
  }),
}
