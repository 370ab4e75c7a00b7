import { compileSignatures } from '../../src/signatures/compile.ts'
import type { SignatureFamily, SignatureIndex } from '../../src/signatures/family.ts'
import { readCatalogue } from '../unit/errors/catalogue.ts'

/** The front matter of every error family, as the site's build reads it. */
export const readFamilies = (): SignatureFamily[] => readCatalogue().map(({ id, data }) => ({ ...data, id }))

/** The compiled index of the whole catalogue. */
export const readIndex = (): SignatureIndex => compileSignatures(readFamilies())
