import { z } from 'astro/zod'
import { SITE_ORIGIN } from './identity.ts'

/** One of the files under /data/: its name, the version of its format, and what an item holds. */
export interface OpenDataSet {
  /** File name without ending: `hops` for /data/hops.json. */
  readonly name: string
  /** A change that breaks readers raises it. */
  readonly version: number
  /** One line that says what the file holds. */
  readonly title: string
  /** An item, without the `id` and `url` that every item has. */
  readonly item: z.ZodObject
}

const ID = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)

/** What a file of the set holds, as a schema to validate with. */
export const openDataSchema = ({ version, item }: OpenDataSet) =>
  z.strictObject({
    $schema: z.url(),
    version: z.literal(version),
    items: z.array(item.safeExtend({ id: ID, url: z.url() })),
  })

/** The same as JSON Schema (draft 2020-12), with its public address. */
export const openDataJsonSchema = (set: OpenDataSet) => ({
  ...z.toJSONSchema(openDataSchema(set), { io: 'output' }),
  $id: schemaAddress(set.name),
  title: set.title,
})

/** An entry as it goes into the file: its id, its page, then its data. */
export interface OpenDataEntry<Data> {
  readonly id: string
  /** Path of its page, as `/hops/aws-nat-gateway/`. */
  readonly href: string
  readonly data: Data
}

/** The whole file: `$schema`, `version`, and the items in the order given. */
export const openDataFile = <Data extends object>(
  { name, version }: OpenDataSet,
  entries: readonly OpenDataEntry<Data>[],
) => ({
  $schema: schemaAddress(name),
  version,
  items: entries.map(({ id, href, data }) => ({ id, url: `${SITE_ORIGIN}${href}`, ...data })),
})

const schemaAddress = (name: string): string => `${SITE_ORIGIN}/data/${name}.schema.json`
