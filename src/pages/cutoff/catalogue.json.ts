import type { APIRoute } from 'astro'
import { cutoffCatalogue } from '../../site/cutoff.ts'

/** What the Cutoff tool ranks, fetched by it once. */
export const GET: APIRoute = async () =>
  new Response(JSON.stringify({ version: 1, items: await cutoffCatalogue() }), {
    headers: { 'content-type': 'application/json' },
  })
