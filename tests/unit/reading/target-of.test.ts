import { expect, test } from 'vitest'
import { checkText } from '../../../src/reading/check.ts'
import { targetOf } from '../../../src/reading/target-of.ts'
import { TARGETS, targetById } from '../../../src/targets/index.ts'

test.each([
  ['libpq', 'postgresql://u@h/d?keepalives_idle=60', 'libpq-url'],
  ['libpq', 'host=h keepalives_idle=60', 'libpq-conninfo'],
  ['libpq', '[rs]\nhost=h\nkeepalives_idle=60', 'libpq-service-file'],
  ['openssh', 'ClientAliveInterval 60', 'openssh-server'],
  ['postgresql', 'ALTER SYSTEM SET tcp_keepalives_idle = 60;', 'postgresql-alter-system'],
  ['redshift-odbc-ini', 'Driver={x};KeepAlive=1;KeepAliveIdle=60', 'redshift-odbc-connection-string'],
  ['linux-sysctl', 'net.ipv4.tcp_keepalive_time=60', 'linux-sysctl'],
  ['socket-table', 'ESTAB 0 0', 'socket-table'],
])('%s text “%s” is the target %s', (format, text, expected) => {
  expect(targetOf(format, text)).toBe(expected)
})

test('what a target writes is named by a target, or by a format that many share', () => {
  const settings = { enabled: true, idleSeconds: 120, intervalSeconds: 30, count: 4 }
  const shared = ['socket-options', 'cloud-idle-limit', 'libpq-framework']
  const wrong = TARGETS.flatMap((target) => {
    const written = target.write(settings, {})
    const text = written.ok ? (written.recipe.persist.snippets[0]?.code ?? '') : ''
    const format = checkText(text).format?.id
    if (format === undefined) return []
    const named = targetOf(format, text)
    return targetById(named) || shared.includes(named) ? [] : [`${target.id}: ${named}`]
  })
  expect(wrong).toEqual([])
})
