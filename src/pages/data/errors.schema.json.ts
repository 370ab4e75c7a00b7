import type { APIRoute } from 'astro'
import { errorsDataJsonSchema } from '../../site/errors-data.ts'

/** JSON Schema of /data/errors.json. */
export const GET: APIRoute = () => Response.json(errorsDataJsonSchema())
