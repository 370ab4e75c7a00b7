import { type Document, readDocument } from './document.ts'
import type { Format, RawReading } from './format.ts'
import { FORMATS, formatOf, judged } from './index.ts'
import {
  COMMON_LIMITS,
  type Effective,
  effectiveSettings,
  finding,
  type Limits,
  type Traits,
  worstFirst,
} from './judge.ts'
import type { Finding, Reading, Severity } from './types.ts'

/** What the checker says about a text as a whole. */
export type Verdict = 'ok' | 'warning' | 'error' | 'unknown'

/** Texts above this are refused, in UTF-16 code units. */
export const MAX_CHARACTERS = 5 * 1024 * 1024

/** Below this a format is not taken for recognised. */
const THRESHOLD = 0.45

/** A format with how sure it is. */
export interface Candidate {
  readonly id: string
  readonly title: string
  readonly confidence: number
}

/** What {@link checkText} gives back. */
export interface Check {
  readonly verdict: Verdict
  /** The format that was read; null when none was recognised. */
  readonly format: Candidate | null
  /** Other formats that also recognised the text, surest first. */
  readonly alternatives: readonly Candidate[]
  readonly reading: Reading
  /** What the values mean in time; null when there is no connection to judge. */
  readonly effective: Effective | null
  /** How the program treats keepalive; null with `effective`. */
  readonly traits: Traits | null
  /** Why nothing was read: the text is too long. */
  readonly refused: string | null
}

const EMPTY: Reading = { settings: {}, understood: [], findings: [], notUnderstood: [] }

function candidates(document: Document): readonly { readonly format: Format; readonly candidate: Candidate }[] {
  return FORMATS.map((format) => ({
    format,
    candidate: { id: format.id, title: format.title, confidence: format.recognises(document) },
  }))
    .filter(({ candidate }) => candidate.confidence >= THRESHOLD)
    .sort((a, b) => b.candidate.confidence - a.candidate.confidence)
}

/**
 * Signs that a text opens or describes a connection: a call, an address, or a key that says where to connect.
 * Without one, a text that states no timer is a log, a list of dependencies or prose that names a driver, and the
 * driver's defaults say nothing about it.
 */
const CONNECTS: readonly RegExp[] = [
  /\b(?:connect|create_(?:async_)?(?:pool|engine)|createPool|createConnection|getConnection|setJdbcUrl|dbConnect|pg_connect|ParseConfig|Open|postgres|knex|connect_with|DataSource\w*)\s*\(/,
  /\bnew\s+(?:\w+\.)*(?:\w*Pool|\w*Client|\w*DataSource|Sequelize|\w*Connection|PDO)\s*\(/,
  /\b(?:postgres(?:ql)?|redshift)(?:\+\w+)?:\/\/|\bjdbc:\w+:|\bpgsql:\w+=/i,
  /["'\s;{(,](?:host|hostname|server|servername|driver|dsn|adapter|engine|dialect|client|type|conn_?type|data ?source|database|connection_?string|\w*jdbc-?url|url)["']?\s*(?:=>|[:=])/i,
  /^(?:host|server|driver|dsn|adapter|engine|type|url)\b["']?\s*[:=]/im,
  /^\s*\[(?:pgbouncer|databases)\]|\bpool_mode\b\s*[:=]|\bmode\s+tcp\b|\bproxy_pass\b/im,
  /^\s*Host\s+\S+\s*$|\bssh\b[^\n]*\s-(?:\w*[LNRDJ])\b/m,
  /\bconfig\s+:\w+\s*,|\bRepo\b/,
]

/** True when the reading rests on the text, or the text is at least about a connection. */
function restsOnText(document: Document, { understood, findings }: RawReading): boolean {
  if (understood.length > 0 || findings.some(({ line }) => line !== undefined)) return true
  return CONNECTS.some((sign) => sign.test(document.sample))
}

const VERDICT_OF: Readonly<Record<Severity, Verdict>> = { error: 'error', warning: 'warning', info: 'ok' }

function verdictOf(findings: readonly Finding[]): Verdict {
  const worst = findings[0]
  return worst === undefined ? 'ok' : VERDICT_OF[worst.severity]
}

/**
 * Detects what a text is, reads it and judges it.
 * @param options.format overrules the detection; an id that does not exist is ignored
 * @param options.limits the idle limits of the path, 350 s and 240 s unless stated
 */
export function checkText(
  text: string,
  options: { readonly format?: string | undefined; readonly limits?: Limits | undefined } = {},
): Check {
  if (text.length > MAX_CHARACTERS) {
    return {
      verdict: 'unknown',
      format: null,
      alternatives: [],
      reading: EMPTY,
      effective: null,
      traits: null,
      refused: `The text has ${(text.length / 1024 / 1024).toFixed(1)} MB; the checker reads up to 5 MB. Paste the part with the keepalive settings.`,
    }
  }
  const document = readDocument(text)
  const found = candidates(document)
  const overruled = options.format === undefined ? undefined : formatOf(options.format)
  const chosen =
    overruled === undefined
      ? found[0]
      : {
          format: overruled,
          candidate: { id: overruled.id, title: overruled.title, confidence: overruled.recognises(document) },
        }
  const alternatives = found.map(({ candidate }) => candidate).filter(({ id }) => id !== chosen?.format.id)
  if (chosen === undefined) {
    return {
      verdict: 'unknown',
      format: null,
      alternatives,
      reading: EMPTY,
      effective: null,
      traits: null,
      refused: null,
    }
  }
  const read = chosen.format.read(document)
  const raw =
    overruled === undefined && !restsOnText(document, read) ? { ...read, judgeable: false, findings: [] } : read
  const withQuotes =
    document.smartQuotesLine !== null && raw.judgeable
      ? {
          ...raw,
          findings: [
            finding(
              'smart-quotes',
              'Typographic quotes in place of straight ones: the program stops with a syntax error.',
              {
                line: document.smartQuotesLine,
                fix: straighten(document.lines[document.smartQuotesLine - 1]?.raw ?? ''),
              },
            ),
            ...raw.findings,
          ],
        }
      : raw
  const reading = judged(withQuotes, options.limits ?? COMMON_LIMITS)
  if (!raw.judgeable) {
    return {
      verdict: 'unknown',
      format: chosen.candidate,
      alternatives,
      reading: { ...reading, findings: worstFirst(raw.findings) },
      effective: null,
      traits: null,
      refused: null,
    }
  }
  return {
    verdict: verdictOf(reading.findings),
    format: chosen.candidate,
    alternatives,
    reading,
    effective:
      raw.skipTiming && raw.settings.idleSeconds === undefined ? null : effectiveSettings(raw.settings, raw.traits),
    traits: raw.traits,
    refused: null,
  }
}

/** Straight quotes for typographic ones. */
export function straighten(line: string): string {
  return line.replace(/[\u201C\u201D\u201E\u201F\u2033]/g, '"').replace(/[\u2018\u2019\u201A\u201B\u2032]/g, "'")
}
