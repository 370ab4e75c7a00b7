import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { KeepaliveSettings } from '../../src/model/keepalive.ts'
import { must, persisted, prove, sample, versionOf, workFolder } from './judge.ts'

const folder = workFolder('containers')

const FILES = ['tcp_keepalive_time', 'tcp_keepalive_intvl', 'tcp_keepalive_probes']

const sysctls = ({ idleSeconds, intervalSeconds, count }: KeepaliveSettings): Record<string, string> => ({
  'net.ipv4.tcp_keepalive_time': String(idleSeconds),
  'net.ipv4.tcp_keepalive_intvl': String(intervalSeconds),
  'net.ipv4.tcp_keepalive_probes': String(count),
})

test('docker-compose reads the sysctls of every service', () => {
  const settings = sample('docker-compose', 12)
  const version = versionOf(must('docker-compose', ['--version']))
  for (const [id, count] of [
    ['docker-compose', 12],
    ['docker-swarm', 6],
  ] as const) {
    for (const each of settings.slice(0, count)) {
      const file = join(folder, 'compose.yaml')
      writeFileSync(file, persisted(id, each, { service: 'load.er-1' }))
      const shown = must('docker-compose', ['-f', file, 'config'])
      for (const [name, value] of Object.entries(sysctls(each)))
        expect(shown).toMatch(new RegExp(`${name}: '?${value}'?\\n`))
    }
    prove({ target: id, judgedBy: 'docker-compose config', version, count, compared: 'sysctls of the service' })
  }
})

test('kubectl keeps every field of the pod manifests, which it would drop if misspelt', () => {
  const version = versionOf(must('kubectl', ['version', '--client']))
  for (const id of ['kubernetes-pod', 'kubernetes-unsafe-sysctls', 'kubernetes-init-container']) {
    const settings = sample(id, 25)
    for (const each of settings) {
      const file = join(folder, 'pod.yaml')
      writeFileSync(file, persisted(id, each, { pod: 'loader' }, id === 'kubernetes-unsafe-sysctls' ? 1 : 0))
      const read = JSON.parse(
        must('kubectl', ['set', 'image', '--local', '-f', file, 'loader=example/loader:2', '-o', 'json']),
      )
      expect(read.spec.containers[0].image).toBe('example/loader:2')
      if (id === 'kubernetes-init-container') {
        expect(read.spec.initContainers[0].securityContext.privileged).toBe(true)
        expect(read.spec.initContainers[0].command[2]).toContain(`tcp_keepalive_time=${each.idleSeconds} `)
      } else {
        const pairs: { name: string; value: string }[] = read.spec.securityContext.sysctls
        expect(Object.fromEntries(pairs.map(({ name, value }) => [name, value]))).toEqual(sysctls(each))
      }
    }
    prove({
      target: id,
      judgedBy: 'kubectl --local',
      version,
      count: settings.length,
      compared: 'fields and types of the manifest',
    })
  }
})

test('the docker command line sends exactly these sysctls to the engine', async () => {
  const bodies: { HostConfig: { Sysctls: Record<string, string> }; Image: string }[] = []
  const socket = join(folder, 'docker.sock')
  // Enough of an engine for docker create: it takes the request and answers with an id.
  const engine = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      response.setHeader('Api-Version', '1.41')
      response.setHeader('Content-Type', 'application/json')
      if (request.url?.includes('/containers/create')) {
        bodies.push(JSON.parse(Buffer.concat(parts).toString()))
        response.statusCode = 201
        response.end('{"Id":"0123456789ab","Warnings":[]}')
        return
      }
      response.end(request.url?.endsWith('/_ping') ? 'OK' : '{"ApiVersion":"1.41","Version":"20.10.0"}')
    })
  }).listen(socket)
  await once(engine, 'listening')
  try {
    const settings = sample('docker-run', 20)
    for (const each of settings) {
      const code = persisted('docker-run', each, { image: 'registry.example.com:5000/team/loader:1.4' })
      const docker = spawn('sh', ['-c', code.replace('docker run --rm', 'docker create')], {
        stdio: 'ignore',
        env: { ...process.env, DOCKER_HOST: `unix://${socket}` },
      })
      const [status] = await once(docker, 'exit')
      expect(status).toBe(0)
    }
    expect(bodies.map((body) => body.HostConfig.Sysctls)).toEqual(settings.map(sysctls))
    expect(new Set(bodies.map((body) => body.Image))).toEqual(new Set(['registry.example.com:5000/team/loader:1.4']))
    prove({
      target: 'docker-run',
      judgedBy: 'docker create against a recorded engine',
      version: versionOf(must('docker', ['--version'])),
      count: settings.length,
      compared: 'HostConfig.Sysctls of the request',
    })
  } finally {
    engine.close()
  }
})

test('crun makes a container that has the values of the flags', () => {
  const bundle = join(folder, 'bundle')
  mkdirSync(join(bundle, 'rootfs', 'bin'), { recursive: true })
  for (const name of ['proc', 'dev', 'sys']) mkdirSync(join(bundle, 'rootfs', name))
  cpSync('/bin/busybox', join(bundle, 'rootfs', 'bin', 'busybox'))
  chmodSync(join(bundle, 'rootfs', 'bin', 'busybox'), 0o755)
  const settings = sample('podman', 25)
  const shown = settings.map((each, index) => {
    const flags = [...persisted('podman', each).matchAll(/--sysctl ([\w.]+)=(\d+)/g)].map(([, name, value]) => [
      name,
      value,
    ])
    writeFileSync(
      join(bundle, 'config.json'),
      JSON.stringify({
        ociVersion: '1.0.0',
        root: { path: 'rootfs', readonly: true },
        process: {
          cwd: '/',
          user: { uid: 0, gid: 0 },
          args: ['/bin/busybox', 'cat', ...FILES.map((name) => `/proc/sys/net/ipv4/${name}`)],
          env: ['PATH=/bin'],
        },
        mounts: [{ destination: '/proc', type: 'proc', source: 'proc' }],
        linux: {
          namespaces: [{ type: 'pid' }, { type: 'network' }, { type: 'mount' }, { type: 'ipc' }],
          sysctl: Object.fromEntries(flags),
        },
      }),
    )
    const command = `if [ -d /sys/fs/cgroup/unified ]; then mount --bind /sys/fs/cgroup/unified /sys/fs/cgroup; fi; exec crun --cgroup-manager=disabled --root ${join(folder, 'crun')} run --bundle ${bundle} holdfast-${index}`
    return must('unshare', ['--mount', 'sh', '-c', command]).trim().split('\n').map(Number)
  })
  expect(shown).toEqual(settings.map((each) => [each.idleSeconds, each.intervalSeconds, each.count]))
  const version = versionOf(must('crun', ['--version']))
  for (const target of ['podman', 'docker-run']) {
    prove({
      target,
      judgedBy: 'crun, a container run with the flags’ sysctls',
      version,
      count: settings.length,
      compared: 'values in /proc/sys inside the container',
    })
  }
})
