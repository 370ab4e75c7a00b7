import type { KeepaliveSettings } from '../model/keepalive.ts'
import { NEXT_HOP_ONLY } from './client.ts'

/** libpq's connection parameters for `settings`; off needs only the first. */
export function libpqPairs(settings: KeepaliveSettings): readonly (readonly [key: string, value: string])[] {
  if (!settings.enabled) return [['keepalives', '0']]
  return [
    ['keepalives', '1'],
    ['keepalives_idle', String(settings.idleSeconds)],
    ['keepalives_interval', String(settings.intervalSeconds)],
    ['keepalives_count', String(settings.count)],
  ]
}

/** What goes wrong with libpq's keepalive parameters wherever they are written. */
export const LIBPQ_PITFALLS: readonly string[] = [
  'Never write 0: on Linux keepalives_idle=0 makes the connection fail with “setsockopt(TCP_KEEPIDLE) failed: Invalid argument”. Leave the key out to use the system’s value.',
  'keepalives takes 1 or 0. true or on is an error.',
  'The names are lower case and plural: keepalive_idle and tcp_keepalives_idle are errors.',
  'There is no environment variable for these parameters.',
  'On Windows keepalives_count has no effect; the count is always 10.',
  'Over a Unix-domain socket all of them are ignored.',
  NEXT_HOP_ONLY,
]

/** What is left once the parameters are gone. */
export const LIBPQ_WITHOUT =
  'Without them libpq still switches keepalive on, with the system’s times (Linux: 7200 s, 75 s, 9).'
