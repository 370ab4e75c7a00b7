import { type Job, type Limit, STATEMENTS, UNIT_MS } from './limit.ts'

/** When a limit acts on a job, in milliseconds after the statement was sent, and why. */
export interface Firing {
  readonly limit: Limit
  /** The value in force, in the limit's own unit. */
  readonly value: number
  /** Length of the value in milliseconds. */
  readonly valueMs: number
  /** Null when it never fires on this job. */
  readonly firesAtMs: number | null
  /** Where its clock starts and stops, for drawing; null when its clock never runs. */
  readonly span: { readonly fromMs: number; readonly toMs: number } | null
  /** One sentence with the numbers. */
  readonly reason: string
}

const seconds = (value: number): number => Math.round(value * 1000)

interface Span {
  readonly fromMs: number
  readonly toMs: number
  /** Names what runs, for the sentence. */
  readonly what: string
}

/** When each clock runs on a job; null when it does not. PostgreSQL: postgres.c; Redshift: r_statement_timeout, cm-c-defining-query-queues. */
const SPANS: { readonly [K in Limit['counts']]: (job: Job) => Span | null } = {
  statement: ({ queueSeconds, runSeconds }) => ({
    fromMs: 0,
    toMs: seconds(queueSeconds + runSeconds),
    what: 'The statement takes',
  }),
  'queue-and-statement': ({ queueSeconds, runSeconds }) => ({
    fromMs: 0,
    toMs: seconds(queueSeconds + runSeconds),
    what: 'Queue and execution take',
  }),
  execution: ({ queueSeconds, runSeconds }) => ({
    fromMs: seconds(queueSeconds),
    toMs: seconds(queueSeconds + runSeconds),
    what: 'Execution takes',
  }),
  'lock-wait': ({ queueSeconds, lockWaitSeconds }) =>
    lockWaitSeconds > 0
      ? { fromMs: seconds(queueSeconds), toMs: seconds(queueSeconds + lockWaitSeconds), what: 'The lock wait takes' }
      : null,
  transaction: ({ queueSeconds, runSeconds, idleSeconds, inTransaction }) => ({
    fromMs: 0,
    toMs: seconds(queueSeconds + runSeconds + (inTransaction ? idleSeconds : 0)),
    what: 'The transaction takes',
  }),
  'idle-in-transaction': ({ queueSeconds, runSeconds, idleSeconds, inTransaction }) =>
    inTransaction && idleSeconds > 0
      ? {
          fromMs: seconds(queueSeconds + runSeconds),
          toMs: seconds(queueSeconds + runSeconds + idleSeconds),
          what: 'The silence inside the transaction takes',
        }
      : null,
  'idle-session': ({ queueSeconds, runSeconds, idleSeconds, inTransaction }) =>
    !inTransaction && idleSeconds > 0
      ? {
          fromMs: seconds(queueSeconds + runSeconds),
          toMs: seconds(queueSeconds + runSeconds + idleSeconds),
          what: 'The silence of the session takes',
        }
      : null,
  'read-silence': ({ queueSeconds, runSeconds }) => ({
    fromMs: 0,
    toMs: seconds(queueSeconds + runSeconds),
    what: 'The client hears nothing for',
  }),
  job: ({ queueSeconds, runSeconds, idleSeconds }) => ({
    fromMs: 0,
    toMs: seconds(queueSeconds + runSeconds + idleSeconds),
    what: 'The job takes',
  }),
}

const NEVER_RUNS: Partial<Record<Limit['counts'], string>> = {
  'lock-wait': 'The job waits for no lock.',
  'idle-in-transaction': 'No transaction stays open while the client is silent.',
  'idle-session': 'The session is never silent outside a transaction.',
}

/** Milliseconds as a person says them: 350 ms, 5 s, 5 min 50 s, 4 h. */
export function duration(ms: number): string {
  if (ms < 1000) return `${ms} ms`
  const whole = Math.floor(ms / 1000)
  const parts = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor((whole % 86_400) / 3600), 'h'],
    [Math.floor((whole % 3600) / 60), 'min'],
    [whole % 60, 's'],
  ] as const
  return parts
    .filter(([amount]) => amount > 0)
    .slice(0, 2)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ')
}

/** Whether a value switches the limit off. */
const isOff = (limit: Limit, value: number): boolean => value === 0 && limit.zeroMeans === 'off'

/** When one limit with one value acts on a job. */
export function firing(limit: Limit, value: number, job: Job): Firing {
  const valueMs = value * UNIT_MS[limit.unit]
  const span = SPANS[limit.counts](job)
  const shared = { limit, value, valueMs, span }
  if (isOff(limit, value)) return { ...shared, firesAtMs: null, reason: '0 switches it off.' }
  if (limit.doesNotStop.includes(job.statement))
    return { ...shared, firesAtMs: null, reason: `It never stops ${STATEMENTS[job.statement]}.` }
  if (!span) return { ...shared, firesAtMs: null, reason: NEVER_RUNS[limit.counts] ?? 'Its clock never runs.' }
  const length = span.toMs - span.fromMs
  if (length <= valueMs)
    return {
      ...shared,
      firesAtMs: null,
      reason: `${span.what} ${duration(length)}; the limit is ${duration(valueMs)}.`,
    }
  const late = limit.checkedEverySeconds
    ? ` It is looked at every ${limit.checkedEverySeconds} s, so up to that much later.`
    : ''
  return {
    ...shared,
    firesAtMs: span.fromMs + valueMs,
    reason: `${span.what} ${duration(length)}; the limit is ${duration(valueMs)}.${late}`,
  }
}

/**
 * All limits on a job: those that fire, earliest first, then those that do not, in the order given.
 * Only the first one acts; what follows it never comes to pass.
 */
export function firesFirst(
  entries: readonly { readonly limit: Limit; readonly value: number }[],
  job: Job,
): readonly Firing[] {
  const firings = entries.map(({ limit, value }) => firing(limit, value, job))
  const acting = firings.filter(({ firesAtMs }) => firesAtMs !== null)
  const silent = firings.filter(({ firesAtMs }) => firesAtMs === null)
  return [...acting.sort((a, b) => (a.firesAtMs ?? 0) - (b.firesAtMs ?? 0)), ...silent]
}
