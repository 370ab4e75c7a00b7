import { sqlIdentifier } from '../quoting/sql.ts'
import { defineTarget, lines, snippet, step } from './define.ts'
import { NO_NUMBERS } from './limits.ts'
import { REDSHIFT_NO_KEEPALIVE, STATEMENT_TIMEOUT_OPTION, STATEMENT_TIMEOUT_PITFALLS } from './redshift-server.ts'

/** Amazon Redshift: statement timeout and session timeout of one user. */
export const redshiftAlterUser = defineTarget({
  id: 'redshift-alter-user',
  format: 'redshift-parameters',
  title: 'Redshift ALTER USER (timeouts of one user)',
  group: 'Server',
  stack: 'linux',
  scope: 'server',
  summary: 'For one account on Redshift, such as a loader’s, that the cluster’s timeouts cut off.',
  limits: NO_NUMBERS,
  switch: 'elsewhere',
  options: [
    { id: 'user', label: 'User', placeholder: 'loader', defaultValue: 'loader', maxLength: 127 },
    STATEMENT_TIMEOUT_OPTION,
    {
      id: 'session',
      label: 'Idle session timeout (s)',
      placeholder: '86400',
      defaultValue: '86400',
      range: {
        min: 60,
        max: 1_728_000,
        unit: 's',
        source: 'Amazon Redshift, ALTER USER: SESSION TIMEOUT 60 to 1,728,000',
      },
    },
  ],
  recipe: (_settings, option) => {
    const user = option('user', sqlIdentifier)
    const statement = Number(option('statement')) * 1000
    return {
      now: step('For your own session only.', snippet('SQL', 'sql', `SET statement_timeout TO ${statement};\n`)),
      persist: step(
        'Stores both with the user: the first in milliseconds, the second in seconds.',
        snippet(
          'SQL',
          'sql',
          lines(
            `ALTER USER ${user} SET statement_timeout TO ${statement};`,
            `ALTER USER ${user} SESSION TIMEOUT ${option('session')};`,
          ),
        ),
      ),
      verify: step(
        'Ask in a new session of that user.',
        snippet('SQL', 'sql', 'SHOW statement_timeout;\n', { expectedOutput: String(statement) }),
        snippet('SQL', 'sql', 'SELECT process, user_name, timeout_sec FROM stv_sessions;\n', {
          note: `timeout_sec shows ${option('session')} for the user’s new sessions.`,
        }),
      ),
      undo: step(
        'Takes both away.',
        snippet(
          'SQL',
          'sql',
          lines(`ALTER USER ${user} SET statement_timeout TO DEFAULT;`, `ALTER USER ${user} RESET SESSION TIMEOUT;`),
        ),
      ),
      affects: `Sessions of ${user}.`,
      runAs: 'a superuser, or a user who may alter that user',
      takesEffect: 'For sessions that start afterwards.',
      pitfalls: [
        ...STATEMENT_TIMEOUT_PITFALLS,
        'An open transaction that idles for 6 hours is ended whatever the session timeout says.',
      ],
      notExpressed: REDSHIFT_NO_KEEPALIVE,
    }
  },
})
