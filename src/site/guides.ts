import { type CollectionEntry, getCollection, getEntry } from 'astro:content'
import type { Source } from '../schemas/source.ts'
import type { NavLink } from './navigation.ts'

/** All guides in reading order. */
export async function orderedGuides(): Promise<CollectionEntry<'guides'>[]> {
  return (await getCollection('guides')).sort((a, b) => a.data.order - b.data.order)
}

/** Address of a guide. */
export const guideHref = (id: string): string => `/guides/${id}/`

/** Guides as sidebar links. */
export async function guideLinks(): Promise<NavLink[]> {
  return (await orderedGuides()).map(({ id, data }) => ({ href: guideHref(id), label: data.navTitle }))
}

/**
 * The sources an entry names, in its order.
 * Throws with file, field and the unknown id, so that a page without its source cannot be built.
 */
export async function resolveSources(file: string, ids: readonly string[]): Promise<Source[]> {
  const found = await Promise.all(ids.map((id) => getEntry('sources', id)))
  return found.map((entry, index) => {
    if (!entry)
      throw new Error(`${file}: sources: unknown source id "${ids[index]}" (no content/sources/${ids[index]}.yaml)`)
    return entry.data
  })
}

/** Day of the newest source: the date a page shows, derived and never typed. */
export const newestDate = (sources: readonly Source[]): string | undefined =>
  sources
    .map(({ asOf }) => asOf)
    .sort()
    .at(-1)
