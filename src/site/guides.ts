import { type CollectionEntry, getCollection, getEntry } from 'astro:content'
import type { Source } from '../schemas/source.ts'
import type { NavLink } from './navigation.ts'
import { danglingReferences } from './references.ts'

/** All guides in reading order. */
export async function orderedGuides(): Promise<CollectionEntry<'guides'>[]> {
  return (await getCollection('guides')).sort((a, b) => a.data.order - b.data.order)
}

/** Stops the build with every id of a guide that leads nowhere. */
export async function checkGuide({ id, data }: CollectionEntry<'guides'>): Promise<void> {
  const ids = async (name: 'sources' | 'tags' | 'guides') =>
    new Set((await getCollection(name)).map((entry: { id: string }) => entry.id))
  const known = { sources: await ids('sources'), tags: await ids('tags'), guides: await ids('guides') }
  const problems = danglingReferences(guideFile(id), data, known)
  if (problems.length > 0) throw new Error(problems.join('\n'))
}

/** Path of the file a guide is written in. */
export const guideFile = (id: string): string => `content/guides/${id}.mdx`

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

/** Guides as cards: title and summary. */
export const guideCards = (guides: readonly CollectionEntry<'guides'>[]) =>
  guides.map(({ id, data }) => ({ href: guideHref(id), title: data.title, text: data.summary }))
