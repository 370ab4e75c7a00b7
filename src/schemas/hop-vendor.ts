import { z } from 'astro/zod'
import { HOP_CATEGORIES, HOP_ENVIRONMENTS, type HopEntry } from './hop.ts'

const keysOf = <T extends Record<string, unknown>>(table: T) =>
  Object.keys(table) as [keyof T & string, ...(keyof T & string)[]]

/** Overview of the hops of one place in content/hops/vendors; the file name is its permanent id. */
export const hopVendorSchema = z.strictObject({
  title: z.string().min(3),
  navTitle: z.string().min(3).max(40),
  summary: z.string().min(40).max(240),
  order: z.int().positive(),
  /** A hop belongs here when it has one of these environments… */
  environments: z.array(z.enum(keysOf(HOP_ENVIRONMENTS))).default([]),
  /** …and, where given, one of these categories. */
  categories: z.array(z.enum(keysOf(HOP_CATEGORIES))).default([]),
})

/** Front matter of an overview. */
export type HopVendor = z.infer<typeof hopVendorSchema>

/** Whether a hop is listed on an overview; standards and advice never are. */
export function belongsTo(vendor: HopVendor, hop: Pick<HopEntry, 'environments' | 'category' | 'role'>): boolean {
  if (hop.role === 'reference') return false
  const placed =
    vendor.environments.length === 0 ||
    hop.environments.some((environment) => vendor.environments.includes(environment))
  return placed && (vendor.categories.length === 0 || vendor.categories.includes(hop.category))
}
