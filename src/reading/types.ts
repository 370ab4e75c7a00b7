import type { StatedKeepalive } from '../model/keepalive.ts'
import type { FindingCode } from './findings.ts'

/** Severity of a finding. */
export type Severity = 'error' | 'warning' | 'info'

/** Something the reader of a configuration should know. */
export interface Finding {
  /** Permanent code: one of the keys of FINDING_SEVERITIES in findings.ts. */
  readonly code: FindingCode
  readonly severity: Severity
  /** One sentence with the value found and what would be right. */
  readonly message: string
  /** 1-based line of the pasted text. */
  readonly line?: number
  /** Who says so. */
  readonly source?: string
  /** The corrected text of that line. */
  readonly fix?: string
}

/** A key that was understood, for the "what we read" table. */
export interface Understood {
  readonly line: number
  readonly key: string
  readonly value: string
  /** What it means, in words and units ("first probe after 200 s"). */
  readonly meaning: string
}

/** What a pasted configuration says. */
export interface Reading {
  readonly settings: StatedKeepalive
  readonly understood: readonly Understood[]
  readonly findings: readonly Finding[]
  /** Lines that were not understood; said, never guessed. */
  readonly notUnderstood: readonly { readonly line: number; readonly text: string }[]
}
