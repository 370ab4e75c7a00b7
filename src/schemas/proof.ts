import { z } from 'astro/zod'

/** A program that judged what a target writes; content/proof/consumers.json is written by the consumer tests. */
export const proofSchema = z.strictObject({
  target: z.string().min(2),
  judgedBy: z.string().min(2),
  /** `program`: what the text is for. `parser`: something that only checks syntax and values. */
  kind: z.enum(['program', 'parser']),
  version: z.string().min(1),
  count: z.int().positive(),
  compared: z.string().min(3),
})

/** Why nothing real judged a target, in content/proof/unjudged.yaml. */
export const unjudgedSchema = z.strictObject({ reason: z.string().min(10) })
