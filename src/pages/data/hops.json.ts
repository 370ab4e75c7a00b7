import type { APIRoute } from 'astro'
import { summaryOf } from '../../site/hop-words.ts'
import { allHops, hopHref } from '../../site/hops.ts'
import { HOPS_DATA } from '../../site/hops-data.ts'
import { openDataFile } from '../../site/open-data.ts'

/** The whole catalogue as data; hops.schema.json beside it describes it. */
export const GET: APIRoute = async () => {
  const entries = (await allHops()).map(({ id, data }) => ({
    id,
    href: hopHref(id),
    data: { ...data, summary: summaryOf(data) },
  }))
  return Response.json(openDataFile(HOPS_DATA, entries))
}
