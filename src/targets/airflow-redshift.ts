import { extraField, undoExtra } from './airflow.ts'
import { clientRecipe, PORT_OPTION } from './client.ts'
import { defineTarget, step } from './define.ts'
import { LINUX_SOCKET_LIMITS } from './limits.ts'
import { REDSHIFT_CONNECTOR_PITFALLS, redshiftConnectorPairs } from './redshift-connector.ts'

/** Airflow: a connection of type Amazon Redshift. */
export const airflowRedshift = defineTarget({
  id: 'airflow-redshift',
  format: 'redshift-connector',
  title: 'Airflow connection (Amazon Redshift)',
  group: 'Client and driver',
  stack: 'linux',
  scope: 'connection',
  summary: 'For Airflow tasks that use the Redshift SQL hook, which hands Extra to redshift_connector.',
  limits: LINUX_SOCKET_LIMITS,
  switch: 'settable',
  options: [PORT_OPTION],
  recipe: (settings, option) =>
    clientRecipe(settings, {
      persist: step('Put the keys into the connection’s Extra field.', extraField(redshiftConnectorPairs(settings))),
      undo: undoExtra('The driver then switches keepalive on with the system’s times.'),
      port: option('port'),
      affects: 'Every task that uses this connection.',
      runAs: 'an Airflow user who may edit connections',
      takesEffect: 'With the next task.',
      pitfalls: [
        ...REDSHIFT_CONNECTOR_PITFALLS,
        'get_sqlalchemy_engine() hands the same keys to a postgresql:// engine, which does not know them.',
      ],
    }),
})
