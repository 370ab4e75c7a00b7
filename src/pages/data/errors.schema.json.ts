import type { APIRoute } from 'astro'
import { ERRORS_DATA } from '../../site/errors-data.ts'
import { openDataJsonSchema } from '../../site/open-data.ts'

/** JSON Schema of /data/errors.json. */
export const GET: APIRoute = () => Response.json(openDataJsonSchema(ERRORS_DATA))
