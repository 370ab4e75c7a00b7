import { readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { must, run, workFolder } from './judge.ts'

/** A port nobody listens on. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })

/** A PostgreSQL server of this test file, on loopback, which trusts everybody there. */
export interface Server {
  port: number
  /** Options of client targets that lead to it. */
  options: Record<string, string>
  readonly data: string
  psql(sql: string): string
}

const newest = (folder: string): string =>
  join(folder, readdirSync(folder).sort((a, b) => Number(b) - Number(a))[0] ?? '', 'bin')

/** Starts the server before the tests of the file and stops it after them. */
export function postgres(name: string): Server {
  const folder = workFolder(name)
  const data = join(folder, 'data')
  const bin = newest('/usr/lib/postgresql')
  const asPostgres = (command: string, ...args: string[]): string =>
    must('setpriv', ['--reuid=postgres', '--regid=postgres', '--init-groups', join(bin, command), ...args], {
      cwd: folder,
    })
  const server: Server = {
    port: 0,
    options: {},
    data,
    psql: (sql) =>
      must(
        'psql',
        ['-X', '-A', '-t', '-q', '-h', '127.0.0.1', '-p', String(server.port), '-U', 'postgres', 'postgres'],
        { input: sql },
      ).trim(),
  }
  beforeAll(async () => {
    must('chown', ['postgres', folder])
    asPostgres('initdb', '-D', data, '-A', 'trust', '-U', 'postgres', '-N', '-E', 'UTF8')
    server.port = await freePort()
    server.options = { host: '127.0.0.1', port: String(server.port), database: 'postgres', user: 'postgres' }
    asPostgres(
      'pg_ctl',
      '-D',
      data,
      '-w',
      '-l',
      join(folder, 'log'),
      '-o',
      `-c listen_addresses=127.0.0.1 -c port=${server.port} -c unix_socket_directories= -c fsync=off`,
      'start',
    )
  })
  afterAll(() => {
    run(
      'setpriv',
      [
        '--reuid=postgres',
        '--regid=postgres',
        '--init-groups',
        join(bin, 'pg_ctl'),
        '-D',
        data,
        '-m',
        'immediate',
        'stop',
      ],
      { cwd: folder },
    )
  })
  return server
}

/** Keepalive timers of this machine's established sockets to a port: seconds left, or null where there is no timer. */
export function timers(port: number): (number | null)[] {
  const out = must('ss', ['-Htno', 'state', 'established', `( dport = :${port} )`])
  return out
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const text = /timer:\(keepalive,([^,]+),/.exec(line)?.[1]
      if (text === undefined) return null
      const match = /^(?:(\d+)min)?(?:([\d.]+)(ms|sec)?)?$/.exec(text)
      const seconds = Number(match?.[2] ?? 0) / (match?.[3] === 'ms' ? 1000 : 1)
      return Number(match?.[1] ?? 0) * 60 + seconds
    })
}
