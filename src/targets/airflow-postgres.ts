import { extraField, undoExtra } from './airflow.ts'
import { clientRecipe, PORT_OPTION } from './client.ts'
import { defineTarget, step } from './define.ts'
import { LIBPQ_PITFALLS, LIBPQ_WITHOUT, libpqPairs } from './libpq.ts'
import { LINUX_SOCKET_LIMITS } from './limits.ts'

/** Airflow: a connection of type Postgres. */
export const airflowPostgres = defineTarget({
  id: 'airflow-postgres',
  title: 'Airflow connection (Postgres)',
  group: 'Client and driver',
  stack: 'linux',
  scope: 'connection',
  summary: 'For Airflow tasks that use the Postgres hook, which hands Extra to psycopg.',
  limits: LINUX_SOCKET_LIMITS,
  switch: 'settable',
  options: [PORT_OPTION],
  recipe: (settings, option) =>
    clientRecipe(settings, {
      persist: step('Put the keys into the connection’s Extra field.', extraField(libpqPairs(settings))),
      undo: undoExtra(LIBPQ_WITHOUT),
      port: option('port'),
      affects: 'Every task that uses this connection.',
      runAs: 'an Airflow user who may edit connections',
      takesEffect: 'With the next task.',
      pitfalls: [
        'A connection of type Amazon Redshift takes other names: tcp_keepalive_idle and its relatives.',
        'The keys go to the driver as they are: a misspelt one makes the connection fail.',
        ...LIBPQ_PITFALLS,
      ],
    }),
})
