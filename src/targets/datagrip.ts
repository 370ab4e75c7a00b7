import { CONNECTION_OPTIONS, clientRecipe, NEXT_HOP_ONLY } from './client.ts'
import { defineTarget, lines, snippet, step } from './define.ts'
import { OS_TIMES } from './jdbc.ts'
import { NO_NUMBERS } from './limits.ts'

const PORT = CONNECTION_OPTIONS.filter(({ id }) => id === 'port')

/** DataGrip and the other JetBrains IDEs: the driver property and the keep-alive query of a data source. */
export const datagrip = defineTarget({
  id: 'datagrip',
  format: null,
  title: 'DataGrip and JetBrains IDEs',
  group: 'Client and driver',
  stack: 'java',
  scope: 'connection',
  summary: 'For people who query from DataGrip or the database tools of another JetBrains IDE.',
  limits: NO_NUMBERS,
  switch: 'settable',
  options: PORT,
  recipe: (settings, option) =>
    clientRecipe(settings, {
      persist: step(
        'Set the keep-alive query and the driver property of the data source.',
        snippet(
          'Steps',
          'text',
          lines(
            '1. Open the data source’s properties > Options.',
            settings.enabled
              ? `2. Run keep-alive query each ${Math.max(1, Math.round(settings.idleSeconds))} sec: switch it on.`
              : '2. Run keep-alive query: switch it off.',
            '3. Auto-disconnect after: leave it off, or longer than your longest pause.',
            `4. Advanced: set tcpKeepAlive to ${settings.enabled}.`,
            '5. Disconnect and connect again.',
          ),
          { note: 'That tcpKeepAlive is on the Advanced tab is unconfirmed.' },
        ),
      ),
      undo: step(
        'Set them back.',
        snippet(
          'Steps',
          'text',
          lines(
            '1. Data source properties > Options: switch the keep-alive query off.',
            '2. Advanced: reset tcpKeepAlive.',
            '3. Disconnect and connect again.',
          ),
        ),
      ),
      port: option('port'),
      systemTimes: true,
      affects: 'This data source of this IDE.',
      runAs: 'you',
      takesEffect: 'After reconnecting.',
      pitfalls: [
        'The keep-alive query runs on an idle connection only. While your query runs, only TCP keepalive helps.',
        'tcpKeepAlive=true waits for the system’s idle time: lower that too.',
        NEXT_HOP_ONLY,
      ],
      notExpressed: [OS_TIMES],
    }),
})
