import type { TargetOption } from './target.ts'

/** How long one statement may run on Redshift; milliseconds on the wire, seconds here. */
export const STATEMENT_TIMEOUT_OPTION: TargetOption = {
  id: 'statement',
  label: 'Statement timeout (s, 0 is off)',
  placeholder: '14400',
  defaultValue: '14400',
  range: {
    min: 0,
    max: 2_147_483,
    unit: 's',
    source: 'Amazon Redshift, statement_timeout: whole milliseconds; 0 switches it off',
  },
}

/** What Redshift's server settings cannot say. */
export const REDSHIFT_NO_KEEPALIVE: readonly string[] = [
  'Keepalive: Redshift has no parameter for it. Its server probes clients on its own terms; set idle time, interval and count on the client.',
]

/** What statement_timeout is mistaken for. */
export const STATEMENT_TIMEOUT_PITFALLS: readonly string[] = [
  'It counts planning, the WLM queue and execution, and it ends COPY as well.',
  'Only whole milliseconds: Redshift refuses ’60s’.',
  'It is no keepalive. A query that the network cut is not saved by a longer timeout.',
]
