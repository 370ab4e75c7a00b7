import type { APIRoute } from 'astro'
import { SITE_NAME, SITE_ORIGIN } from '../site/identity.ts'

/** Lets Firefox and Chrome offer the site search in their address bar. */
export const GET: APIRoute = () => {
  const description = `<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
<ShortName>${SITE_NAME}</ShortName>
<Description>Dropped database connections: error texts, idle limits, fixes</Description>
<InputEncoding>UTF-8</InputEncoding>
<Image width="16" height="16" type="image/svg+xml">${SITE_ORIGIN}/favicon.svg</Image>
<Url type="text/html" method="get" template="${SITE_ORIGIN}/search/?q={searchTerms}"/>
<Url type="application/opensearchdescription+xml" rel="self" template="${SITE_ORIGIN}/opensearch.xml"/>
</OpenSearchDescription>
`
  return new Response(description, { headers: { 'content-type': 'application/opensearchdescription+xml' } })
}
