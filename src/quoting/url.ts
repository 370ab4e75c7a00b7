import { CannotQuote, plainText } from './plain-text.ts'

/** One component of a URL (user, path part, query value), percent-encoded so that only unreserved characters stay. */
export function urlPart(text: string): string {
  return encodeURIComponent(plainText(text)).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** A host of a URL: a name, an IPv4 address, or an IPv6 address, which gets its brackets. */
export function urlHost(text: string): string {
  plainText(text)
  if (/^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$/.test(text)) return `[${text}]`
  if (/^[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9_])?$/.test(text)) return text
  throw new CannotQuote('A host has letters, digits, dots, hyphens and underscores, or is an IPv6 address.')
}
