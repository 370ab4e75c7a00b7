import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { compileSignatures } from '../../../src/signatures/compile.ts'
import type { SignatureFamily } from '../../../src/signatures/family.ts'
import { createMatcher } from '../../../src/signatures/matcher.ts'
import { isOpen, segmentsOf } from '../../../src/signatures/template.ts'
import { readFamilies, readIndex } from '../../helpers/families.ts'
import { readCatalogue } from '../errors/catalogue.ts'

const family = (template: string, changes: Partial<SignatureFamily> = {}): SignatureFamily => ({
  id: 'a-family',
  title: 'A family',
  messages: [{ template }],
  kind: 'root',
  layer: 'driver',
  needsClue: false,
  meaning: 'First sentence. Second sentence.',
  fixFamily: 'keepalive',
  emittedBy: 'a driver',
  drivers: [],
  sqlstates: [],
  errnos: [],
  followUpOf: [],
  yieldsTo: [],
  ...changes,
})
const textsOf = (template: string, changes?: Partial<SignatureFamily>): string[] =>
  compileSignatures([family(template, changes)]).families.flatMap(({ templates }) => templates.map(({ text }) => text))

describe('templates', () => {
  test('a variable splits a template into runs of words', () => {
    expect(segmentsOf('port <port> failed: <text>').map(({ words }) => words)).toEqual([['port'], ['failed']])
  })

  test('a word glued to a variable belongs to the variable', () => {
    expect(segmentsOf('waited <n>ms (HikariPool-<n> busy)').map(({ words }) => words)).toEqual([
      ['waited'],
      ['hikaripool'],
      ['busy'],
    ])
  })

  test('a template that ends in the text of another layer is open, one that ends in a value is not', () => {
    expect(isOpen('Query failed: <libpq text>')).toBe(true)
    expect(isOpen('could not receive data: <errno text>')).toBe(false)
    expect(isOpen('getaddrinfo ENOTFOUND <host>')).toBe(false)
  })
})

describe('compiling', () => {
  test('exception class and severity may be missing from a paste', () => {
    expect(textsOf('org.postgresql.util.PSQLException: The connection attempt failed.')).toContain(
      'The connection attempt failed.',
    )
    expect(textsOf('FATAL: terminating connection due to administrator command')).toContain(
      'terminating connection due to administrator command',
    )
  })

  test('a bare text of the operating system stays with the operating system', () => {
    const index = compileSignatures([
      family('Connection reset by peer', { id: 'os', layer: 'os', kind: 'generic-os' }),
      family('java.io.IOException: Connection reset by peer', { id: 'java', layer: 'runtime' }),
    ])
    expect(index.families[1]?.templates.map(({ text }) => text)).not.toContain('Connection reset by peer')
  })

  test('the same id twice is refused', () => {
    expect(() => compileSignatures([family('one text here'), family('another text here')])).toThrow(/a-family/)
  })

  test('the whole catalogue fits the budget of 40 kB', () => {
    expect(gzipSync(JSON.stringify(readIndex())).length).toBeLessThan(40_000)
  })
})

describe('the catalogue', () => {
  const matcher = createMatcher(readIndex())

  test('every example leads to its family, or from a wrapper to the error inside', () => {
    const lost = readCatalogue().flatMap(({ id, data }) =>
      data.messages.flatMap(({ example }) => {
        const { matches } = matcher.diagnose(example, { databaseIsMeant: true })
        const found = matches.some((match) => match.id === id) || (data.kind === 'wrapper' && matches.length > 0)
        return found || example.length < 6 ? [] : [`${id}: ${example}`]
      }),
    )
    expect(lost).toEqual([])
  })

  test('no two families claim the same text without an order between them', () => {
    const families = readFamilies()
    const byId = new Map(families.map((entry) => [entry.id, entry]))
    const ties = families.flatMap(({ id, messages }) =>
      messages.flatMap(({ template }) => {
        const [first, second] = matcher.diagnose(template, { databaseIsMeant: true }).matches
        if (!first || !second || first.template !== second.template) return []
        const one = byId.get(first.id)
        const two = byId.get(second.id)
        const ordered =
          first.kind !== second.kind ||
          one?.layer !== two?.layer ||
          two?.yieldsTo.includes(first.id) ||
          one?.drivers.join() !== two?.drivers.join()
        return ordered ? [] : [`${id}: ${first.id} = ${second.id}: ${template}`]
      }),
    )
    expect(ties).toEqual([])
  })
})
