import type { APIRoute } from 'astro'
import { guideFile, guideHref, newestDate, orderedGuides, resolveSources } from '../site/guides.ts'
import { SITE_NAME, SITE_ORIGIN, SITE_PURPOSE } from '../site/identity.ts'

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** RSS wants RFC 822 dates; a source may name only a month or a year, which stands for its first day. */
const rssDate = (date: string): string => {
  const [year, month = '01', day = '01'] = date.split('-')
  return new Date(`${year}-${month}-${day}T00:00:00Z`).toUTCString()
}

/** The guides as an RSS feed, each dated by its newest source. */
export const GET: APIRoute = async () => {
  const items = await Promise.all(
    (await orderedGuides()).map(async ({ id, data }) => {
      const address = new URL(guideHref(id), SITE_ORIGIN).href
      const day = newestDate(await resolveSources(guideFile(id), data.sources))
      const date = day ? `<pubDate>${rssDate(day)}</pubDate>` : ''
      return `<item><title>${escapeXml(data.title)}</title><link>${address}</link><guid>${address}</guid>${date}<description>${escapeXml(data.summary)}</description></item>`
    }),
  )
  const feed = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>${SITE_NAME}</title><link>${SITE_ORIGIN}/</link><description>${escapeXml(SITE_PURPOSE)}</description><language>en</language>
<atom:link href="${SITE_ORIGIN}/feed.xml" rel="self" type="application/rss+xml"/>
${items.join('\n')}
</channel></rss>
`
  return new Response(feed, { headers: { 'content-type': 'application/rss+xml; charset=utf-8' } })
}
