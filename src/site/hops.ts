import { type CollectionEntry, getCollection } from 'astro:content'
import { HOP_CATEGORIES } from '../schemas/hop.ts'
import { type HopChoice, toChoice } from './hop-words.ts'

const CATEGORY_ORDER = Object.keys(HOP_CATEGORIES)

/** Every hop, in the order of the categories, then by title. */
export async function allHops(): Promise<CollectionEntry<'hops'>[]> {
  return (await getCollection('hops')).sort(
    (a, b) =>
      CATEGORY_ORDER.indexOf(a.data.category) - CATEGORY_ORDER.indexOf(b.data.category) ||
      a.data.title.localeCompare(b.data.title, 'en'),
  )
}

/**
 * Every hop as tools need it, in the order of {@link allHops}.
 * Entries of role `reference` are no hops; unconfirmed defaults must not be filled in (see `fillableLimit`).
 */
export async function hopChoices(): Promise<HopChoice[]> {
  return (await allHops()).map(({ id, data }) => toChoice(id, data))
}

/** Address of a hop's page. */
export const hopHref = (id: string): string => `/hops/${id}/`

/** The overviews of places, in their order. */
export async function hopVendors(): Promise<CollectionEntry<'hopVendors'>[]> {
  return (await getCollection('hopVendors')).sort((a, b) => a.data.order - b.data.order)
}

/** Address of an overview. */
export const vendorHref = (id: string): string => `/hops/vendors/${id}/`
