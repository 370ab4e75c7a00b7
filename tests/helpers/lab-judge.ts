import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { firesFirst } from '../../src/limits/fires-first.ts'
import { legsOf } from '../../src/model/path.ts'
import { predict } from '../../src/model/predict.ts'
import { type LimitEntry, limitSchema } from '../../src/schemas/limit.ts'
import type { LabMeasurement, LabPrediction } from '../../src/schemas/proof-lab.ts'
import { createMatcher } from '../../src/signatures/matcher.ts'
import { templateMatches } from '../../src/site/errors.ts'
import { readFamilies, readIndex } from './families.ts'
import type { PathScenario, Scenario, TimerScenario } from './lab-scenarios.ts'

/**
 * What we allow besides the lateness of kernel timers, which the model states itself. Early: rounding of marks.
 * Late: a program that gets no processor for a while, a pipe that is read late. Router: either way, because its table
 * is read ten times a second and a console's silence is known only to us, who read its pipe.
 */
export const TOLERANCE_SECONDS = { early: 0.1, late: 2, router: 1 } as const

const LIMITS = join(import.meta.dirname, '../../content/limits')

/** A limit of content/limits. */
export function limitById(id: string): LimitEntry & { readonly id: string } {
  return { ...limitSchema.parse(parse(readFileSync(join(LIMITS, `${id}.yaml`), 'utf8'))), id }
}

/** Ids of content/limits. */
export const limitIds = (): string[] => readdirSync(LIMITS).map((name) => name.replace(/\.yaml$/, ''))

/** What the model, or the table of limits, says about a scenario. */
export const predictionFor = (scenario: Scenario): LabPrediction =>
  scenario.kind === 'path' ? ofPath(scenario) : ofTimers(scenario)

function ofPath({ path, workload }: PathScenario): LabPrediction {
  const { client, outcome } = predict(path, workload)
  const router = outcome.kind === 'cut' ? path.hops[outcome.place - 1] : undefined
  // The flow table names the client only where the client itself is the end of the leg.
  const visible = router !== undefined && router.id === 'custom' && legsOf(path).length === 1
  const isRouter = visible && router.idleLimitSeconds !== null && router.idleLimitSeconds >= 1
  const isError = client.kind === 'error'
  return {
    ending: client.kind === 'nothing' ? 'waits' : client.kind,
    atSeconds: client.atMs === null ? null : client.atMs / 1000,
    latestSeconds: client.latestMs === null ? null : client.latestMs / 1000,
    forgottenSeconds: isRouter && outcome.kind === 'cut' ? outcome.atMs / 1000 : null,
    error: isError && client.error !== null ? { lines: [...client.error.lines], errorId: client.error.errorId } : null,
    sqlstate: null,
  }
}

function ofTimers({ limits, job }: TimerScenario): LabPrediction {
  const entries = Object.entries(limits).map(([id, value]) => ({ limit: limitById(id), value }))
  const [first] = firesFirst(entries, job)
  const client = entries.find(({ limit }) => limit.id === first?.limit.id)?.limit.client
  const endSeconds = job.queueSeconds + job.runSeconds + job.idleSeconds
  const firesAtMs = first?.firesAtMs ?? null
  if (firesAtMs === null || client === undefined) {
    return {
      ending: 'result',
      atSeconds: endSeconds,
      latestSeconds: endSeconds,
      forgottenSeconds: null,
      error: null,
      sqlstate: null,
    }
  }
  // A session that is ended while nobody uses it says so when it is used again.
  const atSeconds = job.idleSeconds > 0 ? endSeconds : firesAtMs / 1000
  return {
    ending: 'error',
    atSeconds,
    latestSeconds: atSeconds + (first?.limit.checkedEverySeconds ?? 0),
    forgottenSeconds: null,
    error: { lines: [client.message ?? ''], errorId: client.errorId },
    sqlstate: client.sqlstate ?? null,
  }
}

const matcher = createMatcher(readIndex())
const families = new Map(readFamilies().map((family) => [family.id, family]))

const oneSpace = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** Whether the text has the line; a name in angle brackets stands for anything. */
const hasLine = (text: string, line: string): boolean => {
  const pattern = oneSpace(line)
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/<[a-z]+>/g, '\\S+?')
  return new RegExp(pattern).test(oneSpace(text))
}

/** Where a measurement contradicts its prediction, in sentences; empty when they agree. */
export function disagreements(predicted: LabPrediction, measured: LabMeasurement): string[] {
  const { early, late, router } = TOLERANCE_SECONDS
  const found: string[] = []
  const between = (what: string, value: number, from: number, to: number): void => {
    if (value < from || value > to)
      found.push(`${what}: ${value.toFixed(2)} s is not between ${from.toFixed(1)} s and ${to.toFixed(1)} s.`)
  }
  // A client that will notice in two hours is a client that still waits.
  const later = measured.ending === 'waits' && predicted.atSeconds !== null && predicted.atSeconds > measured.atSeconds
  if (measured.ending !== predicted.ending && !later)
    found.push(`The client should end with "${predicted.ending}" and ended with "${measured.ending}".`)
  if (measured.ending === predicted.ending && predicted.atSeconds !== null)
    between(
      'The client’s end',
      measured.atSeconds,
      predicted.atSeconds - early,
      (predicted.latestSeconds ?? Number.POSITIVE_INFINITY) + late,
    )
  if (predicted.forgottenSeconds !== null) {
    if (measured.forgottenSeconds === null) found.push('The router should have forgotten the flow, and did not.')
    else {
      const { forgottenSeconds: at } = predicted
      between('The router’s cut', measured.forgottenSeconds, at - router, at + router)
    }
  } else if (measured.forgottenSeconds !== null && predicted.ending === 'result') {
    found.push(`The router should have kept the flow, and forgot it at ${measured.forgottenSeconds.toFixed(2)} s.`)
  }
  if (predicted.error !== null && !later) {
    const text = measured.text ?? ''
    for (const line of predicted.error.lines)
      if (!hasLine(text, line)) found.push(`The site says “${line}”; the program did not print it.`)
    const { errorId } = predicted.error
    const family = families.get(errorId)
    const templates = family?.messages.flatMap(({ template, core }) => [template, ...(core ? [core] : [])]) ?? []
    if (!templates.some((template) => templateMatches(template, text)))
      found.push(`No template of content/errors/${errorId} matches the text.`)
    const ids = matcher.diagnose(text, { databaseIsMeant: true }).matches.map(({ id }) => id)
    if (!ids.includes(errorId)) found.push(`Find answers ${ids.join(', ') || 'nothing'}, not ${errorId}.`)
  }
  if (predicted.sqlstate !== null && measured.sqlstate !== predicted.sqlstate)
    found.push(`SQLSTATE should be ${predicted.sqlstate}, and is ${measured.sqlstate}.`)
  return found
}
