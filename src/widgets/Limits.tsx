import { Fragment } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { inEveryUnit } from '../limits/entered-value.ts'
import { evaluate } from '../limits/evaluate.ts'
import { duration, type Firing } from '../limits/fires-first.ts'
import { ACTIONS, type Limit, STATEMENTS, type StatementKind, SYSTEMS } from '../limits/limit.ts'
import {
  DEFAULT_LIMITS_STATE,
  decodeLimitsState,
  encodeLimitsState,
  type LimitsState,
  limitsFor,
  SERVERS,
} from '../limits/limits-state.ts'
import { ActionButton } from './ActionButton.tsx'

/** A limit with what the page says about it. */
export interface ShownLimit extends Limit {
  readonly summary: string
  readonly client: {
    readonly severity?: string | undefined
    readonly sqlstate?: string | undefined
    readonly message?: string | undefined
    readonly cause?: string | undefined
    readonly errorId: string
  }
}

interface Props {
  readonly limits: readonly ShownLimit[]
}

const TIME_FIELDS = [
  { key: 'run', label: 'The statement runs', hint: '2400, 40min or 1h 30min' },
  { key: 'queue', label: 'before that, it queues', hint: 'WLM queue time' },
  { key: 'lock', label: 'of the run, it waits for a lock', hint: 'longest single wait' },
  { key: 'idle', label: 'afterwards, the client is silent', hint: 'session stays open' },
] as const

/** Width of the chart in its own units; the page stretches it. */
const CHART_UNITS = 1000

function Chart({
  firings,
  totalMs,
  first,
}: {
  firings: readonly Firing[]
  totalMs: number
  first: Firing | undefined
}) {
  const drawn = firings.filter(({ span, valueMs }) => span !== null && valueMs > 0)
  const acting = drawn.flatMap(({ firesAtMs }) => firesAtMs ?? [])
  const end = Math.max(1000, totalMs, ...acting) * 1.04
  const x = (ms: number): number => Math.round((CHART_UNITS * Math.min(ms, end)) / end)
  return (
    <div class="limit-chart" aria-hidden="true">
      <p class="bar-label">Your job, {duration(totalMs)}</p>
      <Bar fromX={0} toX={x(totalMs)} look="chart-job" />
      {drawn.map((firing) => {
        const { limit, valueMs, firesAtMs } = firing
        const from = firing.span?.fromMs ?? 0
        const look = firing === first ? 'chart-first' : firesAtMs === null ? 'chart-silent' : 'chart-later'
        return (
          <Fragment key={limit.id}>
            <p class={firing === first ? 'bar-label strong' : 'bar-label'}>
              {limit.title}, {duration(valueMs)}
            </p>
            <Bar fromX={x(from)} toX={x(from + valueMs)} look={look} />
          </Fragment>
        )
      })}
    </div>
  )
}

/** A bar to the scale of all; it stretches with the page, so its text stands beside it. */
function Bar({ fromX, toX, look }: { fromX: number; toX: number; look: string }) {
  return (
    <svg viewBox={`0 0 ${CHART_UNITS} 16`} preserveAspectRatio="none" height="16" aria-hidden="true">
      <rect x={0} y={0} width={CHART_UNITS} height={16} class="chart-ground" />
      <rect x={fromX} y={0} width={Math.max(CHART_UNITS / 250, toX - fromX)} height={16} class={look} />
    </svg>
  )
}

/** Server-side timers side by side: enter what is set and how long the job runs, see which fires first. */
export function Limits({ limits }: Props) {
  const id = useId()
  const products = [...new Set(limits.flatMap(({ product }) => product ?? []))]
  const form = useRef<HTMLFormElement>(null)
  const [state, setState] = useState<LimitsState>(DEFAULT_LIMITS_STATE)
  const [note, setNote] = useState<string>()
  const [ready, setReady] = useState(false)
  const change = (part: Partial<LimitsState>): void => {
    setNote(undefined)
    setState((current) => ({ ...current, ...part }))
  }

  useEffect(() => {
    const isLimit = (limitId: string): boolean => limits.some((limit) => limit.id === limitId)
    const follow = (): void => {
      // A plain anchor of this page is no state.
      if (location.hash !== '' && !location.hash.includes('=')) return
      const decoded = decodeLimitsState(location.hash, isLimit, products)
      setNote(decoded.note)
      setState(decoded.state)
    }
    follow()
    // What was typed before this script ran wins over the link.
    for (const input of form.current?.querySelectorAll<HTMLInputElement>('input[type=text]') ?? []) {
      if (input.value !== input.defaultValue) input.dispatchEvent(new Event('input', { bubbles: true }))
    }
    setReady(true)
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])

  useEffect(() => {
    if (!ready) return
    const encoded = encodeLimitsState(state)
    if (encoded === encodeLimitsState(DEFAULT_LIMITS_STATE) && !location.hash.includes('=')) return
    history.replaceState(null, '', `#${encoded}`)
  }, [state, ready])

  const { job, problems, entered, firings, first } = evaluate(limits, state)
  const shown = limitsFor(limits, state)
  const byId = new Map(limits.map((limit) => [limit.id, limit]))
  const totalMs = Math.round((job.queueSeconds + job.runSeconds + job.idleSeconds) * 1000)
  const firstShown = first && byId.get(first.limit.id)
  const [problem] = problems
  // An answer for a job that cannot be read would be an answer for another job.
  const missing =
    problem?.message ?? (totalMs === 0 ? 'enter how long the statement runs or the client is silent.' : undefined)
  const unreadLimits = shown.filter((limit) => entered[limit.id]?.kind === 'problem')

  return (
    <div class="limits columns">
      <form ref={form} onSubmit={(event) => event.preventDefault()}>
        {note && (
          <p class="callout warning" role="status">
            {note}
          </p>
        )}
        <fieldset>
          <legend>Server</legend>
          <div class="choices">
            {SERVERS.map((server) => (
              <label class="choice" key={server}>
                <input
                  type="radio"
                  name="server"
                  checked={state.server === server}
                  onChange={() => change({ server })}
                />
                {SYSTEMS[server]}
              </label>
            ))}
          </div>
        </fieldset>
        <fieldset>
          <legend>On the way to it</legend>
          <div class="choices">
            {products.map((product) => (
              <label class="choice" key={product}>
                <input
                  type="checkbox"
                  checked={state.uses.includes(product)}
                  onChange={(event) =>
                    change({
                      uses: event.currentTarget.checked
                        ? [...state.uses, product]
                        : state.uses.filter((used) => used !== product),
                    })
                  }
                />
                {product}
              </label>
            ))}
          </div>
        </fieldset>
        <div class="field">
          <label for={`${id}-statement`}>Statement</label>
          <select
            id={`${id}-statement`}
            value={state.statement}
            onChange={(event) => change({ statement: event.currentTarget.value as StatementKind })}
          >
            {Object.entries(STATEMENTS).map(([kind, label]) => (
              <option value={kind} key={kind}>
                {label}
              </option>
            ))}
          </select>
        </div>
        {TIME_FIELDS.map(({ key, label, hint }) => {
          const problem = problems.find(({ field }) => field === key)
          return (
            <div class="field" key={key}>
              <label for={`${id}-${key}`}>{label}</label>
              <input
                id={`${id}-${key}`}
                type="text"
                autocomplete="off"
                value={state[key]}
                aria-invalid={problem ? 'true' : undefined}
                aria-describedby={`${id}-${key}-hint`}
                onInput={(event) => change({ [key]: event.currentTarget.value })}
              />
              <p class="hint" id={`${id}-${key}-hint`}>
                {problem ? <span class="problem">{problem.message}</span> : hint}
              </p>
            </div>
          )
        })}
        <label class="choice">
          <input
            type="checkbox"
            checked={state.inTransaction}
            onChange={(event) => change({ inTransaction: event.currentTarget.checked })}
          />
          A transaction stays open while it is silent
        </label>
      </form>
      <div>
        <div
          class={`verdict ${missing ? 'warning' : first ? 'error' : 'ok'}`}
          role="status"
          id="first-limit"
          data-first={missing ? '' : (first?.limit.id ?? '')}
        >
          {missing ? (
            `No answer yet: ${missing}`
          ) : first && firstShown ? (
            <>
              {first.limit.title} fires first, after {duration(first.firesAtMs ?? 0)}: it {ACTIONS[first.limit.action]}.
              <p>
                {first.reason}{' '}
                {firstShown.client.message && (
                  <>
                    The client gets{' '}
                    <code>
                      {[firstShown.client.severity && `${firstShown.client.severity}:`, firstShown.client.message]
                        .filter(Boolean)
                        .join(' ')}
                    </code>
                    {firstShown.client.cause && (
                      <>
                        {' '}
                        caused by <code>{firstShown.client.cause}</code>
                      </>
                    )}
                    {firstShown.client.sqlstate && <> (SQLSTATE {firstShown.client.sqlstate})</>}.{' '}
                  </>
                )}
                <a href={`/errors/${firstShown.client.errorId}/`}>What that error means</a>
              </p>
            </>
          ) : (
            `No limit in this list fires: the job ends after ${duration(totalMs)}.`
          )}
          {unreadLimits.length > 0 && (
            <p>
              Not counted, because what is entered cannot be read: {unreadLimits.map(({ title }) => title).join(', ')}.
            </p>
          )}
        </div>
        {!missing && <Chart firings={firings} totalMs={totalMs} first={first} />}
        <div class="table">
          <table>
            <thead>
              <tr>
                <th scope="col">Limit</th>
                <th scope="col">You have</th>
                <th scope="col">On this job</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((limit) => {
                const typed = entered[limit.id]
                const firing = firings.find((entry) => entry.limit.id === limit.id)
                const field = `${id}-l-${limit.id}`
                return (
                  <tr key={limit.id} class={first?.limit.id === limit.id ? 'first' : ''}>
                    <th scope="row">
                      <label for={field}>{limit.title}</label>
                      <br />
                      <a class="small" href={`#${limit.id}`}>
                        Set, see, undo
                      </a>
                    </th>
                    <td>
                      <div class="with-unit">
                        <input
                          id={field}
                          type="text"
                          inputMode={limit.acceptsUnits ? 'text' : 'numeric'}
                          autocomplete="off"
                          disabled={limit.fixed}
                          placeholder={limit.defaultValue === null ? 'not set' : String(limit.defaultValue)}
                          value={state.values[limit.id] ?? ''}
                          aria-invalid={typed?.kind === 'problem' ? 'true' : undefined}
                          aria-describedby={`${field}-hint`}
                          onInput={(event) =>
                            change({ values: { ...state.values, [limit.id]: event.currentTarget.value } })
                          }
                        />
                        <span>{limit.unit}</span>
                      </div>
                      <p class="hint" id={`${field}-hint`}>
                        {typed?.kind === 'problem' && <span class="problem">{typed.message}</span>}
                        {typed?.kind === 'value' &&
                          (typed.doubt ? <span class="doubt">{typed.doubt}</span> : inEveryUnit(limit, typed.value))}
                        {typed?.kind === 'empty' &&
                          (limit.defaultValue === null
                            ? 'Not set.'
                            : limit.defaultValue === 0
                              ? 'Default: off.'
                              : `Default: ${inEveryUnit(limit, limit.defaultValue)}.`)}
                      </p>
                    </td>
                    <td>
                      {firing?.firesAtMs !== undefined && firing.firesAtMs !== null ? (
                        <strong>fires after {duration(firing.firesAtMs)}. </strong>
                      ) : (
                        firing && 'does not fire. '
                      )}
                      <span class="muted">{firing?.reason ?? 'It is not set.'}</span>
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
        {ready && (
          <ActionButton
            label="Copy link to this comparison"
            done="Link copied"
            act={() => navigator.clipboard.writeText(`${location.origin}/limits/#${encodeLimitsState(state)}`)}
          />
        )}
      </div>
    </div>
  )
}
