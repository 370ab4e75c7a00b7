import type { FindingCode } from './findings.ts'
import type { Collector } from './format.ts'
import { seconds } from './judge.ts'
import type { Pair } from './pairs.ts'
import type { Severity } from './types.ts'
import { parseNumber, SECONDS_IN, type TimeUnit } from './values.ts'

/** A limit this long or longer ends no query anybody would call a query, seconds. */
export const LONG_ENOUGH_SECONDS = 3600

/** Value of a pair in seconds, with the unit of its key; null when it is no number. */
export function secondsOf(pair: Pair, unit: TimeUnit): number | null {
  const parsed = parseNumber(pair.value)
  return parsed === null ? null : parsed.value * SECONDS_IN[parsed.unit ?? unit]
}

/** Reports a timer that ends queries or sessions; 0, negative and very long values are silent. */
export function reportTimeout(
  collector: Collector,
  pairs: readonly Pair[],
  key: string | RegExp,
  unit: TimeUnit,
  code: FindingCode,
  sentence: string,
  severity?: Severity | ((seconds: number) => Severity),
): void {
  for (const pair of pairs) {
    if (pair.commented || (typeof key === 'string' ? pair.key !== key : !key.test(pair.key))) continue
    const value = secondsOf(pair, unit)
    if (value === null || value <= 0 || value >= LONG_ENOUGH_SECONDS) {
      if (value !== null && collector.judgeable)
        collector.note(pair.line, pair.key, pair.value, value > 0 ? `limit of ${seconds(value)}` : 'no limit')
      continue
    }
    collector.note(pair.line, pair.key, pair.value, `limit of ${seconds(value)}`)
    collector.report(code, `${sentence} ${seconds(value)} (${pair.key}).`, {
      line: pair.line,
      ...(severity === undefined ? {} : { severity: typeof severity === 'function' ? severity(value) : severity }),
    })
  }
}

/** `options=-c statement_timeout=60000` in connection strings and PGOPTIONS. */
export function statementTimeoutInOptions(collector: Collector, line: number, code: string): void {
  const match =
    /(?:-c|--)(?:\s|%20|\+)*(statement_timeout|idle_in_transaction_session_timeout)(?:\s*=\s*|%3D)['"]?(\d+)\s*(ms|s|min|h)?/i.exec(
      code,
    )
  if (match?.[2] === undefined) return
  const unit = (match[3]?.toLowerCase() ?? 'ms') as TimeUnit
  const value = Number(match[2]) * SECONDS_IN[unit]
  if (value <= 0 || value >= LONG_ENOUGH_SECONDS) return
  const statement = match[1]?.toLowerCase() === 'statement_timeout'
  collector.report(
    statement ? 'statement-timeout-kills-queries' : 'idle-in-transaction-timeout',
    statement
      ? `The server cancels every statement that takes longer than ${seconds(value)}.`
      : `The server ends a transaction that pauses for ${seconds(value)}.`,
    { line },
  )
}
