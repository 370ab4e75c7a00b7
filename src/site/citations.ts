/** What a page may refer to: its file, for messages, and the ids of its sources in the order they are listed. */
export interface Citations {
  readonly file: string
  readonly sources: readonly string[]
}

/** Anchor of a source in the list at the end of a page. */
export const sourceAnchor = (id: string): string => `source-${id}`

/**
 * Number of a source in the page's list, counted from 1.
 * Throws with the file and the id when the page does not list it, so that a reference without its source cannot be built.
 */
export function citationNumber(citations: Citations | undefined, id: string): number {
  if (citations === undefined) throw new Error(`<Src id="${id}">: the page gives no list of sources`)
  const index = citations.sources.indexOf(id)
  if (index < 0) throw new Error(`${citations.file}: <Src id="${id}">: not among the sources of its front matter`)
  return index + 1
}
