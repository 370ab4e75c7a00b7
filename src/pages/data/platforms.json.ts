import type { APIRoute } from 'astro'
import { openDataFile } from '../../site/open-data.ts'
import { PLACE_DATA, placeData } from '../../site/places.ts'

/** The room as data; its schema stands beside it. */
export const GET: APIRoute = async () => Response.json(openDataFile(PLACE_DATA.platforms, await placeData('platforms')))
