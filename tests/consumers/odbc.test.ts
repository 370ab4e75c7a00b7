import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { must, persisted, prove, recipe, sample, versionOf, workFolder } from './judge.ts'
import { postgres, timers } from './server.ts'

const folder = workFolder('odbc')
const server = postgres('odbc-server')
const INI = join(folder, 'odbc.ini')
const ENV = { ODBCINI: INI, ODBCSYSINI: folder }
const UNIXODBC = versionOf(must('odbcinst', ['--version']))

test('unixODBC reads every data source as it was written', () => {
  for (const [id, count] of [
    ['redshift-odbc-ini', 150],
    ['psqlodbc-ini', 150],
    ['redshift-odbc-1-ini', 40],
  ] as const) {
    const settings = sample(id, count)
    for (const each of settings) {
      const options = { dsn: 'My source-1' }
      writeFileSync(INI, persisted(id, each, options))
      const expected = recipe(id, each, options).verify.snippets[0]?.expectedOutput ?? ''
      expect(must('odbcinst', ['-q', '-s', '-n', 'My source-1'], { env: ENV }).trim()).toBe(expected)
    }
    prove({
      target: id,
      judgedBy: 'odbcinst of unixODBC',
      kind: id === 'psqlodbc-ini' ? 'program' : 'parser',
      version: UNIXODBC,
      count: settings.length,
      compared: 'keys and values of the data source',
    })
  }
})

/** Opens a session with isql, looks at its socket, closes it. */
const timerOf = async (connect: readonly string[]): Promise<number> => {
  const isql = spawn('isql', [...connect, '-b'], { env: { ...process.env, ...ENV }, stdio: ['pipe', 'pipe', 'pipe'] })
  let printed = ''
  isql.stdout.on('data', (data: Buffer) => (printed += data))
  isql.stderr.on('data', (data: Buffer) => (printed += data))
  try {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const [timer] = timers(server.port)
      if (timer !== undefined && timer !== null) return timer
      await wait(30)
    }
    throw new Error(`isql opened no connection with a timer: ${printed}`)
  } finally {
    isql.stdin.end()
    await once(isql, 'exit')
  }
}

test('psqlODBC counts down from the idle time, with a data source and without one', async () => {
  const driver = must('sh', ['-c', 'ls /usr/lib/*/odbc/psqlodbcw.so']).trim()
  writeFileSync(join(folder, 'odbcinst.ini'), `[PostgreSQL Unicode]\nDriver=${driver}\n`)
  const settings = sample('psqlodbc-ini', 40)
    .filter(({ idleSeconds }) => idleSeconds >= 30 && idleSeconds < 590)
    .slice(0, 8)
  expect(settings.length).toBeGreaterThan(4)
  for (const each of settings) {
    const rest = `Driver=PostgreSQL Unicode\nServername=127.0.0.1\nPort=${server.port}\nDatabase=postgres\nUsername=postgres\n`
    writeFileSync(INI, persisted('psqlodbc-ini', each) + rest)
    const left = await timerOf(['warehouse'])
    expect(Math.abs(left - each.idleSeconds)).toBeLessThan(15)
    const string = persisted('psqlodbc-connection-string', each, server.options).trim()
    const direct = await timerOf(['-k', string])
    expect(Math.abs(direct - each.idleSeconds)).toBeLessThan(15)
  }
  const version = versionOf(must('dpkg-query', ['-W', '-f', '$'.concat('{Version}'), 'odbc-postgresql']))
  const compared = 'timer of a live socket to PostgreSQL in ss'
  for (const target of ['psqlodbc-ini', 'psqlodbc-connection-string']) {
    prove({ target, judgedBy: 'psqlODBC, isql and ss', version, count: settings.length, compared })
  }
})
