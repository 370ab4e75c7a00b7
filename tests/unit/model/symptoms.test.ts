import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { GRADE_IDS } from '../../../src/model/grades.ts'
import type { Path } from '../../../src/model/path.ts'
import { predict } from '../../../src/model/predict.ts'
import { ERROR_TEXTS, errorTextOf, PLAIN_TEXTS, SERVER_LOG } from '../../../src/model/symptoms.ts'
import { DEFAULT_SERVER } from '../../../src/timeline/cases.ts'

const ALL = [...Object.values(ERROR_TEXTS), PLAIN_TEXTS, SERVER_LOG].flatMap((texts) => Object.values(texts))

test('every error text leads to a page that explains it', () => {
  for (const { errorId } of ALL) expect(existsSync(`content/errors/${errorId}.mdx`), errorId).toBe(true)
})

test('every error text has words and a grade', () => {
  for (const { lines, grade } of ALL) {
    expect(lines[0]?.length).toBeGreaterThan(4)
    expect(GRADE_IDS).toContain(grade)
  }
})

test('measured: what each client prints when keepalive gives up on a silent cut', () => {
  const first = (driver: Parameters<typeof errorTextOf>[0]) => errorTextOf(driver, 'timed-out').lines[0]
  expect(first('libpq')).toBe('could not receive data from server: Connection timed out')
  expect(first('pgjdbc')).toBe('org.postgresql.util.PSQLException: An I/O error occurred while sending to the backend.')
  expect(first('node-postgres')).toBe('Error: read ETIMEDOUT')
  expect(first('asyncpg')).toContain('connection was closed in the middle of operation')
})

test('a text that nobody confirmed is labelled, and a text of another system is an example', () => {
  const path = (driver: 'pgx' | 'libpq', system: 'linux' | 'windows'): Path => ({
    client: { driver, system, keepalive: { driver: { enabled: true, idleSeconds: 60 } } },
    hops: [
      {
        id: 'nat',
        title: 'the NAT',
        idleLimitSeconds: 30,
        refreshedBy: 'any-packet',
        atExpiry: 'rst-to-next-sender',
        terminatesTcp: false,
      },
    ],
    server: DEFAULT_SERVER,
  })
  const said = (...where: Parameters<typeof path>) =>
    predict(path(...where), { kind: 'query', seconds: 600 }).client.sentence
  expect(said('pgx', 'linux')).toContain('(unconfirmed)')
  expect(said('libpq', 'windows')).toContain('an error such as')
  expect(said('libpq', 'linux')).not.toContain('such as')
})
