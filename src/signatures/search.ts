import type { CompiledFamily, SignatureIndex } from './family.ts'
import { createMatcher, type Matcher } from './matcher.ts'
import { wordsOf } from './text.ts'

/** A family that answers a phrase. */
export interface SearchMatch {
  readonly id: string
  readonly title: string
  readonly meaning: string
  /** Larger is better; comparable only inside one answer. From {@link VERBATIM_SCORE} on, the phrase holds the message itself. */
  readonly score: number
}

/** Scores from here on mean that the phrase contains a message of the catalogue word for word. */
export const VERBATIM_SCORE = 100

/** Two words that mean one. */
const PAIRS: ReadonlyMap<string, string> = new Map([
  ['timed out', 'timeout'],
  ['time out', 'timeout'],
  ['time outs', 'timeout'],
  ['times out', 'timeout'],
  ['timing out', 'timeout'],
  ['keep alive', 'keepalive'],
  ['pre ping', 'pre_ping'],
  ['port forward', 'portforward'],
  ['port forwarding', 'portforward'],
  ['life time', 'lifetime'],
  ['max lifetime', 'maxlifetime'],
  ['node postgres', 'node_postgres'],
])

/** Words that mean the same to somebody who looks for an error. */
const SAME: ReadonlyMap<string, string> = new Map(
  Object.entries({
    close: 'closed closes closing closure',
    timeout: 'timeouts timedout timeoutexception timeouterror',
    terminate: 'terminated terminating terminates termination',
    drop: 'dropped drops dropping',
    lose: 'lost losing loses loss',
    disconnect: 'disconnected disconnects disconnecting disconnection',
    connect: 'connects connecting connected',
    connection: 'connections conn conns',
    reset: 'resets resetting',
    refuse: 'refused refuses refusal',
    cancel: 'canceled cancelled canceling cancelling cancels cancellation',
    fail: 'failed fails failing failure',
    break: 'broken breaks broke breaking',
    idle: 'idling inactive inactivity',
    acquire: 'acquiring acquired acquires acquisition',
    receive: 'received receiving recv',
    send: 'sending sent sends',
    postgres: 'postgresql pgsql postgre',
    reach: 'reached reachable',
    unreachable: 'unreachables',
    error: 'errors',
    exhaust: 'exhausted exhausting exhaustion',
    mark: 'marked marking',
    read: 'reading reads',
    write: 'writing writes written',
    wait: 'waiting waited waits',
    detect: 'detected detects detection',
    kill: 'killed kills killing',
    restart: 'restarted restarting restarts',
    shutdown: 'shutting',
    pool: 'pools pooled pooling',
    client: 'clients',
    server: 'servers',
    pipe: 'pipes',
    expire: 'expired expires',
    request: 'requests requested',
  }).flatMap(([word, others]) => others.split(' ').map((other) => [other, word] as const)),
)

/** Words that readers exchange for each other, with the weight of the exchange. */
const NEAR: ReadonlyMap<string, readonly string[]> = new Map([
  ['drop', ['close', 'lose', 'terminate']],
  ['lose', ['close', 'drop', 'terminate']],
  ['disconnect', ['close', 'lose', 'terminate', 'drop']],
  ['die', ['close', 'lose', 'terminate']],
  ['dead', ['close', 'lose']],
  ['stale', ['close', 'validate']],
  ['hang', ['timeout', 'wait']],
  ['freeze', ['timeout', 'wait']],
  ['kick', ['terminate', 'close']],
  ['kill', ['terminate', 'signal', 'oom']],
  ['oom', ['signal', 'killed']],
  ['remote', ['connect', 'etimedout']],
  ['reach', ['connect']],
  ['exhaust', ['pool', 'limit']],
  ['full', ['pool', 'limit']],
  ['limit', ['max', 'exceeded']],
  ['tunnel', ['ssh', 'forward']],
  ['portforward', ['forward', 'forwarding', 'port']],
  ['stop', ['terminate', 'close']],
  ['abort', ['terminate', 'cancel', 'aborted']],
  ['firewall', ['reset', 'timeout']],
  ['handshake', ['ssl', 'tls']],
  ['certificate', ['ssl', 'tls']],
  ['tls', ['ssl']],
  ['ssl', ['tls']],
])
const NEAR_WEIGHT = 0.35

const STOP = new Set(
  'a an the of to in on at for with from by is are was were be been my our your it its this that i we you when while after before and or but not no as if then so do does did how what why which where can could get gets got getting have has had error question issue bug problem help please using use via randomly sometimes always'.split(
    ' ',
  ),
)

const canonical = (word: string): string => SAME.get(word) ?? word

/** Index words of a text: lower case, pairs joined, endings dropped; compound names also in their parts. */
const terms = (text: string): string[] => {
  const words = wordsOf(text)
  const out: string[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    const pair = PAIRS.get(`${word} ${words[at + 1] ?? ''}`)
    if (pair !== undefined) {
      out.push(pair)
      at++
      continue
    }
    out.push(canonical(word))
    if (word.includes('_')) out.push(...word.split('_').filter(Boolean).map(canonical))
  }
  return out
}

/** How much a word counts by the field it stands in. */
const FIELD_WEIGHTS = { title: 3, id: 2.5, template: 2, driver: 2, words: 1, meaning: 0.6 } as const

interface Document {
  readonly family: CompiledFamily
  readonly weights: ReadonlyMap<string, number>
  readonly size: number
}

interface Searcher {
  readonly matcher: Matcher
  readonly documents: readonly Document[]
  /** Number of documents that hold a word. */
  readonly frequency: ReadonlyMap<string, number>
  readonly averageSize: number
}

const documentOf = (family: CompiledFamily): Document => {
  const weights = new Map<string, number>()
  const add = (text: string, weight: number): void => {
    for (const term of terms(text)) weights.set(term, (weights.get(term) ?? 0) + weight)
  }
  add(family.title, FIELD_WEIGHTS.title)
  add(family.id, FIELD_WEIGHTS.id)
  add((family.drivers ?? []).join(' '), FIELD_WEIGHTS.driver)
  add(family.words ?? '', FIELD_WEIGHTS.words)
  add(family.meaning, FIELD_WEIGHTS.meaning)
  const share = FIELD_WEIGHTS.template / Math.sqrt(Math.max(1, family.templates.length))
  for (const { text } of family.templates) add(text.replace(/<[^<>]*>/g, ' '), share)
  return { family, weights, size: [...weights.values()].reduce((sum, weight) => sum + weight, 0) }
}

const build = (index: SignatureIndex): Searcher => {
  const documents = index.families.map(documentOf)
  const frequency = new Map<string, number>()
  for (const { weights } of documents)
    for (const term of weights.keys()) frequency.set(term, (frequency.get(term) ?? 0) + 1)
  const averageSize = documents.reduce((sum, { size }) => sum + size, 0) / Math.max(1, documents.length)
  return { matcher: createMatcher(index), documents, frequency, averageSize }
}

const searchers = new WeakMap<SignatureIndex, Searcher>()

const searcherOf = (index: SignatureIndex): Searcher => {
  const known = searchers.get(index)
  if (known) return known
  const built = build(index)
  searchers.set(index, built)
  return built
}

/** True where one letter was added, dropped, changed or swapped. */
const isOneSlip = (a: string, b: string): boolean => {
  if (Math.abs(a.length - b.length) > 1) return false
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head++
  const restA = a.slice(head)
  const restB = b.slice(head)
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  )
}

const FUZZY_CHARACTERS = 5
const PREFIX_CHARACTERS = 4

/** Words of the index that a query word stands for, with their weights. */
const expand = (term: string, searcher: Searcher, isLast: boolean): readonly (readonly [string, number])[] => {
  const near = (NEAR.get(term) ?? []).map((other) => [other, NEAR_WEIGHT] as const)
  if (searcher.frequency.has(term)) return [[term, 1], ...near]
  if (term.length < PREFIX_CHARACTERS) return near
  const found: (readonly [string, number])[] = []
  for (const known of searcher.frequency.keys()) {
    if (known.length >= PREFIX_CHARACTERS && known.startsWith(term)) found.push([known, isLast ? 0.8 : 0.6])
    else if (known.length >= 6 && term.startsWith(known)) found.push([known, 0.5])
    else if (term.length >= FUZZY_CHARACTERS && isOneSlip(term, known)) found.push([known, 0.7])
  }
  return [...found.slice(0, 12), ...near]
}

/** Okapi BM25 with its usual constants. */
const SATURATION = 1.4
const LENGTH_SHARE = 0.5

/** Readers name their own layer; a wrapper or a bare system error is rarely the page they need first. */
const kindWeight = ({ kind, layer }: CompiledFamily): number =>
  layer === 'tool' ? 0.75 : layer === 'os' ? 0.8 : kind === 'wrapper' && layer === 'orm' ? 0.8 : 1

const textScores = (searcher: Searcher, query: string): Map<string, number> => {
  const asked = [...new Set(terms(query))].filter((term) => !STOP.has(term) && (term.length > 1 || /\d/.test(term)))
  const scores = new Map<string, number>()
  const total = searcher.documents.length
  for (const [place, term] of asked.entries()) {
    for (const [word, weight] of expand(term, searcher, place === asked.length - 1)) {
      const frequency = searcher.frequency.get(word)
      if (frequency === undefined) continue
      const rarity = Math.log(1 + (total - frequency + 0.5) / (frequency + 0.5))
      for (const { family, weights, size } of searcher.documents) {
        const count = weights.get(word)
        if (count === undefined) continue
        const length = 1 - LENGTH_SHARE + LENGTH_SHARE * (size / searcher.averageSize)
        const score = (weight * rarity * count * (SATURATION + 1)) / (count + SATURATION * length)
        scores.set(family.id, (scores.get(family.id) ?? 0) + score * kindWeight(family))
      }
    }
  }
  return scores
}

/** Share of the phrase that a message must cover to be what the reader asks for. */
const VERBATIM_SHARE = 0.45
/** Worth of a message that is only a part of the phrase, or cut off; about that of one rare word. */
const PARTIAL_SCORE = 6

/** Share of the best text score below which a family is noise. */
const NOISE_SHARE = 0.35

/**
 * Error families that answer a phrase, best first: `searchSignatures(index, 'ssl eof not detected as disconnect')`.
 * The phrase may be a message, a part of one, a driver with a symptom, a SQLSTATE or an errno name, with slips of the
 * pen. `index` is the content of /signatures.json; the work is prepared once for each index. At most `limit` results;
 * none where nothing fits. A message found word for word scores {@link VERBATIM_SCORE} or more.
 */
export const searchSignatures = (index: SignatureIndex, query: string, limit = 10): readonly SearchMatch[] => {
  if (query.trim() === '') return []
  const searcher = searcherOf(index)
  const scores = textScores(searcher, query)
  const best = Math.max(0, ...scores.values())
  const { matches } = searcher.matcher.diagnose(query, { databaseIsMeant: true })
  const covered = (start: number, end: number): number => (end - start) / query.trim().length
  const verbatim = new Map(
    matches.map(({ id, spans, truncated }, place) => {
      const share = Math.max(0, ...spans.map(({ start, end }) => covered(start, end)))
      const whole = !truncated && share >= VERBATIM_SHARE
      return [id, whole ? VERBATIM_SCORE + 10 * (matches.length - place) : PARTIAL_SCORE * share]
    }),
  )
  return searcher.documents
    .map(({ family }) => ({
      id: family.id,
      title: family.title,
      meaning: family.meaning,
      score: (verbatim.get(family.id) ?? 0) + (scores.get(family.id) ?? 0),
    }))
    .filter(({ score }) => score > 0 && (score >= VERBATIM_SCORE || score >= best * NOISE_SHARE))
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
}
