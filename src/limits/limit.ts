/** Units a bare number of a limit can be in, with their length in milliseconds. */
export const UNIT_MS = { ms: 1, s: 1000, min: 60_000 } as const

/** One of the keys of {@link UNIT_MS}. */
export type LimitUnit = keyof typeof UNIT_MS

/** Whose limit it is. */
export const SYSTEMS = {
  postgresql: 'PostgreSQL server',
  redshift: 'Amazon Redshift, provisioned',
  'redshift-serverless': 'Amazon Redshift Serverless',
  client: 'Client driver',
  middle: 'Pooler, proxy or platform',
} as const

/** One of the keys of {@link SYSTEMS}. */
export type LimitSystem = keyof typeof SYSTEMS

/**
 * What a limit's clock counts.
 * `statement`: from arrival of the statement to its end, lock waits included. `queue-and-statement`: the same with the
 * time in a WLM queue. `execution`: after the queue only. `lock-wait`: one wait for one lock. `transaction`: from its
 * first statement. `read-silence`: the client hears nothing. `job`: everything the process does.
 */
export const CLOCKS = [
  'statement',
  'queue-and-statement',
  'execution',
  'lock-wait',
  'transaction',
  'idle-in-transaction',
  'idle-session',
  'read-silence',
  'job',
] as const

/** One of {@link CLOCKS}. */
export type Clock = (typeof CLOCKS)[number]

/** Kinds of statement that some limits leave alone. */
export const STATEMENTS = {
  select: 'SELECT',
  write: 'INSERT, UPDATE, DELETE',
  copy: 'COPY',
  unload: 'UNLOAD',
  vacuum: 'VACUUM',
  analyze: 'ANALYZE',
  returning: 'a query already returning rows',
} as const

/** One of the keys of {@link STATEMENTS}. */
export type StatementKind = keyof typeof STATEMENTS

/** What happens when a limit is reached. */
export const ACTIONS = {
  'cancels-statement': 'cancels the statement; the session goes on',
  'ends-session': 'ends the session',
  'closes-connection': 'closes the connection',
  'stops-waiting': 'the client stops waiting; the server goes on',
} as const

/** One of the keys of {@link ACTIONS}. */
export type LimitAction = keyof typeof ACTIONS

/** A timer of a server, driver or pooler, as far as deciding needs it. */
export interface Limit {
  readonly id: string
  readonly title: string
  readonly system: LimitSystem
  /** The driver, pooler or platform it belongs to; absent for a server's own limit. */
  readonly product?: string | undefined
  /** Unit of a bare number. */
  readonly unit: LimitUnit
  /** Whether it takes a number with a unit, such as '5min'. */
  readonly acceptsUnits: boolean
  /** Value without any configuration, in `unit`; 0 is off where `zeroMeans` says so; null when unset. */
  readonly defaultValue: number | null
  readonly zeroMeans: 'off' | 'refused'
  readonly fixed: boolean
  /** What it accepts, in `unit`, besides a zero that means off. */
  readonly range: { readonly min: number; readonly max: number }
  readonly counts: Clock
  readonly action: LimitAction
  readonly doesNotStop: readonly StatementKind[]
  /** It is looked at only this often, so it fires up to this much later. */
  readonly checkedEverySeconds?: number | undefined
}

/** What the reader's connection does: one statement, then silence. Times in seconds. */
export interface Job {
  readonly statement: StatementKind
  /** Waiting in a WLM queue before execution. */
  readonly queueSeconds: number
  /** Execution, lock wait included. */
  readonly runSeconds: number
  /** Longest wait for one lock, part of the execution. */
  readonly lockWaitSeconds: number
  /** Silence of the client after the statement. */
  readonly idleSeconds: number
  /** Whether the statement stands in a transaction that stays open through the silence. */
  readonly inTransaction: boolean
}
