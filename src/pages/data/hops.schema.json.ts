import type { APIRoute } from 'astro'
import { HOPS_DATA } from '../../site/hops-data.ts'
import { openDataJsonSchema } from '../../site/open-data.ts'

/** JSON Schema of /data/hops.json. */
export const GET: APIRoute = () => Response.json(openDataJsonSchema(HOPS_DATA))
