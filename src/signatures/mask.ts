/** A place that is not shown, and what is shown in its stead. */
export interface MaskedRange {
  readonly start: number
  readonly end: number
  readonly shownAs: string
}

interface Secret {
  readonly shownAs: string
  /** The first group is what is hidden; without a group, the whole match. */
  readonly pattern: RegExp
}

const TOP_LEVELS =
  'com|net|org|io|co|dev|tech|cloud|app|ai|de|fr|eu|uk|us|in|jp|cn|ru|br|au|internal|intranet|local|lan|corp|home|test|example|invalid|svc'

const SECRETS: readonly Secret[] = [
  { shownAs: 'password', pattern: /:\/\/[^\s:@/]{1,80}:([^\s@/]{1,120})@/dg },
  {
    shownAs: 'secret',
    pattern:
      /\b(?:password|passwd|pwd|secret|token|api_?key|access_?key|authorization)\b["']?\s{0,2}[=:]\s{0,2}["']?(?!\s)([^\s"',;&]{2,200})/dgi,
  },
  { shownAs: 'key', pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/dg },
  { shownAs: 'token', pattern: /\beyJ[\w-]{8,2000}\.[\w-]{4,4000}(?:\.[\w-]{0,1000})?/dg },
  { shownAs: 'e-mail', pattern: /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}/dg },
  { shownAs: 'address', pattern: /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)/dg },
  { shownAs: 'address', pattern: /(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}(?::|[0-9a-f]{1,4})(?![\w:])/dgi },
  {
    shownAs: 'host',
    pattern: new RegExp(`(?<![\\w.-])(?:[a-z0-9-]{1,63}\\.){1,8}(?:${TOP_LEVELS})(?![\\w-]|\\.\\w)`, 'gdi'),
  },
  {
    shownAs: 'host',
    pattern: /\b(?:host|hostname|server at|host name)["']?\s{0,2}[=:]?\s{0,2}["'`“]([^"'`“”\s]{1,200})/dgi,
  },
  { shownAs: 'host', pattern: /\bhost=([^\s"'`;,]{1,200})/dgi },
  { shownAs: 'user', pattern: /\b(?:user|username|role)["']?\s{0,2}[=:]?\s{0,2}["'“]([^"'“”\n]{1,120})/dgi },
  { shownAs: 'user', pattern: /\buser=([^\s"'`;,]{1,120})/dgi },
]

/** Names that look like hosts and are packages, modules or files. */
const NOT_HOSTS = /^(?:java\.net|system\.net|node\.io|std\.io|java\.io|socket\.io|asp\.net|sun\.net|net\.dev)$/i

/**
 * Passwords, keys, hosts, addresses, users and mail addresses in a text, in order, without overlaps.
 * For showing a piece of a paste on the screen; the paste itself stays as it is.
 */
export const maskedRanges = (text: string): readonly MaskedRange[] => {
  const found: MaskedRange[] = []
  for (const { shownAs, pattern } of SECRETS) {
    for (const match of text.matchAll(pattern)) {
      const [start, end] = match.indices?.[1] ?? match.indices?.[0] ?? [0, 0]
      if (shownAs === 'host' && NOT_HOSTS.test(text.slice(start, end))) continue
      if (!found.some((other) => start < other.end && other.start < end)) found.push({ start, end, shownAs })
    }
  }
  return found.sort((a, b) => a.start - b.start)
}
