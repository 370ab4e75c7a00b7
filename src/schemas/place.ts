import { z } from 'astro/zod'
import { GRADE_IDS } from '../model/grades.ts'
import { STACKS } from '../model/stacks.ts'
import { idSchema } from './source.ts'

/** One setting of a platform or client: its name, unit and what happens unasked. */
const settingSchema = z.strictObject({
  name: z.string().min(2),
  unit: z.string().min(1),
  /** What holds when nobody sets it, as printed in the table. */
  default: z.string().min(1),
  /** What it accepts, as far as a source says. */
  accepts: z.string().min(1).optional(),
  meaning: z.string().min(5),
  grade: z.enum(GRADE_IDS).default('opened'),
})

const shared = {
  title: z.string().min(2),
  summary: z.string().min(40).max(260),
  order: z.int().positive(),
  /** Whose rules its keepalive obeys; absent where it has none of its own. */
  stack: z.enum(Object.keys(STACKS) as [keyof typeof STACKS, ...(keyof typeof STACKS)[]]).optional(),
  /** What decides when the same thing is set in several places, strongest first. */
  wins: z.array(z.string().min(5)).default([]),
  settings: z.array(settingSchema).default([]),
  pitfalls: z.array(z.string().min(10)).default([]),
  /** How to see that it works. */
  verify: z
    .array(
      z.strictObject({
        language: z.enum(['sh', 'sql', 'bat', 'powershell', 'text']),
        code: z.string(),
        reads: z.string(),
      }),
    )
    .default([]),
  /** Ids of src/targets that write its configuration, the usual one first. */
  targets: z.array(idSchema).default([]),
  /** Ids of content/errors its users meet. */
  errors: z.array(idSchema).default([]),
  /** Ids of content/sources. */
  sources: z.array(idSchema).min(1),
}

/** An operating system or runtime environment in content/platforms. */
export const platformSchema = z.strictObject({
  ...shared,
  kind: z.enum(['system', 'container', 'virtual machine', 'serverless']),
})

/** A driver, pool or tool in content/clients. */
export const clientSchema = z.strictObject({
  ...shared,
  kind: z.enum(['driver', 'pool', 'framework', 'tool', 'tunnel']),
  /** Whether its sockets have SO_KEEPALIVE when nobody asks. */
  keepalive: z.enum(['on', 'off', 'not its matter']),
})

/** One platform. */
export type Platform = z.infer<typeof platformSchema>

/** One client. */
export type Client = z.infer<typeof clientSchema>
