import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ENVIRONMENTS } from '../../../src/model/suspects/environments.ts'
import { SYMPTOMS, WORKLOADS } from '../../../src/model/suspects/timer.ts'
import { decodeCutoffState, EMPTY_CUTOFF_STATE, encodeCutoffState } from '../../../src/widgets/cutoff-state.ts'

test('every state in a few words is read back from its own address without a note', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 100 }).filter((text) => (text === '' || text.trim() !== '') && !/[\n\r@=:]/.test(text)),
      fc.subarray(ENVIRONMENTS.map(({ id }) => id)),
      fc.option(fc.constantFrom(...SYMPTOMS), { nil: undefined }),
      fc.option(fc.constantFrom(...WORKLOADS), { nil: undefined }),
      (observed, environment, symptom, workload) => {
        const state = { observed, environment, symptom, workload }
        expect(decodeCutoffState(`#${encodeCutoffState(state)}`)).toEqual({ state })
      },
    ),
  )
})

test('a long log excerpt stays out of the address', () => {
  expect(encodeCutoffState({ ...EMPTY_CUTOFF_STATE, observed: 'x'.repeat(5000) })).toBe('v=1')
})

test('pasted log lines and secrets stay out of the address, the figures read from them go in', () => {
  const lines = '2024-05-01 10:00:00 db.internal connected\n2024-05-01 10:05:50 db.internal SSL SYSCALL error'
  expect(encodeCutoffState({ ...EMPTY_CUTOFF_STATE, observed: lines })).toBe('v=1&seen=350+s')
  const url = encodeCutoffState({ ...EMPTY_CUTOFF_STATE, observed: 'postgres://me:secret@db died after 350s' })
  expect(url).toBe('v=1&seen=350+s')
  const { state } = decodeCutoffState(
    `#${encodeCutoffState({ ...EMPTY_CUTOFF_STATE, observed: 'log\nmore than 20 min' })}`,
  )
  expect(state.observed).toBe('more than 1200 s')
})

test('an unknown version starts empty and says so; unknown words are named', () => {
  expect(decodeCutoffState('#v=7&observed=350')).toMatchObject({ state: EMPTY_CUTOFF_STATE, note: expect.any(String) })
  const { state, note } = decodeCutoffState('#v=1&observed=350&environment=aws,mars&symptom=sad&workload=lazy')
  expect(state).toEqual({ observed: '350', environment: ['aws'], symptom: undefined, workload: undefined })
  for (const word of ['mars', 'sad', 'lazy']) expect(note).toContain(word)
})

test('“unknown” is a fair answer, not a mistake', () => {
  expect(decodeCutoffState('#v=1&symptom=unknown&workload=unknown').note).toBeUndefined()
})

test('the fields’ own names work in an address too', () => {
  expect(decodeCutoffState('#v=1&observed=350&environment=aws').state).toMatchObject({
    observed: '350',
    environment: ['aws'],
  })
})
