import { type Job, type Limit, type LimitSystem, STATEMENTS, type StatementKind } from './limit.ts'

/** Version of the state in the address. */
export const LIMITS_STATE_VERSION = '1'

/** What the reader entered, as text, so that bad input is shown back and never lost. */
export interface LimitsState {
  readonly server: Extract<LimitSystem, 'postgresql' | 'redshift' | 'redshift-serverless'>
  readonly statement: StatementKind
  readonly run: string
  readonly queue: string
  readonly lock: string
  readonly idle: string
  readonly inTransaction: boolean
  /** Products between the reader and the server whose limits count. */
  readonly uses: readonly string[]
  /** Values typed for limits, by limit id; an absent one keeps its default. */
  readonly values: Readonly<Record<string, string>>
}

/** Servers the page compares. */
export const SERVERS = ['postgresql', 'redshift', 'redshift-serverless'] as const

/** A COPY of forty minutes on a provisioned cluster, with a loader's user limit of half an hour. */
export const DEFAULT_LIMITS_STATE: LimitsState = {
  server: 'redshift',
  statement: 'copy',
  run: '40min',
  queue: '0',
  lock: '0',
  idle: '0',
  inTransaction: false,
  uses: [],
  values: { 'redshift-statement-timeout': '1800000', 'redshift-qmr-query-execution-time': '1200' },
}

const TIMES = ['run', 'queue', 'lock', 'idle'] as const
const VALUE_PREFIX = 'l.'

/** The state as the part of an address after `#`. */
export function encodeLimitsState(state: LimitsState): string {
  const parameters = new URLSearchParams({ v: LIMITS_STATE_VERSION, server: state.server, statement: state.statement })
  for (const key of TIMES) if (state[key] !== '0') parameters.set(key, state[key])
  if (state.inTransaction) parameters.set('tx', '1')
  for (const product of state.uses) parameters.append('uses', product)
  for (const [id, value] of Object.entries(state.values)) if (value !== '') parameters.set(VALUE_PREFIX + id, value)
  return parameters.toString()
}

/** Reads the part of an address after `#`; what cannot be used gives the default and a note. */
export function decodeLimitsState(
  hash: string,
  isLimit: (id: string) => boolean,
  products: readonly string[],
): { readonly state: LimitsState; readonly note?: string } {
  const text = hash.replace(/^#/, '')
  if (text === '') return { state: DEFAULT_LIMITS_STATE }
  const parameters = new URLSearchParams(text)
  if (parameters.get('v') !== LIMITS_STATE_VERSION)
    return {
      state: DEFAULT_LIMITS_STATE,
      note: 'The link carries no version that this page knows. These are the defaults.',
    }
  const notes: string[] = []
  const serverText = parameters.get('server') ?? DEFAULT_LIMITS_STATE.server
  const server = SERVERS.find((known) => known === serverText)
  if (!server) notes.push(`there is no server “${serverText.slice(0, 40)}”`)
  const statementText = parameters.get('statement') ?? DEFAULT_LIMITS_STATE.statement
  const statement = (Object.keys(STATEMENTS) as StatementKind[]).find((known) => known === statementText)
  if (!statement) notes.push(`there is no statement “${statementText.slice(0, 40)}”`)
  const times = Object.fromEntries(TIMES.map((key) => [key, parameters.get(key) ?? '0'])) as Pick<
    LimitsState,
    (typeof TIMES)[number]
  >
  const uses = parameters.getAll('uses').filter((product) => products.includes(product))
  if (uses.length < parameters.getAll('uses').length) notes.push('it names a product that is not in the list')
  const values: Record<string, string> = {}
  for (const [key, value] of parameters) {
    if (!key.startsWith(VALUE_PREFIX)) continue
    const id = key.slice(VALUE_PREFIX.length)
    if (isLimit(id)) values[id] = value
    else notes.push(`there is no limit “${id.slice(0, 60)}”`)
  }
  const state: LimitsState = {
    ...times,
    server: server ?? DEFAULT_LIMITS_STATE.server,
    statement: statement ?? DEFAULT_LIMITS_STATE.statement,
    inTransaction: parameters.get('tx') === '1',
    uses,
    values,
  }
  return notes.length === 0
    ? { state }
    : { state, note: `Part of the link could not be used: ${notes.join('; ')}. Defaults stand in.` }
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, sec: 1, m: 60, min: 60, h: 3600, d: 86_400 }

/** Longest time the page takes: a year. */
const LONGEST_SECONDS = 366 * 86_400

/** Seconds of a typed length of time: 2400, 40min, 1h 30min, 00:40:00. Undefined when it is none, or longer than a year. */
export function readSeconds(text: string): number | undefined {
  const typed = text.trim().toLowerCase()
  const clock = /^(?:(\d{1,4}):)?(\d{1,2}):(\d{2})$/.exec(typed)
  const parts = [...typed.matchAll(/(\d{1,12}(?:\.\d{1,3})?)\s*(sec|min|[smhd]?)(?:\s+|$|(?=\d))/g)]
  const isList = parts.length > 0 && parts.map(([part]) => part).join('') === typed
  const total = clock
    ? Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3])
    : isList
      ? parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNIT_SECONDS[unit ?? ''] ?? 1), 0)
      : undefined
  return total !== undefined && total <= LONGEST_SECONDS ? total : undefined
}

/** A field of the job that could not be read. */
export interface JobProblem {
  readonly field: (typeof TIMES)[number]
  readonly message: string
}

const LABELS = { run: 'run time', queue: 'queue time', lock: 'lock wait', idle: 'silence' } as const

/** The job a state describes, or what is wrong in which field. */
export function readJob(state: LimitsState): { readonly job: Job; readonly problems: readonly JobProblem[] } {
  const problems: JobProblem[] = []
  const time = (field: JobProblem['field']): number => {
    const text = state[field].trim()
    const value = text === '' ? 0 : readSeconds(text)
    if (value === undefined)
      problems.push({
        field,
        message: `The ${LABELS[field]} is a length of time up to a year, such as 2400, 40min or 1h 30min; got “${text.slice(0, 40)}”.`,
      })
    return value ?? 0
  }
  const runSeconds = time('run')
  const lockWaitSeconds = time('lock')
  const job: Job = {
    statement: state.statement,
    queueSeconds: time('queue'),
    runSeconds,
    lockWaitSeconds,
    idleSeconds: time('idle'),
    inTransaction: state.inTransaction,
  }
  if (lockWaitSeconds > runSeconds)
    problems.push({ field: 'lock', message: 'The lock wait is part of the run time and cannot be longer.' })
  return { job, problems }
}

/** The limits that concern a server: its own and those of the products in use. Serverless keeps the SQL-level ones of Redshift. */
export function limitsFor<T extends Pick<Limit, 'id' | 'system' | 'product'>>(
  limits: readonly T[],
  { server, uses }: Pick<LimitsState, 'server' | 'uses'>,
): T[] {
  const shared = server === 'redshift-serverless' ? ['redshift-statement-timeout', 'redshift-idle-transaction'] : []
  return limits.filter(({ id, system, product }) =>
    product === undefined ? system === server || shared.includes(id) : uses.includes(product),
  )
}
