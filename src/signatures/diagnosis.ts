import type { SignatureKind } from './family.ts'
import type { Outside } from './outside.ts'

/** A place in the paste, in offsets of the original text, end exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** How sure a match is: `likely` = the text and its setting fit; `possible` = the text fits, but nothing names a database. */
export type Confidence = 'likely' | 'possible'

/** One family found in a paste. */
export interface Match {
  readonly id: string
  readonly title: string
  readonly kind: SignatureKind
  /** What the text says, literally. */
  readonly meaning: string
  readonly fixFamily: string
  readonly confidence: Confidence
  /** The template that matched, as the catalogue writes it. */
  readonly template: string
  /** Where it stands in the paste: every occurrence, at most {@link MAX_SPANS}. */
  readonly spans: readonly Span[]
  /** 0-based line of the first occurrence. */
  readonly line: number
  /** How often it occurs. */
  readonly count: number
  /** True where the text was cut off before the template ended. */
  readonly truncated: boolean
  /** Why it stands where it stands in the list, in one sentence. */
  readonly reason: string
}

/** What the matcher says about a paste. */
export interface Diagnosis {
  readonly state: 'idle' | 'matched' | 'no-match'
  /** Best first, at most {@link MAX_MATCHES}. */
  readonly matches: readonly Match[]
  /** What an unmatched paste looks like, when it looks like something. */
  readonly outside: Outside | undefined
  /** A single line without an error in it: a question for the site search. */
  readonly isPhrase: boolean
  /** Drivers and tools the paste names, by the catalogue's driver ids. */
  readonly drivers: readonly string[]
  /** What to add to the paste when it does not decide, in one sentence. */
  readonly pasteNext: string | undefined
}

export const MAX_MATCHES = 6
export const MAX_SPANS = 40
