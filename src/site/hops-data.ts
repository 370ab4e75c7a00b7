import { z } from 'astro/zod'
import { hopSchema } from '../schemas/hop.ts'
import type { OpenDataSet } from './open-data.ts'

/** What /data/hops.json holds: the entries of content/hops, each with a sentence that sums it up. */
export const HOPS_DATA: OpenDataSet = {
  name: 'hops',
  version: 1,
  title: 'Holdfast: idle limits of network components, proxies and servers',
  item: hopSchema.safeExtend({ summary: z.string() }),
}
