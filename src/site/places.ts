import { type CollectionEntry, getCollection } from 'astro:content'
import { z } from 'astro/zod'
import { clientSchema, platformSchema } from '../schemas/place.ts'
import { sourceSchema } from '../schemas/source.ts'
import { targetById } from '../targets/index.ts'
import type { Target } from '../targets/target.ts'
import { resolveSources } from './guides.ts'
import type { NavLink } from './navigation.ts'
import type { OpenDataSet } from './open-data.ts'

/** The two rooms of this shape: where a connection starts, and what opens it. */
export type PlaceRoom = 'platforms' | 'clients'

/** A platform or client with its id. */
export type Place = CollectionEntry<'platforms'> | CollectionEntry<'clients'>

/** What each room is called. */
export const PLACE_ROOMS: Readonly<Record<PlaceRoom, { readonly title: string; readonly lead: string }>> = {
  platforms: {
    title: 'Platforms',
    lead: 'Operating systems, containers and functions: what they do unasked, in which units, and what their settings reach.',
  },
  clients: {
    title: 'Clients',
    lead: 'Drivers, pools and tools: whether they ask for keepalive, under which names, and what they silently ignore.',
  },
}

/** Address of a platform or client. */
export const placeHref = (room: PlaceRoom, id: string): string => `/${room}/${id}/`

/** All entries of a room in reading order. */
export async function places(room: PlaceRoom): Promise<Place[]> {
  const entries: Place[] = await getCollection(room)
  return entries.sort((a, b) => a.data.order - b.data.order)
}

/** Entries of a room as sidebar links. */
export const placeLinks = (room: PlaceRoom, entries: readonly Place[]): NavLink[] =>
  entries.map(({ id, data }) => ({ href: placeHref(room, id), label: data.title }))

/** Parts of a setting's name between which a narrow table may break it: after dots and underscores, before capitals. */
export const breakable = (name: string): string[] => name.split(/(?<=[._])(?=\w)|(?<=[a-z])(?=[A-Z])/)

/** The targets an entry names; throws with file, field and the unknown id. */
export function placeTargets(room: PlaceRoom, { id, data }: Place): Target[] {
  return data.targets.map((target) => {
    const found = targetById(target)
    if (!found) throw new Error(`content/${room}/${id}.mdx: targets: unknown target "${target}"`)
    return found
  })
}

const spelledOut = { sources: z.array(sourceSchema) }

/** /data/platforms.json and /data/clients.json. */
export const PLACE_DATA: Readonly<Record<PlaceRoom, OpenDataSet>> = {
  platforms: {
    name: 'platforms',
    version: 1,
    title: 'Operating systems and runtime environments',
    item: platformSchema.omit({ order: true }).extend(spelledOut),
  },
  clients: {
    name: 'clients',
    version: 1,
    title: 'Drivers, pools and tools',
    item: clientSchema.omit({ order: true }).extend(spelledOut),
  },
}

/** Entries as open data, their sources spelled out. */
export async function placeData(room: PlaceRoom) {
  return Promise.all(
    (await places(room)).map(async ({ id, data: { order: _order, sources, ...data } }) => ({
      id,
      href: placeHref(room, id),
      data: { ...data, sources: await resolveSources(`content/${room}/${id}.mdx`, sources) },
    })),
  )
}
