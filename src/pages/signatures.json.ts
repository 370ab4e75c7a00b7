import { getCollection } from 'astro:content'
import type { APIRoute } from 'astro'
import { ERROR_DRIVERS, FIX_FAMILIES } from '../schemas/error.ts'
import { compileSignatures } from '../signatures/compile.ts'

const remedies = Object.fromEntries(
  Object.entries(FIX_FAMILIES).map(([id, { title, where }]) => [id, { title, ...where }]),
)

/** The compact index of error texts, loaded by the find box and the site search when they are first used. */
export const GET: APIRoute = async () => {
  const families = (await getCollection('errors')).map(({ id, data }) => ({ ...data, id }))
  families.sort((a, b) => (a.id < b.id ? -1 : 1))
  const index = compileSignatures(families, { remedies, driverNames: ERROR_DRIVERS })
  return new Response(JSON.stringify(index), { headers: { 'content-type': 'application/json' } })
}
