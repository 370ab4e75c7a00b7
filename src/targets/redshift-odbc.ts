import type { KeepaliveSettings } from '../model/keepalive.ts'

/** The keys Redshift ODBC 2.x reads, with the values for `settings`. Off needs only the first: the driver then sends no probe. */
export function redshiftOdbcKeys(
  settings: KeepaliveSettings,
  count: 'with-count' | 'without-count' = 'with-count',
): readonly (readonly [key: string, value: string])[] {
  if (!settings.enabled) return [['KeepAlive', '0']]
  return [
    ['KeepAlive', '1'],
    ['KeepAliveIdle', String(settings.idleSeconds)],
    ['KeepAliveInterval', String(settings.intervalSeconds)],
    ...(count === 'with-count' ? [['KeepAliveCount', String(settings.count)] as const] : []),
  ]
}

/** What goes wrong with the 2.x keys whichever way they are stored. */
export const REDSHIFT_ODBC_PITFALLS: readonly string[] = [
  'KeepAliveTime and KeepAlivesIdle, which AWS pages name, are not in the 2.x driver’s source. It ignores them without a word.',
  'KeepAlive takes 1 or 0. TRUE makes the connection fail: the value goes to libpq, which wants an integer.',
  'Never write 0 for idle, interval or count: on Linux the connection then fails with “setsockopt(TCP_KEEPIDLE) failed”. Leave the key out to use the system’s value.',
]
