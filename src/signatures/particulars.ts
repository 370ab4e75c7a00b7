/** Facts of the incident that stand in a paste beside the error. */
export interface Particulars {
  /** SQLSTATE codes, in order of appearance, each once. */
  readonly sqlstates: readonly string[]
  /** What kind of place the server is ("Amazon Redshift"), from host names and words. */
  readonly hostKind: string | undefined
  /** The place of {@link hostKind} in the words of the cutoff tool's environment, where it has one. */
  readonly environment: string | undefined
  /** Seconds the connection was silent or alive before the error, and where that was read. */
  readonly elapsed: { readonly seconds: number; readonly from: string } | undefined
}

/** Only this much is looked at for words; times are read around the error. */
const LOOKED_AT = 200_000

const NAMED_STATE = /\bsql ?state\b[^0-9A-Z\n]{0,12}([0-9][0-9A-Z]{4}|HY[0-9A-Z]{3}|XX[0-9A-Z]{3})\b/gi
const BRACKETED_STATE = /\[(08[0-9A-Z]{3}|25P0\d|28[0-9A-Z]{3}|53\d{3}|57[0-9A-Z]{3}|HYT00)\]/g
/** Codes with a letter are nothing else; codes of digits only could be any number. */
const LETTER_STATE = /\b(08P01|08S01|25P0[1-4]|28P01|40P01|55P03|57P0[1-5])\b/g
const FIELD_STATE = /["']?\bC["']?[ :=]{1,3}["'](\d[0-9A-Z]{4})["']/g

const statesIn = (text: string): string[] => {
  const found = [NAMED_STATE, BRACKETED_STATE, LETTER_STATE, FIELD_STATE].flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => ({ code: (match[1] ?? '').toUpperCase(), at: match.index })),
  )
  return [...new Set(found.sort((a, b) => a.at - b.at).map(({ code }) => code))].slice(0, 4)
}

interface HostPattern {
  readonly kind: string
  readonly environment?: string
  readonly pattern: RegExp
}

/** Most specific first. */
const HOSTS: readonly HostPattern[] = [
  { kind: 'Amazon Redshift Serverless', environment: 'aws', pattern: /redshift-serverless\.amazonaws/i },
  { kind: 'Amazon Redshift', environment: 'aws', pattern: /redshift/i },
  { kind: 'Amazon RDS Proxy', environment: 'aws', pattern: /\.proxy-\w{1,40}\.[\w-]{1,30}\.rds\.amazonaws|rds proxy/i },
  { kind: 'Amazon RDS or Aurora', environment: 'aws', pattern: /\.rds\.amazonaws|\baurora\b/i },
  {
    kind: 'Azure Database for PostgreSQL',
    environment: 'azure',
    pattern: /\.database\.azure\.com|\.database\.windows\.net/i,
  },
  { kind: 'Google Cloud SQL', environment: 'gcp', pattern: /cloudsql|cloud_sql_proxy|cloud-sql-proxy/i },
  { kind: 'Supabase', pattern: /supabase|supavisor/i },
  { kind: 'Neon', pattern: /\.neon\.tech/i },
  { kind: 'Aiven', pattern: /\.aivencloud\.com/i },
  { kind: 'DigitalOcean', pattern: /\.db\.ondigitalocean\.com/i },
  { kind: 'a Kubernetes service', environment: 'kubernetes', pattern: /\.svc(?:\.cluster\.local|:\d)/i },
]

/** Clock time of a log line in seconds, with the shape it was written in: only equal shapes are compared. */
interface Stamp {
  readonly seconds: number
  readonly shape: string
}

const DATED = /(\d{4})[-/](\d\d)[-/](\d\d)[T ,]{1,2}(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,3}))?/
const CLOCK = /(?:^|[^\d:])(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,3}))?(?![:\d])/

const stampOf = (line: string): Stamp | undefined => {
  const head = line.slice(0, 120)
  const dated = DATED.exec(head)
  if (dated) {
    const [, year, month, day, hour, minute, second, fraction = '0'] = dated
    const at = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
    return { seconds: at / 1000 + Number(`0.${fraction}`), shape: 'dated' }
  }
  const clock = CLOCK.exec(head)
  if (!clock) return undefined
  const [, hour, minute, second, fraction = '0'] = clock
  return {
    seconds: Number(hour) * 3600 + Number(minute) * 60 + Number(second) + Number(`0.${fraction}`),
    shape: 'clock',
  }
}

/** Shortest silence worth a question, and the longest that can still be one incident. */
const MIN_SILENCE_SECONDS = 5
const MAX_SILENCE_SECONDS = 100_000
/** How far above the error a log line may stand. */
const LINES_ABOVE = 60

/** The silence before the error line: from the last earlier log line with another time. */
const silenceBefore = (lines: readonly string[], errorLine: number): Particulars['elapsed'] => {
  let end: (Stamp & { readonly line: number }) | undefined
  for (let at = errorLine; at >= Math.max(0, errorLine - LINES_ABOVE); at--) {
    const stamp = stampOf(lines[at] ?? '')
    if (!stamp) continue
    if (!end) {
      end = { ...stamp, line: at }
      continue
    }
    if (stamp.shape !== end.shape) continue
    const seconds = Math.round(end.seconds - stamp.seconds)
    if (seconds < 0) return undefined
    if (seconds >= MIN_SILENCE_SECONDS)
      return seconds <= MAX_SILENCE_SECONDS
        ? { seconds, from: `between the log lines ${at + 1} and ${end.line + 1}` }
        : undefined
  }
  return undefined
}

const AGE = /\(age=(\d{1,7})s?\)/

/**
 * Reads codes, the kind of server and the elapsed time out of a paste.
 * `errorLine` is the 0-based line of the first match.
 */
export const particularsOf = (paste: string, errorLine: number): Particulars => {
  const sample = paste.slice(0, LOOKED_AT)
  const host = HOSTS.find(({ pattern }) => pattern.test(sample))
  const lines = paste.split('\n')
  const age = AGE.exec(lines[errorLine] ?? '')?.[1]
  return {
    sqlstates: statesIn(sample),
    hostKind: host?.kind,
    environment: host?.environment,
    elapsed:
      age !== undefined && Number(age) >= MIN_SILENCE_SECONDS
        ? { seconds: Number(age), from: 'the age of the connection in the log line' }
        : silenceBefore(lines, errorLine),
  }
}
