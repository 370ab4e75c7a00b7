import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { must, PYTHON, persisted, prove, recipe, sample, versionOf } from './judge.ts'

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
      target: id,
      judgedBy: 'tree-sitter-powershell (a parser; no PowerShell at hand)',
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
      target: id,
      judgedBy: 'tree-sitter-go (a parser; no Go compiler)',
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
      target: id,
      judgedBy: 'PyYAML (a parser only)',
      version,
      count: settings.length,
      compared: 'keys, values and types after parsing',
    })
  }
})

test('a JSON parser reads the AKS, ECS, Airflow and WLM files with the right types', () => {
  const version = `Node.js ${process.version}`
  const compared = 'keys, values and types after parsing'
  const judgedBy = 'JSON.parse (a parser only)'
  const parse = (id: string, count: number, expected: (s: ReturnType<typeof sample>[number]) => object): void => {
    const settings = sample(id, count)
    for (const each of settings) expect(JSON.parse(persisted(id, each))).toMatchObject(expected(each))
    prove({ target: id, judgedBy, version, count: settings.length, compared })
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
  prove({ target: 'redshift-wlm', judgedBy, version, count: 1, compared })
})

const never = (): never => {
  throw new Error('no sample')
}

test('Terraform’s language: every argument stands on a line of its own with a number', () => {
  for (const id of [
    'aws-nlb',
    'aws-gwlb',
    'aws-network-firewall',
    'azure-load-balancer',
    'azure-nat-gateway',
    'gcp-cloud-nat',
  ]) {
    const code = persisted(id, { enabled: true, idleSeconds: 60, intervalSeconds: 10, count: 5 })
    expect(code).toMatch(/^\s*\w*idle_timeout\w*\s+= (?:3600|60)$/m)
    expect(code.split('{').length).toBe(code.split('}').length)
  }
  expect(versionOf('v1.2.3')).toBe('1.2.3')
})
