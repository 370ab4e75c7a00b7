/**
 * How well a fact is known. Everything the site states carries one of these; `unconfirmed` is never
 * used as a default and is labelled wherever it is shown.
 */
export const GRADES = {
  measured: { label: 'Measured', meaning: 'We ran it and saw it.' },
  opened: { label: 'Source read', meaning: 'The source file or the full page was read and says so.' },
  excerpt: { label: 'Excerpt read', meaning: 'The passage was read in an excerpt of the named page.' },
  'third-party': { label: 'Third party', meaning: 'Only user or third-party material carries the figure.' },
  derived: { label: 'Derived', meaning: 'Follows by arithmetic from facts of the grades above.' },
  unconfirmed: { label: 'Unconfirmed', meaning: 'From memory or inference. Check before relying on it.' },
} as const

/** One of the keys of {@link GRADES}. */
export type Grade = keyof typeof GRADES

/** The grades, best first. */
export const GRADE_IDS = Object.keys(GRADES) as [Grade, ...Grade[]]
