import { z } from 'astro/zod'
import { idSchema } from './source.ts'

/** A troubleshooting article or an explanation in content/guides. */
export const guideSchema = z.strictObject({
  title: z.string().min(10),
  /** Shorter title for navigation. */
  navTitle: z.string().min(3).max(40),
  /** One or two sentences for lists, search results and the meta description. */
  summary: z.string().min(40).max(240),
  order: z.int().positive(),
  /** Error texts, verbatim, that bring a reader here. */
  messages: z.array(z.string().min(3)),
  keywords: z.array(z.string().min(2)).min(1),
  tags: z.array(idSchema).min(1),
  appliesTo: z.array(z.string().min(2)).min(1),
  /** Ids of content/sources: at least one, and every claim of the page is covered by one of them. */
  sources: z.array(idSchema).min(1),
  /** Ids of other guides. */
  related: z.array(idSchema).default([]),
})

/** Front matter of a guide. */
export type Guide = z.infer<typeof guideSchema>
