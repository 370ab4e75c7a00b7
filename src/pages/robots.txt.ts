import { SITE_ORIGIN } from '../site/identity.ts'

/** Crawlers may read everything but search results, and find the sitemap here. */
export const GET = (): Response =>
  new Response(`User-agent: *\nAllow: /\nDisallow: /search/\n\nSitemap: ${SITE_ORIGIN}/sitemap-index.xml\n`)
