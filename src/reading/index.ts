import { readDocument } from './document.ts'
import type { Format, RawReading } from './format.ts'
import { BSDS, macosSysctl } from './formats/bsd.ts'
import { CONTAINERS } from './formats/containers.ts'
import { DRIVER_FORMATS } from './formats/drivers.ts'
import { JDBC_FORMATS } from './formats/jdbc.ts'
import { LIBPQ_FORMATS } from './formats/libpq.ts'
import { linuxSysctl } from './formats/linux-sysctl.ts'
import { MIDDLE_FORMATS } from './formats/middle.ts'
import { ODBC_FORMATS } from './formats/odbc.ts'
import { otherDatabase } from './formats/other-database.ts'
import { SERVER_FORMATS } from './formats/server.ts'
import { sockets } from './formats/sockets.ts'
import { UNIXES } from './formats/unix.ts'
import { windowsRegistry } from './formats/windows-registry.ts'
import { COMMON_LIMITS, judgeTiming, type Limits, worstFirst } from './judge.ts'
import type { Reading } from './types.ts'

/** Every kind of text the checker reads. */
export const FORMATS: readonly Format[] = [
  linuxSysctl,
  ...CONTAINERS,
  windowsRegistry,
  macosSysctl,
  ...BSDS,
  ...UNIXES,
  ...LIBPQ_FORMATS,
  ...JDBC_FORMATS,
  ...ODBC_FORMATS,
  ...DRIVER_FORMATS,
  ...MIDDLE_FORMATS,
  ...SERVER_FORMATS,
  sockets,
  otherDatabase,
]

const BY_ID = new Map(FORMATS.map((format) => [format.id, format] as const))

/** The format of an id; undefined for an id that does not exist. */
export function formatOf(id: string): Format | undefined {
  return BY_ID.get(id)
}

/** Adds what the times mean to a raw reading, and puts the findings worst first. */
export function judged(raw: RawReading, limits: Limits = COMMON_LIMITS): Reading {
  const timing = raw.skipTiming || !raw.judgeable ? [] : judgeTiming(raw.settings, raw.traits, raw.anchors, limits)
  return {
    settings: raw.settings,
    understood: raw.understood,
    findings: worstFirst([...raw.findings, ...timing]),
    notUnderstood: raw.notUnderstood,
  }
}

/**
 * Reads a text as one format.
 * @throws RangeError when no format has this id
 */
export function readFormat(formatId: string, text: string): Reading {
  const format = BY_ID.get(formatId)
  if (format === undefined) throw new RangeError(`no format ${formatId}`)
  return judged(format.read(readDocument(text)))
}

/** How sure a format is that a text is its own, 0 to 1; 0 for an id that does not exist. */
export function recognise(formatId: string, text: string): number {
  return BY_ID.get(formatId)?.recognises(readDocument(text)) ?? 0
}
