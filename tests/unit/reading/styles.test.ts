import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { checkText } from '../../../src/reading/check.ts'
import { correct } from '../../../src/reading/correct.ts'
import { maskSecrets } from '../../../src/reading/mask.ts'

/** Records of `=== name | format | verdict | findings | idle interval count`, then the text; "-" is not stated. */
const records = readFileSync(new URL('../../fixtures/configs/styles.txt', import.meta.url), 'utf8')
  .split(/^=== /m)
  .slice(1)
  .map((record) => {
    const end = record.indexOf('\n')
    const [name = '', format = '', verdict = '', faults = '', values = ''] = record
      .slice(0, end)
      .split('|')
      .map((part) => part.trim())
    return {
      name,
      format,
      verdict,
      faults: faults === '' ? [] : faults.split(','),
      values,
      paste: record.slice(end + 1),
    }
  })

describe('fragments in the styles people write', () => {
  test.each(records.map((record) => [record.name, record] as const))('%s', (_name, record) => {
    const { verdict, format, reading } = checkText(record.paste)
    expect(verdict).toBe(record.verdict)
    if (record.format !== 'unrelated') expect(format?.id).toBe(record.format)
    const codes = reading.findings.map(({ code }) => code)
    for (const fault of record.faults) expect(codes).toContain(fault)
    if (record.faults.length === 0 && verdict !== 'unknown') {
      expect(reading.findings.filter(({ severity }) => severity !== 'info')).toEqual([])
    }
    const { idleSeconds, intervalSeconds, count } = reading.settings
    expect([idleSeconds, intervalSeconds, count].map((value) => value ?? '-').join(' ')).toBe(record.values)
  })
})

/** Records of `=== name | verdict | findings`, then the text; the first finding is the one that matters most. */
const wild = readFileSync(new URL('../../fixtures/configs/wild.txt', import.meta.url), 'utf8')
  .split(/^=== /m)
  .slice(1)
  .map((record) => {
    const end = record.indexOf('\n')
    const [name = '', verdict = '', faults = ''] = record
      .slice(0, end)
      .split('|')
      .map((part) => part.trim())
    return { name, verdict, faults: faults === '' ? [] : faults.split(','), paste: record.slice(end + 1) }
  })

describe('fragments written down before the reader had seen them', () => {
  test.each(wild.map((record) => [record.name, record] as const))('%s', (_name, { verdict, faults, paste }) => {
    const check = checkText(paste)
    const { findings } = check.reading
    expect(check.verdict).toBe(verdict)
    const codes = findings.map(({ code }) => code)
    for (const fault of faults) expect(codes).toContain(fault)
    if (faults.length === 0)
      expect(findings.filter(({ code, severity }) => severity !== 'info' && code !== 'other-database')).toEqual([])
  })
})

test('the fixtures hold at least 120 planted faults, 30 clean texts and 25 unrelated ones', () => {
  const all = [...records, ...wild]
  expect(all.filter(({ faults }) => faults.length > 0).length).toBeGreaterThanOrEqual(120)
  expect(all.filter(({ faults, verdict }) => faults.length === 0 && verdict === 'ok').length).toBeGreaterThanOrEqual(30)
  expect(all.filter(({ verdict }) => verdict === 'unknown').length).toBeGreaterThanOrEqual(25)
})

test('the corrected text has none of the mistakes that could be corrected', () => {
  const text = 'net.ipv4.tcp_keepalive_tme = 120000\r\nnet.ipv4.tcp_keepalive_intvl = 10\r\n'
  const { text: corrected, changes } = correct(text, checkText(text))
  expect(corrected).toBe('net.ipv4.tcp_keepalive_time = 120\r\nnet.ipv4.tcp_keepalive_intvl = 10\r\n')
  expect(changes.map(({ line }) => line)).toEqual([1])
})

test('a text over 5 MB is refused with its size and the limit', () => {
  const { verdict, refused } = checkText('a'.repeat(6 * 1024 * 1024))
  expect(verdict).toBe('unknown')
  expect(refused).toContain('6.0 MB')
})

test('passwords in URLs and in keys are hidden, references to variables are not', () => {
  expect(maskSecrets('postgresql://app:hunter2@db/app')).not.toContain('hunter2')
  expect(maskSecrets('Password=hunter2;Host=db')).not.toContain('hunter2')
  expect(maskSecrets('password: $DB_PASSWORD')).toContain('$DB_PASSWORD')
})

test('a correction for a chosen path stays below the limit of that path', () => {
  const text = 'net.ipv4.tcp_keepalive_time = 600\nnet.ipv4.tcp_keepalive_intvl = 10\n'
  const limits = { cutSeconds: 60, tightSeconds: null }
  const { text: corrected } = correct(text, checkText(text, { limits }), limits)
  expect(checkText(corrected, { limits }).verdict).toBe('ok')
})

test('two pictures of one dying socket give away the interval of its probes', () => {
  const row = (timer: string) => `tcp 0 0 10.0.0.1:40000 10.0.0.2:5432 ESTABLISHED keepalive (${timer})\n`
  expect(checkText(row('0.9/0/0') + row('14.2/0/1')).reading.settings.intervalSeconds).toBe(15)
  expect(checkText(row('14.2/0/1')).reading.settings.intervalSeconds).toBeUndefined()
})

test('a long paste of any shape is read to its end, not given up', () => {
  const shapes = [
    'production:\n  adapter: postgresql\n  variables:\n    tcp_keepalives_idle: 60\n',
    'services:\n  app:\n    sysctls:\n      net.ipv4.tcp_keepalive_time: 60\n',
    's.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 60)\ns.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)\n',
    'tcp 0 0 10.0.0.1:1 10.0.0.2:5432 ESTABLISHED keepalive (0.7/0/1)\n',
  ]
  for (const shape of shapes) {
    const { verdict, reading } = checkText(shape.repeat(Math.floor(1_000_000 / shape.length)))
    expect(verdict).not.toBe('unknown')
    expect(reading.understood.length).toBeGreaterThan(0)
  }
})
