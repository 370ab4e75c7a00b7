import { defineCollection } from 'astro:content'
import { file, glob } from 'astro/loaders'
import { parse as parseYaml } from 'yaml'
import { errorSchema } from './schemas/error.ts'
import { guideSchema } from './schemas/guide.ts'
import { hopSchema } from './schemas/hop.ts'
import { hopVendorSchema } from './schemas/hop-vendor.ts'
import { limitSchema } from './schemas/limit.ts'
import { clientSchema, platformSchema } from './schemas/place.ts'
import { proofSchema, unjudgedSchema } from './schemas/proof.ts'
import { labProofSchema } from './schemas/proof-lab.ts'
import { publishedSchema } from './schemas/published.ts'
import { sourceSchema } from './schemas/source.ts'
import { tagSchema } from './schemas/tag.ts'
import { hopClueSchema, timerSchema } from './schemas/timer.ts'

/**
 * The contract of content/: an entry that breaks its schema fails the build with file, field and reason.
 * Astro caches parsed entries and notices a change of this file, not of a schema: after changing one, `astro sync --force`.
 */
export const collections = {
  clients: defineCollection({ loader: glob({ base: './content/clients', pattern: '*.mdx' }), schema: clientSchema }),
  errors: defineCollection({ loader: glob({ base: './content/errors', pattern: '*.mdx' }), schema: errorSchema }),
  guides: defineCollection({ loader: glob({ base: './content/guides', pattern: '*.mdx' }), schema: guideSchema }),
  hopClues: defineCollection({ loader: file('./content/timers/hops.yaml'), schema: hopClueSchema }),
  hops: defineCollection({ loader: glob({ base: './content/hops', pattern: '*.yaml' }), schema: hopSchema }),
  hopVendors: defineCollection({
    loader: glob({ base: './content/hops/vendors', pattern: '*.mdx' }),
    schema: hopVendorSchema,
  }),
  lab: defineCollection({
    loader: file('./content/proof/lab.json', { parser: (text) => ({ lab: JSON.parse(text) }) }),
    schema: labProofSchema,
  }),
  limits: defineCollection({ loader: glob({ base: './content/limits', pattern: '*.yaml' }), schema: limitSchema }),
  platforms: defineCollection({
    loader: glob({ base: './content/platforms', pattern: '*.mdx' }),
    schema: platformSchema,
  }),
  proof: defineCollection({
    loader: file('./content/proof/consumers.json', {
      // Rows have no id of their own; a target may have several judges.
      parser: (text) =>
        Object.fromEntries(
          (JSON.parse(text) as Record<string, unknown>[]).map((row) => [`${row['target']} ${row['judgedBy']}`, row]),
        ),
    }),
    schema: proofSchema,
  }),
  published: defineCollection({
    loader: glob({ base: './content/published', pattern: '*.yaml' }),
    schema: publishedSchema,
  }),
  sources: defineCollection({ loader: glob({ base: './content/sources', pattern: '*.yaml' }), schema: sourceSchema }),
  tags: defineCollection({ loader: glob({ base: './content/tags', pattern: '*.yaml' }), schema: tagSchema }),
  timers: defineCollection({
    loader: glob({ base: './content/timers', pattern: ['*.yaml', '!hops.yaml'] }),
    schema: timerSchema,
  }),
  unjudged: defineCollection({
    loader: file('./content/proof/unjudged.yaml', {
      parser: (text) =>
        Object.fromEntries(
          Object.entries(parseYaml(text) as Record<string, string>).map(([id, reason]) => [id, { reason }]),
        ),
    }),
    schema: unjudgedSchema,
  }),
}
