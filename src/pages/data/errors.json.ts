import { getCollection } from 'astro:content'
import type { APIRoute } from 'astro'
import { errorHref, inReadingOrder } from '../../site/errors.ts'
import { ERRORS_DATA } from '../../site/errors-data.ts'
import { resolveSources } from '../../site/guides.ts'
import { openDataFile } from '../../site/open-data.ts'

/** The whole catalogue as data; errors.schema.json beside it describes it. */
export const GET: APIRoute = async () => {
  const entries = inReadingOrder(await getCollection('errors'))
  const items = entries.map(async ({ id, data: { sharedSources, ...data } }) => {
    const shared = await resolveSources(`content/errors/${id}.mdx`, sharedSources)
    return { id, href: errorHref(id), data: { ...data, sources: [...data.sources, ...shared] } }
  })
  return Response.json(openDataFile(ERRORS_DATA, await Promise.all(items)))
}
