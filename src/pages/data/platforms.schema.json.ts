import type { APIRoute } from 'astro'
import { openDataJsonSchema } from '../../site/open-data.ts'
import { PLACE_DATA } from '../../site/places.ts'

/** JSON Schema of the file of the same name. */
export const GET: APIRoute = () => Response.json(openDataJsonSchema(PLACE_DATA.platforms))
