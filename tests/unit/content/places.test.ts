import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { STACKS, type SystemStackId } from '../../../src/model/stacks.ts'
import { clientSchema, platformSchema } from '../../../src/schemas/place.ts'
import { sourceSchema } from '../../../src/schemas/source.ts'
import { targetById } from '../../../src/targets/index.ts'
import { idsOf, problemsOf, readCollection } from './read.ts'

const platforms = readCollection('platforms')
const clients = readCollection('clients')
const entries = [
  ...platforms.map((entry) => ({ ...entry, schema: platformSchema })),
  ...clients.map((entry) => ({ ...entry, schema: clientSchema })),
]
const parsed = [
  ...platforms.map(({ file, data }) => ({ file, place: platformSchema.parse(data) })),
  ...clients.map(({ file, data }) => ({ file, place: clientSchema.parse(data) })),
]

test('every platform and client obeys its schema', () => {
  for (const { file, data, schema } of entries) expect(problemsOf(schema, data), file).toEqual([])
})

test('every source, recipe and error that a platform or client names exists', () => {
  const sources = new Set(idsOf('sources'))
  for (const { file, place } of parsed) {
    expect(
      place.sources.filter((id) => !sources.has(id)),
      `${file}: sources`,
    ).toEqual([])
    expect(
      place.targets.filter((id) => !targetById(id)),
      `${file}: targets`,
    ).toEqual([])
    expect(
      place.errors.filter((id) => !existsSync(new URL(`../../../content/errors/${id}.mdx`, import.meta.url))),
      `${file}: errors`,
    ).toEqual([])
  }
})

test('a setting called measured stands on a page that names a measurement', () => {
  const grades = new Map(readCollection('sources').map(({ id, data }) => [id, sourceSchema.parse(data).grade]))
  for (const { file, place } of parsed) {
    if (!place.settings.some(({ grade }) => grade === 'measured')) continue
    expect(
      place.sources.some((id) => grades.get(id) === 'measured'),
      file,
    ).toBe(true)
  }
})

const UNITS: Readonly<Record<string, number>> = { s: 1, ms: 0.001, 'half-seconds': 0.5, count: 1 }

type Times = 'idleSeconds' | 'intervalSeconds' | 'count'
const PRINTED: readonly { readonly stack: SystemStackId; readonly names: Readonly<Record<string, Times>> }[] = [
  {
    stack: 'linux',
    names: {
      'net.ipv4.tcp_keepalive_time': 'idleSeconds',
      'net.ipv4.tcp_keepalive_intvl': 'intervalSeconds',
      'net.ipv4.tcp_keepalive_probes': 'count',
    },
  },
  {
    stack: 'windows',
    names: { KeepAliveTime: 'idleSeconds', KeepAliveInterval: 'intervalSeconds', 'probe count': 'count' },
  },
  ...(['macos', 'freebsd'] as const).map((stack) => ({
    stack,
    names: {
      'net.inet.tcp.keepidle': 'idleSeconds',
      'net.inet.tcp.keepintvl': 'intervalSeconds',
      'net.inet.tcp.keepcnt': 'count',
    } as const,
  })),
  {
    stack: 'openbsd',
    names: {
      'net.inet.tcp.keepidle': 'idleSeconds',
      'net.inet.tcp.keepintvl': 'intervalSeconds',
      'probe count': 'count',
    },
  },
  {
    stack: 'solaris',
    names: { _keepalive_interval: 'idleSeconds', _keepalive_abort_interval: 'intervalSeconds' },
  },
  {
    stack: 'aix',
    names: { tcp_keepidle: 'idleSeconds', tcp_keepintvl: 'intervalSeconds', tcp_keepcnt: 'count' },
  },
]

test('the defaults a platform page prints are the defaults every answer is computed with', () => {
  for (const { stack, names } of PRINTED) {
    const file = platforms.find(({ id }) => id === stack)
    const { settings } = platformSchema.parse(file?.data)
    for (const [name, key] of Object.entries(names)) {
      const setting = settings.find((one) => one.name === name)
      const unit = UNITS[setting?.unit.replace(/ \(.*/, '') ?? '']
      const printed = Number.parseFloat(setting?.default ?? '')
      expect(printed * (unit ?? Number.NaN), `${stack}: ${name}`).toBeCloseTo(STACKS[stack].defaults[key], 6)
    }
  }
})

test('a platform page says that keepalive is on unasked only where the system does it', () => {
  for (const { stack } of PRINTED) {
    const data = platforms.find(({ id }) => id === stack)?.data
    const always = platformSchema.parse(data).settings.find(({ name }) => name.endsWith('always_keepalive'))
    if (always) expect(always.default === '1', stack).toBe(STACKS[stack].defaults.enabled)
  }
})
