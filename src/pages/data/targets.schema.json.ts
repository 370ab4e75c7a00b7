import type { APIRoute } from 'astro'
import { openDataJsonSchema } from '../../site/open-data.ts'
import { TARGETS_DATA } from '../../site/targets-data.ts'

/** JSON Schema of /data/targets.json. */
export const GET: APIRoute = () => Response.json(openDataJsonSchema(TARGETS_DATA))
