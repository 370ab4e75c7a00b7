import { z } from 'astro/zod'

/** A subject with a page of its own; guides refer to it by file name. */
export const tagSchema = z.strictObject({ title: z.string().min(2), summary: z.string().min(10) })

/** One tag. */
export type Tag = z.infer<typeof tagSchema>
