import type { KeepaliveSettings } from '../model/keepalive.ts'

/**
 * psqlODBC's keys. The count goes to libpq through Pqopt. Off is bit 0x40 of the extra options AB, which replaces all
 * other extra options, so the recipes only ever switch on.
 */
export const psqlodbcKeys = (settings: KeepaliveSettings): readonly (readonly [key: string, value: string])[] => [
  ['KeepaliveTime', String(settings.idleSeconds)],
  ['KeepaliveInterval', String(settings.intervalSeconds)],
]

/** What goes wrong with psqlODBC's keys wherever they are stored. */
export const PSQLODBC_PITFALLS: readonly string[] = [
  'The keys are KeepaliveTime and KeepaliveInterval, in seconds. KeepAliveIdle is the Redshift driver’s word.',
  'keepalives_idle in Pqopt beside KeepaliveTime makes the connection fail: “conflicts with other ordinary option”.',
  '0 means: do not set it. The system’s value applies.',
]

/** What psqlODBC does without the keys. */
export const PSQLODBC_WITHOUT = 'psqlODBC then still switches keepalive on, with the system’s times.'
