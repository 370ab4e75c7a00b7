import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'astro/zod'
import { parse } from 'yaml'

const ROOT = new URL('../../../content/', import.meta.url).pathname

/** A content file as an author wrote it. */
export interface Entry {
  /** Path from the root of the repository, as error messages name it. */
  readonly file: string
  readonly id: string
  /** Front matter, or the whole of a YAML file. */
  readonly data: unknown
  /** Text below the front matter; empty for YAML. */
  readonly body: string
}

/** Every entry of a collection, sorted by id. */
export function readCollection(name: string): Entry[] {
  return readdirSync(join(ROOT, name))
    .filter((file) => /\.(mdx|yaml)$/.test(file))
    .sort()
    .map((file) => {
      const text = readFileSync(join(ROOT, name, file), 'utf8')
      const [, front, body] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? []
      return {
        file: `content/${name}/${file}`,
        id: file.replace(/\.(mdx|yaml)$/, ''),
        data: parse(front ?? text) as unknown,
        body: body ?? '',
      }
    })
}

/** Ids of a collection. */
export const idsOf = (name: string): Set<string> => new Set(readCollection(name).map(({ id }) => id))

/** Field and reason of each problem a schema finds. */
export function problemsOf(schema: z.ZodType, data: unknown): string[] {
  const result = schema.safeParse(data)
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}
