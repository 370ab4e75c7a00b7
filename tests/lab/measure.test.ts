import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readObserved } from '../../src/model/observed.ts'
import { type MeasureLab, type RouterKind, startMeasureLab } from '../helpers/measure-lab.ts'

/** Seconds after which the routers of this lab forget a quiet flow. */
const LIMIT_SECONDS = 5
/** What the scripts are asked to narrow it down to; bash counts whole seconds and may be one off on each side. */
const RESOLUTION_SECONDS = 2
const SEARCH = { min: '2', max: '12', resolution: String(RESOLUTION_SECONDS), connections: '4', wait: '3' } as const

const SCRIPTS = {
  python: (address: string, port: number, user: string) => ({
    command: [
      'python3',
      'public/measure/holdfast-measure.py',
      '--host',
      address,
      '--port',
      String(port),
      '--user',
      user,
      '--dbname',
      'postgres',
      ...flags(),
    ],
    environment: {},
  }),
  node: (address: string, port: number, user: string) => ({
    command: [
      process.execPath,
      'public/measure/holdfast-measure.mjs',
      '--host',
      address,
      '--port',
      String(port),
      '--user',
      user,
      '--dbname',
      'postgres',
      ...flags(),
    ],
    environment: {},
  }),
  'bash and psql': (address: string, port: number, user: string) => ({
    command: [
      'bash',
      'public/measure/holdfast-measure.sh',
      `host=${address} port=${port} user=${user} dbname=postgres`,
    ],
    environment: Object.fromEntries(Object.entries(SEARCH).map(([key, value]) => [key.toUpperCase(), value])),
  }),
} as const
type Script = keyof typeof SCRIPTS

const flags = (): string[] => Object.entries(SEARCH).flatMap(([key, value]) => [`--${key}`, value])

let lab: MeasureLab
const runs = new Map<string, { output: string; status: number }>()
const ROUTERS: readonly RouterKind[] = ['silent', 'rst']
const cases = (Object.keys(SCRIPTS) as Script[]).flatMap((script) => ROUTERS.map((router) => ({ script, router })))

beforeAll(async () => {
  lab = startMeasureLab(LIMIT_SECONDS)
  // All at once: each has connections of its own, and the routers keep a timer per flow.
  await Promise.all(
    cases.map(async ({ script, router }) => {
      const { command, environment } = SCRIPTS[script](lab.address[router], lab.port, lab.user)
      runs.set(`${script} ${router}`, await lab.run(command, { ...environment, PGPASSWORD: lab.password }))
    }),
  )
})
afterAll(() => lab?.stop())

describe.each(cases)('$script through a router that forgets and is $router', ({ script, router }) => {
  const result = () => runs.get(`${script} ${router}`) ?? { output: '', status: -1 }
  const line = () =>
    result()
      .output.split('\n')
      .find((text) => text.startsWith('holdfast-measure v1')) ?? result().output

  test('the longest silence that lived and the shortest that died enclose the router’s limit', () => {
    const [, lived, died] = /lived=(\d+)s died=(\d+)s/.exec(line()) ?? []
    expect(lived, result().output).toBeDefined()
    expect(Number(lived)).toBeLessThanOrEqual(LIMIT_SECONDS + 1)
    expect(Number(died)).toBeGreaterThanOrEqual(LIMIT_SECONDS - 1)
    expect(Number(died) - Number(lived)).toBeLessThanOrEqual(RESOLUTION_SECONDS + 2)
    expect(result().status).toBe(0)
  })
  test('it says how the connection died', () => {
    expect(line()).toContain(router === 'silent' ? 'how=silent' : 'how=reset')
  })
  test('the Cutoff page reads the line as a range around the limit', () => {
    const [observation] = readObserved(line()).observations
    expect(observation?.kind).toBe('between')
    expect(observation?.lowSeconds).toBeLessThanOrEqual(LIMIT_SECONDS + 1)
    expect(observation?.highSeconds).toBeGreaterThanOrEqual(LIMIT_SECONDS - 1)
  })
})

describe('trouble is said, not hidden', () => {
  test.concurrent.each(Object.keys(SCRIPTS) as Script[])('%s names a wrong password', async (script) => {
    const { command, environment } = SCRIPTS[script](lab.address.silent, lab.port, lab.user)
    const { output, status } = await lab.run(command, { ...environment, PGPASSWORD: 'wrong' })
    expect(output).toContain('No session')
    expect(output).toContain('password authentication failed')
    expect(status).toBe(1)
  })
  test.concurrent.each(Object.keys(SCRIPTS) as Script[])('%s names a closed port', async (script) => {
    const { command, environment } = SCRIPTS[script](lab.address.silent, 5999, lab.user)
    const { output, status } = await lab.run(command, { ...environment, PGPASSWORD: lab.password })
    expect(output).toMatch(/No session.*(?:refused|ECONNREFUSED)/s)
    expect(status).toBe(1)
  })
  test.concurrent.each(['python', 'node'] as const)(
    '%s without TLS, and where nothing dies, says so',
    async (script) => {
      const { command, environment } = SCRIPTS[script](lab.address.silent, lab.port, lab.user)
      const { output, status } = await lab.run([...command, '--sslmode', 'disable', '--min', '1', '--max', '3'], {
        ...environment,
        PGPASSWORD: lab.password,
      })
      expect(output).toContain('holdfast-measure v1 lived=3s died=none')
      expect(status).toBe(0)
    },
  )
  test.concurrent.each(Object.keys(SCRIPTS) as Script[])('%s ends on Ctrl-C with what it knows', async (script) => {
    const { command, environment } = SCRIPTS[script](lab.address.silent, lab.port, lab.user)
    const { output, status } = await lab.run(command, { ...environment, PGPASSWORD: lab.password }, 4)
    expect(output).toContain('Stopped.')
    expect(output).toMatch(/holdfast-measure v1 lived=\d+s died=none/)
    expect(status).toBe(130)
  })
})
