import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type ErrorFamily, errorSchema } from '../../../src/schemas/error.ts'
import { type Source, sourceSchema } from '../../../src/schemas/source.ts'

/** One file of the catalogue as it stands on disk. */
export interface CatalogueFile {
  readonly id: string
  readonly data: ErrorFamily
  readonly body: string
}

/** A source of content/sources; an unknown id throws with the file it should be in. */
export const sharedSource = (id: string): Source =>
  sourceSchema.parse(parse(readFileSync(join(import.meta.dirname, `../../../content/sources/${id}.yaml`), 'utf8')))

const FOLDER = join(import.meta.dirname, '../../../content/errors')

/** Reads and validates every file of content/errors; a file that breaks the schema throws with its name. */
export function readCatalogue(): CatalogueFile[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.mdx'))
    .map((name) => {
      const text = readFileSync(join(FOLDER, name), 'utf8')
      const [, frontMatter = '', body = ''] = /^---\n([\s\S]*?)\n---\n?([\s\S]*)$/.exec(text) ?? []
      const result = errorSchema.safeParse(parse(frontMatter))
      if (!result.success) throw new Error(`content/errors/${name}: ${result.error.message}`)
      return { id: name.replace(/\.mdx$/, ''), data: result.data, body: body.trim() }
    })
}
