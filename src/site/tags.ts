import { type CollectionEntry, getCollection } from 'astro:content'
import type { NavLink } from './navigation.ts'

/** Address of a tag's page. */
export const tagHref = (id: string): string => `/tags/${id}/`

/** All tags by title. */
export const orderedTags = async (): Promise<CollectionEntry<'tags'>[]> =>
  (await getCollection('tags')).sort((a, b) => a.data.title.localeCompare(b.data.title, 'en'))

/** Tags as sidebar links. */
export const tagLinks = async (): Promise<NavLink[]> =>
  (await orderedTags()).map(({ id, data }) => ({ href: tagHref(id), label: data.title }))
