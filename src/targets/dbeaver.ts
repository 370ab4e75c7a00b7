import { CONNECTION_OPTIONS, clientRecipe, NEXT_HOP_ONLY } from './client.ts'
import { defineTarget, lines, snippet, step } from './define.ts'
import { OS_TIMES } from './jdbc.ts'
import { NO_NUMBERS } from './limits.ts'

const PORT = CONNECTION_OPTIONS.filter(({ id }) => id === 'port')

/** DBeaver: the driver property and the idle check of its connection dialog. */
export const dbeaver = defineTarget({
  id: 'dbeaver',
  format: null,
  title: 'DBeaver',
  group: 'Client and driver',
  stack: 'java',
  scope: 'connection',
  summary: 'For people who query from DBeaver, where the settings are in dialogs.',
  limits: NO_NUMBERS,
  switch: 'settable',
  options: PORT,
  recipe: (settings, option) =>
    clientRecipe(settings, {
      persist: step(
        'Set the driver property, and the idle check beside it. The idle check cannot help while a query runs; the property can, with the system’s times.',
        snippet(
          'Steps',
          'text',
          lines(
            '1. Right-click the connection > Edit Connection > Driver properties.',
            `2. Set tcpKeepAlive to ${settings.enabled}.`,
            '3. In the same dialog: Initialization > Keep-Alive (seconds).',
            settings.enabled
              ? `4. Enter ${Math.min(Math.max(1, Math.round(settings.idleSeconds)), 32_767)} (0 is off, 32767 the largest).`
              : '4. Enter 0.',
            '5. Reconnect.',
          ),
        ),
      ),
      undo: step(
        'Set both back.',
        snippet(
          'Steps',
          'text',
          lines(
            '1. Edit Connection > Driver properties: reset tcpKeepAlive.',
            '2. Edit Connection > Initialization: set Keep-Alive (seconds) to 0.',
            '3. Reconnect.',
          ),
        ),
      ),
      port: option('port'),
      systemTimes: true,
      affects: 'This connection of this DBeaver.',
      runAs: 'you',
      takesEffect: 'After reconnecting.',
      pitfalls: [
        'DBeaver does not set tcpKeepAlive for you. The PostgreSQL driver’s default is off.',
        'Keep-Alive (seconds) runs a query on an idle connection. A connection that is executing is cut all the same.',
        'The Keep-Alive interval of an SSH tunnel in DBeaver is in milliseconds.',
        NEXT_HOP_ONLY,
      ],
      notExpressed: [OS_TIMES],
    }),
})
