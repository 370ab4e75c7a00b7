import {
  ERROR_DRIVERS,
  ERROR_GROUPS,
  ERROR_LAYERS,
  type ErrorDriver,
  type ErrorFamily,
  type ErrorGroup,
  type ErrorLayer,
  SQLSTATES,
  type Sqlstate,
  SYSTEM_ERRORS,
  type SystemErrorName,
} from '../schemas/error.ts'
import type { NavLink } from './navigation.ts'

/** Where the builder writes keepalive for a driver or tool: ids of src/targets. */
export const KEEPALIVE_TARGETS: Readonly<Partial<Record<ErrorDriver, string>>> = {
  libpq: 'libpq-conninfo',
  psql: 'libpq-url',
  psycopg2: 'psycopg2',
  psycopg3: 'psycopg',
  asyncpg: 'asyncpg',
  redshift_connector: 'redshift-connector',
  sqlalchemy: 'sqlalchemy',
  pgjdbc: 'pgjdbc-url',
  'redshift-jdbc-2': 'redshift-jdbc',
  hikaricp: 'hikaricp',
  'redshift-odbc-1': 'redshift-odbc-1-ini',
  'redshift-odbc-2': 'redshift-odbc-ini',
  psqlodbc: 'psqlodbc-connection-string',
  npgsql: 'npgsql',
  pgx: 'pgx',
  'lib-pq': 'lib-pq',
  'node-postgres': 'node-postgres',
  postgresjs: 'postgres-js',
  'tokio-postgres': 'tokio-postgres',
  openssh: 'openssh-client',
  dbeaver: 'dbeaver',
  datagrip: 'datagrip',
  dbt: 'dbt-redshift',
  airflow: 'airflow-postgres',
  pgbouncer: 'pgbouncer',
  postgresql: 'postgresql-alter-system',
}

/** A family with its permanent id; the shape of a content entry that these functions need. */
export interface ErrorEntry {
  readonly id: string
  readonly data: ErrorFamily
}

/** A heading with the families under it; `key` is also the anchor. */
export interface ErrorSection<K extends string = string> {
  readonly key: K
  readonly title: string
  readonly entries: readonly ErrorEntry[]
}

/** A piece of a template or of a sentence. */
export interface Part {
  readonly kind: 'text' | 'variable' | 'code'
  readonly value: string
}

/** Address of an error page. */
export const errorHref = (id: string): string => `/errors/${id}/`

/** Sidebar of the error pages: the indexes and the groups, never all the families. */
export const ERROR_LINKS: readonly NavLink[] = [
  { href: '/errors/', label: 'All errors' },
  { href: '/errors/by-driver/', label: 'By driver and tool' },
  { href: '/errors/by-layer/', label: 'By layer' },
  { href: '/errors/by-code/', label: 'By SQLSTATE and errno' },
  { href: '/errors/checks/', label: 'Tell the causes apart' },
  ...Object.entries(ERROR_GROUPS).map(([key, label]) => ({ href: `/errors/#${key}`, label })),
]

const VARIABLE = /<([a-z][a-z0-9 _-]*)>/g
const CODE = /`([^`]+)`/g

const split = (text: string, pattern: RegExp, kind: Part['kind']): Part[] => {
  const parts: Part[] = []
  let end = 0
  for (const found of text.matchAll(pattern)) {
    if (found.index > end) parts.push({ kind: 'text', value: text.slice(end, found.index) })
    parts.push({ kind, value: found[1] ?? '' })
    end = found.index + found[0].length
  }
  if (end < text.length) parts.push({ kind: 'text', value: text.slice(end) })
  return parts
}

/** A template as literal text and variables (`<name>`, a lower-case name in angle brackets). */
export const templateParts = (template: string): Part[] => split(template, VARIABLE, 'variable')

/** A sentence as plain text and code between backticks. */
export const sentenceParts = (sentence: string): Part[] => split(sentence, CODE, 'code')

/** The literal pieces of a template, without its variables. */
export const literalsOf = (template: string): string[] =>
  templateParts(template)
    .filter(({ kind }) => kind === 'text')
    .map(({ value }) => value)

/** One space for any white space, no case, no quote style: what is left when a log was wrapped or copied. */
export const normalise = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[‘’`´]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/\s+/g, ' ')
    .trim()

/**
 * Whether a text contains the template: its literal pieces in order, each variable at least one character long.
 * Case, white space and quote style are ignored. Linear in the length of the text for each piece.
 */
export function templateMatches(template: string, text: string): boolean {
  const parts = templateParts(normalise(template))
  const subject = normalise(text)
  const first = parts.find(({ kind }) => kind === 'text')
  if (first === undefined) return false
  for (let start = subject.indexOf(first.value); start >= 0; start = subject.indexOf(first.value, start + 1)) {
    if (followsFrom(parts, subject, start)) return true
  }
  return false
}

/** Walks the parts from the first literal on; a variable reaches to the next literal, or to anything at the end. */
function followsFrom(parts: readonly Part[], subject: string, start: number): boolean {
  let at = parts[0]?.kind === 'variable' ? 0 : start
  let open = false
  for (const { kind, value } of parts) {
    if (kind === 'variable') {
      open = true
      continue
    }
    const found = open ? subject.indexOf(value, at + 1) : subject.startsWith(value, at) ? at : -1
    if (found < 0) return false
    at = found + value.length
    open = false
  }
  return !open || at < subject.length
}

const sections = <K extends string>(
  titles: Readonly<Record<K, string>>,
  entries: readonly ErrorEntry[],
  keysOf: (data: ErrorFamily) => readonly K[],
): ErrorSection<K>[] =>
  (Object.keys(titles) as K[])
    .map((key) => ({ key, title: titles[key], entries: entries.filter(({ data }) => keysOf(data).includes(key)) }))
    .filter((section) => section.entries.length > 0)

const LAYER_TITLES = Object.fromEntries(Object.entries(ERROR_LAYERS).map(([key, { title }]) => [key, title])) as Record<
  ErrorLayer,
  string
>

/** Families under the program that prints them. */
export const byGroup = (entries: readonly ErrorEntry[]): ErrorSection<ErrorGroup>[] =>
  sections(ERROR_GROUPS, entries, ({ group }) => [group])

/** Families under the layer of the stack. */
export const byLayer = (entries: readonly ErrorEntry[]): ErrorSection<ErrorLayer>[] =>
  sections(LAYER_TITLES, entries, ({ layer }) => [layer])

/** Families under each driver, pool or tool that shows them; one family may stand under several. */
export const byDriver = (entries: readonly ErrorEntry[]): ErrorSection<ErrorDriver>[] =>
  sections(ERROR_DRIVERS, entries, ({ drivers }) => drivers)

/** Families under each SQLSTATE; the title is PostgreSQL's condition name. */
export const bySqlstate = (entries: readonly ErrorEntry[]): ErrorSection<Sqlstate>[] =>
  sections(SQLSTATES, entries, ({ sqlstates }) => sqlstates).sort((a, b) => a.key.localeCompare(b.key, 'en'))

const SYSTEM_ERROR_TEXTS = Object.fromEntries(
  Object.entries(SYSTEM_ERRORS).map(([key, { text }]) => [key, text]),
) as Record<SystemErrorName, string>

/** Families under each operating-system error; the title is the system's text. */
export const bySystemError = (entries: readonly ErrorEntry[]): ErrorSection<SystemErrorName>[] =>
  sections(SYSTEM_ERROR_TEXTS, entries, ({ errnos }) => errnos)

/** Entries in reading order: by group, then as the ids sort. */
export const inReadingOrder = (entries: readonly ErrorEntry[]): ErrorEntry[] =>
  byGroup([...entries].sort((a, b) => a.id.localeCompare(b.id, 'en'))).flatMap((section) => section.entries)

/**
 * The entries with these ids, in their order.
 * Throws with the file, the field and the unknown id, so that no page links into the void.
 */
export function entriesOf(
  entries: readonly ErrorEntry[],
  ids: readonly string[],
  from: { readonly id: string; readonly field: string },
): ErrorEntry[] {
  return ids.map((id) => {
    const found = entries.find((entry) => entry.id === id)
    if (!found) throw new Error(`content/errors/${from.id}.mdx: ${from.field}: unknown error id "${id}"`)
    return found
  })
}

/** The builder, opened at the first driver of the family that it can write for. */
export function keepaliveHref({ drivers }: ErrorFamily): string {
  const target = drivers.map((driver) => KEEPALIVE_TARGETS[driver]).find((id) => id !== undefined)
  return target === undefined ? '/fix/' : `/fix/#v=1&target=${target}`
}

/** One sentence for lists and search engines: the meaning without markup, cut at a sentence end near 155 characters. */
export function description(data: ErrorFamily): string {
  const plain = data.meaning.replaceAll('`', '')
  if (plain.length <= 170) return plain
  const cut = plain.lastIndexOf('. ', 170)
  return cut > 60 ? plain.slice(0, cut + 1) : `${plain.slice(0, plain.lastIndexOf(' ', 165))} …`
}
