import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readObserved } from '../../../src/model/observed.ts'
import { ENVIRONMENTS, environmentsIn, withImplied } from '../../../src/model/suspects/environments.ts'
import { SYMPTOMS, WORKLOADS } from '../../../src/model/suspects/timer.ts'
import { suspects } from '../../../src/model/suspects.ts'
import { CATALOGUE, CLUES, incidents, placeOfCause, suspectsFor, TIMERS } from '../../helpers/cutoff-catalogue.ts'

/** Ids of the first suspects of a free text. */
const named = (text: string, environment: readonly string[] = []): readonly string[] =>
  suspects(readObserved(text), { environment }, CATALOGUE).map(({ timer }) => timer.id)

const rate = (places: readonly number[], within: number): number =>
  places.filter((place) => place > 0 && place <= within).length / places.length

describe('incidents that happened to people', () => {
  const places = incidents('tests/fixtures/cutoffs.jsonl').map(placeOfCause)
  test('the true cause is first in four of five, and among the first three in nineteen of twenty', () => {
    expect(rate(places, 1)).toBeGreaterThanOrEqual(0.8)
    expect(rate(places, 3)).toBeGreaterThanOrEqual(0.95)
  })
  test('each half alone reaches the same', () => {
    for (const half of [0, 1]) {
      const part = places.filter((_, index) => index % 2 === half)
      expect(rate(part, 1)).toBeGreaterThanOrEqual(0.8)
      expect(rate(part, 3)).toBeGreaterThanOrEqual(0.94)
    }
  })
})

describe('incidents from the field', () => {
  const all = incidents('tests/fixtures/cutoffs-field.jsonl')
  const places = all.map(placeOfCause)
  test('the true cause is first in nine of ten, and always among the first three', () => {
    expect(rate(places, 1)).toBeGreaterThanOrEqual(0.9)
    expect(all.filter((_, index) => places[index] === 0 || (places[index] ?? 0) > 3).map(({ id }) => id)).toEqual([])
  })
  test('it mostly survives not knowing the symptom, or not knowing the workload', () => {
    const without = (key: 'symptom' | 'workload') =>
      all.map((incident) => placeOfCause({ ...incident, [key]: 'unknown' }))
    for (const key of ['symptom', 'workload'] as const) {
      expect(rate(without(key), 1), key).toBeGreaterThanOrEqual(0.85)
      expect(rate(without(key), 3), key).toBeGreaterThanOrEqual(0.95)
    }
  })
})

describe('incidents collected after the ranking stood', () => {
  const places = incidents('tests/fixtures/cutoffs-later.jsonl').map(placeOfCause)
  test('the true cause is first in four of five, and among the first three in nineteen of twenty', () => {
    expect(rate(places, 1)).toBeGreaterThanOrEqual(0.8)
    expect(rate(places, 3)).toBeGreaterThanOrEqual(0.95)
  })
})

describe('fingerprints of the facts: the second alone, or with one word, names the timer first or second', () => {
  test.each([
    ['5 s', ['rails'], ['rails-connection-pool-timeout']],
    ['5 s', ['prisma'], ['prisma-interactive-transaction-timeout', 'prisma-p1001']],
    ['10 s', ['java'], ['pgjdbc-connect-timeout', 'druid-socket-timeout']],
    ['10 s', ['druid'], ['druid-socket-timeout']],
    ['10 s', ['redshift'], ['redshift-external-catalog-timeout']],
    ['10 s', ['prisma'], ['prisma-p2024']],
    ['15 s', ['elixir'], ['elixir-checked-out-too-long']],
    ['15 s', ['pgbouncer'], ['pgbouncer-server-login-retry']],
    ['15 s', ['dotnet'], ['npgsql-pool-exhausted']],
    ['21 s', [], ['windows-syn-timeout']],
    ['75 s', [], ['macos-syn-timeout']],
    ['127 s', [], ['linux-syn-timeout']],
    ['131 s', ['linux'], ['linux-syn-timeout']],
    ['30 s', ['dotnet'], ['npgsql-command-timeout']],
    ['30 s', ['hikari'], ['hikari-connection-timeout']],
    ['30 s', ['sqlalchemy'], ['sqlalchemy-pool-timeout']],
    ['30 s', ['replica'], ['pg-recovery-conflict']],
    ['60 s', ['replication'], ['pglog-walsender-timeout']],
    ['60 s', ['knex'], ['knex-acquire-timeout']],
    ['60 s', ['haproxy'], ['haproxy-tcp']],
    ['60 s', ['redshift'], ['redshift-session-timeout']],
    ['120 s', ['pgbouncer'], ['pgbouncer-query-wait-timeout']],
    ['120 s', ['rds-proxy'], ['rds-proxy-borrow-timeout']],
    ['240 s', [], ['azure-load-balancer']],
    ['4 minutes', ['azure'], ['azure-load-balancer']],
    ['300 s', ['neon'], ['neon-autosuspend']],
    ['300 s', ['docker-desktop'], ['docker-desktop-vpnkit']],
    ['350 s', [], ['aws-nat-gateway', 'aws-nlb-tcp']],
    ['600 s', [], ['gcp-vpc-firewall']],
    ['600 s', ['pgbouncer'], ['pgbouncer-server']],
    ['900 s', ['docker-swarm'], ['docker-swarm-ingress']],
    ['900 s', ['kubernetes'], ['kube-proxy-ipvs']],
    ['925 s', [], ['linux-tcp-retries2']],
    ['940 s', ['linux'], ['linux-tcp-retries2']],
    ['1200 s', ['ssm'], ['aws-ssm-port-forward']],
    ['1800 s', ['rds-proxy'], ['aws-rds-proxy']],
    ['1800 s', ['hikari'], ['hikari-max-lifetime']],
    ['3600 s', ['istio'], ['istio-sidecar', 'envoy-tcp-proxy']],
    ['3600 s', ['pgbouncer'], ['pgbouncer-server-lifetime']],
    ['3600 s', ['office'], ['cisco-asa-ftd', 'paloalto-panos', 'fortinet-fortigate', 'checkpoint-gateway']],
    ['7200 s', [], ['os-linux-keepalive', 'linux-keepalive-first-probe']],
    ['7875 s', [], ['linux-keepalive-exhausted', 'os-linux-keepalive']],
    ['7887 s', ['pgbouncer'], ['linux-keepalive-exhausted', 'os-linux-keepalive']],
    ['7210 s', ['windows'], ['windows-keepalive-exhausted', 'os-windows-keepalive']],
    ['7800 s', ['macos'], ['macos-keepalive-exhausted', 'os-macos-keepalive']],
    ['14400 s', ['redshift'], ['redshift-provisioned-session', 'redshift-serverless']],
    ['14400 s', ['kubernetes'], ['kubectl-port-forward']],
    ['21600 s', ['redshift'], ['redshift-idle-transaction']],
    ['86399 s', ['redshift'], ['redshift-serverless-max-query-time']],
  ])('%s with %j', (text, environment, expected) => {
    const first = named(text, environment).slice(0, 2)
    expect(
      first.some((id) => expected.includes(id)),
      first.join(', '),
    ).toBe(true)
  })
})

describe('words in the text', () => {
  test('“it dies after 4 minutes on Azure” needs no ticked box', () => {
    expect(named('it dies after 4 minutes on Azure')[0]).toBe('azure-load-balancer')
  })
  test('a timer named by a log line comes first, whatever its seconds', () => {
    expect(named('closing because: client_idle_timeout (age=11s)')[0]).toBe('pgbouncer-client-idle-timeout')
    expect(named('ERROR: canceling statement due to statement timeout after 47 s')[0]).toBe('pg-statement-timeout')
    expect(named('FATAL: terminating connection due to administrator command')[0]).toBe('none-server-restart')
    expect(named('Task timed out after 6.01 seconds')[0]).toBe('lambda-timeout')
  })
  test('a stated setting with the very time that was seen comes first', () => {
    expect(named('Command Timeout=300 in the connection string, fails after 307,002ms')[0]).toBe(
      'npgsql-command-timeout',
    )
    expect(named('socketTimeout=90, error after 90.2 s', ['java'])[0]).toMatch(/read-timeout|socket-timeout/)
  })
})

describe('several figures', () => {
  test('figures close together name a timer; scattered ones name none', () => {
    expect(named('349 s, 351 s, 350 s')[0]).toMatch(/^aws-/)
    expect(named('12 s, 340 s, 45 s, 1900 s')[0]).toMatch(/^none-/)
  })
  test('one timer runs with one setting: two figures far apart do not add up for it', () => {
    const list = suspects(
      readObserved('300 seconds, 7200 seconds'),
      { environment: ['redshift'], symptom: 'hang', workload: 'query' },
      CATALOGUE,
    )
    expect(list[0]?.timer.id).toBe('os-linux-keepalive')
  })
  test('a measured range that holds 350 s but not 300 s leaves the 300 s timers behind', () => {
    const list = named('holdfast-measure v1 lived=330s died=360s')
    expect(list[0]).toMatch(/^aws-/)
    expect(list.slice(0, 3)).not.toContain('azure-private-link-service')
  })
  test('“once” and “random” are answered with causes that have no clock', () => {
    for (const text of ['once', 'random, no pattern']) expect(named(text)[0]).toMatch(/^none-/)
  })
})

describe('the answer', () => {
  test('an empty field and a text without a time have no suspects', () => {
    expect(named('')).toEqual([])
    expect(named('hello')).toEqual([])
  })
  test('naming one cloud sends the others to the back', () => {
    for (const [cloud, others] of [
      ['aws', /^(?:azure|gcp)-/],
      ['azure', /^(?:aws|gcp)-/],
      ['gcp', /^(?:aws|azure)-/],
    ] as const) {
      for (const seconds of [240, 600])
        expect(named(String(seconds), [cloud]).slice(0, 2).join(' '), `${seconds} on ${cloud}`).not.toMatch(others)
    }
  })
  test('timers of one clock do not crowd out the next idea: 300 s names at least two kinds of thing', () => {
    const clocks = suspects(readObserved('300'), {}, CATALOGUE)
      .slice(0, 3)
      .map(({ timer }) => timer.sameClock ?? timer.id)
    expect(new Set(clocks).size).toBeGreaterThanOrEqual(2)
  })
  test('every suspect says why it is there, how to test it and what to do', () => {
    for (const incident of incidents('tests/fixtures/cutoffs.jsonl')) {
      for (const { timer, reasons } of suspectsFor(incident)) {
        expect(reasons.length, timer.id).toBeGreaterThan(0)
        expect(timer.test.length, timer.id).toBeGreaterThan(19)
        expect(timer.remedy.length, timer.id).toBeGreaterThan(9)
      }
    }
  })
  test('for any text and any circumstances the list is finite, sorted and without repetition', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.integer({ min: 1, max: 200_000 }).map(String)),
        fc.subarray(
          ENVIRONMENTS.map(({ id }) => id),
          { maxLength: 5 },
        ),
        fc.option(fc.constantFrom(...SYMPTOMS), { nil: undefined }),
        fc.option(fc.constantFrom(...WORKLOADS), { nil: undefined }),
        (text, environment, symptom, workload) => {
          const list = suspects(readObserved(text), { environment, symptom, workload }, CATALOGUE)
          expect(list.length).toBeLessThanOrEqual(12)
          expect(new Set(list.map(({ timer }) => timer.id)).size).toBe(list.length)
          for (const [index, { score, share }] of list.entries()) {
            expect(Number.isFinite(score)).toBe(true)
            expect(share).toBeGreaterThanOrEqual(0)
            expect(score).toBeLessThanOrEqual(list[index - 1]?.score ?? Number.POSITIVE_INFINITY)
          }
        },
      ),
      { numRuns: 150 },
    )
  })
})

describe('the catalogue', () => {
  test('every hop of the catalogue can be suspected; standards cannot', () => {
    const all = readdirSync('content/hops')
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => name.replace(/\.yaml$/, ''))
    expect(all.filter((id) => CLUES[id] === undefined && !id.startsWith('rfc'))).toEqual([])
    expect(Object.keys(CLUES).filter((id) => !all.includes(id))).toEqual([])
  })
  test('every suspect names who says so, on a page of its own or by its source', () => {
    for (const { id, kind, source } of CATALOGUE)
      if (kind !== 'hop') expect(source?.title.length, id).toBeGreaterThan(3)
  })
  test('no id is both a hop and a timer', () => {
    for (const id of Object.keys(CLUES)) expect(TIMERS.has(id), id).toBe(false)
  })
  test('a range holds the defaults and usual values of its timer', () => {
    for (const [id, { range, firings, typicalSeconds }] of TIMERS) {
      if (range === undefined) continue
      for (const seconds of [...firings.map((firing) => firing.seconds), ...typicalSeconds]) {
        expect(seconds, id).toBeGreaterThanOrEqual(range[0])
        expect(seconds, id).toBeLessThanOrEqual(range[1])
      }
    }
  })
  test('a timer without a figure says that it has no default', () => {
    for (const [id, { kind, firings, adjusted, range }] of TIMERS) {
      if (kind === 'no-timer' || firings.length > 0) continue
      expect(adjusted === 'always' || range !== undefined, id).toBe(true)
    }
  })
  test('every environment is reached by its own name, and implied ones come along', () => {
    for (const { id, label } of ENVIRONMENTS)
      expect(environmentsIn(`it is ${id.replaceAll('-', ' ')} here`), label).toContain(id)
    expect([...withImplied(['rds-proxy'])]).toContain('aws')
    expect([...withImplied(['router'])]).toContain('home')
  })
})

test.each([
  ['fortigate drops it after 1 hour', 'fortinet-fortigate'],
  ['checkpoint firewall, 60 minutes', 'checkpoint-gateway'],
  ['after 1 hour, cisco asa', 'cisco-asa-ftd'],
  ['tcp 5 minutes fortigate', 'fortinet-fortigate'],
])('“%s” names the appliance it means', (text, expected) => {
  expect(named(text)[0]).toBe(expected)
})

test('a word that many hops share points at none of them', () => {
  expect(named('the session of my client dies after 350 seconds at the gateway')).toEqual(
    named('dies after 350 seconds'),
  )
})
