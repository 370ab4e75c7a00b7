import { getCollection } from 'astro:content'
import type { APIRoute } from 'astro'
import { errorHref, inReadingOrder } from '../../site/errors.ts'
import { ERRORS_DATA } from '../../site/errors-data.ts'
import { openDataFile } from '../../site/open-data.ts'

/** The whole catalogue as data; errors.schema.json beside it describes it. */
export const GET: APIRoute = async () => {
  const entries = inReadingOrder(await getCollection('errors'))
  return Response.json(
    openDataFile(
      ERRORS_DATA,
      entries.map(({ id, data }) => ({ id, href: errorHref(id), data })),
    ),
  )
}
