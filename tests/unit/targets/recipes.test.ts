import { describe, expect, test } from 'vitest'
import { targetById } from '../../../src/targets/index.ts'
import type { Target } from '../../../src/targets/target.ts'
import { recipeOf, SETTINGS } from './arbitrary.ts'

const target = (id: string): Target => {
  const found = targetById(id)
  if (!found) throw new Error(`no target ${id}`)
  return found
}

describe('the three ways to write the Windows registry', () => {
  test.each([
    ['windows-registry', { idleSeconds: 120, intervalSeconds: 30 }],
    ['redshift-odbc-windows', { enabled: true, idleSeconds: 120, intervalSeconds: 30 }],
  ])('%s: each of them alone is read back', (id, stated) => {
    const { persist } = recipeOf(target(id), SETTINGS)
    expect(persist.snippets.map(({ language }) => language)).toEqual(['bat', 'powershell', 'reg'])
    for (const { code } of persist.snippets) expect(target(id).read(code).settings).toMatchObject(stated)
  })

  test('milliseconds stand in hexadecimal in the .reg file and in decimal in the commands', () => {
    const [bat, powershell, reg] = recipeOf(target('windows-registry'), SETTINGS).persist.snippets
    expect(bat?.code).toContain('/v KeepAliveTime /t REG_DWORD /d 120000 /f')
    expect(powershell?.code).toContain('-Name KeepAliveTime -PropertyType DWord -Value 120000')
    expect(reg?.code).toContain('"KeepAliveTime"=dword:0001d4c0')
    expect(reg).toMatchObject({ filename: 'tcp-keepalive.reg', lineEnding: 'crlf', encoding: 'utf-16le-bom' })
  })

  test('a data source is written as text, in the hive and the branch of its kind', () => {
    const code = (kind: string): string =>
      recipeOf(target('psqlodbc-windows'), SETTINGS, { dsn: 'My source', kind }).persist.snippets[2]?.code ?? ''
    expect(code('system')).toContain('[HKEY_LOCAL_MACHINE\\SOFTWARE\\ODBC\\ODBC.INI\\My source]')
    expect(code('system-32')).toContain('[HKEY_LOCAL_MACHINE\\SOFTWARE\\WOW6432Node\\ODBC\\ODBC.INI\\My source]')
    expect(code('user')).toContain('[HKEY_CURRENT_USER\\SOFTWARE\\ODBC\\ODBC.INI\\My source]')
    expect(code('user')).toContain('"KeepaliveTime"="120"')
  })
})

test('a value Linux refuses on a socket is refused before it is written, with the kernel’s limit', () => {
  const written = target('libpq-url').write({ ...SETTINGS, idleSeconds: 40_000 }, {})
  expect(written).toMatchObject({ ok: false, refusals: [{ field: 'idleSeconds' }] })
  if (!written.ok) {
    expect(written.refusals[0]?.message).toContain('1 to 32,767 s; got 40,000 s')
    expect(written.refusals[0]?.source).toContain('MAX_TCP_KEEPIDLE')
  }
})

test('zero is never written: it kills connections or makes them fail', () => {
  for (const field of ['idleSeconds', 'intervalSeconds', 'count'] as const) {
    for (const id of ['linux-sysctl', 'libpq-conninfo', 'redshift-odbc-ini', 'pgbouncer']) {
      expect(target(id).write({ ...SETTINGS, [field]: 0 }, {}).ok, `${id} ${field}`).toBe(false)
    }
  }
})

test('half a second is refused where the platform counts whole seconds', () => {
  const written = target('linux-sysctl').write({ ...SETTINGS, idleSeconds: 60.5 }, {})
  expect(written).toMatchObject({ ok: false, refusals: [{ field: 'idleSeconds' }] })
  expect(target('macos-sysctl').write({ ...SETTINGS, idleSeconds: 60.5 }, {}).ok).toBe(true)
})

test('every wrong input is reported at once, not one after another', () => {
  const written = target('libpq-url').write({ ...SETTINGS, idleSeconds: 0, count: 999 }, { port: '99999', host: '' })
  expect(written.ok).toBe(false)
  if (!written.ok) {
    expect(written.refusals.map(({ field }) => field).sort()).toEqual(['count', 'host', 'idleSeconds', 'port'])
  }
})

test('undo gives the platform’s defaults back', () => {
  const undo = (id: string): string =>
    recipeOf(target(id), SETTINGS)
      .undo.snippets.map(({ code }) => code)
      .join('\n')
  expect(undo('linux-sysctl')).toContain(
    'tcp_keepalive_time=7200 net.ipv4.tcp_keepalive_intvl=75 net.ipv4.tcp_keepalive_probes=9',
  )
  expect(undo('macos-sysctl')).toContain('keepidle=7200000 net.inet.tcp.keepintvl=75000 net.inet.tcp.keepcnt=8')
  expect(undo('windows-registry')).toContain('reg delete')
  expect(undo('postgresql-role')).toContain('RESET tcp_keepalives_idle')
  expect(undo('aws-nlb')).toContain('Value=350')
})

test('what a target has no words for is said, not dropped', () => {
  const unsaid = (id: string): string => recipeOf(target(id), SETTINGS).notExpressed.join(' ')
  expect(unsaid('windows-registry')).toContain('probe count of 4')
  expect(unsaid('node-postgres')).toContain('interval of 30 s')
  expect(unsaid('pgjdbc-url')).toContain('Idle time, interval and count')
  expect(unsaid('npgsql')).toContain('probe count of 4')
  expect(unsaid('redshift-alter-user')).toContain('Keepalive')
})

test('macOS treats every socket as keepalive only when asked to', () => {
  const code = (sockets: string): string =>
    recipeOf(target('macos-sysctl'), SETTINGS, { sockets }).persist.snippets[0]?.code ?? ''
  expect(code('own')).not.toContain('always_keepalive')
  expect(code('all')).toContain('<string>net.inet.tcp.always_keepalive=1</string>')
})

test('a driver without times of its own tells the reader whose timer to expect', () => {
  const note = (id: string): string => recipeOf(target(id), SETTINGS).verify.snippets.at(-1)?.note ?? ''
  for (const id of ['pgjdbc-url', 'redshift-jdbc', 'hikaricp', 'dbeaver', 'datagrip']) {
    expect(note(id)).toContain('119min means that the system still has its 7200 s')
  }
})
