import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DRIVER_IDS } from '../../../src/model/drivers.ts'
import { SERVER_IDS } from '../../../src/model/servers.ts'
import { SYSTEM_STACK_IDS } from '../../../src/model/stacks.ts'
import { targetsForClient } from '../../../src/targets/for-client.ts'
import { TARGETS, targetById } from '../../../src/targets/index.ts'
import { targetsOnPath } from '../../../src/targets/on-path.ts'

const HOPS = readdirSync(new URL('../../../content/hops/', import.meta.url))
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => ({ id: name.replace('.yaml', '') }))

test('every target on a path exists', () => {
  for (const driver of DRIVER_IDS)
    for (const system of SYSTEM_STACK_IDS)
      for (const server of SERVER_IDS)
        for (const id of targetsOnPath({ driver, system, hops: HOPS, server })) expect(targetById(id)?.id, id).toBe(id)
})

test('every target applies to some path', () => {
  const reached = new Set(
    DRIVER_IDS.flatMap((driver) =>
      SYSTEM_STACK_IDS.flatMap((system) =>
        SERVER_IDS.flatMap((server) => targetsOnPath({ driver, system, hops: HOPS, server })),
      ),
    ),
  )
  expect(TARGETS.map(({ id }) => id).filter((id) => !reached.has(id))).toEqual([])
})

test('what a path is advised to set is among what applies to it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...DRIVER_IDS),
      fc.constantFrom('linux' as const, 'macos' as const),
      (driver, system) => {
        const onPath = targetsOnPath({ driver, system, hops: [], server: 'postgresql' })
        for (const id of targetsForClient(driver, system)) expect(onPath).toContain(id)
      },
    ),
  )
})

test('a Go program is not sent to the sysctls it ignores', () => {
  expect(targetsOnPath({ driver: 'pgx', system: 'linux', hops: [], server: 'redshift' })).not.toContain('linux-sysctl')
})

test('a load balancer on the path offers its own idle limit', () => {
  expect(
    targetsOnPath({ driver: 'libpq', system: 'linux', hops: [{ id: 'aws-nlb-tcp' }], server: 'postgresql' }),
  ).toContain('aws-nlb')
})
