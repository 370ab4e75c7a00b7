import type { Diagnosis } from './diagnosis.ts'
import { type ExcerptLine, excerptOf } from './excerpt.ts'
import type { Remedy, SignatureIndex } from './family.ts'
import { createMatcher } from './matcher.ts'
import { type Particulars, particularsOf } from './particulars.ts'
import { type SearchMatch, searchSignatures } from './search.ts'

/** Everything the find box shows about a paste; plain data, so that a worker can send it. */
export interface Answer extends Diagnosis {
  readonly particulars: Particulars
  /** The lines in which the best matches stand. */
  readonly excerpt: readonly ExcerptLine[]
  /** Remedies of the matches, by `fixFamily`. */
  readonly remedies: Readonly<Record<string, Remedy>>
  /** Names of the drivers and tools the paste speaks of. */
  readonly driverNames: readonly string[]
  /** Families with the words of a short text that matched nothing. */
  readonly suggestions: readonly SearchMatch[]
}

/** Longest text that is read as a phrase as well. */
const PHRASE_CHARACTERS = 160
const SUGGESTIONS = 4
/** Matches marked in the shown lines, and places of each. */
const MARKED_MATCHES = 3
const MARKED_PLACES = 4

const suggestionsFor = (index: SignatureIndex, paste: string, diagnosis: Diagnosis): readonly SearchMatch[] => {
  const text = paste.trim()
  if (diagnosis.state !== 'no-match' || text.length > PHRASE_CHARACTERS || text.includes('\n')) return []
  // Any other reason is recognised, and no page of this site helps with it.
  if (diagnosis.outside && diagnosis.outside.code !== 'network') return []
  return searchSignatures(index, text, SUGGESTIONS)
}

/** Makes the function behind the find box; the work on the index is done once. */
export const createFinder = (index: SignatureIndex): ((paste: string) => Answer) => {
  const matcher = createMatcher(index)
  return (paste) => {
    const diagnosis = matcher.diagnose(paste)
    const [best] = diagnosis.matches
    const wanted = new Set(diagnosis.matches.map(({ fixFamily }) => fixFamily))
    return {
      ...diagnosis,
      particulars: particularsOf(paste, best?.line ?? 0),
      excerpt: excerptOf(
        paste,
        best?.spans.slice(0, MARKED_PLACES) ?? [],
        diagnosis.matches.slice(1, MARKED_MATCHES).flatMap(({ spans }) => spans.slice(0, MARKED_PLACES)),
      ),
      remedies: Object.fromEntries(Object.entries(index.remedies).filter(([id]) => wanted.has(id))),
      driverNames: diagnosis.drivers.flatMap((driver) => index.driverNames[driver] ?? []),
      suggestions: suggestionsFor(index, paste, diagnosis),
    }
  }
}
