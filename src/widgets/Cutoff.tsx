import type { ComponentChildren } from 'preact'
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks'
import { GRADES } from '../model/grades.ts'
import { type Observed, readObserved, showSeconds } from '../model/observed.ts'
import { recommendForIdleLimit } from '../model/recommend.ts'
import { ENVIRONMENTS, type EnvironmentGroup, environmentsIn } from '../model/suspects/environments.ts'
import { SYMPTOMS, type Symptom, type Timer, WORKLOADS, type Workload } from '../model/suspects/timer.ts'
import { type Suspect, suspects } from '../model/suspects.ts'
import { ActionButton } from './ActionButton.tsx'
import { type CutoffState, decodeCutoffState, EMPTY_CUTOFF_STATE, encodeCutoffState } from './cutoff-state.ts'

const SYMPTOM_CHOICES: readonly { readonly value: Symptom | undefined; readonly label: string }[] = [
  { value: undefined, label: 'Not sure' },
  { value: 'hang', label: 'It hangs' },
  { value: 'reset', label: 'Connection reset' },
  { value: 'error', label: 'Another error' },
  { value: 'cancelled', label: 'Query cancelled' },
]

const WORKLOAD_CHOICES: readonly { readonly value: Workload | undefined; readonly label: string }[] = [
  { value: undefined, label: 'Not sure' },
  { value: 'idle', label: 'Idle, as in a pool' },
  { value: 'query', label: 'A long query' },
  { value: 'connect', label: 'Connecting' },
]

const GROUPS: readonly { readonly group: EnvironmentGroup; readonly label: string }[] = [
  { group: 'cloud', label: 'Cloud' },
  { group: 'place', label: 'Network' },
  { group: 'platform', label: 'Runs on' },
  { group: 'system', label: 'Operating system' },
  { group: 'between', label: 'In between' },
  { group: 'client', label: 'Client' },
  { group: 'database', label: 'Database' },
]

/** The places most readers come from; on narrow screens the others are shown on demand. */
const FIRST_CHOICES: readonly string[] = [
  'aws',
  'azure',
  'gcp',
  'kubernetes',
  'docker',
  'office',
  'home',
  'ssh',
  'lambda',
  'linux',
  'windows',
  'macos',
  'pgbouncer',
  'rds-proxy',
  'haproxy',
  'java',
  'python',
  'nodejs',
  'dotnet',
  'postgresql',
  'redshift',
  'rds',
  'mysql',
]

/** Suspects shown with everything; the others open on demand. */
const SHOWN_OPEN = 3

/** Text with `code` between backticks. */
function Prose({ text }: { text: string }): ComponentChildren {
  return text.split('`').map((part, index) => (index % 2 === 1 ? <code key={part + String(index)}>{part}</code> : part))
}

/** The limit to build settings for: the predicted one, or a shorter one that was seen near it. */
function limitToBeat({ predictedSeconds, timer }: Suspect, observed: Observed): number | null {
  if (!timer.keepaliveHelps) return null
  const seen = observed.observations.filter(({ kind }) => kind === 'at' || kind === 'between').map((o) => o.lowSeconds)
  if (predictedSeconds === null) return seen.length > 0 ? Math.max(1, Math.floor(Math.min(...seen))) : null
  const near = seen.filter((seconds) => seconds > predictedSeconds * 0.7)
  return Math.max(1, Math.floor(Math.min(predictedSeconds, ...near)))
}

function Fix({ timer, limit, repeated }: { timer: Timer; limit: number | null; repeated: boolean }): ComponentChildren {
  const advice = limit === null ? null : recommendForIdleLimit(limit, 'linux')
  return (
    <>
      <p>
        <strong>Fix.</strong> <Prose text={timer.remedy} />
      </p>
      {limit !== null && repeated && (
        <p>
          The settings above for {showSeconds(limit)} cover this one too.{' '}
          <a href={`/fix/#v=1&limit=${limit}`}>Paste-ready</a>
        </p>
      )}
      {limit !== null && !repeated && advice?.ok && (
        <p class="cutoff-settings">
          On Linux, for {showSeconds(limit)}: first probe after{' '}
          <strong>{advice.recommendation.settings.idleSeconds} s</strong>, then every{' '}
          <strong>{advice.recommendation.settings.intervalSeconds} s</strong>, up to{' '}
          <strong>{advice.recommendation.settings.count}</strong> times.{' '}
          <a href={`/fix/#v=1&limit=${limit}`}>Paste-ready for your system and client</a>
        </p>
      )}
      {timer.fixHref !== '' && (
        <p>
          <a href={timer.fixHref}>{timer.fixLabel}</a>
        </p>
      )}
    </>
  )
}

interface ItemProps {
  readonly suspect: Suspect
  readonly rank: number
  readonly limit: number | null
  /** A better suspect has shown the settings for this limit. */
  readonly repeated: boolean
}

function SuspectItem({ suspect, rank, limit, repeated }: ItemProps) {
  const { timer, reasons, predictedSeconds, share } = suspect
  const uncertain = timer.grade === 'unconfirmed' || timer.grade === 'third-party'
  const body = (
    <>
      <p>
        <Prose text={timer.effect} />
      </p>
      <p>
        <strong>Tell it apart.</strong> <Prose text={timer.test} />
      </p>
      <Fix timer={timer} limit={limit} repeated={repeated} />
      {timer.source !== undefined && (
        <p class="small muted">
          {'Source: '}
          {timer.source.url === undefined ? (
            timer.source.title
          ) : (
            <a href={timer.source.url} rel="external">
              {timer.source.title}
            </a>
          )}
        </p>
      )}
    </>
  )
  return (
    <li class="suspect" data-suspect={timer.id}>
      <h3>
        {timer.title}
        {predictedSeconds !== null && <span class="suspect-time">{showSeconds(predictedSeconds)}</span>}
      </h3>
      <p class="suspect-why">
        {rank === 0 && share > 0.5 && <span class="suspect-first">Most likely. </span>}
        <Prose text={reasons.join(' ')} />
        {uncertain && (
          <span class="suspect-grade" title={GRADES[timer.grade].meaning}>
            {GRADES[timer.grade].label}
          </span>
        )}
      </p>
      {rank < SHOWN_OPEN ? (
        body
      ) : (
        <details>
          <summary>Test and fix</summary>
          {body}
        </details>
      )}
    </li>
  )
}

function Choices<T extends string>(props: {
  legend: string
  name: string
  choices: readonly { readonly value: T | undefined; readonly label: string }[]
  value: T | undefined
  ready: boolean
  onChoose: (value: T | undefined) => void
}) {
  return (
    <fieldset>
      <legend>{props.legend}</legend>
      <div class="choices">
        {props.choices.map(({ value, label }) => (
          <label class="choice" key={label}>
            <input
              type="radio"
              name={props.name}
              value={value ?? 'unknown'}
              {...(props.ready ? { checked: props.value === value } : { defaultChecked: value === undefined })}
              onChange={() => props.onChoose(value)}
            />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

function Places(props: { chosen: readonly string[]; ready: boolean; onToggle: (id: string, on: boolean) => void }) {
  const id = useId()
  const [all, setAll] = useState(false)
  return (
    <fieldset class={all ? 'places all' : 'places'}>
      <legend>Where is it? Tick all that apply</legend>
      {GROUPS.map(({ group, label }) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset in a fieldset is read twice with its legend
        <div key={group} role="group" aria-labelledby={`${id}-${group}`}>
          <p class="places-group" id={`${id}-${group}`}>
            {label}
          </p>
          <div class="choices">
            {ENVIRONMENTS.filter((environment) => environment.group === group).map((environment) => {
              const ticked = props.chosen.includes(environment.id)
              const rare = !ticked && !FIRST_CHOICES.includes(environment.id)
              return (
                <label class={rare ? 'choice rare' : 'choice'} key={environment.id}>
                  <input
                    type="checkbox"
                    name="environment"
                    value={environment.id}
                    {...(props.ready ? { checked: ticked } : {})}
                    onChange={(event) => props.onToggle(environment.id, event.currentTarget.checked)}
                  />
                  {environment.label}
                </label>
              )
            })}
          </div>
        </div>
      ))}
      <button type="button" class="places-all" aria-expanded={all} onClick={() => setAll(!all)}>
        {all ? 'Fewer places and programs' : 'All places and programs'}
      </button>
    </fieldset>
  )
}

/** How the text was read, in one line. */
function readingOf(observed: Observed): string {
  const figures = observed.observations.map(({ kind, lowSeconds, highSeconds }) => {
    if (kind === 'at-least') return `${showSeconds(lowSeconds)} or more`
    if (kind === 'at-most') return `${showSeconds(highSeconds)} or less`
    return lowSeconds === highSeconds
      ? showSeconds(lowSeconds)
      : `${showSeconds(lowSeconds)} to ${showSeconds(highSeconds)}`
  })
  const places = environmentsIn(observed.text).map((id) => ENVIRONMENTS.find((known) => known.id === id)?.label ?? id)
  return [
    figures.length > 0 ? `Read as ${figures.join(', ')}.` : '',
    ...observed.notes,
    observed.irregular ? 'No fixed time.' : '',
    places.length > 0 ? `Named in it: ${places.join(', ')}.` : '',
  ]
    .filter((part) => part !== '')
    .join(' ')
}

type Loaded = { readonly state: 'waiting' | 'failed' } | { readonly state: 'ready'; readonly items: readonly Timer[] }

async function loadCatalogue(): Promise<Loaded> {
  try {
    const response = await fetch('/cutoff/catalogue.json')
    if (!response.ok) return { state: 'failed' }
    const { items } = (await response.json()) as { items: readonly Timer[] }
    return { state: 'ready', items }
  } catch {
    return { state: 'failed' }
  }
}

/** What a form holds that is not its default. */
function enteredIn(form: FormData): Partial<CutoffState> {
  const observed = String(form.get('observed') ?? '')
  const environment = form.getAll('environment').map(String)
  const symptom = SYMPTOMS.find((known) => known === form.get('symptom'))
  const workload = WORKLOADS.find((known) => known === form.get('workload'))
  return {
    ...(observed.trim() === '' ? {} : { observed }),
    ...(environment.length === 0 ? {} : { environment }),
    ...(symptom === undefined ? {} : { symptom }),
    ...(workload === undefined ? {} : { workload }),
  }
}

/** "It always dies after …": what was seen goes in, ranked suspects with test and fix come out. */
export function Cutoff() {
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const [state, setState] = useState<CutoffState>(EMPTY_CUTOFF_STATE)
  const [note, setNote] = useState<string>()
  const [ready, setReady] = useState(false)
  const [catalogue, setCatalogue] = useState<Loaded>({ state: 'waiting' })
  const change = (part: Partial<CutoffState>): void => {
    setNote(undefined)
    setState((current) => ({ ...current, ...part }))
  }

  useEffect(() => {
    const follow = (): void => {
      if (location.hash !== '' && !location.hash.includes('=')) return
      const decoded = decodeCutoffState(location.hash)
      setNote(decoded.note)
      setState(decoded.state)
    }
    follow()
    // What was entered before this script ran wins over the link. Until `ready` the fields are the browser's own, because
    // hydration would set them back.
    const entered = form.current === null ? {} : enteredIn(new FormData(form.current))
    if (Object.keys(entered).length > 0) change(entered)
    setReady(true)
    void loadCatalogue().then(setCatalogue)
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])

  useEffect(() => {
    if (!ready) return
    const encoded = encodeCutoffState(state)
    if (encoded === encodeCutoffState(EMPTY_CUTOFF_STATE) && !location.hash.includes('=')) return
    history.replaceState(null, '', `#${encoded}`)
  }, [state, ready])

  const observed = useMemo(() => readObserved(state.observed), [state.observed])
  const answers = useMemo(
    () => (catalogue.state === 'ready' ? suspects(observed, state, catalogue.items) : []),
    [observed, state, catalogue],
  )
  const empty = state.observed.trim() === ''
  const shown = empty || catalogue.state === 'waiting' ? 'idle' : answers.length > 0 ? 'suspects' : 'none'
  const [first] = answers
  const limits = answers.map((suspect) => limitToBeat(suspect, observed))
  const list = useRef<HTMLOListElement>(null)

  return (
    <div class="columns" id="cutoff" data-state={shown}>
      <form ref={form} onSubmit={(event) => event.preventDefault()}>
        {note && (
          <p class="callout warning" role="status">
            {note}
          </p>
        )}
        <div class="field">
          <label for="observed">It dies after…</label>
          <textarea
            id="observed"
            name="observed"
            class="cutoff-observed"
            rows={3}
            spellcheck={false}
            autocomplete="off"
            placeholder="350, or 5m50s, or every 15 minutes, or two log lines"
            aria-describedby={`${id}-reading`}
            {...(ready ? { value: state.observed } : {})}
            onInput={(event) => change({ observed: event.currentTarget.value })}
          />
          <p class="hint cutoff-reading" id={`${id}-reading`}>
            {empty
              ? 'Seconds, a duration, several of them, two timestamps, or a log excerpt. Your own words work: “4 minutes on Azure”.'
              : readingOf(observed) || 'No time found in it yet.'}
          </p>
        </div>
        <p class="cutoff-jump">
          {first !== undefined && (
            <button type="button" onClick={() => list.current?.scrollIntoView({ block: 'start' })}>
              {first.timer.title} and {answers.length - 1} more
            </button>
          )}
        </p>
        <Choices
          legend="What do you see?"
          name="symptom"
          choices={SYMPTOM_CHOICES}
          value={state.symptom}
          ready={ready}
          onChoose={(symptom) => change({ symptom })}
        />
        <Choices
          legend="What was the connection doing?"
          name="workload"
          choices={WORKLOAD_CHOICES}
          value={state.workload}
          ready={ready}
          onChoose={(workload) => change({ workload })}
        />
        <Places
          chosen={state.environment}
          ready={ready}
          onToggle={(place, on) =>
            change({
              environment: on ? [...state.environment, place] : state.environment.filter((other) => other !== place),
            })
          }
        />
      </form>
      <div class="cutoff-answers">
        <p class="visually-hidden" role="status">
          {shown === 'suspects' && first !== undefined
            ? `Most likely: ${first.timer.title}. ${answers.length} suspects.`
            : shown === 'none'
              ? 'No suspect.'
              : ''}
        </p>
        {shown === 'idle' && (
          <div class="panel">
            <p>
              Put in the time, and the suspects stand here, best first: why each, the test that tells it from the next,
              and the fix.
            </p>
            <p>
              <strong>Not sure of the time?</strong> Note it twice, from the last successful answer to the error. The
              same figure ±2 s is a timer. Scattered figures are a restart, memory or load.{' '}
              <a href="/measure/">Or measure your path.</a>
            </p>
          </div>
        )}
        {catalogue.state === 'failed' && !empty && (
          <p class="callout warning" role="status">
            The list of timers could not be loaded. The table below holds the commonest.
          </p>
        )}
        {shown === 'none' && catalogue.state === 'ready' && (
          <div class="panel">
            <p>
              <strong>No time in that text.</strong> Write a figure with a unit (<code>350 s</code>, <code>15 min</code>
              , <code>2 h</code>), a clock time span (<code>00:05:50</code>), or paste two lines with timestamps. No
              fixed time at all? Write “random” or “once”.
            </p>
            <p>
              An error message instead? <a href="/find/">Find it by its text.</a>
            </p>
          </div>
        )}
        {shown === 'suspects' && <h2 class="visually-hidden">Suspects, best first</h2>}
        <ol id="suspects" ref={list} class="suspects" hidden={shown !== 'suspects'}>
          {answers.map((suspect, rank) => (
            <SuspectItem
              key={suspect.timer.id}
              suspect={suspect}
              rank={rank}
              limit={limits[rank] ?? null}
              repeated={limits.indexOf(limits[rank] ?? null) < rank}
            />
          ))}
        </ol>
        {shown === 'suspects' && (
          <ActionButton
            label="Copy link to this answer"
            done="Link copied"
            act={() => navigator.clipboard.writeText(`${location.origin}/cutoff/#${encodeCutoffState(state)}`)}
          />
        )}
      </div>
    </div>
  )
}
