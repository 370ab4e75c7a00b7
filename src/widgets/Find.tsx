import { useEffect, useRef, useState } from 'preact/hooks'
import type { SearchResult } from '../search/results.ts'
import type { Match } from '../signatures/diagnosis.ts'
import type { ExcerptLine } from '../signatures/excerpt.ts'
import type { Answer } from '../signatures/find.ts'
import { findIn, warmUp } from './find-engine.ts'

/** A paste to try, with a short name. */
export interface Sample {
  readonly label: string
  readonly paste: string
}

interface Props {
  readonly samples: readonly Sample[]
}

/** Pause after the last key before the paste is read. */
const PAUSE_MS = 140

type View =
  | { readonly state: 'idle' }
  | { readonly state: 'failed' }
  | {
      readonly state: 'answered'
      readonly answer: Answer
      readonly text: string
      readonly found: readonly SearchResult[]
    }

const MATCH_KINDS: Partial<Record<Match['kind'], string>> = {
  wrapper: 'Wrapper',
  'follow-up': 'Follow-up',
  'pool-wait': 'Pool wait',
  'generic-os': 'Socket error',
}

/** Remedies that depend on which timer it was. */
const TIMED_REMEDIES: ReadonlySet<string> = new Set(['keepalive', 'pool-validation', 'unclear'])

const stateOf = (view: View): 'idle' | 'matched' | 'no-match' =>
  view.state === 'answered' ? view.answer.state : 'idle'

const seconds = (value: number): string => `${value.toLocaleString('en')} s`

function Excerpt({ lines }: { lines: readonly ExcerptLine[] }) {
  return (
    <figure class="find-excerpt">
      <figcaption>In your paste. Names, addresses and secrets are hidden.</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
      <pre tabIndex={0}>
        {lines.map(({ number, parts, afterOmission }) => (
          <span key={number} class={afterOmission ? 'find-line after-omission' : 'find-line'}>
            <span class="find-number" aria-hidden="true">
              {number}
            </span>
            <span class="find-text">
              {parts.map(({ text, marked, best, masked }, index) => {
                const key = index
                const shown = masked ? <i class="find-masked">{text}</i> : text
                return marked ? (
                  <mark key={key} class={best ? undefined : 'find-lesser'}>
                    {shown}
                  </mark>
                ) : (
                  <span key={key}>{shown}</span>
                )
              })}
              {'\n'}
            </span>
          </span>
        ))}
      </pre>
    </figure>
  )
}

function Facts({ answer }: { answer: Answer }) {
  const { sqlstates, hostKind, environment, elapsed } = answer.particulars
  const cutoff = new URLSearchParams({ v: '1', ...(elapsed ? { seen: `${elapsed.seconds} s` } : {}) })
  if (environment) cutoff.set('env', environment)
  const facts = [
    ['Speaks of', answer.driverNames.slice(0, 3).join(', ')],
    ['SQLSTATE', sqlstates.join(', ')],
    ['Server', hostKind ?? ''],
  ].filter(([, value]) => value !== '')
  if (facts.length === 0 && !elapsed) return null
  return (
    <dl class="find-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      {elapsed && (
        <div>
          <dt>Elapsed</dt>
          <dd>
            {seconds(elapsed.seconds)} {elapsed.from}.{' '}
            <a href={`/cutoff/#${cutoff}`}>Which timers fire after {seconds(elapsed.seconds)}?</a>
          </dd>
        </div>
      )}
    </dl>
  )
}

function Badges({ match }: { match: Match }) {
  const kind = MATCH_KINDS[match.kind]
  return (
    <>
      {kind && <span class="badge">{kind}</span>}
      {match.confidence === 'possible' && <span class="badge find-unsure">only if a database is meant</span>}
    </>
  )
}

function BestMatch({ match, answer }: { match: Match; answer: Answer }) {
  const remedy = answer.remedies[match.fixFamily]
  return (
    <li class="find-best">
      <h2>
        <a href={`/errors/${match.id}/`}>{match.title}</a> <Badges match={match} />
      </h2>
      <p>{match.meaning}</p>
      <p class="row find-actions">
        <a class="button primary" href={`/errors/${match.id}/#causes`}>
          Causes and checks
        </a>
        {remedy && (
          <a class="button" href={remedy.href}>
            {remedy.label}
          </a>
        )}
        {!answer.particulars.elapsed && TIMED_REMEDIES.has(match.fixFamily) && (
          <a class="button" href="/cutoff/">
            Always after the same time?
          </a>
        )}
      </p>
      <Facts answer={answer} />
      <p class="small muted">
        <b>Why this one.</b> {match.reason}
        {match.count > 1 && ` It stands there ${match.count} times.`} Matched: <code>{match.template}</code>
      </p>
      <Excerpt lines={answer.excerpt} />
      {answer.pasteNext && (
        <p class="find-next">
          <b>To be sure.</b> {answer.pasteNext}
        </p>
      )}
    </li>
  )
}

function Matches({ answer }: { answer: Answer }) {
  const [best, ...others] = answer.matches
  if (!best) return null
  return (
    <ol id="matches" class="find-matches">
      <BestMatch match={best} answer={answer} />
      {others.map((match) => (
        <li key={match.id} class="find-other">
          <a href={`/errors/${match.id}/`}>{match.title}</a> <Badges match={match} />
          <p class="small muted">
            Line {match.line + 1}. {match.reason}
          </p>
        </li>
      ))}
    </ol>
  )
}

function Pages({ title, pages }: { title: string; pages: readonly { href: string; title: string }[] }) {
  if (pages.length === 0) return null
  return (
    <>
      <h3>{title}</h3>
      <ul class="find-pages">
        {pages.map((page) => (
          <li key={page.href}>
            <a href={page.href}>{page.title}</a>
          </li>
        ))}
      </ul>
    </>
  )
}

function NoMatch({ answer, text, found }: { answer: Answer; text: string; found: readonly SearchResult[] }) {
  const suggested = answer.suggestions.map(({ id, title }) => ({ href: `/errors/${id}/`, title }))
  return (
    <div class="find-none">
      {answer.isPhrase ? (
        <h2>This reads like a question, so here is the site search.</h2>
      ) : (
        <>
          <h2>
            {answer.outside
              ? 'Not a lost database connection, as far as this text says'
              : 'No known text in this paste'}
          </h2>
          <p>
            {answer.outside
              ? `It looks like this: ${answer.outside.message}`
              : 'None of the texts of the catalogue stands in it. If a connection was lost, the line that says so is missing: paste the trace down to its last line, and the log above it.'}
          </p>
        </>
      )}
      {answer.pasteNext && <p>{answer.pasteNext}</p>}
      {found.length > 0 ? (
        <Pages title="Pages" pages={found} />
      ) : (
        <Pages title="Errors with these words" pages={suggested} />
      )}
      <p class="row">
        {answer.isPhrase ? (
          <a class="button" href={`/search/?q=${encodeURIComponent(text.trim())}`}>
            All results for these words
          </a>
        ) : (
          <a class="button" href="/search/">
            Search the site
          </a>
        )}
        <a class="button" href="/errors/">
          All errors
        </a>
      </p>
    </div>
  )
}

/** Pages for a phrase, from the site's own index; none where that cannot be loaded. */
const searchPages = async (text: string): Promise<readonly SearchResult[]> => {
  try {
    const { searchSite } = await import('../search/results.ts')
    return (await searchSite(text)).slice(0, 6)
  } catch {
    return []
  }
}

const announcement = (view: View): string => {
  if (view.state === 'failed')
    return 'The list of error texts could not be loaded. Reload the page; the text stays here.'
  if (view.state === 'idle') return ''
  const [best] = view.answer.matches
  if (best) {
    const others = view.answer.matches.length - 1
    return `${best.title}${others > 0 ? `, and ${others} less likely` : ''}`
  }
  return view.answer.isPhrase ? 'Search results' : 'No match'
}

/** The box: paste an error, get the page. Reads on this machine only. */
export function Find({ samples }: Props) {
  const field = useRef<HTMLTextAreaElement>(null)
  const [view, setView] = useState<View>({ state: 'idle' })
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const turn = useRef(0)

  const read = async (): Promise<void> => {
    turn.current += 1
    const mine = turn.current
    const text = field.current?.value ?? ''
    if (text.trim() === '') return setView({ state: 'idle' })
    try {
      const answer = await findIn(text)
      if (mine !== turn.current) return
      const shown: View = answer.state === 'idle' ? { state: 'idle' } : { state: 'answered', answer, text, found: [] }
      setView(shown)
      if (shown.state !== 'answered' || !answer.isPhrase || answer.state !== 'no-match') return
      const found = await searchPages(text.trim())
      if (mine === turn.current) setView({ ...shown, found })
    } catch {
      if (mine === turn.current) setView({ state: 'failed' })
    }
  }
  const readSoon = (): void => {
    clearTimeout(timer.current)
    timer.current = setTimeout(read, PAUSE_MS)
  }
  const put = (text: string): void => {
    const { current } = field
    if (!current) return
    current.value = text
    current.focus()
    void read()
  }
  // The reader may have typed before this ran: what stands in the field then is read like any other text.
  useEffect(() => {
    if (field.current?.value) void read()
    return () => clearTimeout(timer.current)
  }, [])

  const answered = view.state === 'answered' ? view : undefined
  return (
    <div id="find" class="find" data-state={stateOf(view)}>
      <div class="field">
        <label for="find-text">Paste the error, with the lines around it</label>
        <textarea
          ref={field}
          id="find-text"
          aria-describedby="find-hint"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          placeholder={
            'psycopg2.OperationalError: SSL SYSCALL error: EOF detected\n\nOr ask in words: keepalive for psycopg2'
          }
          onFocus={warmUp}
          onInput={readSoon}
        />
        <p id="find-hint" class="hint">
          A stack trace, a log, up to a megabyte. It stays on your machine: nothing is sent or stored.
        </p>
      </div>
      <div class="row find-samples">
        <span class="small muted">Try:</span>
        {samples.map(({ label, paste }) => (
          <button key={label} type="button" class="button small" onClick={() => put(paste)}>
            {label}
          </button>
        ))}
        {view.state !== 'idle' && (
          <button type="button" class="button small" onClick={() => put('')}>
            Clear
          </button>
        )}
      </div>
      <p class="visually-hidden" role="status">
        {announcement(view)}
      </p>
      {view.state === 'failed' && <p class="problem">{announcement(view)}</p>}
      {answered && answered.answer.state === 'matched' && <Matches answer={answered.answer} />}
      {answered && answered.answer.state === 'no-match' && <NoMatch {...answered} />}
      {!(answered && answered.answer.state === 'matched') && <ol id="matches" hidden />}
    </div>
  )
}
