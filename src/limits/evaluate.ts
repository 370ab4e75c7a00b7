import { type EnteredValue, readValue } from './entered-value.ts'
import { type Firing, firesFirst } from './fires-first.ts'
import type { Job, Limit } from './limit.ts'
import { type JobProblem, type LimitsState, limitsFor, readJob } from './limits-state.ts'

/** Everything the page shows for a state. */
export interface Evaluation {
  readonly job: Job
  readonly problems: readonly JobProblem[]
  readonly entered: Readonly<Record<string, EnteredValue>>
  /** Limits with a value in force: those that fire first, then the silent ones. */
  readonly firings: readonly Firing[]
  /** The one that acts; undefined when the job ends before any. */
  readonly first: Firing | undefined
}

/** Reads a state and says which limit acts first. A limit whose field cannot be read counts with its default. */
export function evaluate(limits: readonly Limit[], state: LimitsState): Evaluation {
  const { job, problems } = readJob(state)
  const relevant = limitsFor(limits, state)
  const entered = Object.fromEntries(
    relevant.map((limit) => [limit.id, readValue(limit, state.values[limit.id] ?? '')]),
  )
  const inForce = relevant.flatMap((limit) => {
    const typed = entered[limit.id]
    const value = typed?.kind === 'value' ? typed.value : limit.defaultValue
    return value === null ? [] : [{ limit, value }]
  })
  const firings = firesFirst(inForce, job)
  return { job, problems, entered, firings, first: firings.find(({ firesAtMs }) => firesAtMs !== null) }
}
