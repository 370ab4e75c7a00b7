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
