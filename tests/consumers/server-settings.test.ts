import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { must, PYTHON, persisted, prove, recipe, sample, versionOf } from './judge.ts'
import { postgres } from './server.ts'

const server = postgres('server')
const READ = "SELECT string_agg(setting, ' ' ORDER BY name) FROM pg_settings WHERE name LIKE 'tcp_keepalives%';"

// New session for every question, because the server's values are those of a session.
const PLAY = `
import json, sys, time, psycopg2
port = int(sys.argv[1]); role = sys.argv[2]
def session(user):
    c = psycopg2.connect(host="127.0.0.1", port=port, dbname="postgres", user=user); c.autocommit = True; return c
admin = session("postgres")
result = []
for code in json.load(sys.stdin):
    for statement in code.split(";"):
        if statement.strip():
            admin.cursor().execute(statement)
    deadline = time.time() + 3
    while True:
        c = session(role); cur = c.cursor()
        cur.execute("SELECT name, setting FROM pg_settings WHERE name LIKE 'tcp_keepalives%' ORDER BY name")
        got = [int(v) for _, v in cur.fetchall()]; c.close()
        # A reload is a signal: give the postmaster a moment to take it.
        if "pg_reload_conf" not in code or (result[-1:] != [got]) or time.time() > deadline: break
        time.sleep(0.01)
    result.append(got)
print(json.dumps(result))`

const play = (codes: readonly string[], role: string): number[][] =>
  JSON.parse(must(PYTHON, ['-c', PLAY, String(server.port), role], { input: JSON.stringify(codes) }))

const distinct = (id: string, count: number): ReturnType<typeof sample> => {
  const seen = new Set<string>()
  return sample(id, count).filter((each) => {
    const key = JSON.stringify(each)
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

const byName = (settings: ReturnType<typeof sample>): number[][] =>
  settings.map(({ count, idleSeconds, intervalSeconds }) => [count, idleSeconds, intervalSeconds])

test('ALTER SYSTEM and ALTER ROLE as written change what new sessions have', () => {
  const version = server.psql('SHOW server_version;').split(' ')[0] ?? ''
  const system = distinct('postgresql-alter-system', 60)
  expect(
    play(
      system.map((each) => persisted('postgresql-alter-system', each)),
      'postgres',
    ),
  ).toEqual(byName(system))
  const role = distinct('postgresql-role', 100)
  const name = `load"er; é`
  server.psql(`CREATE ROLE "load""er; é" LOGIN;`)
  // The role's name holds a semicolon, so the statements are split at line ends.
  const statements = role.map((each) => persisted('postgresql-role', each, { role: name }))
  const script = PLAY.replace('code.split(";")', 'code.split("\\n")')
  const read = JSON.parse(
    must(PYTHON, ['-c', script, String(server.port), name], { input: JSON.stringify(statements) }),
  )
  expect(read).toEqual(byName(role))
  const compared = 'values of a new session over TCP'
  prove({ target: 'postgresql-alter-system', judgedBy: 'PostgreSQL', version, count: system.length, compared })
  prove({ target: 'postgresql-role', judgedBy: 'PostgreSQL', version, count: role.length, compared })
})

test('undoing takes the values away again', () => {
  const settings = { enabled: true, idleSeconds: 77, intervalSeconds: 7, count: 7 }
  const reset = recipe('postgresql-alter-system', settings).undo.snippets[0]?.code ?? ''
  play([persisted('postgresql-alter-system', settings), reset], 'postgres')
  expect(
    server.psql("SELECT count(*) FROM pg_file_settings WHERE sourcefile LIKE '%auto.conf' AND name LIKE 'tcp_%';"),
  ).toBe('0')
})

test('postgresql.conf as written is read without error', () => {
  const file = join(server.data, 'holdfast.conf')
  appendFileSync(join(server.data, 'postgresql.conf'), "include 'holdfast.conf'\n")
  const settings = sample('postgresql-conf', 100)
  for (const each of settings) {
    writeFileSync(file, persisted('postgresql-conf', each))
    const rows = server.psql(
      "SELECT setting || coalesce(' ' || error, '') FROM pg_file_settings WHERE sourcefile LIKE '%holdfast.conf' ORDER BY name;",
    )
    expect(rows.split('\n').map(Number)).toEqual([each.count, each.idleSeconds, each.intervalSeconds])
  }
  expect(server.psql(READ)).toMatch(/\d+ \d+ \d+/)
  prove({
    target: 'postgresql-conf',
    judgedBy: 'PostgreSQL (pg_file_settings)',
    version: versionOf(server.psql('SHOW server_version;')),
    count: settings.length,
    compared: 'values in the file as the server reads them',
  })
})
