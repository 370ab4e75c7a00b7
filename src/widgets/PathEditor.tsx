import type { JSX } from 'preact'
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks'
import { DRIVER_IDS, DRIVERS } from '../model/drivers.ts'
import { splitHash } from '../model/hash-parts.ts'
import type { KeepaliveSettings } from '../model/keepalive.ts'
import {
  DEFAULT_PATH_STATE,
  decodePath,
  encodePath,
  type HopOffer,
  type HopState,
  hopStateOf,
  MOST_HOPS,
  NEW_OWN_HOP,
  OWN_HOP,
  PATH_STATE_VERSION,
  type PathState,
  readPath,
} from '../model/path-state.ts'
import { type Prediction, predict } from '../model/predict.ts'
import { type PathAdvice, recommend } from '../model/recommend.ts'
import { SERVER_IDS, SERVERS } from '../model/servers.ts'
import { STACKS, SYSTEM_STACK_IDS } from '../model/stacks.ts'
import { capitalised } from '../model/words.ts'
import { DEFAULT_FIX_STATE, encodeFixState } from '../targets/fix-state.ts'
import { targetsForClient } from '../targets/for-client.ts'
import { draw } from '../timeline/draw.ts'
import { ActionButton } from './ActionButton.tsx'
import { loadTarget } from './load-target.ts'
import { type Fix, fixFrom } from './path-fix.ts'
import { TimelineView } from './Timeline.tsx'

interface Props {
  /** What can be put on the path. */
  readonly hops: readonly HopOffer[]
  /** What to paste for the default path, so that the first paint needs no script. */
  readonly fixes: readonly Fix[]
  /** Called with the settings the reader wants to use; without it they go into the address, where the builder reads them. */
  readonly onRecommend?: (settings: KeepaliveSettings) => void
}

const VERDICT_LABELS = { safe: '✓ safe', fragile: '! fragile', cut: '✕ cut' } as const
const OUTCOME_TONES = { survives: 'safe', fragile: 'fragile', cut: 'cut', cancelled: 'cut' } as const

/** Text and choices a reader entered before this script ran; they win over the link's. */
function typedBefore(form: HTMLFormElement): Partial<PathState> {
  const data = new FormData(form)
  const typed: Record<string, string> = {}
  for (const key of [
    'driver',
    'system',
    'keepalive',
    'server',
    'workload',
    'seconds',
    'serverTimeout',
    'detect',
  ] as const) {
    const value = data.get(key)
    if (typeof value === 'string' && value !== DEFAULT_PATH_STATE[key]) typed[key] = value
  }
  const limit = data.get('hop-0')
  const [first, ...rest] = DEFAULT_PATH_STATE.hops
  const hops =
    first !== undefined && typeof limit === 'string' && limit !== first.limit ? [{ ...first, limit }, ...rest] : null
  return { ...(typed as Partial<PathState>), ...(hops && { hops }) }
}

/** The path from a program to its database: what happens to a connection on it, and what to set. */
export function PathEditor({ hops: offers, fixes: initialFixes, onRecommend }: Props): JSX.Element {
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const [state, setState] = useState<PathState>(DEFAULT_PATH_STATE)
  const [note, setNote] = useState<string>()
  const [adding, setAdding] = useState('')
  const [ready, setReady] = useState(false)
  const [fixes, setFixes] = useState<readonly Fix[]>(initialFixes)

  const read = useMemo(() => readPath(state, offers), [state, offers])
  const said = useRef<{ readonly prediction: Prediction; readonly advice: PathAdvice; readonly path: Shown } | null>(
    null,
  )
  const answer = useMemo(() => {
    // While a field is wrong the last answer stays, marked as old, so that nothing jumps under the reader's hands.
    if (!read.ok) return said.current
    const { path, workload, demand } = read
    const found = {
      prediction: predict(path, workload),
      advice: recommend(path, workload, demand),
      path: { path, workload },
    }
    said.current = found
    return found
  }, [read])

  const settings = answer?.advice.client.advice.ok ? answer.advice.client.advice.recommendation.settings : null
  const settingsKey = settings === null ? '' : Object.values(settings).join(' ')

  const change = (part: Partial<PathState>): void => {
    setState({ ...state, ...part })
    setNote(undefined)
  }
  const changeHop = (index: number, part: Partial<HopState>): void =>
    change({ hops: state.hops.map((hop, at) => (at === index ? { ...hop, ...part } : hop)) })

  useEffect(() => {
    const isHop = (hop: string): boolean => offers.some((offer) => offer.hop.id === hop)
    const follow = (typed: Partial<PathState>): void => {
      const decoded = decodePath(location.hash, isHop)
      setNote(decoded.note)
      setState({ ...decoded.state, ...typed })
    }
    follow(form.current ? typedBefore(form.current) : {})
    setReady(true)
    const onHash = (): void => {
      if (location.hash === '' || location.hash.includes('=')) follow({})
    }
    addEventListener('hashchange', onHash)
    return () => removeEventListener('hashchange', onHash)
  }, [])

  useEffect(() => {
    if (!ready) return
    const { path, rest } = splitHash(location.hash)
    const encoded = encodePath(state)
    if (encoded === path) return
    const parts = [`v=${PATH_STATE_VERSION}`, rest, encoded].filter((part) => part !== '')
    history.replaceState(null, '', `#${parts.join('&')}`)
  }, [state, ready])

  const shownFor = useRef(`${DEFAULT_PATH_STATE.driver} ${DEFAULT_PATH_STATE.system} ${settingsKey}`)
  useEffect(() => {
    // The default's text is in the page; its targets are fetched only when something else is asked for.
    const asked = `${state.driver} ${state.system} ${settingsKey}`
    if (!ready || settings === null || asked === shownFor.current) return
    shownFor.current = asked
    let current = true
    Promise.all(targetsForClient(state.driver, state.system).map(loadTarget)).then(
      (targets) => current && setFixes(targets.flatMap((target) => fixFrom(target, settings))),
      () => current && setFixes([]),
    )
    return () => {
      current = false
    }
  }, [state.driver, state.system, settingsKey, ready])

  const useSettings = (): void => {
    if (settings === null) return
    if (onRecommend !== undefined) {
      onRecommend(settings)
      return
    }
    const target = fixes.find(({ snippet }) => snippet !== null)?.target ?? DEFAULT_FIX_STATE.target
    const encoded = encodeFixState({
      ...DEFAULT_FIX_STATE,
      target,
      preset: 'custom',
      idle: String(settings.idleSeconds),
      interval: String(settings.intervalSeconds),
      count: String(settings.count),
    })
    const path = encodePath(state)
    location.hash = `${encoded}${path && `&${path}`}`
    document.getElementById('recipe')?.focus()
  }

  const problems = read.ok ? [] : read.problems
  const problemOf = (field: string): string | undefined => problems.find((entry) => entry.field === field)?.message

  const input = (field: TextField, label: string, hint: string): JSX.Element => {
    const problem = problemOf(field)
    return (
      <div class="field" key={field}>
        <label for={`${id}-${field}`}>{label}</label>
        <input
          id={`${id}-${field}`}
          name={field}
          autocomplete="off"
          spellcheck={false}
          value={state[field]}
          aria-invalid={problem ? 'true' : undefined}
          aria-describedby={`${id}-${field}-hint`}
          onInput={(event) => change({ [field]: event.currentTarget.value })}
        />
        <p class={problem ? 'hint problem' : 'hint'} id={`${id}-${field}-hint`}>
          {problem ?? hint}
        </p>
      </div>
    )
  }

  const select = <K extends 'driver' | 'system' | 'keepalive' | 'server'>(
    field: K,
    label: string,
    options: readonly (readonly [PathState[K], string])[],
  ): JSX.Element => (
    <div class="field">
      <label for={`${id}-${field}`}>{label}</label>
      <select
        id={`${id}-${field}`}
        name={field}
        value={state[field]}
        onChange={(event) => {
          const chosen = options.find(([value]) => value === event.currentTarget.value)
          if (chosen !== undefined) change({ [field]: chosen[0] } as Partial<PathState>)
        }}
      >
        {options.map(([value, text]) => (
          <option value={value} key={value} selected={state[field] === value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  )

  const add = (): void => {
    const offer = offers.find(({ hop }) => hop.id === adding)
    if (offer === undefined && adding !== OWN_HOP) return
    change({ hops: [...state.hops, offer === undefined ? NEW_OWN_HOP : hopStateOf(offer)] })
    setAdding('')
  }
  const move = (from: number, to: number): void => {
    const hops = [...state.hops]
    const [moved] = hops.splice(from, 1)
    if (moved === undefined) return
    hops.splice(to, 0, moved)
    change({ hops })
    // The buttons stay where they are while the hop moves: keep the focus on the hop.
    const direction = to < from ? 'up' : 'down'
    requestAnimationFrame(() => {
      const row = form.current?.querySelectorAll('.path-hop')[to]
      const same = row?.querySelector<HTMLButtonElement>(`[data-move="${direction}"]:not(:disabled)`)
      const other = row?.querySelector<HTMLButtonElement>('[data-move]:not(:disabled)')
      ;(same ?? other)?.focus()
    })
  }
  const remove = (index: number): void => {
    change({ hops: state.hops.filter((_, at) => at !== index) })
    document.getElementById(`${id}-add`)?.focus()
  }

  const groups = [...new Set(offers.map(({ group }) => group))]

  return (
    <div class="path-editor columns">
      <form ref={form} onSubmit={(event) => event.preventDefault()}>
        {note && (
          <p class="callout warning" role="status">
            {note}
          </p>
        )}
        <fieldset>
          <legend>Client</legend>
          <div class="path-pair">
            {select(
              'driver',
              'Driver',
              DRIVER_IDS.map((driver) => [driver, DRIVERS[driver].title] as const),
            )}
            {select(
              'system',
              'System it runs on',
              SYSTEM_STACK_IDS.map((system) => [system, STACKS[system].title] as const),
            )}
          </div>
          {select('keepalive', 'Its keepalive', [
            ['default', 'as it comes'],
            ['on', 'switched on, numbers as they come'],
            ['off', 'switched off'],
            ['own', 'my own numbers'],
          ])}
          {state.keepalive === 'own' && (
            <div class="triple">
              {input('idle', 'First probe after', 'seconds')}
              {input('interval', 'Repeat every', 'seconds')}
              {input('count', 'Give up after', 'probes')}
            </div>
          )}
        </fieldset>
        <fieldset>
          <legend>On the way, from the client to the server</legend>
          <ol class="path-hops">
            {state.hops.map((hop, index) => {
              const title = offers.find((offer) => offer.hop.id === hop.id)?.hop.title ?? 'My own hop'
              const field = `hop-${index}`
              const problem = problemOf(field)
              const verdict = read.ok ? answer?.prediction.hops[index]?.verdict : undefined
              return (
                <li class="path-hop" key={`${index}-${hop.id}`}>
                  <div class="path-hop-head">
                    <strong>{title}</strong>
                    <span class={`path-badge ${verdict ?? ''}`}>{verdict ? VERDICT_LABELS[verdict] : ''}</span>
                  </div>
                  <div class="path-hop-row">
                    <label for={`${id}-${field}`}>Idle limit</label>
                    <input
                      id={`${id}-${field}`}
                      name={field}
                      autocomplete="off"
                      spellcheck={false}
                      value={hop.limit}
                      aria-label={`Idle limit of ${title}`}
                      aria-invalid={problem ? 'true' : undefined}
                      aria-describedby={`${id}-${field}-hint`}
                      onInput={(event) => changeHop(index, { limit: event.currentTarget.value })}
                    />
                    <button
                      type="button"
                      class="copy"
                      data-move="up"
                      disabled={index === 0}
                      aria-label={`Move ${title} towards the client`}
                      onClick={() => move(index, index - 1)}
                    >
                      ↑
                    </button>
                    <button
                      type="button"
                      class="copy"
                      data-move="down"
                      disabled={index === state.hops.length - 1}
                      aria-label={`Move ${title} towards the server`}
                      onClick={() => move(index, index + 1)}
                    >
                      ↓
                    </button>
                    <button type="button" class="copy" aria-label={`Remove ${title}`} onClick={() => remove(index)}>
                      ✕
                    </button>
                  </div>
                  <p class={problem ? 'hint problem' : 'hint'} id={`${id}-${field}-hint`}>
                    {problem ?? 'Seconds, or “40 min”, or “none”.'}
                  </p>
                  {hop.id === OWN_HOP && (
                    <div class="path-pair">
                      <label>
                        Its timer is restarted by
                        <select
                          value={hop.refreshedBy}
                          onChange={(event) =>
                            changeHop(index, {
                              refreshedBy: event.currentTarget.value === 'data' ? 'data' : 'any-packet',
                            })
                          }
                        >
                          <option value="any-packet">any packet</option>
                          <option value="data">data only</option>
                        </select>
                      </label>
                      <label>
                        At its limit it
                        <select
                          value={hop.atExpiry}
                          onChange={(event) => {
                            const chosen = AT_EXPIRY.find(([value]) => value === event.currentTarget.value)
                            if (chosen !== undefined) changeHop(index, { atExpiry: chosen[0] })
                          }}
                        >
                          {AT_EXPIRY.map(([value, text]) => (
                            <option value={value} key={value}>
                              {text}
                            </option>
                          ))}
                        </select>
                      </label>
                      <label class="path-check">
                        <input
                          type="checkbox"
                          checked={hop.terminatesTcp}
                          onChange={(event) => changeHop(index, { terminatesTcp: event.currentTarget.checked })}
                        />
                        It is a proxy: it ends the connection and opens another
                      </label>
                    </div>
                  )}
                </li>
              )
            })}
          </ol>
          <div class="path-add">
            <select
              id={`${id}-add`}
              aria-label="Hop to add"
              value={adding}
              disabled={state.hops.length >= MOST_HOPS}
              onChange={(event) => setAdding(event.currentTarget.value)}
            >
              <option value="">{state.hops.length >= MOST_HOPS ? `${MOST_HOPS} hops at most` : 'Add a hop…'}</option>
              <option value={OWN_HOP}>My own hop</option>
              {groups.map((group) => (
                <optgroup label={group} key={group}>
                  {offers
                    .filter((offer) => offer.group === group)
                    .map(({ hop, limitKnown }) => (
                      <option value={hop.id} key={hop.id}>
                        {`${hop.title}${limitKnown ? (hop.idleLimitSeconds === null ? '' : `, ${hop.idleLimitSeconds.toLocaleString('en-US')} s`) : ', default not known'}`}
                      </option>
                    ))}
                </optgroup>
              ))}
            </select>
            <button type="button" class="copy" disabled={adding === ''} onClick={add}>
              Add
            </button>
          </div>
        </fieldset>
        <fieldset>
          <legend>What happens on it</legend>
          {select(
            'server',
            'Server',
            SERVER_IDS.map((server) => [server, SERVERS[server].title] as const),
          )}
          <div class="choices">
            {(['query', 'idle'] as const).map((kind) => (
              <label class="choice" key={kind}>
                <input
                  type="radio"
                  name="workload"
                  value={kind}
                  checked={state.workload === kind}
                  onChange={() => change({ workload: kind })}
                />
                {kind === 'query' ? 'A query runs' : 'A session lies idle'}
              </label>
            ))}
          </div>
          {input('seconds', state.workload === 'query' ? 'It runs for' : 'It lies idle for', 'Seconds, or “40 min”.')}
          <details>
            <summary>Timers and demands</summary>
            {input(
              'serverTimeout',
              state.workload === 'query' ? 'statement_timeout of the server' : 'idle_session_timeout of the server',
              'Seconds; empty for none.',
            )}
            {state.workload === 'idle' &&
              input('heartbeat', 'The pool sends a statement every', 'Seconds; empty for none.')}
            {input('detect', 'A dead server must be noticed within', 'Seconds; empty if it does not matter.')}
          </details>
        </fieldset>
      </form>
      {answer && (
        <Answer
          stale={!read.ok}
          shown={answer.path}
          prediction={answer.prediction}
          advice={answer.advice}
          fixes={fixes}
          ready={ready}
          onUse={useSettings}
        />
      )}
    </div>
  )
}

type TextField = 'idle' | 'interval' | 'count' | 'seconds' | 'heartbeat' | 'serverTimeout' | 'detect'

const AT_EXPIRY = [
  ['silent', 'forgets silently'],
  ['rst-to-next-sender', 'resets whoever speaks next'],
  ['rst-to-both', 'resets both sides'],
  ['close', 'closes both sides'],
] as const

type Shown = Pick<Extract<ReturnType<typeof readPath>, { ok: true }>, 'path' | 'workload'>

interface AnswerProps {
  readonly stale: boolean
  readonly shown: Shown
  readonly prediction: Prediction
  readonly advice: PathAdvice
  readonly fixes: readonly Fix[]
  readonly ready: boolean
  readonly onUse: () => void
}

function Answer({ stale, shown, prediction, advice, fixes, ready, onUse }: AnswerProps): JSX.Element {
  const { outcome, sentence, client } = prediction
  const holds = outcome.kind === 'survives'
  const found = advice.client.advice
  const drawing = useMemo(() => draw(shown.path, shown.workload, prediction), [shown, prediction])
  return (
    <div class="path-answer" data-stale={stale ? 'true' : undefined}>
      <div class={`verdict ${OUTCOME_TONES[outcome.kind]}`} role="status">
        {stale ? 'One field above cannot be read; this is the answer before it. ' : ''}
        {sentence}
        {client.kind !== 'result' && (
          <p>
            {client.sentence}
            {client.error && (
              <>
                {' '}
                <a href={`/errors/${client.error.errorId}/`}>What this error means</a>
              </>
            )}
          </p>
        )}
        {outcome.kind === 'fragile' && outcome.wouldBreak.length > 1 && <p>{outcome.wouldBreak.slice(1).join(' ')}</p>}
      </div>
      {advice.impossible.map(({ place, why, help }) => (
        <div class="callout warning" key={place}>
          <p class="callout-title">{why}</p>
          <ul>
            {help.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </div>
      ))}
      {found.ok ? (
        <section class="path-fix">
          <h3>
            {advice.client.limitSeconds === null
              ? 'The client’s own leg has no limit that probes reset. To notice a dead peer: '
              : holds
                ? 'It holds. What we would set: '
                : 'Set: '}
            {figures(found.recommendation.settings)}
          </h3>
          <p class="small muted">
            {advice.how}
            {advice.userTimeout && ` ${advice.userTimeout.reason}`}
          </p>
          {fixes.map(({ target, title, snippet, note }) => (
            <figure class="code" key={target}>
              <figcaption>
                {title}
                {snippet && `: ${snippet.title}`}
              </figcaption>
              {ready && snippet && (
                <div class="code-actions">
                  <ActionButton label="Copy" done="Copied" act={() => navigator.clipboard.writeText(snippet.code)} />
                </div>
              )}
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region */}
              <pre tabIndex={0}>
                <code>{snippet ? snippet.code.replace(/\n$/, '') : note}</code>
              </pre>
            </figure>
          ))}
          {advice.onwards.map(({ leg, advice: onward }) => (
            <p key={leg.left}>
              <strong>{capitalised(shown.path.hops[leg.left - 1]?.title ?? '')}</strong>, on its own leg towards the
              server: {onward.ok ? figures(onward.recommendation.settings) : onward.why}
            </p>
          ))}
          <div class="path-use">
            {ready && (
              <button type="button" class="copy" onClick={onUse}>
                Use these settings in the recipe below
              </button>
            )}
          </div>
          <details class="reasons">
            <summary>Why these numbers</summary>
            <ul>
              {Object.values(found.recommendation.reasons).map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          </details>
        </section>
      ) : (
        <div class="callout warning">
          <p class="callout-title">{found.why}</p>
          <p>{found.help.join(' ')}</p>
        </div>
      )}
      <TimelineView drawing={drawing} />
      <ul class="path-verdicts">
        {prediction.hops.map(({ place, verdict, reason }) => (
          <li key={place}>
            <span class={`path-badge ${verdict}`}>{VERDICT_LABELS[verdict]}</span> {reason}
          </li>
        ))}
      </ul>
    </div>
  )
}

const figures = ({ idleSeconds, intervalSeconds, count }: KeepaliveSettings): string =>
  `first probe after ${idleSeconds.toLocaleString('en-US')} s, repeated every ${intervalSeconds} s, ${count} times`
