import type { Guide } from '../schemas/guide.ts'

/** Ids that entries may refer to. */
export interface KnownIds {
  readonly sources: ReadonlySet<string>
  readonly tags: ReadonlySet<string>
  readonly guides: ReadonlySet<string>
}

const FIELDS = [
  { field: 'sources', noun: 'source', place: (id: string) => `content/sources/${id}.yaml` },
  { field: 'tags', noun: 'tag', place: (id: string) => `content/tags/${id}.yaml` },
  { field: 'related', noun: 'guide', place: (id: string) => `content/guides/${id}.mdx` },
] as const

/** Every id of a guide that leads nowhere, each as one sentence with file, field and reason; empty when all is well. */
export function danglingReferences(file: string, guide: Guide, known: KnownIds): string[] {
  const sets = { sources: known.sources, tags: known.tags, related: known.guides }
  return FIELDS.flatMap(({ field, noun, place }) =>
    guide[field]
      .filter((id) => !sets[field].has(id))
      .map((id) => `${file}: ${field}: unknown ${noun} "${id}" (no ${place(id)})`),
  )
}
