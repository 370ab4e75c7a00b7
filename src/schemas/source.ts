import { z } from 'astro/zod'
import { GRADE_IDS } from '../model/grades.ts'

/** A date as it stands in front matter: YAML may have parsed it already. */
export const isoDateSchema = z.preprocess(
  (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value),
  z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/, 'a date as 2026, 2026-11 or 2026-11-20'),
)

/** Where a fact comes from, how well it was read, and the date of the copy that was read. */
export const sourceSchema = z
  .strictObject({
    title: z.string().min(1),
    url: z.url({ protocol: /^https?$/ }).optional(),
    /** Where there is no address: how the fact was obtained ("measured on Linux 6.18, HZ=250"). */
    how: z.string().min(1).optional(),
    grade: z.enum(GRADE_IDS),
    asOf: isoDateSchema,
  })
  .refine(
    (source) => source.url !== undefined || source.how !== undefined,
    'a source needs a url, or how it was obtained',
  )

/** One source of a fact. */
export type Source = z.infer<typeof sourceSchema>

/** Permanent ids: lower-case words joined by hyphens. */
export const idSchema = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words joined by hyphens')
