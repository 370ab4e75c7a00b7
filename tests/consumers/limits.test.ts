import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { type LimitEntry, limitSchema } from '../../src/schemas/limit.ts'
import { must, run, workFolder } from './judge.ts'
import { freePort, postgres } from './server.ts'

const folder = new URL('../../content/limits/', import.meta.url)
const limits = new Map(
  readdirSync(folder).map((file) => [
    file.replace('.yaml', ''),
    limitSchema.parse(parse(readFileSync(new URL(file, folder), 'utf8'))),
  ]),
)
const limit = (id: string): LimitEntry => {
  const found = limits.get(id)
  if (!found) throw new Error(`no limit ${id}`)
  return found
}
const server = postgres('limits')

/** What psql prints, errors included, after it ran a script as a role. */
const talk = (role: string, script: string, port = server.port): string => {
  const { out, err } = run(
    'psql',
    ['-X', '-A', '-t', '-q', '-h', '127.0.0.1', '-p', String(port), '-U', role, 'postgres'],
    {
      input: `\\set VERBOSITY verbose\n${script}\n`,
    },
  )
  return `${out}${err}`
}

const line = ({ severity, sqlstate, message }: LimitEntry['client']): string => `${severity}:  ${sqlstate}: ${message}`

/** PostgreSQL's limits this server knows; the others have to be refused. */
const known = (id: string): boolean => server.psql(`SELECT count(*) FROM pg_settings WHERE name = '${id}';`) === '1'

test('every PostgreSQL limit is set, shown and undone by the SQL the page prints, at every scope', async () => {
  server.psql('CREATE ROLE your_role LOGIN;')
  const own = [...limits.values()].filter(({ system }) => system === 'postgresql')
  expect(own.length).toBeGreaterThan(4)
  for (const { title, scopes, show } of own) {
    if (!known(title)) {
      expect(talk('your_role', scopes[0]?.set.replace('{value}', '7000') ?? ''), title).toContain('42704')
      continue
    }
    for (const { scope, set, undo } of scopes) {
      const value = set.replace('{value}', '7000')
      if (scope === 'session') {
        const said = talk('your_role', [value, show.code, undo, show.code].join('\n'))
        expect(said.trim().split('\n'), `${title}: ${scope}`).toEqual([
          `${title}|7000|ms|session`,
          `${title}|0|ms|default`,
        ])
        continue
      }
      server.psql(value)
      await until(() => talk('your_role', show.code), `${title}|7000|ms|${scope === 'user' ? 'user' : 'configuration'}`)
      server.psql(undo)
      await until(() => talk('your_role', show.code), `${title}|0|ms|default`)
    }
  }
})

/** Waits until something is said: a reload is a signal, and sessions follow a moment later. */
async function until(read: () => string, expected: string): Promise<void> {
  for (let attempt = 0; attempt < 50 && !read().includes(expected); attempt++) await wait(50)
  expect(read()).toContain(expected)
}

test('every PostgreSQL limit ends its work with the severity, SQLSTATE and text the page prints', () => {
  server.psql('CREATE TABLE IF NOT EXISTS held (a int); INSERT INTO held VALUES (1); GRANT ALL ON held TO PUBLIC;')
  const scripts: Readonly<Record<string, string>> = {
    'pg-statement-timeout': 'SET statement_timeout = 200;\nSELECT pg_sleep(20);',
    'pg-idle-in-transaction-session-timeout':
      'SET idle_in_transaction_session_timeout = 200;\nBEGIN;\n\\! sleep 1\nSELECT 1;',
    'pg-idle-session-timeout': 'SET idle_session_timeout = 200;\n\\! sleep 1\nSELECT 1;',
    'pg-transaction-timeout': 'SET transaction_timeout = 200;\nBEGIN;\nSELECT pg_sleep(20);',
  }
  for (const [id, script] of Object.entries(scripts)) {
    const { title, client, action } = limit(id)
    if (!known(title)) continue
    const said = talk('postgres', `${script}\nSELECT 'still', 'here';`)
    expect(said, id).toContain(line(client))
    // What the page says about the session holds: a cancelled statement leaves it, an ended session answers nothing.
    expect(said.includes('still|here'), id).toBe(action === 'cancels-statement')
  }
})

test('lock_timeout ends the wait with the text the page prints', async () => {
  server.psql('CREATE TABLE IF NOT EXISTS held (a int);')
  const holder = spawn('psql', ['-X', '-q', '-h', '127.0.0.1', '-p', String(server.port), '-U', 'postgres', 'postgres'])
  holder.stdin.write('BEGIN; LOCK TABLE held;\n')
  try {
    await until(() => server.psql("SELECT count(*) FROM pg_locks WHERE relation = 'held'::regclass AND granted;"), '1')
    const said = talk('postgres', 'SET lock_timeout = 200;\nSELECT * FROM held;')
    expect(said).toContain(line(limit('pg-lock-timeout').client))
  } finally {
    holder.stdin.end()
    await once(holder, 'exit')
  }
})

test('PgBouncer ends its clients with the texts the page prints, and leaves idle ones alone under session pooling', async () => {
  const at = workFolder('limits-pooler')
  mkdirSync(at, { recursive: true })
  const file = join(at, 'pgbouncer.ini')
  const throughPooler = async (settings: string, script: string): Promise<string> => {
    const port = await freePort()
    writeFileSync(
      file,
      `[databases]\npostgres = host=127.0.0.1 port=${server.port} user=postgres\n${settings}\nlisten_addr = 127.0.0.1\nlisten_port = ${port}\nauth_type = any\nunix_socket_dir =\n`,
    )
    must('chown', ['-R', 'postgres', at])
    const pooler = spawn(
      'setpriv',
      ['--reuid=postgres', '--regid=postgres', '--init-groups', '/usr/sbin/pgbouncer', file],
      { stdio: 'ignore' },
    )
    try {
      await listening(port)
      return talk('postgres', script, port)
    } finally {
      pooler.kill('SIGTERM')
      await once(pooler, 'exit')
    }
  }
  const ended = {
    'pgbouncer-query-timeout': 'SELECT pg_sleep(20);',
    'pgbouncer-idle-transaction-timeout': 'BEGIN;\n\\! sleep 4\nSELECT 1;',
  }
  for (const [id, script] of Object.entries(ended)) {
    const { client, scopes } = limit(id)
    expect(await throughPooler(scopes[0]?.set.replace('{value}', '1') ?? '', script), id).toContain(line(client))
  }
  const { client, scopes } = limit('pgbouncer-client-idle-timeout')
  const settings = scopes[0]?.set.replace('{value}', '1') ?? ''
  const quiet = "SELECT 1;\n\\! sleep 4\nSELECT 'still', 'here';"
  expect(await throughPooler(`${settings}\npool_mode = transaction`, quiet)).toContain(line(client))
  expect(await throughPooler(settings, quiet)).toContain('still|here')
})

/** Resolves when something listens on a port. */
async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy()
        resolve(true)
      })
      socket.once('error', () => resolve(false))
    })
    if (open) return
    await wait(50)
  }
  throw new Error(`nothing listens on ${port}`)
}
