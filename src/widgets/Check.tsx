import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { maskSecrets } from '../reading/mask.ts'
import { needsSystemCondition, type PathHop, SYSTEM_CONDITION } from '../reading/path-verdict.ts'
import type { Finding } from '../reading/types.ts'
import { ActionButton } from './ActionButton.tsx'
import type { CheckAnswer, CheckQuestion } from './check-engine.ts'
import { CHECK_SAMPLES } from './check-samples.ts'

/** A hop of the select, with the heading it stands under. */
export interface CheckHop extends PathHop {
  readonly id: string
  readonly group: string
}

interface Props {
  /** Every format, for the select that overrules the detection. */
  readonly formats: readonly { readonly id: string; readonly title: string }[]
  readonly hops: readonly CheckHop[]
}

const DEBOUNCE_MS = 120
/** Longer texts are read by a worker, so that typing stays fluid. */
const WORKER_FROM = 50_000
/** Rows shown at once; the rest is counted. */
const ROWS = 60

const SEVERITY_WORDS = { error: 'Error', warning: 'Warning', info: 'Note' } as const

/** One engine a page, loaded when there is something to read. */
function useEngine(): (question: CheckQuestion) => Promise<CheckAnswer> {
  const worker = useRef<Worker | null>(null)
  const next = useRef(0)
  return async (question) => {
    if (question.text.length <= WORKER_FROM) return (await import('./check-engine.ts')).answer(question)
    worker.current ??= new Worker(new URL('./check-worker.ts', import.meta.url), { type: 'module' })
    const id = ++next.current
    const { current } = worker
    return new Promise((resolve, reject) => {
      const receive = ({ data }: MessageEvent<{ readonly id: number; readonly answer: CheckAnswer }>): void => {
        if (data.id !== id) return
        current.removeEventListener('message', receive)
        resolve(data.answer)
      }
      current.addEventListener('message', receive)
      current.addEventListener('error', () => reject(new Error('the worker stopped')), { once: true })
      current.postMessage({ ...question, id })
    })
  }
}

/** Paste a configuration, see what is wrong with it and what it means for a quiet connection. */
export function Check({ formats, hops }: Props) {
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const asked = useRef(0)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const [format, setFormat] = useState('')
  const [hopId, setHopId] = useState('')
  const [result, setResult] = useState<CheckAnswer>()
  const [failed, setFailed] = useState(false)
  const ask = useEngine()

  const run = async (overrule: { format?: string; hopId?: string } = {}): Promise<void> => {
    const text = area.current?.value ?? ''
    const turn = ++asked.current
    if (text.trim() === '') {
      setResult(undefined)
      return
    }
    try {
      const found = await ask({
        text,
        format: (overrule.format ?? format) || undefined,
        hop: hops.find((hop) => hop.id === (overrule.hopId ?? hopId)),
      })
      if (turn !== asked.current) return
      setFailed(false)
      setResult(found)
    } catch {
      setFailed(true)
    }
  }
  const soon = (): void => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => void run(), DEBOUNCE_MS)
  }
  const put = (text: string): void => {
    if (area.current === null) return
    area.current.value = text
    setFormat('')
    void run({ format: '' })
  }

  // What was typed before this script ran is still in the field.
  useEffect(() => {
    if (area.current?.value) void run()
    return () => clearTimeout(timer.current)
  }, [])

  const show = (line: number): void => {
    const field = area.current
    if (field === null) return
    const before =
      field.value
        .split('\n')
        .slice(0, line - 1)
        .join('\n').length + (line > 1 ? 1 : 0)
    const end = field.value.indexOf('\n', before)
    field.focus()
    field.setSelectionRange(before, end === -1 ? field.value.length : end)
    const height = Number.parseFloat(getComputedStyle(field).lineHeight)
    field.scrollTop = Math.max(0, (line - 3) * height)
  }

  const check = result?.check
  const groups = [...new Set(hops.map(({ group }) => group))]
  return (
    <div id="check" class="check" data-state={check?.verdict ?? 'idle'} data-format={result?.target ?? ''}>
      <div class="check-in">
        <div class="field">
          <label for={`${id}-text`}>Your configuration, command or output</label>
          <textarea
            id={`${id}-text`}
            ref={area}
            spellcheck={false}
            autocomplete="off"
            autocapitalize="off"
            wrap="off"
            placeholder={'sysctl.conf, .reg file,\nconnection string, odbc.ini,\npgbouncer.ini, ss -tno …'}
            aria-describedby={`${id}-hint`}
            onInput={soon}
            onFocus={() => void import('./check-engine.ts')}
          />
          <p class="hint" id={`${id}-hint`}>
            The text stays in this browser: nothing is sent, and nothing of it is put in a link.
          </p>
        </div>
        <div class="check-choices">
          <div class="field">
            <label for={`${id}-format`}>Read as</label>
            <select
              id={`${id}-format`}
              value={format}
              onChange={({ currentTarget }) => {
                setFormat(currentTarget.value)
                void run({ format: currentTarget.value })
              }}
            >
              <option value="">
                {check?.format && format === '' ? `Detected: ${check.format.title}` : 'Detect it'}
              </option>
              {formats.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.title}
                </option>
              ))}
            </select>
          </div>
          <div class="field">
            <label for={`${id}-hop`}>Hold it against</label>
            <select
              id={`${id}-hop`}
              value={hopId}
              onChange={({ currentTarget }) => {
                setHopId(currentTarget.value)
                void run({ hopId: currentTarget.value })
              }}
            >
              <option value="">350 s and 240 s (usual)</option>
              {groups.map((group) => (
                <optgroup key={group} label={group}>
                  {hops
                    .filter((hop) => hop.group === group)
                    .map((hop) => (
                      <option key={hop.id} value={hop.id}>
                        {hop.title}: {hop.limitSeconds.toLocaleString('en')} s
                      </option>
                    ))}
                </optgroup>
              ))}
            </select>
          </div>
        </div>
        <div class="row check-samples">
          <span class="muted small">Try:</span>
          {CHECK_SAMPLES.map((sample) => (
            <button key={sample.label} type="button" class="button small" onClick={() => put(sample.text)}>
              {sample.label}
            </button>
          ))}
        </div>
      </div>
      <div class="check-out">
        <Result result={result} failed={failed} show={show} use={put} />
      </div>
    </div>
  )
}

interface ResultProps {
  readonly result: CheckAnswer | undefined
  readonly failed: boolean
  readonly show: (line: number) => void
  readonly use: (text: string) => void
}

const STATE_WORDS = {
  ok: 'Nothing wrong found',
  warning: 'It works on some paths',
  error: 'It will not hold the connection',
  unknown: 'Nothing to check',
} as const

function headline({ check }: CheckAnswer): string {
  if (check.refused !== null) return 'Too long to read'
  if (check.verdict === 'unknown') {
    return check.format === null ? 'Not a format this page knows' : `${check.format.title}: no keepalive setting in it`
  }
  return STATE_WORDS[check.verdict]
}

function counted(findings: readonly Finding[]): string {
  const words = (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length
    if (count === 0) return []
    return [`${count} ${severity === 'info' ? 'note' : severity}${count === 1 ? '' : 's'}`]
  })
  return words.join(', ')
}

function Result({ result, failed, show, use }: ResultProps) {
  const findings = result?.check.reading.findings ?? []
  return (
    <>
      <div role="status" class={`verdict ${result?.check.verdict ?? ''}`}>
        {result === undefined ? (
          <>
            {failed ? 'The checker did not load.' : 'Paste something to check.'}
            <p>
              {failed
                ? 'Reload the page and try again; your text is still in the field.'
                : 'It finds the format, the values, and what they mean for a quiet connection.'}
            </p>
          </>
        ) : (
          <>
            {headline(result)}
            {findings.length > 0 && result.check.verdict !== 'unknown' && (
              <span class="check-count"> · {counted(findings)}</span>
            )}
            {result.check.refused !== null && <p>{result.check.refused}</p>}
            {result.path.map(({ text }) => (
              <p key={text}>{text}</p>
            ))}
            {result.path.length > 0 && needsSystemCondition(result.check) && <p class="small">{SYSTEM_CONDITION}</p>}
            {result.check.verdict === 'unknown' && result.check.refused === null && (
              <p>
                No guess is made. If the format is wrong, choose another one under “Read as”. An error message goes into{' '}
                <a href="/find/">Find</a>.
              </p>
            )}
          </>
        )}
      </div>
      <ol id="findings" class="findings" aria-label="Findings, worst first">
        {findings.slice(0, ROWS).map((finding) => (
          <FindingItem key={`${finding.code} ${finding.line ?? ''}`} finding={finding} show={show} />
        ))}
      </ol>
      {findings.length > ROWS && <p class="muted">And {findings.length - ROWS} more.</p>}
      {result !== undefined && <Details result={result} show={show} use={use} />}
    </>
  )
}

function LineButton({ line, show }: { line: number; show: (line: number) => void }) {
  return (
    <button type="button" class="line-button" onClick={() => show(line)}>
      line {line.toLocaleString('en')}
    </button>
  )
}

function FindingItem({ finding, show }: { finding: Finding; show: (line: number) => void }) {
  return (
    <li data-code={finding.code} data-severity={finding.severity}>
      <p>
        <strong class={`severity ${finding.severity}`}>{SEVERITY_WORDS[finding.severity]}</strong>{' '}
        {maskSecrets(finding.message)}
      </p>
      <p class="small muted">
        {finding.line !== undefined && (
          <>
            <LineButton line={finding.line} show={show} />
            {' · '}
          </>
        )}
        <a href={`#${finding.code}`}>
          <code>{finding.code}</code>: meaning and source
        </a>
      </p>
    </li>
  )
}

function Details({
  result,
  show,
  use,
}: {
  result: CheckAnswer
  show: (line: number) => void
  use: (text: string) => void
}) {
  const { check, corrected, suggestion } = result
  const { understood, notUnderstood } = check.reading
  return (
    <>
      {corrected.changes.length > 0 && (
        <section>
          <h2>Corrected text</h2>
          <pre class="diff">
            {corrected.changes.slice(0, ROWS).map(({ line, before, after }) => (
              <span key={line}>
                <span class="diff-place">line {line}</span>
                <del>- {maskSecrets(before)}</del>
                <ins>+ {maskSecrets(after)}</ins>
              </span>
            ))}
          </pre>
          <p class="row">
            <ActionButton
              label="Copy the corrected text"
              act={() => navigator.clipboard.writeText(corrected.text)}
              done="Copied"
            />
            <button type="button" class="copy" onClick={() => use(corrected.text)}>
              Check the corrected text
            </button>
          </p>
          <p class="small muted">
            Only what has one clear correction is changed.
            {suggestion !== null &&
              ` Suggested times are ${suggestion.idleSeconds} s idle, ${suggestion.intervalSeconds} s interval, ${suggestion.count} probes.`}{' '}
            Passwords are hidden here, and copied as they are.
          </p>
        </section>
      )}
      {check.effective !== null && (
        <section>
          <h2>What is in force</h2>
          <dl class="effective">
            <Row
              name="Keepalive"
              value={
                check.effective.enabled === null ? 'decided by each program' : check.effective.enabled ? 'on' : 'off'
              }
              stated
            />
            <Row
              name="Idle time"
              value={`${check.effective.idleSeconds.toLocaleString('en')} s`}
              stated={check.effective.stated.idle}
            />
            <Row
              name="Interval"
              value={`${check.effective.intervalSeconds.toLocaleString('en')} s`}
              stated={check.effective.stated.interval}
            />
            <Row name="Count" value={String(check.effective.count)} stated={check.effective.stated.count} />
            <Row
              name="Quiet connection: a probe every"
              value={`${check.effective.periodSeconds.toLocaleString('en')} s`}
              stated
            />
            <Row
              name="Dead connection noticed after"
              value={`${check.effective.detectionSeconds.toLocaleString('en')} s`}
              stated
            />
          </dl>
        </section>
      )}
      {understood.length > 0 && (
        <section>
          <h2>What was read</h2>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable by keyboard */}
          <section class="table" tabIndex={0} aria-label="What was read">
            <table class="read">
              <thead>
                <tr>
                  <th scope="col">Line</th>
                  <th scope="col">Key</th>
                  <th scope="col">Value</th>
                  <th scope="col">Meaning</th>
                </tr>
              </thead>
              <tbody>
                {understood.slice(0, ROWS).map((row) => (
                  <tr key={`${row.line} ${row.key} ${row.value}`}>
                    <td>
                      <button
                        type="button"
                        class="line-button"
                        onClick={() => show(row.line)}
                        aria-label={`Show line ${row.line}`}
                      >
                        {row.line}
                      </button>
                    </td>
                    <td>
                      <code>{row.key}</code>
                    </td>
                    <td>
                      <code>{maskSecrets(row.value)}</code>
                    </td>
                    <td>{row.meaning}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </section>
      )}
      {notUnderstood.length > 0 && (
        <section>
          <h2>What was not understood</h2>
          <p>
            These lines sound like keepalive, but their meaning here is not known. They were left out of the verdict.
          </p>
          <ul>
            {notUnderstood.map(({ line, text }) => (
              <li key={line}>
                <LineButton line={line} show={show} />: <code>{maskSecrets(text)}</code>
              </li>
            ))}
          </ul>
        </section>
      )}
      {check.alternatives.length > 0 && check.format !== null && (
        <p class="small muted">
          It could also be:{' '}
          {check.alternatives
            .slice(0, 3)
            .map(({ title }) => title)
            .join(', ')}
          . Choose it under “Read as”.
        </p>
      )}
    </>
  )
}

function Row({ name, value, stated }: { name: string; value: string; stated: boolean }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value}
        {!stated && <span class="muted"> (default, not stated)</span>}
      </dd>
    </div>
  )
}
