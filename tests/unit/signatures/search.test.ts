import { expect, test } from 'vitest'
import { searchSignatures, VERBATIM_SCORE } from '../../../src/signatures/search.ts'
import { readIndex } from '../../helpers/families.ts'

const index = readIndex()
const ids = (query: string): string[] => searchSignatures(index, query).map(({ id }) => id)

test('an empty phrase finds nothing', () => {
  expect(searchSignatures(index, '  ')).toEqual([])
})

test('words that stand in no message find nothing', () => {
  expect(ids('zzyzx quux')).toEqual([])
})

test('a message typed as it is printed comes first and is marked as verbatim', () => {
  const [first] = searchSignatures(index, 'server closed the connection unexpectedly')
  expect(first?.id).toBe('libpq-server-closed-connection-unexpectedly')
  expect(first?.score).toBeGreaterThanOrEqual(VERBATIM_SCORE)
})

test.each([
  ['a slip of the pen', 'conection terminated unexpectedlly', 'node-pg-connection-terminated-unexpectedly'],
  ['an errno name', 'econnreset node', 'node-econnreset'],
  ['a beginning', 'hikari marked as bro', 'hikari-marked-as-broken'],
  ['other endings', 'terminates connections due to idle in transaction timeouts', 'pg-idle-in-transaction-timeout'],
  ['a driver and a symptom', 'psycopg2 connection already closed', 'psycopg2-connection-already-closed'],
  ['a tool', 'kubectl port forward lost connection', 'kubectl-port-forward-lost-connection'],
])('%s still finds the page', (_what, query, id) => {
  expect(ids(query).slice(0, 3)).toContain(id)
})

test('the number of results is bounded by the caller', () => {
  expect(searchSignatures(index, 'connection timeout', 4)).toHaveLength(4)
})
