import { getCollection } from 'astro:content'
import type { APIRoute } from 'astro'
import { compileSignatures } from '../signatures/compile.ts'

/** The compact index of error texts, loaded by the find box and the site search when they are first used. */
export const GET: APIRoute = async () => {
  const families = (await getCollection('errors')).map(({ id, data }) => ({ ...data, id }))
  families.sort((a, b) => (a.id < b.id ? -1 : 1))
  return new Response(JSON.stringify(compileSignatures(families)), { headers: { 'content-type': 'application/json' } })
}
