import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { KeepaliveSettings } from '../../src/model/keepalive.ts'
import { must, PYTHON, persisted, prove, recipe, sample, versionOf, workFolder } from './judge.ts'

const folder = workFolder('linux')
const SYSCTL = versionOf(must('sysctl', ['--version']))

// Inside a network namespace of its own: loads each file and reads the kernel's values and those of a socket back.
const READ_BACK = `
import json, socket, subprocess, sys
for text in json.load(sys.stdin):
    subprocess.run(["sysctl", "-q", "-p", "-"], input=text.encode(), check=True)
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    get = lambda o: s.getsockopt(socket.IPPROTO_TCP, o)
    print(get(socket.TCP_KEEPIDLE), get(socket.TCP_KEEPINTVL), get(socket.TCP_KEEPCNT))
    s.close()
`

const readBack = (texts: readonly string[]): string[] =>
  must('unshare', ['--net', PYTHON, '-c', READ_BACK], { input: JSON.stringify(texts) })
    .trim()
    .split('\n')

const words = ({ idleSeconds, intervalSeconds, count }: KeepaliveSettings): string =>
  `${idleSeconds} ${intervalSeconds} ${count}`

test('sysctl -p takes every drop-in, and a socket shows exactly its values', () => {
  // A kernel with 250 ticks a second stores whole seconds; one with 1,000 does too.
  const settings = sample('linux-sysctl', 400)
  expect(readBack(settings.map((each) => persisted('linux-sysctl', each)))).toEqual(settings.map(words))
  prove({
    target: 'linux-sysctl',
    judgedBy: 'sysctl -p and getsockopt',
    version: `procps ${SYSCTL}`,
    count: settings.length,
    compared: 'values of a new socket in a network namespace',
  })
})

test('the whole Linux recipe runs as written: now, persist, verify, undo, with the outputs it promises', () => {
  const settings = { enabled: true, idleSeconds: 120, intervalSeconds: 30, count: 4 }
  const { now, persist, verify, undo } = recipe('linux-sysctl', settings)
  // sudo is not needed for root; the folder of drop-ins is a private empty one.
  const bin = join(folder, 'bin')
  must('mkdir', ['-p', bin])
  writeFileSync(join(bin, 'sudo'), '#!/bin/sh\nexec "$@"\n')
  chmodSync(join(bin, 'sudo'), 0o755)
  const shell = (script: string): string =>
    must('sh', ['-e'], { input: script, env: { PATH: `${bin}:${process.env['PATH']}` } })
  const both = (steps: readonly (typeof now.snippets)[number][]): string =>
    steps.map(({ code }) => `${code}echo '-- end'\n`).join('')
  const [, , paste] = persist.snippets
  const [values, socket] = verify.snippets
  const [reset] = undo.snippets
  if (!paste || !values || !socket || !reset) throw new Error('the recipe has lost a snippet')
  writeFileSync(
    join(folder, 'client.py'),
    `import socket, subprocess
server = socket.create_server(("127.0.0.1", 5439))
client = socket.create_connection(("127.0.0.1", 5439))
client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
print(subprocess.run(["sh", "-c", ${JSON.stringify(socket.code)}], capture_output=True, text=True).stdout)
`,
  )
  const script = `
mount -t tmpfs none /etc/sysctl.d
ip link set lo up
${both([...now.snippets, paste, values])}
${PYTHON} ${join(folder, 'client.py')}
echo '-- end'
${both([reset, values])}
test ! -e /etc/sysctl.d/60-tcp-keepalive.conf
`
  const run = join(folder, 'run.sh')
  writeFileSync(run, script)
  const printed = shell(`exec unshare --net --mount sh -e ${run}\n`)
    .split('-- end\n')
    .map((part) => part.trim())
  expect(printed[0]).toBe(now.snippets[0]?.expectedOutput)
  expect(printed[1]).toBe(values.expectedOutput)
  expect(printed[2]).toBe(values.expectedOutput)
  expect(printed[3]).toMatch(/timer:\(keepalive,(?:1min5\dsec|2min),0\)/)
  expect(socket.expectedOutput).toMatch(/timer:\(keepalive,1min59sec,0\)/)
  expect(printed[4]).toBe(reset.expectedOutput)
  expect(printed[5]).toBe(reset.expectedOutput)
  prove({
    target: 'linux-sysctl',
    judgedBy: 'the recipe itself, run from top to bottom',
    version: `procps ${SYSCTL}, Linux ${must('uname', ['-r']).trim()}`,
    count: 1,
    compared: 'every expected output, a live socket in ss, and the defaults after undo',
  })
})

test('a file with a misspelt name or an impossible value is refused, so acceptance means something', () => {
  const refuse = (text: string): number | null => {
    const file = join(folder, 'bad.conf')
    writeFileSync(file, text)
    return Number(must('sh', ['-c', `unshare --net sysctl -p ${file} >/dev/null 2>&1; echo $?`]))
  }
  expect(refuse('net.ipv4.tcp_keepalive_tim = 60\n')).not.toBe(0)
  expect(refuse('net.ipv4.tcp_keepalive_probes = 256\n')).not.toBe(0)
})

test('the command of a Kubernetes init container and of wsl.conf sets the values', () => {
  const settings = sample('kubernetes-init-container', 20)
  for (const [id, pattern, position] of [
    ['kubernetes-init-container', /command: (\[.*\])/, 0],
    ['wsl', /command = "(.*)"/, 1],
  ] as const) {
    const commands = settings.map((each) => {
      const found = pattern.exec(persisted(id, each, {}, position))?.[1] ?? ''
      return found.startsWith('[') ? ((JSON.parse(found) as string[])[2] ?? '') : found
    })
    const lines = commands.map(
      (command) =>
        `${command.replace('sysctl -w', 'sysctl -q -w')}; cat /proc/sys/net/ipv4/tcp_keepalive_time /proc/sys/net/ipv4/tcp_keepalive_intvl /proc/sys/net/ipv4/tcp_keepalive_probes | tr '\\n' ' '; echo`,
    )
    const printed = must('unshare', ['--net', 'sh', '-e'], { input: `${lines.join('\n')}\n` })
    expect(
      printed
        .trim()
        .split(/ ?\n/)
        .map((line) => line.trim()),
    ).toEqual(settings.map(words))
    prove({
      target: id,
      judgedBy: 'sysctl -w',
      version: `procps ${SYSCTL}`,
      count: settings.length,
      compared: 'values in /proc/sys of a network namespace',
    })
  }
})
