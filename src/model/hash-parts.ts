/** Keys of the path in the address of a page that holds other tools, too. */
export const PATH_KEY_PREFIX = 'p.'

/** The part of an address that belongs to the path, and the part that does not; the shared version is in neither. */
export function splitHash(hash: string): { readonly path: string; readonly rest: string } {
  const path = new URLSearchParams()
  const rest = new URLSearchParams()
  for (const [key, value] of new URLSearchParams(hash.replace(/^#/, ''))) {
    if (key.startsWith(PATH_KEY_PREFIX)) path.append(key, value)
    else if (key !== 'v' && value !== '') rest.append(key, value)
  }
  return { path: path.toString(), rest: rest.toString() }
}
