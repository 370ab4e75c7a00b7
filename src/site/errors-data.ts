import { z } from 'astro/zod'
import { errorSchema } from '../schemas/error.ts'
import { idSchema } from '../schemas/source.ts'
import { SITE_ORIGIN } from './identity.ts'

/** Version of the format of /data/errors.json; a change that breaks readers raises it. */
export const ERRORS_DATA_VERSION = 1

/** What /data/errors.json holds. */
export const errorsDataSchema = z.strictObject({
  $schema: z.url(),
  version: z.literal(ERRORS_DATA_VERSION),
  items: z.array(errorSchema.extend({ id: idSchema, url: z.url() })),
})

/** The same as JSON Schema (draft 2020-12), with its public address. */
export const errorsDataJsonSchema = () => ({
  ...z.toJSONSchema(errorsDataSchema, { io: 'output' }),
  $id: `${SITE_ORIGIN}/data/errors.schema.json`,
  title: 'Holdfast: error messages of dropped database connections',
})
