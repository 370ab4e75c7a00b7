import type { CompiledFamily, CompiledTemplate, MessageTemplate, SignatureFamily, SignatureIndex } from './family.ts'
import { isOpen, literalLength, type Segment, segmentsOf } from './template.ts'
import { wordsOf } from './text.ts'

const SEVERITY = /^(?:FATAL|PANIC|ERROR|LOG|WARNING|WARN|Warning|NOTICE|INFO|Error|error)\s*:?\s+/
/** An error number of a tool in front of its text: `P1017: `. */
const NUMBER = /^[A-Z]\d{4}:\s+/
const CHAIN = /^(?:Caused by:|--->)\s*/
/** `java.sql.SQLException: `, `Npgsql.NpgsqlException (0x80004005): `, `PG::ConnectionBad: `. */
const CLASS = /^[\w$.:]*(?:Exception|Error|Timeout|Bad|Send|Invalid|Interface|NotEstablished|Failed)(?: ?\([^)]*\))?: +/
const PACKAGE = /^(?:[a-z_$][\w$]*\.)+(?=[A-Z_]\w*(?:Exception|Error|Timeout))/

/** Lines that accompany errors of several kinds: they support a match and never decide between two. */
const COMPANION =
  /^(?:DETAIL:|HINT:|---> |at [\w.$]+\(|Is the server running|This probably means|before or while processing|In a moment you|The postmaster has|Please make sure|\(Background on|User (?:query|was)|Consistent recovery)/

/** Words that say nothing about which error it is. */
const COMMON = new Set(
  'a an and at by can cannot client closed connect connection could database error failed for from has in invalid is lost network no not of on open receive server sql state text the timed timeout to was with'.split(
    ' ',
  ),
)

const ERRNO = /^(?:econn(?:reset|refused|aborted)|etimedout|epipe|ehostunreach|enetunreach|enotfound|eai_again)$/

/** A word that is a name: an errno, a number code, an identifier. */
const isDistinctive = (word: string): boolean =>
  ERRNO.test(word) ||
  word === 'fatal' ||
  /^\d{5,}$/.test(word) ||
  word.includes('_') ||
  word.length >= 14 ||
  (/\d/.test(word) && /[a-z]/.test(word) && word.length >= 4)

/** A single word of this length is a name that means one thing. */
const NAME_CHARACTERS = 18

/** True where the literal text is too short to mean this error wherever it stands. */
const isWeak = (segments: readonly Segment[]): boolean => {
  const words = segments.flatMap((segment) => segment.words)
  const telling = words.filter((word) => !COMMON.has(word))
  const [only = ''] = words
  // A word with underscores may as well be the setting of that name in a configuration.
  if (words.length <= 1) return only.length < NAME_CHARACTERS || only.includes('_')
  if (words.some(isDistinctive)) return false
  const characters = telling.reduce((sum, word) => sum + word.length, 0)
  return (words.length <= 3 && characters < 14) || (segments.length === 1 && words.length <= 5 && characters < 8)
}

/** The template without chain word, severity and class, outermost first; every step is a template of its own. */
const shortened = (template: string): string[] => {
  const steps: string[] = []
  let text = template
  for (let round = 0; round < 4; round++) {
    const next = text
      .replace(CHAIN, '')
      .replace(SEVERITY, '')
      .replace(NUMBER, '')
      .replace(round > 0 || !PACKAGE.test(text) ? CLASS : PACKAGE, '')
    if (next === text) break
    steps.push(next)
    text = next
  }
  return steps
}

/** What must be left of a template that loses its tail. */
const HEAD_CHARACTERS = 28

/** The template without a bracket at its end and without its further sentences: versions and log formats drop them. */
const heads = (template: string): string[] =>
  [template.replace(/\s*\([^()]*\)[.:]?$/, ''), template.replace(/([^.]{24,}?[a-z>]\.)\s+[A-Z].*$/s, '$1')].filter(
    (head) => head !== template && literalLength(segmentsOf(head)) >= HEAD_CHARACTERS,
  )

/** One template for each alternative of `(10060|10061|110): `. */
const alternatives = (template: string): string => template.replace(/\(\w+(?:\|\w+)+\)/g, '(<n>)')

/** Literal words of a template as one string, the key under which equal texts meet. */
const literalKey = (template: string): string =>
  segmentsOf(template)
    .map(({ words }) => words.join(' '))
    .join(' * ')

const compileMessage = (
  message: MessageTemplate,
  layer: string,
  systemTexts: ReadonlySet<string>,
): CompiledTemplate[] => {
  const whole = alternatives(message.template)
  const texts = [whole, ...shortened(whole)]
  if (message.core !== undefined) texts.push(alternatives(message.core))
  texts.push(...texts.flatMap(heads))
  const seen = new Set<string>()
  const accompanies = COMPANION.test(whole)
  return texts.flatMap((text, order) => {
    const segments = segmentsOf(text)
    const key = literalKey(text)
    if (segments.length === 0 || seen.has(key) || literalLength(segments) < 5) return []
    seen.add(key)
    // "Connection reset" without its class is the operating system's text, and stands in that family.
    const words = segments.flatMap((segment) => segment.words)
    // `(psycopg2.OperationalError) …` without the wrapper's own class is the driver's line.
    if (order > 0 && layer === 'orm' && text.startsWith('(')) return []
    const bare = order > 0 && (layer === 'runtime' || layer === 'driver' || layer === 'tunnel')
    if (bare && (systemTexts.has(key) || (layer === 'runtime' && words.length < 4 && !/\bE[A-Z]{3,}\b/.test(text))))
      return wordsOf(text).some((word) => /exception$|error$/.test(word))
        ? [withFlags(text, segments, accompanies)]
        : []
    return [withFlags(text, segments, accompanies)]
  })
}

const withFlags = (text: string, segments: readonly Segment[], accompanies: boolean): CompiledTemplate => ({
  text,
  ...(accompanies || COMPANION.test(text) ? { companion: true as const } : {}),
  ...(isOpen(text) ? { open: true as const } : {}),
  ...(isWeak(segments) ? { weak: true as const } : {}),
})

/** The first sentences of a text, up to about `limit` characters. */
const firstSentences = (text: string, limit: number): string => {
  const sentences = text.split(/(?<=[.:;!?])\s+/)
  let out = sentences[0] ?? ''
  for (const sentence of sentences.slice(1)) {
    if (out.length + sentence.length + 1 > limit) break
    out += ` ${sentence}`
  }
  return out.replace(/[:;]$/, '.')
}

/** Length of the explanation under a match; the page has the rest. */
const MEANING_CHARACTERS = 190

const compileFamily = (family: SignatureFamily, systemTexts: ReadonlySet<string>): CompiledFamily => {
  const seen = new Set<string>()
  const templates = family.messages
    .flatMap((message) => compileMessage(message, family.layer, systemTexts))
    .filter(({ text }) => {
      const key = literalKey(text)
      if (seen.has(key)) return false
      seen.add(key)
      return true
    })
  const inTemplates = new Set(templates.flatMap(({ text }) => wordsOf(text)))
  const words = wordsOf(`${family.emittedBy} ${family.sqlstates.join(' ')} ${family.errnos.join(' ')}`)
  const extra = [...new Set(words)].filter((word) => word.length > 2 && !inTemplates.has(word) && !/^\d+$/.test(word))
  return {
    id: family.id,
    title: family.title,
    kind: family.kind,
    layer: family.layer,
    ...(family.needsClue ? { needsClue: true as const } : {}),
    meaning: firstSentences(family.meaning, MEANING_CHARACTERS),
    fixFamily: family.fixFamily,
    ...(family.drivers.length > 0 ? { drivers: family.drivers } : {}),
    ...(family.yieldsTo.length > 0 ? { yieldsTo: family.yieldsTo } : {}),
    ...(family.followUpOf.length > 0 ? { followUpOf: family.followUpOf } : {}),
    ...(extra.length > 0 ? { words: extra.join(' ') } : {}),
    templates,
  }
}

/**
 * Compiles the catalogue into the index the find box loads.
 * Throws where an id occurs twice or a family has nothing to match.
 */
export const compileSignatures = (
  families: readonly SignatureFamily[],
  { remedies = {}, driverNames = {} }: Partial<Pick<SignatureIndex, 'remedies' | 'driverNames'>> = {},
): SignatureIndex => {
  const ids = new Set<string>()
  const systemTexts = new Set(
    families
      .filter(({ layer }) => layer === 'os')
      .flatMap(({ messages }) => messages.map(({ template }) => literalKey(template))),
  )
  return {
    version: 1,
    remedies,
    driverNames,
    families: families.map((family) => {
      if (ids.has(family.id)) throw new Error(`${family.id}: the id occurs twice`)
      ids.add(family.id)
      return compileFamily(family, systemTexts)
    }),
  }
}
