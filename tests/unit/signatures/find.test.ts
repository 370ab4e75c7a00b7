import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { excerptOf } from '../../../src/signatures/excerpt.ts'
import { createFinder } from '../../../src/signatures/find.ts'
import { maskedRanges } from '../../../src/signatures/mask.ts'
import { particularsOf } from '../../../src/signatures/particulars.ts'
import { readIndex } from '../../helpers/families.ts'

const masked = (text: string): string => {
  let out = ''
  let at = 0
  for (const { start, end, shownAs } of maskedRanges(text)) {
    out += `${text.slice(at, start)}‹${shownAs}›`
    at = end
  }
  return out + text.slice(at)
}

describe('what is hidden on the screen', () => {
  test.each([
    ['postgres://app:s3cret@db.acme.com:5432/x', 'postgres://app:‹password›@‹host›:5432/x'],
    ['password=hunter2 host=db1 user=kay', 'password=‹secret› host=‹host› user=‹user›'],
    ['{"password": "hunter2"}', '{"password": "‹secret›"}'],
    ['at "10.1.2.3", port 5432', 'at "‹address›", port 5432'],
    ['could not translate host name "pg.internal" to', 'could not translate host name "‹host›" to'],
    ['authentication failed for user "kay"', 'authentication failed for user "‹user›"'],
    ['mail kay@acme.com', 'mail ‹e-mail›'],
    ['key AKIAIOSFODNN7EXAMPLE used', 'key ‹key› used'],
    ['cluster.abc.eu-west-1.redshift.amazonaws.com:5439', '‹host›:5439'],
  ])('%s', (text, shown) => {
    expect(masked(text)).toBe(shown)
  })

  test.each([
    'Caused by: java.net.SocketException: Connection reset',
    'at org.postgresql.core.v3.QueryExecutorImpl.execute(QueryExecutorImpl.java:382)',
    '2026-03-02 09:14:07.118 WARN',
    'postgresql-42.7.3.jar',
    '/usr/lib/python3.11/site-packages/psycopg2/__init__.py',
  ])('what is no secret stays readable: %s', (text) => {
    expect(masked(text)).toBe(text)
  })
})

describe('the lines that are shown', () => {
  test('the marked text, a line around it, and no secret', () => {
    const paste = 'one\ntwo\nhost=db1 server gone\nfour\nfive'
    const start = paste.indexOf('server')
    const lines = excerptOf(paste, [{ start, end: start + 'server gone'.length }])
    expect(lines.map(({ number }) => number)).toEqual([2, 3, 4])
    expect(lines[1]?.parts).toEqual([
      { text: 'host=', marked: false, best: false, masked: false },
      { text: 'host', marked: false, best: false, masked: true },
      { text: ' ', marked: false, best: false, masked: false },
      { text: 'server gone', marked: true, best: true, masked: false },
    ])
  })

  test('a very long line is cut around the mark', () => {
    const paste = `${'x '.repeat(5000)}server gone${' y'.repeat(5000)}`
    const start = paste.indexOf('server')
    const [line] = excerptOf(paste, [{ start, end: start + 11 }])
    const shown = line?.parts.map(({ text }) => text).join('') ?? ''
    expect(shown.length).toBeLessThan(400)
    expect(shown).toContain('server gone')
    expect(shown.startsWith('…')).toBe(true)
  })

  test('a secret is hidden even where the line is cut in the middle of it', () => {
    for (let lead = 60; lead < 100; lead++) {
      const paste = `${'x '.repeat(300)}password=abcdefghijklmnopqrstuvwxyz${' '.repeat(lead)}server gone${' y'.repeat(300)}`
      const start = paste.indexOf('server')
      const [line] = excerptOf(paste, [{ start, end: start + 11 }])
      expect(line?.parts.map(({ text }) => text).join('')).not.toMatch(/[c-w]{4,}z/)
    }
  })

  test('unmasked parts are always text of the paste, whatever is marked', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.nat(200), fc.nat(60), (paste, start, length) => {
        const end = Math.min(paste.length, start + length)
        if (end <= start) return
        for (const { parts } of excerptOf(paste, [{ start, end }]))
          for (const { text, masked: hidden } of parts) if (!hidden && text !== '…') expect(paste).toContain(text)
      }),
    )
  })
})

describe('particulars', () => {
  test.each([
    ['SQL Error: 0, SQLState: 08006', ['08006']],
    ['SQL Error [57P01]: FATAL: terminating', ['57P01']],
    ["{'S': 'ERROR', 'C': '57014', 'M': 'x'}", ['57014']],
    ['marked as broken because of SQLSTATE(08003), ErrorCode(0)', ['08003']],
    ['pid 57014 at port 53300', []],
  ])('codes in %s', (paste, states) => {
    expect(particularsOf(paste, 0).sqlstates).toEqual(states)
  })

  test('the silence before the error is read from the log', () => {
    const paste =
      '2026-03-02 04:10:00 INFO Running statement\n2026-03-02 04:15:50 ERROR failed\nTraceback\nSSL SYSCALL error: EOF detected'
    expect(particularsOf(paste, 3).elapsed).toEqual({ seconds: 350, from: 'between the log lines 1 and 2' })
  })

  test('the age in a PgBouncer line counts', () => {
    expect(particularsOf('closing because: server conn crashed? (age=7887s)', 0).elapsed?.seconds).toBe(7887)
  })

  test('times that run backwards say nothing', () => {
    expect(particularsOf('2026-03-02 05:00:00 a\n2026-03-02 04:00:00 b', 1).elapsed).toBeUndefined()
  })

  test.each([
    ['warehouse.abc.us-east-1.redshift.amazonaws.com', 'Amazon Redshift', 'aws'],
    ['shop.postgres.database.azure.com', 'Azure Database for PostgreSQL', 'azure'],
    ['db.abc.eu-west-1.rds.amazonaws.com', 'Amazon RDS or Aurora', 'aws'],
  ])('%s is %s', (host, kind, environment) => {
    expect(particularsOf(`could not connect to ${host}`, 0)).toMatchObject({ hostKind: kind, environment })
  })
})

describe('the answer of the box', () => {
  const find = createFinder(readIndex())

  test('a short text without a clue gets pages to choose from, and is still no match', () => {
    const answer = find('ECONNRESET')
    expect(answer.state).toBe('no-match')
    expect(answer.suggestions.map(({ id }) => id)).toContain('node-econnreset')
  })

  test('a refused login gets no suggestion, because no page here helps', () => {
    expect(find('FATAL: password authentication failed for user "app"').suggestions).toEqual([])
  })

  test('the answer is plain data, as a worker has to send it', () => {
    const answer = find('FATAL: terminating connection due to administrator command')
    expect(structuredClone(answer)).toEqual(answer)
  })
})
