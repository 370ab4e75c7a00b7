import { iniSection, iniValue } from '../quoting/ini.ts'
import { shWord } from '../quoting/sh.ts'
import { CONNECTION_OPTIONS, clientRecipe } from './client.ts'
import { defineTarget, lines, type OptionReader, snippet, step } from './define.ts'
import { LIBPQ_PITFALLS, LIBPQ_WITHOUT, libpqPairs } from './libpq.ts'
import { LINUX_SOCKET_LIMITS } from './limits.ts'

const section = (option: OptionReader): readonly string[] => [
  `[${option('service', iniSection)}]`,
  `host=${option('host', iniValue)}`,
  `port=${option('port')}`,
  `dbname=${option('database', iniValue)}`,
  `user=${option('user', iniValue)}`,
]

/** libpq: a service in ~/.pg_service.conf, so that every program on the machine can share it. */
export const libpqServiceFile = defineTarget({
  id: 'libpq-service-file',
  format: 'libpq',
  title: 'libpq service file (pg_service.conf)',
  group: 'Client and driver',
  stack: 'linux',
  scope: 'connection',
  summary: 'For several libpq programs of one user that should share one connection, keepalive included.',
  limits: LINUX_SOCKET_LIMITS,
  switch: 'settable',
  options: [
    { id: 'service', label: 'Service', placeholder: 'warehouse', defaultValue: 'warehouse', maxLength: 63 },
    ...CONNECTION_OPTIONS,
  ],
  recipe: (settings, option) => {
    const service = option('service', iniSection)
    return clientRecipe(settings, {
      persist: step(
        'Store the section, then connect with the service’s name.',
        snippet(
          '~/.pg_service.conf',
          'ini',
          lines(
            section(option),
            libpqPairs(settings).map(([key, value]) => `${key}=${value}`),
          ),
          { path: '~/.pg_service.conf', filename: 'pg_service.conf' },
        ),
        snippet('Connect', 'sh', `psql ${shWord(`service=${service.includes(' ') ? `'${service}'` : service}`)}\n`),
      ),
      undo: step(
        `Take the keepalives lines out of the section. ${LIBPQ_WITHOUT}`,
        snippet('~/.pg_service.conf', 'ini', lines(section(option))),
      ),
      port: option('port'),
      affects: `Connections that name the service ${service}.`,
      runAs: 'the user who owns the file',
      pitfalls: [...LIBPQ_PITFALLS, 'Parameters in the connection string win over the service file.'],
    })
  },
})
