import type { Grade } from './grades.ts'
import type { Server } from './path.ts'
import { STACKS } from './stacks.ts'

/** Servers a reader can put at the end of a path. */
export const SERVER_IDS = ['postgresql', 'rds', 'redshift', 'silent'] as const

/** Key of {@link SERVERS}. */
export type ServerId = (typeof SERVER_IDS)[number]

/** A server with the keepalive it sends unasked. */
export interface ServerChoice {
  readonly title: string
  readonly server: Server
  /** Who says so. */
  readonly source: string
  readonly grade: Grade
}

/** Keepalive of servers as they come. Where it is not published, none is counted on. */
export const SERVERS: { readonly [Id in ServerId]: ServerChoice } = {
  postgresql: {
    title: 'PostgreSQL on Linux',
    server: { system: 'linux', keepalive: { ...STACKS.linux.defaults, enabled: true } },
    source: 'tcp_keepalives_idle, _interval and _count are 0: the numbers of the operating system (measured, 15.18)',
    grade: 'measured',
  },
  rds: {
    title: 'RDS or Aurora PostgreSQL',
    server: {
      system: 'linux',
      keepalive: { enabled: true, idleSeconds: 300, intervalSeconds: 30, count: 2 },
    },
    source: 'Amazon RDS user guide, dead connection handling: 300 s, 30 s, 2',
    grade: 'excerpt',
  },
  redshift: {
    title: 'Amazon Redshift',
    server: { system: 'linux', keepalive: STACKS.linux.defaults },
    source: 'Redshift publishes no keepalive times and offers no setting; none is counted on',
    grade: 'opened',
  },
  silent: {
    title: 'A server that sends no probes',
    server: { system: 'linux', keepalive: STACKS.linux.defaults },
    source: 'assumed',
    grade: 'derived',
  },
}
