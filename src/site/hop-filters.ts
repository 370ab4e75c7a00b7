import type { HopEntry } from '../schemas/hop.ts'

/** Version of the state in the address of /hops/; a change of meaning gets a new number. */
export const HOPS_STATE_VERSION = '1'

/** Columns the table can be sorted by, with their place in a row. */
export const SORT_COLUMNS = ['hop', 'limit', 'expiry', 'keepalive', 'change', 'vendor', 'category'] as const

/** One of {@link SORT_COLUMNS}. */
export type SortColumn = (typeof SORT_COLUMNS)[number]

/** Filters that compare with a key of the row; the empty string lets everything through. */
export const FILTER_KEYS = ['category', 'environment', 'change', 'expiry', 'keepalive'] as const

/** One of {@link FILTER_KEYS}. */
export type FilterKey = (typeof FILTER_KEYS)[number]

/** What the reader chose. */
export interface HopsState {
  readonly q: string
  readonly filters: Readonly<Record<FilterKey, string>>
  readonly sort: SortColumn | ''
  readonly descending: boolean
}

/** A page opened without a state. */
export const DEFAULT_HOPS_STATE: HopsState = {
  q: '',
  filters: { category: '', environment: '', change: '', expiry: '', keepalive: '' },
  sort: '',
  descending: false,
}

const LONGEST_QUERY = 100

/** The state as the part of an address after `#`; empty for the default. */
export function encodeHopsState(state: HopsState): string {
  const parameters = new URLSearchParams()
  if (state.q !== '') parameters.set('q', state.q)
  for (const key of FILTER_KEYS) if (state.filters[key] !== '') parameters.set(key, state.filters[key])
  if (state.sort !== '') parameters.set('sort', state.descending ? `-${state.sort}` : state.sort)
  const text = parameters.toString()
  return text === '' ? '' : `v=${HOPS_STATE_VERSION}&${text}`
}

/** Reads the part of an address after `#`; what is not understood gives its default and a note for the reader. */
export function decodeHopsState(
  hash: string,
  allowed: Readonly<Record<FilterKey, readonly string[]>>,
): { readonly state: HopsState; readonly note?: string } {
  const text = hash.replace(/^#/, '')
  // Without an equals sign it is an anchor, such as the id of a row.
  if (!text.includes('=')) return { state: DEFAULT_HOPS_STATE }
  const parameters = new URLSearchParams(text)
  if (parameters.get('v') !== HOPS_STATE_VERSION)
    return { state: DEFAULT_HOPS_STATE, note: 'The link is of a version this page does not know. All hops are shown.' }
  const notes: string[] = []
  const filters: Record<FilterKey, string> = { ...DEFAULT_HOPS_STATE.filters }
  for (const key of FILTER_KEYS) {
    const value = parameters.get(key) ?? ''
    if (value === '' || allowed[key].includes(value)) filters[key] = value
    else notes.push(`there is no ${key} “${value.slice(0, 40)}”`)
  }
  const asked = parameters.get('sort') ?? ''
  const sort = SORT_COLUMNS.find((column) => column === asked.replace(/^-/, '')) ?? ''
  if (asked !== '' && sort === '') notes.push(`there is no column “${asked.slice(0, 40)}”`)
  const state: HopsState = {
    q: (parameters.get('q') ?? '').slice(0, LONGEST_QUERY),
    filters,
    sort,
    descending: sort !== '' && asked.startsWith('-'),
  }
  if (notes.length === 0) return { state }
  return { state, note: `Part of the link could not be used: ${notes.join('; ')}. The rest is applied.` }
}

/** Keys of a row in one attribute, `name:value` separated by spaces: what filters and sorting compare. */
export const rowKeys = (hop: HopEntry): string =>
  [
    `category:${hop.category}`,
    ...hop.environments.map((environment) => `environment:${environment}`),
    `change:${hop.change.possible}`,
    `expiry:${hop.atExpiryBasis === 'unknown' || hop.role === 'reference' ? 'unknown' : hop.atExpiry}`,
    `keepalive:${hop.keepalive.counts}`,
    ...(sortSeconds(hop) === undefined ? [] : [`limit:${sortSeconds(hop)}`]),
  ].join(' ')

/** Seconds a row is sorted by; undefined for "none" and "not known", which come last in both directions. */
const sortSeconds = ({ idleLimitSeconds, otherFigure }: HopEntry): number | undefined =>
  otherFigure?.seconds ?? idleLimitSeconds ?? undefined

/** Whether a row with these keys and this text is shown. */
export function rowMatches(state: HopsState, keys: ReadonlySet<string>, text: string): boolean {
  const wanted = state.q.toLowerCase().split(/\s+/).filter(Boolean)
  const shown = text.toLowerCase()
  return (
    wanted.every((word) => shown.includes(word)) &&
    FILTER_KEYS.every((key) => state.filters[key] === '' || keys.has(`${key}:${state.filters[key]}`))
  )
}

/** What sorting needs of a row. */
export interface SortableRow {
  /** Text of each column, in the order of {@link SORT_COLUMNS}. */
  readonly cells: readonly string[]
  readonly limitSeconds: number | undefined
}

/** Order of two rows; 0 keeps the order of the page. */
export function compareRows(state: HopsState, a: SortableRow, b: SortableRow): number {
  if (state.sort === '') return 0
  const sign = state.descending ? -1 : 1
  if (state.sort === 'limit') {
    if (a.limitSeconds === undefined || b.limitSeconds === undefined)
      return Number(a.limitSeconds === undefined) - Number(b.limitSeconds === undefined)
    return sign * (a.limitSeconds - b.limitSeconds)
  }
  const column = SORT_COLUMNS.indexOf(state.sort)
  return sign * (a.cells[column] ?? '').localeCompare(b.cells[column] ?? '', 'en')
}
