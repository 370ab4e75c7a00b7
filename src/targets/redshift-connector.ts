import type { KeepaliveSettings } from '../model/keepalive.ts'
import { CONNECTION_OPTIONS, clientRecipe, NEXT_HOP_ONLY } from './client.ts'
import { defineTarget, lines, type OptionReader, snippet, step } from './define.ts'
import { LINUX_SOCKET_LIMITS } from './limits.ts'
import { keywordLines, pythonConnection } from './python.ts'

/** The driver's own parameter names with the values for `settings`, as JSON and YAML spell booleans. */
export function redshiftConnectorPairs(
  settings: KeepaliveSettings,
): readonly (readonly [key: string, value: string])[] {
  if (!settings.enabled) return [['tcp_keepalive', 'false']]
  return [
    ['tcp_keepalive', 'true'],
    ['tcp_keepalive_idle', String(settings.idleSeconds)],
    ['tcp_keepalive_interval', String(settings.intervalSeconds)],
    ['tcp_keepalive_count', String(settings.count)],
  ]
}

/** What goes wrong with these parameters wherever they are written. */
export const REDSHIFT_CONNECTOR_PITFALLS: readonly string[] = [
  'The idle, interval and count keys need redshift_connector 2.1.8 (July 2025) or later. Older versions raise TypeError.',
  'libpq’s names (keepalives_idle) raise TypeError.',
  'Zero and negative values raise InterfaceError.',
  'timeout is a limit on every read, not on connecting: timeout=30 ends each query that is quiet for 30 s.',
  NEXT_HOP_ONLY,
]

const call = (option: OptionReader, more: readonly (readonly [string, string])[]): string =>
  lines(
    'import redshift_connector',
    '',
    'conn = redshift_connector.connect(',
    keywordLines([...pythonConnection(option, { database: 'database' }), ...more]),
    ')',
  )

const PYTHON_BOOLEANS: Readonly<Record<string, string>> = { true: 'True', false: 'False' }

/** redshift_connector: Amazon's Python driver. */
export const redshiftConnector = defineTarget({
  id: 'redshift-connector',
  title: 'redshift_connector (Python)',
  group: 'Client and driver',
  stack: 'linux',
  scope: 'connection',
  summary: 'For Python programs that use Amazon’s redshift_connector 2.1.8 or later.',
  limits: LINUX_SOCKET_LIMITS,
  switch: 'settable',
  options: CONNECTION_OPTIONS,
  recipe: (settings, option) =>
    clientRecipe(settings, {
      persist: step(
        'Add the arguments to the call that connects.',
        snippet(
          'Python',
          'python',
          call(
            option,
            redshiftConnectorPairs(settings).map(([key, value]) => [key, PYTHON_BOOLEANS[value] ?? value] as const),
          ),
        ),
      ),
      undo: step(
        'Take the arguments out of the call. The driver then switches keepalive on with the system’s times.',
        snippet('Python', 'python', call(option, [])),
      ),
      port: option('port'),
      affects: 'Connections opened by this call.',
      pitfalls: REDSHIFT_CONNECTOR_PITFALLS,
    }),
})
