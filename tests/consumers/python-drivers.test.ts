import { expect, test } from 'vitest'
import { must, PYTHON, persisted, prove, sample } from './judge.ts'
import { postgres } from './server.ts'

const server = postgres('python')

// Runs each snippet as it is written and asks the kernel what the driver made of it.
const HARNESS = `
import asyncio, json, os, socket, sys
def options(fd):
    s = socket.socket(fileno=os.dup(fd))
    get = lambda o: s.getsockopt(socket.IPPROTO_TCP, o)
    r = [s.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE), get(socket.TCP_KEEPIDLE), get(socket.TCP_KEEPINTVL), get(socket.TCP_KEEPCNT)]
    s.close()
    return r
result = []
for kind, code in json.load(sys.stdin):
    space = {}
    exec(code, space)
    if kind == "psycopg":
        result.append(options(space["conn"].fileno())); space["conn"].close()
    elif kind == "sqlalchemy":
        with space["engine"].connect() as c:
            result.append(options(c.connection.fileno()))
        space["engine"].dispose()
    else:
        async def once():
            pool = await space["open_pool"]()
            async with pool.acquire() as conn:
                r = options(conn._transport.get_extra_info("socket").fileno())
            await pool.close()
            return r
        result.append(asyncio.run(once()))
print(json.dumps(result))`

// SQLAlchemy 1.4 keeps URL where 2.x has it as well: sqlalchemy.engine.URL is the same class.
const compatible = (code: string): string =>
  code.replace(
    'from sqlalchemy import URL, create_engine',
    'from sqlalchemy import create_engine\nfrom sqlalchemy.engine import URL',
  )

const smallPool = (code: string): string => code.replace('init=keep_alive,', 'init=keep_alive, min_size=1, max_size=1,')

test.each([
  ['psycopg2', 'psycopg', 200, 'psycopg2', 'psycopg2.__version__'],
  ['psycopg', 'psycopg', 100, 'psycopg', 'psycopg.__version__'],
  ['sqlalchemy', 'sqlalchemy', 100, 'SQLAlchemy with psycopg2', 'sqlalchemy.__version__'],
  ['asyncpg', 'asyncpg', 60, 'asyncpg', 'asyncpg.__version__'],
])('%s sets exactly the options its recipe states on a real connection', (id, kind, count, judgedBy, version) => {
  const settings = sample(id, count)
  const cases = settings.map((each) => [kind, smallPool(compatible(persisted(id, each, server.options)))])
  cases.push([kind, smallPool(compatible(persisted(id, { ...settings[0], enabled: false } as never, server.options)))])
  const read: number[][] = JSON.parse(must(PYTHON, ['-c', HARNESS], { input: JSON.stringify(cases) }))
  const off = read.pop()
  expect(read).toEqual(settings.map((each) => [1, each.idleSeconds, each.intervalSeconds, each.count]))
  expect(off?.[0]).toBe(0)
  prove({
    target: id,
    judgedBy: `${judgedBy} and getsockopt`,
    version:
      must(PYTHON, ['-c', `import ${version.split('.')[0]}; print(${version})`])
        .split(' ')[0]
        ?.trim() ?? '',
    count: settings.length,
    compared: 'SO_KEEPALIVE and three options of a live socket to PostgreSQL',
  })
})

test('libpq reads connection strings, URLs and the service file, and sets the socket accordingly', () => {
  const harness = `
import json, os, socket, sys, psycopg2, tempfile
result = []
for kind, text in json.load(sys.stdin):
    if kind == "service":
        with tempfile.NamedTemporaryFile("w", suffix=".conf") as f:
            f.write(text); f.flush()
            os.environ["PGSERVICEFILE"] = f.name
            conn = psycopg2.connect("service=warehouse")
    else:
        conn = psycopg2.connect(text.strip())
    s = socket.socket(fileno=os.dup(conn.fileno()))
    get = lambda o: s.getsockopt(socket.IPPROTO_TCP, o)
    result.append([get(socket.TCP_KEEPIDLE), get(socket.TCP_KEEPINTVL), get(socket.TCP_KEEPCNT)])
    s.close(); conn.close()
print(json.dumps(result))`
  const version = must(PYTHON, ['-c', 'import psycopg2.extensions as e; print(e.libpq_version())']).trim()
  for (const [id, kind] of [
    ['libpq-url', 'dsn'],
    ['libpq-conninfo', 'dsn'],
    ['libpq-service-file', 'service'],
  ] as const) {
    const settings = sample(id, 150)
    const input = JSON.stringify(settings.map((each) => [kind, persisted(id, each, server.options)]))
    const read: unknown = JSON.parse(must(PYTHON, ['-c', harness], { input }))
    expect(read).toEqual(settings.map((each) => [each.idleSeconds, each.intervalSeconds, each.count]))
    prove({
      target: id,
      judgedBy: 'libpq and getsockopt',
      version: `libpq ${Math.floor(Number(version) / 10_000)}.${Number(version) % 10_000}`,
      count: settings.length,
      compared: 'three options of a live socket to PostgreSQL',
    })
  }
})

test('libpq refuses what the pitfalls say it refuses', () => {
  const refused = (words: string): string =>
    must(PYTHON, [
      '-c',
      `
import psycopg2, sys
try:
    psycopg2.connect("host=127.0.0.1 port=${server.port} user=postgres dbname=postgres ${words}")
    print("accepted")
except Exception as e:
    print(e)`,
    ])
  expect(refused('keepalives_idle=0')).toContain('Invalid argument')
  expect(refused('keepalives_idle=40000')).toContain('Invalid argument')
  expect(refused('keepalives=true')).toContain('invalid integer value')
  expect(refused('keepalive_idle=60')).toContain('invalid connection option')
})

test('a hostile database name reaches PostgreSQL exactly, through URL, connection string and Python alike', () => {
  const name = `a "b' \\ $(id) %x; é & {c}`
  server.psql(`CREATE DATABASE "${name.replaceAll('"', '""')}";`)
  const options = { ...server.options, database: name }
  const settings = { enabled: true, idleSeconds: 60, intervalSeconds: 10, count: 5 }
  const ask = (connect: string): string =>
    must(
      PYTHON,
      [
        '-c',
        `
import sys, psycopg2
${connect}
cur = conn.cursor(); cur.execute("select current_database()"); print(cur.fetchone()[0])`,
      ],
      {},
    )
  for (const id of ['libpq-url', 'libpq-conninfo']) {
    const text = persisted(id, settings, options).trim()
    expect(ask(`conn = psycopg2.connect(${JSON.stringify(text)})`).trim()).toBe(name)
  }
  expect(ask(persisted('psycopg2', settings, options)).trim()).toBe(name)
})
