import { getCollection } from 'astro:content'
import type { APIRoute } from 'astro'
import { errorHref, inReadingOrder } from '../../site/errors.ts'
import { ERRORS_DATA_VERSION } from '../../site/errors-data.ts'
import { SITE_ORIGIN } from '../../site/identity.ts'

/** The whole catalogue as data; errors.schema.json beside it describes it. */
export const GET: APIRoute = async () => {
  const entries = inReadingOrder(await getCollection('errors'))
  const items = entries.map(({ id, data }) => ({ id, url: `${SITE_ORIGIN}${errorHref(id)}`, ...data }))
  return Response.json({ $schema: `${SITE_ORIGIN}/data/errors.schema.json`, version: ERRORS_DATA_VERSION, items })
}
