import type { KeepaliveSettings } from '../model/keepalive.ts'
import type { StackId } from '../model/stacks.ts'
import type { Reading } from '../reading/types.ts'

export type { Finding, Reading, Severity, Understood } from '../reading/types.ts'

/** Languages a snippet can be written in; names are those of the highlighter, plus `text`. */
export type SnippetLanguage =
  | 'sh'
  | 'bat'
  | 'powershell'
  | 'reg'
  | 'ini'
  | 'xml'
  | 'yaml'
  | 'json'
  | 'sql'
  | 'python'
  | 'java'
  | 'javascript'
  | 'typescript'
  | 'go'
  | 'rust'
  | 'csharp'
  | 'properties'
  | 'nginx'
  | 'hcl'
  | 'ssh-config'
  | 'text'

/** One copyable piece of text. */
export interface Snippet {
  /** What it is, in a few words ("PowerShell, as administrator"). */
  readonly title: string
  readonly language: SnippetLanguage
  /** The text itself, lines ended by \n; downloads convert to `lineEnding`. */
  readonly code: string
  /** Where the text is to be stored, when it is a file ("/etc/sysctl.d/60-tcp-keepalive.conf"). */
  readonly path?: string
  /** Name of the downloaded file, when it is one. */
  readonly filename?: string
  readonly lineEnding?: 'lf' | 'crlf'
  /** Encoding of the download; `utf-16le-bom` is what regedit itself writes. */
  readonly encoding?: 'utf-8' | 'ascii' | 'utf-16le-bom'
  /** What the command prints when all is well. */
  readonly expectedOutput?: string
  /** One sentence after the snippet, when it needs one. */
  readonly note?: string
}

/** One of the four parts of a recipe. */
export interface RecipeStep {
  /** One sentence: what this step does, and when it takes effect. */
  readonly summary: string
  /** Alternatives or consecutive pieces; at least one unless `impossible` says why there is none. */
  readonly snippets: readonly Snippet[]
  /** Why this platform has no such step. */
  readonly impossible?: string
}

/** A tested change: apply now, persist, verify, undo. */
export interface Recipe {
  readonly now: RecipeStep
  readonly persist: RecipeStep
  readonly verify: RecipeStep
  readonly undo: RecipeStep
  /** Which connections it reaches ("every socket of this network namespace that has SO_KEEPALIVE"). */
  readonly affects: string
  /** Who must run it ("root"). */
  readonly runAs: string
  /** When it works ("for new connections; armed timers keep their old value"). */
  readonly takesEffect: string
  /** What silently undoes it. */
  readonly pitfalls: readonly string[]
  /** Parts of the settings this target has no words for, said instead of dropped. */
  readonly notExpressed: readonly string[]
}

/** A value the platform would refuse, so `write` refuses it first. */
export interface Refusal {
  /** Which input: a setting, or the id of an option. */
  readonly field: keyof KeepaliveSettings | string
  /** What is wrong and what is allowed ("Linux accepts 1 to 32,767 seconds per socket; got 40,000"). */
  readonly message: string
  /** Who says so. */
  readonly source: string
}

/** What `write` gives back: a recipe, or every reason why there is none. */
export type Written =
  | { readonly ok: true; readonly recipe: Recipe }
  | { readonly ok: false; readonly refusals: readonly Refusal[] }

/** A name the reader types that ends up in a snippet, such as a DSN. */
export interface TargetOption {
  readonly id: string
  readonly label: string
  readonly placeholder: string
  readonly defaultValue: string
  readonly help?: string
  /** The only values allowed, when it is a choice rather than a name. */
  readonly choices?: readonly { readonly value: string; readonly label: string }[]
  /** Inclusive range, when it is a whole number with a unit. */
  readonly range?: { readonly min: number; readonly max: number; readonly unit: string; readonly source: string }
  /** Longest text accepted; 255 when missing. */
  readonly maxLength?: number
}

/** Values of {@link TargetOption}s by id; a missing one takes its default. */
export type Options = Readonly<Record<string, string>>

/** Allowed range of one setting on a target, inclusive, in the unit of {@link KeepaliveSettings}. */
export interface Limit {
  readonly min: number
  readonly max: number
  /** Smallest difference the platform can store (0.001 for milliseconds, 1 for seconds). */
  readonly step: number
  readonly source: string
}

/**
 * One place where keepalive can be set.
 * Law: for every settings inside `limits`, each persist snippet of `write(settings)` that states settings is read
 * back by `read` as the same settings (apart from what `notExpressed` names).
 */
export interface Target {
  /** Permanent: it is in URLs. */
  readonly id: string
  readonly title: string
  /** Heading it is listed under ("Operating system"). */
  readonly group: TargetGroup
  /** Whose rules the numbers obey; key of STACKS in model/stacks.ts. */
  readonly stack: StackId
  readonly scope: 'machine' | 'namespace' | 'connection' | 'server'
  /** One sentence: what this is and when to choose it. */
  readonly summary: string
  readonly limits: { readonly [K in 'idleSeconds' | 'intervalSeconds' | 'count']: Limit | null }
  /**
   * Whether SO_KEEPALIVE is decided here. `settable`: on and off. `always-on`: this target only ever switches it on.
   * `elsewhere`: the program that opens the socket decides.
   */
  readonly switch: 'settable' | 'always-on' | 'elsewhere'
  readonly options: readonly TargetOption[]
  write(settings: KeepaliveSettings, options: Options): Written
  read(text: string): Reading
  /** 0 to 1: how sure it is that the text is this target's. */
  recognises(text: string): number
}

/** A target without its reader: all that building a recipe needs, so that the builder carries no parsers. */
export type TargetWriter = Omit<Target, 'read' | 'recognises'> & {
  /** Id of the reader that understands what this target writes, when it is not the target's own; null where nothing can be read back. */
  readonly format?: string | null
}

/** Headings under which targets are listed, in order. */
export const TARGET_GROUPS = [
  'Operating system',
  'Container and cloud',
  'Client and driver',
  'Pooler and proxy',
  'Server',
  'Network component',
] as const

/** One of {@link TARGET_GROUPS}. */
export type TargetGroup = (typeof TARGET_GROUPS)[number]
