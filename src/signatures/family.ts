/** What a match is worth next to other matches of the same paste. */
export type SignatureKind = 'root' | 'wrapper' | 'follow-up' | 'pool-wait' | 'generic-os'

/** One text a family prints; `<name>` and `…` stand for variable parts. */
export interface MessageTemplate {
  readonly template: string
  /** The template without exception class or severity. */
  readonly core?: string | undefined
  readonly variant?: string | undefined
}

/** The part of an error family's front matter that matching and searching need. */
export interface SignatureFamily {
  /** Permanent id: /errors/<id>/. */
  readonly id: string
  readonly title: string
  readonly messages: readonly MessageTemplate[]
  readonly kind: SignatureKind
  /** Which layer prints it: server, server-log, libpq, driver, runtime, os, pool, orm, pooler, proxy, tunnel, tool. */
  readonly layer: string
  /** True where the texts name no database. */
  readonly needsClue: boolean
  readonly meaning: string
  readonly fixFamily: string
  readonly emittedBy: string
  readonly drivers: readonly string[]
  readonly sqlstates: readonly string[]
  readonly errnos: readonly string[]
  readonly followUpOf: readonly string[]
  readonly yieldsTo: readonly string[]
}

/** A template ready for matching. */
export interface CompiledTemplate {
  /** The text as shown to the reader. */
  readonly text: string
  /** Accompanying line of an error (a hint, a stack frame): supports a match, never decides between two. */
  readonly companion?: true
  /** Ends in a variable that carries somebody else's text: the inner text decides. */
  readonly open?: true
  /** So short that it counts only as a whole message beside a clue of its own driver. */
  readonly weak?: true
}

/** A family in the compact index. Absent fields are empty, `false` or unknown. */
export interface CompiledFamily {
  readonly id: string
  readonly title: string
  readonly kind: SignatureKind
  readonly layer: string
  readonly needsClue?: true
  /** One or two sentences: what the text says, literally. */
  readonly meaning: string
  readonly fixFamily: string
  readonly drivers?: readonly string[]
  readonly yieldsTo?: readonly string[]
  readonly followUpOf?: readonly string[]
  /** Words for phrase search that stand in no template: emitter, codes, errno names. */
  readonly words?: string
  readonly templates: readonly CompiledTemplate[]
}

/** A remedy shared by many families, and the page where it is worked out. */
export interface Remedy {
  readonly title: string
  readonly href: string
  readonly label: string
}

/** The index a page loads when the find box is first used. */
export interface SignatureIndex {
  readonly version: 1
  readonly families: readonly CompiledFamily[]
  /** Remedies by the families' `fixFamily`. */
  readonly remedies: Readonly<Record<string, Remedy>>
  /** Names of drivers and tools by their ids. */
  readonly driverNames: Readonly<Record<string, string>>
}
