import type { Match, Span } from './diagnosis.ts'
import type { CompiledFamily } from './family.ts'
import { holdsOtherReason } from './outside.ts'

/** A frame of a driver's read or write path, for traces whose message was left out. */
const FRAMES: readonly (readonly [id: string, frame: RegExp])[] = [
  ['go-unexpected-eof', /pgx\/[\w/]{0,80}chunkreader|pgproto3\.\(\*Frontend\)\.Receive|chunkReader\)\.appendAtLeast/i],
  ['java-eofexception', /PGStream\.receiveChar|RedshiftStream\.receiveChar/i],
  ['npgsql-exception-while-reading', /Npgsql(?:Read)?Buffer\.(?:<Ensure|Ensure)/i],
  ['npgsql-exception-while-writing', /NpgsqlWriteBuffer\.(?:<Flush|Flush)/i],
  ['redshift-connector-unpack-from', /redshift_connector\/core\.py", line \d+, in handle_messages/i],
]

/** A line of HAProxy's TCP log whose session state says which side ended it (cD, sD, …). */
const HAPROXY_STATE = /\d \+?\d+ ([cs]D|[CS]D|[sS]C) \d+\/\d+\/\d+\/\d+\/\+?\d+ \d+\/\d+/

/** Go's bare EOF at the end of a message about a database; alone the word is too short to mean anything. */
const BARE_EOF = /\b(?:database|postgres\w*|pq|pgx|redshift|sql|db)\b[^\n]{0,120}: {1,2}EOF(?! ?\w)/i

/** Messages that no run of literal words describes. */
const STRUCTURES: readonly (readonly [id: string, structure: RegExp])[] = [
  ['haproxy-termination-cd-sd', HAPROXY_STATE],
  ['go-unexpected-eof', BARE_EOF],
]

const structuresIn = (text: string): readonly { id: string; span: Span }[] =>
  STRUCTURES.flatMap(([id, structure]) => {
    const match = structure.exec(text)
    return match ? [{ id, span: { start: match.index, end: match.index + match[0].length } }] : []
  })

const lineAt = (text: string, offset: number): number => {
  let line = 0
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++
  return line
}

/** Families known from structures and stack frames, for pastes whose message was left out. */
export const withoutMessage = (text: string, families: ReadonlyMap<string, CompiledFamily>): Match[] => {
  const found = structuresIn(text)
  const frames =
    found.length > 0 || holdsOtherReason(text)
      ? []
      : FRAMES.flatMap(([id, frame]) => {
          const match = frame.exec(text)
          return match ? [{ id, span: { start: match.index, end: match.index + match[0].length } }] : []
        })
  return [...found, ...frames].flatMap(({ id, span }) => {
    const family = families.get(id)
    if (!family) return []
    return [
      {
        id,
        title: family.title,
        kind: family.kind,
        meaning: family.meaning,
        fixFamily: family.fixFamily,
        confidence: found.length > 0 ? 'likely' : 'possible',
        template: text.slice(span.start, span.end),
        spans: [span],
        line: lineAt(text, span.start),
        count: 1,
        truncated: false,
        reason:
          found.length > 0
            ? 'The form of the line says it: no fixed words do.'
            : 'The message itself is missing; this is where the driver was when it failed.',
      } satisfies Match,
    ]
  })
}
