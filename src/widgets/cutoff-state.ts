import { readObserved } from '../model/observed.ts'
import { environmentOf } from '../model/suspects/environments.ts'
import { SYMPTOMS, type Symptom, WORKLOADS, type Workload } from '../model/suspects/timer.ts'
import { maskSecrets } from '../reading/mask.ts'

/** Version of the state in the address; a change of meaning gets a new number so that old links keep theirs. */
export const CUTOFF_STATE_VERSION = '1'

/** What the reader entered. */
export interface CutoffState {
  readonly observed: string
  readonly environment: readonly string[]
  readonly symptom: Symptom | undefined
  readonly workload: Workload | undefined
}

/** The state of a page opened without one. */
export const EMPTY_CUTOFF_STATE: CutoffState = {
  observed: '',
  environment: [],
  symptom: undefined,
  workload: undefined,
}

/** Longest text kept in the address as it was written. */
const LONGEST_LINKED = 120

/**
 * What the address says was seen: the reader's own words when they are one short line, otherwise the figures read from
 * them. Pasted log lines stay in the field: an address ends up in histories, chats and tickets.
 */
function linkable(observed: string): string {
  const words = observed.trim()
  if (words.length <= LONGEST_LINKED && !/[\n\r@]|:\/\//.test(words) && maskSecrets(words) === words) return observed
  const seconds = (value: number): string => `${Math.round(value * 1000) / 1000} s`
  return readObserved(observed)
    .observations.slice(0, 8)
    .map(({ kind, lowSeconds, highSeconds }) => {
      if (kind === 'at-least') return `more than ${seconds(lowSeconds)}`
      if (kind === 'at-most') return `less than ${seconds(highSeconds)}`
      return lowSeconds === highSeconds
        ? seconds(lowSeconds)
        : `between ${seconds(lowSeconds)} and ${seconds(highSeconds)}`
    })
    .join(', ')
}

/** The state as the part of an address after `#`; what was not said is left out. */
export function encodeCutoffState({ observed, environment, symptom, workload }: CutoffState): string {
  const parameters = new URLSearchParams({ v: CUTOFF_STATE_VERSION })
  const seen = linkable(observed)
  if (seen.trim() !== '') parameters.set('seen', seen)
  if (environment.length > 0) parameters.set('env', environment.join(','))
  if (symptom !== undefined) parameters.set('symptom', symptom)
  if (workload !== undefined) parameters.set('workload', workload)
  return parameters.toString()
}

const quoted = (text: string): string => `“${text.slice(0, 40)}”`

/** True for a word that is neither known nor the word for not knowing. */
const isUnusable = (text: string | null, known: string | undefined): text is string =>
  text !== null && text !== 'unknown' && known === undefined

/** Reads the part of an address after `#`; what cannot be used is left at its default and named in the note. */
export function decodeCutoffState(hash: string): { readonly state: CutoffState; readonly note?: string } {
  const text = hash.replace(/^#/, '')
  if (text === '') return { state: EMPTY_CUTOFF_STATE }
  const parameters = new URLSearchParams(text)
  if (parameters.get('v') !== CUTOFF_STATE_VERSION) {
    return {
      state: EMPTY_CUTOFF_STATE,
      note: 'The link carries no version that this page knows, so it starts empty.',
    }
  }
  const unusable: string[] = []
  const named = (parameters.get('env') ?? parameters.get('environment') ?? '').split(',').filter((id) => id !== '')
  const environment = [...new Set(named)].filter((id) => environmentOf(id) !== undefined)
  for (const id of named) if (environmentOf(id) === undefined) unusable.push(`there is no place ${quoted(id)}`)
  const symptomText = parameters.get('symptom')
  const symptom = SYMPTOMS.find((known) => known === symptomText)
  if (isUnusable(symptomText, symptom)) unusable.push(`there is no symptom ${quoted(symptomText)}`)
  const workloadText = parameters.get('workload')
  const workload = WORKLOADS.find((known) => known === workloadText)
  if (isUnusable(workloadText, workload)) unusable.push(`there is no workload ${quoted(workloadText)}`)
  const state: CutoffState = {
    observed: parameters.get('seen') ?? parameters.get('observed') ?? '',
    environment,
    symptom,
    workload,
  }
  if (unusable.length === 0) return { state }
  return { state, note: `Part of the link could not be used: ${unusable.join('; ')}.` }
}
