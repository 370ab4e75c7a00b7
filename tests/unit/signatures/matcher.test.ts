import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Diagnosis } from '../../../src/signatures/diagnosis.ts'
import { createMatcher } from '../../../src/signatures/matcher.ts'
import { readIndex } from '../../helpers/families.ts'

const matcher = createMatcher(readIndex())
const diagnose = (paste: string): Diagnosis => matcher.diagnose(paste)
const ids = (paste: string): string[] => diagnose(paste).matches.map(({ id }) => id)
const best = (paste: string): string | undefined => ids(paste)[0]

const IO_ERROR = `org.postgresql.util.PSQLException: An I/O error occurred while sending to the backend.
\tat org.postgresql.core.v3.QueryExecutorImpl.execute(QueryExecutorImpl.java:382)
\tat org.postgresql.jdbc.PgStatement.executeInternal(PgStatement.java:490)`

describe('which text decides', () => {
  test('the same driver error has another diagnosis for each cause beneath it', () => {
    const reset = diagnose(`${IO_ERROR}\nCaused by: java.net.SocketException: Connection reset`)
    const timeout = diagnose(`${IO_ERROR}\nCaused by: java.net.SocketTimeoutException: Read timed out`)
    expect(reset.matches[0]?.id).toBe('java-connection-reset')
    expect(timeout.matches[0]?.id).toBe('java-socket-timeout-read-timed-out')
    expect(reset.matches[0]?.meaning).not.toBe(timeout.matches[0]?.meaning)
    for (const { matches } of [reset, timeout])
      expect(matches.map(({ id }) => id)).toContain('pgjdbc-io-error-sending-to-backend')
  })

  test('without a cause the driver error stands, and the reader is told what to paste next', () => {
    const { matches, pasteNext } = diagnose(IO_ERROR)
    expect(matches[0]?.id).toBe('pgjdbc-io-error-sending-to-backend')
    expect(pasteNext).toContain('Caused by')
  })

  test('what the server says beats the socket text around it', () => {
    expect(
      best(
        'FATAL:  terminating connection due to idle-in-transaction timeout\nserver closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.',
      ),
    ).toBe('pg-idle-in-transaction-timeout')
  })

  test('a follow-up comes after the first error of the connection', () => {
    expect(
      ids(
        'psycopg2.InterfaceError: connection already closed\n...\npsycopg2.OperationalError: SSL SYSCALL error: EOF detected',
      ).slice(0, 2),
    ).toEqual(['libpq-ssl-syscall-eof', 'psycopg2-connection-already-closed'])
  })

  test('a follow-up alone asks for the log before it', () => {
    const { matches, pasteNext } = diagnose('psycopg2.InterfaceError: connection already closed')
    expect(matches[0]?.kind).toBe('follow-up')
    expect(pasteNext).toContain('before this line')
  })

  test('the code 10060 of the Amazon driver is not the Windows error of that number', () => {
    expect(ids('java.sql.SQLException: [Amazon][JDBC](10060) Connection has been closed.')).not.toContain(
      'windows-wsa-10060',
    )
  })

  test('waiting for a connection of a pool is not a lost connection', () => {
    const { matches } = diagnose(
      'QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00 (Background on this error at: https://sqlalche.me/e/20/3o7r)',
    )
    expect(matches[0]?.kind).toBe('pool-wait')
  })

  test('a connect error beside a pool wait comes first', () => {
    expect(
      best(
        'HikariPool-1 - Connection is not available, request timed out after 30000ms.\nCaused by: org.postgresql.util.PSQLException: Connection to db:5432 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.',
      ),
    ).toBe('pgjdbc-connection-refused')
  })

  test('a wrapper around an SQL error is no lost connection', () => {
    expect(diagnose('[Amazon](500310) Invalid operation: syntax error at or near "x";').state).toBe('no-match')
  })
})

describe('texts that name no database', () => {
  test.each(['Connection reset by peer', 'Broken pipe', 'cat: write error: Broken pipe'])(
    '"%s" alone is no match',
    (text) => {
      const { state, outside } = diagnose(text)
      expect(state).toBe('no-match')
      expect(outside?.code).toBe('network')
    },
  )

  test('the port of the database is the second clue', () => {
    expect(best('read tcp 10.0.0.1:40112->10.0.0.2:5432: read: connection reset by peer')).toBe(
      'go-read-connection-reset',
    )
    expect(diagnose('read tcp 10.0.0.1:40112->10.0.0.2:443: read: connection reset by peer').state).toBe('no-match')
  })

  test('a trace of a runtime without any clue is possible, not likely', () => {
    const { matches } = diagnose(
      'Error: read ECONNRESET\n    at TCP.onStreamRead (node:internal/stream_base_commons:217:20)',
    )
    expect(matches[0]).toMatchObject({ id: 'node-econnreset', confidence: 'possible' })
  })

  test('the same trace beside another product is no match', () => {
    expect(
      diagnose(
        'Error: read ECONNRESET\n    at TCP.onStreamRead (node:internal/stream_base_commons:217:20)\n    at Protocol._enqueue (/app/node_modules/mysql/lib/protocol/Protocol.js:144:48)',
      ).state,
    ).toBe('no-match')
  })
})

describe('damaged texts', () => {
  test.each([
    ['cut off inside a word', 'ERROR o.h.e.SqlExceptionHelper: An I/O error occurred while sending to the ba'],
    ['cut off with an ellipsis', 'An I/O error occurred while sending to… (truncated) more log'],
    ['cut off with dots', 'An I/O error occurred while sending to the... 17 more lines'],
    ['without its beginning', 'O error occurred while sending to the backend.'],
    ['in German', 'FEHLER: Eingabe/Ausgabe-Fehler {0} beim Senden an das Backend.'],
    ['in Japanese inside a sentence', 'エラー:バックエンドへの送信中に、入出力エラーが起こりました。再試行'],
    ['in Polish, wrapped', 'Wystąpił błąd We/Wy podczas\n    wysyłania do serwera.'],
  ])('a message %s is still found', (_how, paste) => {
    expect(ids(paste)).toContain('pgjdbc-io-error-sending-to-backend')
  })

  test('a cut text is said to be cut', () => {
    const { matches, pasteNext } = diagnose('psql: error: server closed the connection unexp')
    expect(matches[0]).toMatchObject({ id: 'libpq-server-closed-connection-unexpectedly', truncated: true })
    expect(pasteNext).toContain('ends early')
  })
})

describe('what is shown', () => {
  test('the marked places hold the matched words', () => {
    const paste = 'line one\nFATAL:  terminating connection due to administrator command\nline three'
    const { matches } = diagnose(paste)
    const [span] = matches[0]?.spans ?? []
    expect(paste.slice(span?.start, span?.end)).toBe('FATAL:  terminating connection due to administrator command')
    expect(matches[0]?.line).toBe(1)
  })

  test('an empty box is idle', () => {
    expect(diagnose('  \n ').state).toBe('idle')
  })

  test('a question in one line is a phrase, an error in one line is not', () => {
    expect(diagnose('how do I keep an ssh tunnel open').isPhrase).toBe(true)
    expect(diagnose('FATAL: password authentication failed for user "x"').isPhrase).toBe(false)
  })

  test.each([
    ['authentication', 'FATAL:  password authentication failed for user "app"'],
    ['sql', 'ERROR:  relation "orders" does not exist'],
    ['mysql', "pymysql.err.OperationalError: (2013, 'Lost connection to MySQL server during query')"],
    ['other-database', 'ORA-03113: end-of-file on communication channel'],
    ['kubernetes', 'Warning  BackOff  kubelet  Back-off restarting failed container'],
    ['http', 'curl: (7) Failed to connect to localhost port 8080: Connection refused'],
  ])('no match says what the paste looks like: %s', (code, paste) => {
    const diagnosis = diagnose(paste)
    expect(diagnosis.state).toBe('no-match')
    expect(diagnosis.outside?.code).toBe(code)
  })
})

test('any text at all gets an answer, and its places are inside the text', () => {
  const piece = fc.oneof(
    fc.string({ maxLength: 30 }),
    fc.constantFrom(
      'server closed the connection unexpectedly',
      'Caused by: ',
      '\\n',
      '\u001b[31m',
      '&quot;',
      'psycopg2',
      'Connection reset by peer',
      'FATAL: ',
      ':5432',
      '…',
    ),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
      const paste = pieces.join(' ')
      for (const { spans } of matcher.diagnose(paste).matches)
        for (const { start, end } of spans) {
          expect(start).toBeGreaterThanOrEqual(0)
          expect(end).toBeGreaterThan(start)
          expect(end).toBeLessThanOrEqual(paste.length)
        }
    }),
  )
})
