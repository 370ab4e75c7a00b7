import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { splitHash } from '../model/hash-parts.ts'
import { DEFAULT_PATH_STATE, decodePath } from '../model/path-state.ts'
import {
  chooseSettings,
  DEFAULT_FIX_STATE,
  DEFAULT_LIMIT_SECONDS,
  decodeFixState,
  describeSettings,
  encodeFixState,
  type FieldProblem,
  type FixState,
  type Preset,
  type PublishedKeepalive,
  setsKeepalive,
} from '../targets/fix-state.ts'
import { targetsOnPath } from '../targets/on-path.ts'
import type { Target, TargetOption, Written } from '../targets/target.ts'
import { ActionButton } from './ActionButton.tsx'
import { loadTarget } from './load-target.ts'
import { RecipeView } from './RecipeView.tsx'

/** A target as the list of choices shows it. */
export interface TargetChoice {
  readonly id: string
  readonly title: string
  readonly group: string
  readonly summary: string
  /** False for targets that set something beside keepalive, such as a hop's idle limit. */
  readonly keepalive: boolean
}

/** The answer the page was built with, so that the first paint needs no script and hydration finds the same text. */
export interface InitialAnswer {
  readonly target: string
  readonly stack: Target['stack']
  readonly options: readonly TargetOption[]
  readonly written: Written
  readonly reasons: readonly string[]
  readonly outcome: { readonly verdict: string; readonly sentence: string }
}

interface Props {
  readonly choices: readonly TargetChoice[]
  readonly published: Readonly<Record<string, PublishedKeepalive>>
  readonly initial: InitialAnswer
  /** Whether the page has a path editor: targets that apply to its path then stand first. */
  readonly besidePath?: boolean
}

type Answer = Omit<InitialAnswer, 'written'> & {
  readonly written?: Written
  readonly problems: readonly FieldProblem[]
}

const NUMBER_FIELDS = [
  { field: 'idle', label: 'Idle', hint: 's until the first probe' },
  { field: 'interval', label: 'Interval', hint: 's between unanswered probes' },
  { field: 'count', label: 'Count', hint: 'unanswered probes' },
] as const

const SETTING_FIELDS: readonly string[] = ['idleSeconds', 'intervalSeconds', 'count']
const isSetting = (field: string): boolean => SETTING_FIELDS.includes(field)

const answerFor = (target: Target, state: FixState, published: PublishedKeepalive | undefined): Answer => {
  const chosen = chooseSettings(state, target.stack, published)
  const shared = { target: target.id, stack: target.stack, options: target.options }
  if (!chosen.ok)
    return { ...shared, reasons: [], outcome: { verdict: 'error', sentence: '' }, problems: chosen.problems }
  const limit = state.preset === 'limit' ? Number(state.limit) : DEFAULT_LIMIT_SECONDS
  const written = target.write(chosen.settings, state.options)
  // What settings would do is no answer while the target refuses them.
  const speaks = setsKeepalive(target) && (written.ok || !written.refusals.some(({ field }) => isSetting(field)))
  return {
    ...shared,
    written,
    reasons: setsKeepalive(target) ? chosen.reasons : [],
    outcome: speaks ? describeSettings(target.stack, chosen.settings, limit) : { verdict: '', sentence: '' },
    problems: [],
  }
}

/** Text and choices a reader entered before this script ran; they win over the link's. */
const typedBefore = (form: HTMLFormElement): Partial<FixState> => {
  const data = new FormData(form)
  const typed: Record<string, string> = {}
  for (const key of ['target', 'preset', 'limit', 'idle', 'interval', 'count'] as const) {
    const value = data.get(key)
    if (typeof value === 'string' && value !== DEFAULT_FIX_STATE[key]) typed[key] = value
  }
  return typed as Partial<FixState>
}

/** Chooses a system and settings, and shows the recipe. All rules are in src/targets and src/model. */
export function Builder({ choices, published, initial, besidePath = false }: Props) {
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const [state, setState] = useState<FixState>(DEFAULT_FIX_STATE)
  const [answer, setAnswer] = useState<Answer>({ ...initial, problems: [] })
  const [note, setNote] = useState<string>()
  const [failure, setFailure] = useState<string>()
  const [ready, setReady] = useState(false)
  const turn = useRef(0)
  const [onPath, setOnPath] = useState<readonly string[]>(besidePath ? targetsOnPath(DEFAULT_PATH_STATE) : [])
  const readPath = (): void => {
    if (besidePath) setOnPath(targetsOnPath(decodePath(location.hash, () => true).state))
  }

  const show = (next: FixState): void => {
    setState(next)
    turn.current += 1
    const mine = turn.current
    loadTarget(next.target).then(
      (target) => {
        if (mine !== turn.current) return
        setFailure(undefined)
        setAnswer(answerFor(target, next, published[next.target]))
      },
      () => {
        if (mine === turn.current)
          setFailure('This recipe could not be loaded. Check the connection and choose it again.')
      },
    )
  }

  /** Own numbers start from those that are shown; empty fields would be a worse start. */
  const ownNumbers = (): Partial<FixState> => {
    if (`${state.idle}${state.interval}${state.count}` !== '') return {}
    const shown = chooseSettings(state, answer.stack, published[state.target])
    if (!shown.ok) return {}
    const { idleSeconds, intervalSeconds, count } = shown.settings
    return { idle: String(idleSeconds), interval: String(intervalSeconds), count: String(count) }
  }

  const change = (part: Partial<FixState>): void => {
    const next = { ...state, ...(part.preset === 'custom' ? ownNumbers() : {}), ...part }
    // A preset that the newly chosen target does not have falls back to the recommendation.
    if (next.preset === 'published' && !published[next.target]) show({ ...next, preset: 'limit' })
    else show(next)
    setNote(undefined)
  }

  useEffect(() => {
    const isTarget = (target: string): boolean => choices.some((choice) => choice.id === target)
    const follow = (typed: Partial<FixState>): void => {
      readPath()
      const decoded = decodeFixState(location.hash.includes('=') ? location.hash : '', isTarget)
      setNote(decoded.note)
      show({ ...decoded.state, ...typed })
    }
    follow(form.current ? typedBefore(form.current) : {})
    setReady(true)
    // A plain anchor of the page is no state.
    const onHash = (): void => {
      if (location.hash === '' || location.hash.includes('=')) follow({})
    }
    addEventListener('hashchange', onHash)
    return () => removeEventListener('hashchange', onHash)
  }, [])

  useEffect(() => {
    if (!ready) return
    const encoded = encodeFixState(state)
    const isDefault = encoded === encodeFixState(DEFAULT_FIX_STATE)
    if (isDefault && !location.hash.includes('=')) return
    // The path editor above keeps its own keys in the same address.
    const { path } = splitHash(location.hash)
    history.replaceState(null, '', `#${encoded}${path && `&${path}`}`)
  }, [state, ready])

  const groups = [
    { label: 'On your path', members: choices.filter((choice) => onPath.includes(choice.id)) },
    ...[...new Set(choices.map(({ group }) => group))].map((group) => ({
      label: onPath.length > 0 ? `Not on it: ${group.toLowerCase()}` : group,
      members: choices.filter((choice) => choice.group === group && !onPath.includes(choice.id)),
    })),
  ].filter(({ members }) => members.length > 0)
  const chosen = choices.find((choice) => choice.id === state.target)
  const vendor = published[state.target]
  const refusals = answer.written && !answer.written.ok ? answer.written.refusals : []
  const problemOf = (field: string): string | undefined => {
    const setting = { idle: 'idleSeconds', interval: 'intervalSeconds', count: 'count' }[field] ?? field
    const refusal = refusals.find((entry) => entry.field === setting)
    const problem = answer.problems.find((entry) => entry.field === field)
    return problem?.message ?? (refusal && `${refusal.message} (${refusal.source})`)
  }
  const shownBeside = state.preset === 'custom' ? SETTING_FIELDS : []
  const elsewhere = refusals.filter(
    ({ field }) => !shownBeside.includes(field) && !answer.options.some((option) => option.id === field),
  )

  const field = (key: 'limit' | 'idle' | 'interval' | 'count', label: string, hint: string) => {
    const problem = problemOf(key)
    return (
      <div class="field" key={key}>
        <label for={`${id}-${key}`}>{label}</label>
        <input
          id={`${id}-${key}`}
          name={key}
          inputMode="numeric"
          autocomplete="off"
          value={state[key]}
          aria-describedby={`${id}-${key}-hint`}
          aria-invalid={problem ? 'true' : undefined}
          onInput={(event) => change({ [key]: event.currentTarget.value })}
        />
        <p class="hint" id={`${id}-${key}-hint`}>
          {problem ? <span class="problem">{problem}</span> : hint}
        </p>
      </div>
    )
  }

  const preset = (value: Preset, label: string, disabled = false) => (
    <label class="choice" key={value}>
      <input
        type="radio"
        name="preset"
        value={value}
        checked={state.preset === value}
        disabled={disabled}
        onChange={() => change({ preset: value })}
      />
      {label}
    </label>
  )

  return (
    <div class="builder columns">
      <form ref={form} class="builder-form" onSubmit={(event) => event.preventDefault()}>
        {note && (
          <p class="callout warning" role="status">
            {note}
          </p>
        )}
        <div class="field">
          <label for={`${id}-target`}>What do you configure?</label>
          <select
            id={`${id}-target`}
            name="target"
            value={state.target}
            onFocus={readPath}
            onChange={(event) => change({ target: event.currentTarget.value, options: {} })}
          >
            {groups.map(({ label, members }) => (
              <optgroup label={label} key={label}>
                {members.map((choice) => (
                  <option value={choice.id} key={choice.id}>
                    {choice.title}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
          <p class="hint">{chosen?.summary}</p>
        </div>
        {chosen?.keepalive && (
          <>
            <fieldset>
              <legend>Which values?</legend>
              <div class="choices">
                {preset('limit', 'Recommended for an idle limit')}
                {preset(
                  'published',
                  vendor ? `As published by ${vendor.vendor}` : 'As published (none for this one)',
                  !vendor,
                )}
                {preset('custom', 'My own')}
              </div>
            </fieldset>
            {state.preset === 'limit' &&
              field(
                'limit',
                'Shortest idle limit on the way',
                'Seconds. 350 is AWS, 240 is Azure, 600 is Google Cloud.',
              )}
            {state.preset === 'custom' && (
              <div class="triple">{NUMBER_FIELDS.map(({ field: key, label, hint }) => field(key, label, hint))}</div>
            )}
          </>
        )}
        {answer.options.map((option) => {
          const refusal = refusals.find((entry) => entry.field === option.id)
          return (
            <div class="field" key={option.id}>
              <label for={`${id}-o-${option.id}`}>{option.label}</label>
              <input
                id={`${id}-o-${option.id}`}
                name={`o.${option.id}`}
                autocomplete="off"
                spellcheck={false}
                placeholder={option.placeholder}
                value={state.options[option.id] ?? ''}
                aria-invalid={refusal ? 'true' : undefined}
                aria-describedby={`${id}-o-${option.id}-hint`}
                onInput={(event) => change({ options: { ...state.options, [option.id]: event.currentTarget.value } })}
              />
              <p class="hint" id={`${id}-o-${option.id}-hint`}>
                {refusal ? (
                  <span class="problem">{refusal.message}</span>
                ) : (
                  (option.help ?? (option.defaultValue && `Empty means ${option.defaultValue}.`))
                )}
              </p>
            </div>
          )
        })}
        {ready && (
          <ActionButton
            label="Copy link to this recipe"
            done="Link copied"
            act={() => navigator.clipboard.writeText(`${location.origin}/fix/#${encodeFixState(state)}`)}
          />
        )}
      </form>
      <div class="builder-answer">
        {failure && <p class="verdict error">{failure}</p>}
        {answer.outcome.sentence && (
          <p class={`verdict ${answer.outcome.verdict}`} role="status">
            {answer.outcome.sentence}
          </p>
        )}
        {answer.problems.length > 0 && (
          <p class="verdict error">No recipe yet: {answer.problems.map(({ message }) => message).join(' ')}</p>
        )}
        {elsewhere.length === 0 && refusals.length > 0 && (
          <p class="verdict error">No recipe yet: {refusals.map(({ message }) => message).join(' ')}</p>
        )}
        {elsewhere.map(({ field: name, message, source }) => (
          <p class="verdict error" key={name}>
            {message} ({source})
          </p>
        ))}
        {answer.reasons.length > 0 && (
          <details class="reasons">
            <summary>Why these numbers</summary>
            <ul>
              {answer.reasons.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          </details>
        )}
        {answer.written?.ok && <RecipeView recipe={answer.written.recipe} />}
      </div>
    </div>
  )
}
