import { CannotQuote, plainText } from './plain-text.ts'

/** A container image reference: registry, path, tag or digest. Refuses everything the engines refuse as a reference. */
export function imageReference(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._/:@-]*$/.test(plainText(text))) return text
  throw new CannotQuote('An image has letters, digits and . _ - / : @ only, and starts with a letter or digit.')
}

/** A name of a container, service, pod, node pool or resource: a word with hyphens, dots and underscores. */
export function resourceName(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(plainText(text))) return text
  throw new CannotQuote(
    'A name here has letters, digits, dots, hyphens and underscores, and starts with a letter or digit.',
  )
}
