import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { must, PYTHON, persisted, prove, recipe, run, sample, versionOf, workFolder } from './judge.ts'
import { freePort, postgres } from './server.ts'

const folder = workFolder('proxies')
const server = postgres('proxied')

test('HAProxy accepts every section without a warning about it', () => {
  const settings = sample('haproxy', 120)
  const file = join(folder, 'haproxy.cfg')
  for (const each of settings) {
    writeFileSync(file, persisted('haproxy', each, { name: 'db-1.a', host: '127.0.0.1', port: '5439' }))
    const { status, out, err } = run('haproxy', ['-c', '-V', '-f', file])
    expect(`${out}${err}`).toContain('Configuration file is valid')
    expect(`${out}${err}`).not.toMatch(/WARNING|ALERT/)
    expect(status).toBe(0)
  }
  writeFileSync(file, persisted('haproxy', settings[0] ?? never()).replace('clitcpka-idle', 'clitcpka-idel'))
  expect(run('haproxy', ['-c', '-f', file]).status).not.toBe(0)
  prove({
    target: 'haproxy',
    judgedBy: 'haproxy -c',
    version: versionOf(must('haproxy', ['-v'])),
    count: settings.length,
    compared: 'the section is valid, without warnings',
  })
})

test('nginx accepts every stream block, and its sockets to clients have the timer', async () => {
  const settings = sample('nginx-stream', 60)
  const file = join(folder, 'nginx.conf')
  const head = `load_module /usr/lib/nginx/modules/ngx_stream_module.so;\npid ${join(folder, 'nginx.pid')};\nerror_log ${join(folder, 'nginx.log')};\nevents {}\n`
  for (const each of settings) {
    writeFileSync(file, head + persisted('nginx-stream', each, { host: '127.0.0.1', port: '5439' }))
    const { status, err } = run('nginx', ['-t', '-c', file])
    expect(err).toContain('test is successful')
    expect(status).toBe(0)
  }
  writeFileSync(file, head + persisted('nginx-stream', settings[0] ?? never()).replace('so_keepalive=', 'so_keepalve='))
  expect(run('nginx', ['-t', '-c', file]).status).not.toBe(0)
  const port = await freePort()
  const live = { enabled: true, idleSeconds: 500, intervalSeconds: 50, count: 5 }
  const code = persisted('nginx-stream', live, { host: '127.0.0.1', port: String(port) })
  writeFileSync(
    file,
    `${head}daemon off;\n${code.replace(`proxy_pass 127.0.0.1:${port}`, `proxy_pass 127.0.0.1:${server.port}`)}`,
  )
  const nginx = spawn('nginx', ['-c', file], { stdio: 'ignore' })
  try {
    const seen = await throughProxy(port, `( sport = :${port} )`)
    expect(seen).toMatch(/timer:\(keepalive,8min\d+sec,0\)/)
  } finally {
    nginx.kill('SIGTERM')
    await once(nginx, 'exit')
  }
  prove({
    target: 'nginx-stream',
    judgedBy: 'nginx -t and ss',
    version: versionOf(run('nginx', ['-v']).err),
    count: settings.length,
    compared: 'the block is valid; one live socket to a client has the timer',
  })
})

/** Opens a session through a proxy and shows the sockets that match while it is open. */
const throughProxy = async (port: number, filter: string): Promise<string> => {
  for (let attempt = 0; ; attempt += 1) {
    const { status, out, err } = run(PYTHON, [
      '-c',
      `
import psycopg2, subprocess, time
c = psycopg2.connect(host="127.0.0.1", port=${port}, user="postgres", dbname="postgres")
cur = c.cursor(); cur.execute("select 1"); cur.fetchone()
# Right after an answer the socket still waits for an acknowledgement; then the keepalive timer is the one shown.
for _ in range(60):
    seen = subprocess.run(["ss", "-Htno", "state", "established", ${JSON.stringify(filter)}], capture_output=True, text=True).stdout
    if "keepalive" in seen: break
    time.sleep(0.05)
print(seen)`,
    ])
    if (status === 0) return out
    if (attempt > 100) throw new Error(err)
    await wait(50)
  }
}

test('PgBouncer starts with every file, and its sockets to PostgreSQL count down from the idle time', async () => {
  const settings = sample('pgbouncer', 12).map((each) => ({ ...each, idleSeconds: Math.max(5, each.idleSeconds) }))
  const port = await freePort()
  const home = join(folder, 'pgbouncer')
  mkdirSync(home)
  writeFileSync(join(home, 'users'), '"postgres" ""\n')
  must('chown', ['-R', 'postgres', home])
  for (const each of settings) {
    const keys = persisted('pgbouncer', each)
    writeFileSync(
      join(home, 'pgbouncer.ini'),
      `[databases]\npostgres = host=127.0.0.1 port=${server.port}\n${keys}listen_addr = 127.0.0.1\nlisten_port = ${port}\nauth_type = trust\nadmin_users = postgres\nauth_file = ${join(home, 'users')}\nunix_socket_dir =\nlogfile = ${join(home, 'log')}\n`,
    )
    const bouncer = spawn(
      'setpriv',
      ['--reuid=postgres', '--regid=postgres', '--init-groups', 'pgbouncer', join(home, 'pgbouncer.ini')],
      { stdio: 'ignore' },
    )
    try {
      const seen = await throughProxy(port, `( dport = :${server.port} )`)
      expect(seen).toContain('timer:(keepalive,')
      const shown = must('psql', [
        '-X',
        '-A',
        '-t',
        '-h',
        '127.0.0.1',
        '-p',
        String(port),
        '-U',
        'postgres',
        'pgbouncer',
        '-c',
        'SHOW CONFIG',
      ])
      const value = (key: string): number => Number(new RegExp(`^${key}\\|(\\d+)`, 'm').exec(shown)?.[1])
      expect([value('tcp_keepidle'), value('tcp_keepintvl'), value('tcp_keepcnt')]).toEqual([
        each.idleSeconds,
        each.intervalSeconds,
        each.count,
      ])
    } finally {
      bouncer.kill('SIGTERM')
      await once(bouncer, 'exit')
    }
  }
  prove({
    target: 'pgbouncer',
    judgedBy: 'PgBouncer, SHOW CONFIG and ss',
    version: versionOf(must('pgbouncer', ['--version'])),
    count: settings.length,
    compared: 'values in its console; a timer on its socket to PostgreSQL',
  })
})

test('ssh and sshd read back the intervals and counts', () => {
  const client = sample('openssh-client', 80)
  const config = join(folder, 'ssh_config')
  for (const each of client) {
    writeFileSync(config, persisted('openssh-client', each, { bastion: 'jump-1.example.com' }))
    const shown = must('ssh', ['-G', '-F', config, 'jump-1.example.com'])
    expect(shown).toContain(`serveraliveinterval ${each.idleSeconds}\n`)
    expect(shown).toContain(`serveralivecountmax ${each.count}\n`)
    for (const line of (recipe('openssh-client', each).verify.snippets[0]?.expectedOutput ?? '').split('\n'))
      expect(shown).toContain(line)
  }
  const daemon = sample('openssh-server', 60)
  const key = join(folder, 'host_key')
  must('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
  mkdirSync('/run/sshd', { recursive: true })
  const file = join(folder, 'sshd_config')
  for (const each of daemon) {
    writeFileSync(file, `HostKey ${key}\n${persisted('openssh-server', each)}`)
    expect(run('/usr/sbin/sshd', ['-t', '-f', file]).status).toBe(0)
    const shown = must('/usr/sbin/sshd', ['-T', '-f', file])
    for (const line of (recipe('openssh-server', each).verify.snippets[0]?.expectedOutput ?? '').split('\n'))
      expect(shown).toContain(`${line}\n`)
  }
  const version = versionOf(run('ssh', ['-V']).err)
  prove({ target: 'openssh-client', judgedBy: 'ssh -G', version, count: client.length, compared: 'interval and count' })
  prove({
    target: 'openssh-server',
    judgedBy: 'sshd -t and -T',
    version,
    count: daemon.length,
    compared: 'interval and count',
  })
})

const never = (): never => {
  throw new Error('no sample')
}
