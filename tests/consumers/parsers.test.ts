import { createRequire } from 'node:module'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TARGETS } from '../../src/targets/index.ts'
import { must, PYTHON, persisted, prove, recipe, sample, target, versionOf } from './judge.ts'

const require = createRequire(new URL('judges/package.json', import.meta.url))

interface Node {
  readonly hasError: boolean
}
interface Parser {
  setLanguage(language: unknown): void
  parse(text: string): { readonly rootNode: Node }
}
interface TreeSitter {
  readonly Parser: (new () => Parser) & { init(options?: object): Promise<void> }
  readonly Language: { load(path: string): Promise<unknown> }
}

const WASM = require.resolve('@vscode/tree-sitter-wasm/wasm/tree-sitter.wasm').replace(/tree-sitter\.wasm$/, '')
const VERSION: string = require('@vscode/tree-sitter-wasm/package.json').version
const treeSitter: TreeSitter = require('@vscode/tree-sitter-wasm/wasm/tree-sitter.js')

const parser = async (language: string): Promise<(text: string) => boolean> => {
  await treeSitter.Parser.init({ locateFile: (file: string) => `${WASM}${file}` })
  const made = new treeSitter.Parser()
  made.setLanguage(await treeSitter.Language.load(`${WASM}tree-sitter-${language}.wasm`))
  return (text) => !made.parse(text).rootNode.hasError
}

test('a parser for PowerShell finds no fault in any PowerShell snippet', async () => {
  const accepts = await parser('powershell')
  expect(accepts("New-ItemProperty -Name 'a\n")).toBe(false)
  for (const id of ['windows-registry', 'redshift-odbc-windows', 'psqlodbc-windows']) {
    const settings = sample(id, 100)
    for (const each of settings) {
      const { persist, verify, undo } = recipe(id, each, id === 'windows-registry' ? {} : { dsn: 'My data-source 1' })
      for (const { language, code } of [persist, verify, undo].flatMap(({ snippets }) => snippets)) {
        if (language === 'powershell') expect(accepts(code), code).toBe(true)
      }
    }
    prove({
      kind: 'parser',
      target: id,
      judgedBy: 'tree-sitter-powershell',
      version: `@vscode/tree-sitter-wasm ${VERSION}`,
      count: settings.length,
      compared: 'syntax of every PowerShell snippet',
    })
  }
})

test('a parser for Go finds no fault in the Go snippets', async () => {
  const accepts = await parser('go')
  expect(accepts('package a\nfunc f( {\n')).toBe(false)
  for (const id of ['pgx', 'lib-pq']) {
    const settings = sample(id, 100)
    for (const each of settings) {
      expect(accepts(persisted(id, each))).toBe(true)
      expect(accepts(persisted(id, { ...each, enabled: false }))).toBe(true)
    }
    prove({
      kind: 'parser',
      target: id,
      judgedBy: 'tree-sitter-go',
      version: `@vscode/tree-sitter-wasm ${VERSION}`,
      count: settings.length,
      compared: 'syntax',
    })
  }
})

test('a YAML parser reads the dbt, Envoy and Kubernetes files with the right types', () => {
  const read = (texts: readonly string[]): unknown[] =>
    JSON.parse(
      must(
        PYTHON,
        ['-c', 'import json,sys,yaml; print(json.dumps([yaml.safe_load(t) for t in json.load(sys.stdin)]))'],
        {
          input: JSON.stringify(texts),
        },
      ),
    )
  const version = `PyYAML ${must(PYTHON, ['-c', 'import yaml; print(yaml.__version__)']).trim()}`
  const cases = [
    {
      id: 'dbt-postgres',
      options: { profile: 'ware house: #1', host: 'db.example.com' },
      expected: (s: { idleSeconds: number }) => ({
        'ware house: #1': { outputs: { prod: { type: 'postgres', keepalives_idle: s.idleSeconds } } },
      }),
    },
    {
      id: 'dbt-redshift',
      options: {},
      expected: (s: { idleSeconds: number; intervalSeconds: number; count: number }) => ({
        warehouse: {
          outputs: {
            prod: {
              type: 'redshift',
              tcp_keepalive: true,
              tcp_keepalive_idle: s.idleSeconds,
              tcp_keepalive_interval: s.intervalSeconds,
              tcp_keepalive_count: s.count,
            },
          },
        },
      }),
    },
    {
      id: 'envoy-tcp-proxy',
      options: {},
      expected: (s: { idleSeconds: number; intervalSeconds: number; count: number }) => ({
        clusters: [
          {
            name: 'database',
            upstream_connection_options: {
              tcp_keepalive: {
                keepalive_time: s.idleSeconds,
                keepalive_interval: s.intervalSeconds,
                keepalive_probes: s.count,
              },
            },
          },
        ],
      }),
    },
  ]
  for (const { id, options, expected } of cases) {
    const settings = sample(id, 150)
    const documents = read(settings.map((each) => persisted(id, each, options)))
    for (const [index, each] of settings.entries()) expect(documents[index]).toMatchObject(expected(each))
    prove({
      kind: 'parser',
      target: id,
      judgedBy: 'PyYAML',
      version,
      count: settings.length,
      compared: 'keys, values and types after parsing',
    })
  }
})

test('a JSON parser reads the AKS, ECS, Airflow and WLM files with the right types', () => {
  const version = `Node.js ${process.version}`
  const compared = 'keys, values and types after parsing'
  const judgedBy = 'JSON.parse'
  const parse = (id: string, count: number, expected: (s: ReturnType<typeof sample>[number]) => object): void => {
    const settings = sample(id, count)
    for (const each of settings) expect(JSON.parse(persisted(id, each))).toMatchObject(expected(each))
    prove({ kind: 'parser', target: id, judgedBy, version, count: settings.length, compared })
  }
  parse('aks-node-pool', 200, (s) => ({
    sysctls: {
      netIpv4TcpKeepaliveTime: s.idleSeconds,
      netIpv4TcpkeepaliveIntvl: s.intervalSeconds,
      netIpv4TcpKeepaliveProbes: s.count,
    },
  }))
  parse('ecs-task', 200, (s) => ({
    containerDefinitions: [
      {
        systemControls: [
          { namespace: 'net.ipv4.tcp_keepalive_time', value: String(s.idleSeconds) },
          { namespace: 'net.ipv4.tcp_keepalive_intvl', value: String(s.intervalSeconds) },
          { namespace: 'net.ipv4.tcp_keepalive_probes', value: String(s.count) },
        ],
      },
    ],
  }))
  parse('airflow-postgres', 200, (s) => ({ keepalives: 1, keepalives_idle: s.idleSeconds, keepalives_count: s.count }))
  parse('airflow-redshift', 200, (s) => ({ tcp_keepalive: true, tcp_keepalive_idle: s.idleSeconds }))
  const [parameter] = JSON.parse(
    persisted('redshift-wlm', sample('redshift-wlm', 1)[0] ?? never(), { seconds: '3600' }),
  )
  expect(parameter).toMatchObject({ ParameterName: 'wlm_json_configuration', ApplyType: 'dynamic' })
  expect(JSON.parse(parameter.ParameterValue)).toMatchObject([
    { auto_wlm: true, rules: [{ action: 'abort', predicate: [{ metric_name: 'query_execution_time', value: 3600 }] }] },
  ])
  prove({ kind: 'parser', target: 'redshift-wlm', judgedBy, version, count: 1, compared })
})

const never = (): never => {
  throw new Error('no sample')
}

const RAISED = [
  ['aws-nlb', 'seconds'],
  ['aws-gwlb', 'seconds'],
  ['aws-network-firewall', 'seconds'],
  ['azure-load-balancer', 'minutes'],
  ['azure-nat-gateway', 'minutes'],
  ['gcp-cloud-nat', 'seconds'],
] as const

test('a parser for Terraform’s language reads the raised limit as a number, for every value allowed', async () => {
  const { parse }: { parse(file: string, text: string): Promise<object> } = require('@cdktf/hcl2json')
  const version: string = require('@cdktf/hcl2json/package.json').version
  await expect(parse('bad.tf', 'resource "x" {')).rejects.toThrow()
  const settings = { enabled: true, idleSeconds: 60, intervalSeconds: 10, count: 5 }
  for (const [id, unit] of RAISED) {
    const range = target(id).options.find((option) => option.id === unit)?.range
    if (!range) throw new Error(`${id} has no limit in ${unit}`)
    const values = fc.sample(fc.integer({ min: range.min, max: range.max }), { numRuns: 30, seed: 3 })
    for (const value of [range.min, range.max, ...values]) {
      const read = await parse('main.tf', persisted(id, settings, { [unit]: String(value) }))
      expect(JSON.stringify(read)).toMatch(new RegExp(`"\\w*idle_timeout\\w*":${value}[,}]`))
    }
    prove({
      kind: 'parser',
      target: id,
      judgedBy: 'hcl2json',
      version: `@cdktf/hcl2json ${version}`,
      count: values.length + 2,
      compared: 'the Terraform argument and its number',
    })
  }
})

test('a shell finds no fault in the syntax of any shell snippet of any target', () => {
  const version = versionOf(must('bash', ['--version']))
  const only = [
    'freebsd-sysctl',
    'openbsd-sysctl',
    'solaris',
    'aix',
    'linux-boot-parameter',
    'redshift-parameter-group',
  ]
  for (const { id, options, switch: decides } of TARGETS) {
    const names = Object.fromEntries(
      options
        .filter(({ id: option }) => option === 'dsn' || option === 'service')
        .map((option) => [option.id, "It's 1"]),
    )
    for (const each of sample(id, 5)) {
      const accepted = target(id).write({ ...each, enabled: decides !== 'settable' || each.enabled }, names)
      const written = accepted.ok ? accepted.recipe : recipe(id, each)
      const { now, persist, verify, undo } = written
      for (const { language, code } of [now, persist, verify, undo].flatMap(({ snippets }) => snippets)) {
        if (language === 'sh') must('bash', ['-n'], { input: code })
      }
    }
    if (only.includes(id)) {
      prove({
        kind: 'parser',
        target: id,
        judgedBy: 'bash -n',
        version,
        count: 5,
        compared: 'syntax of every shell snippet',
      })
    }
  }
})
