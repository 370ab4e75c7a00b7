import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { checkText } from '../../../src/reading/check.ts'
import type { FindingCode } from '../../../src/reading/findings.ts'

interface Example {
  readonly id: number
  readonly format: string
  readonly paste: string
  readonly faults: readonly FindingCode[]
  readonly verdict: 'ok' | 'warning' | 'error' | 'unknown'
  readonly understood: {
    readonly idleSeconds: number | null
    readonly intervalSeconds: number | null
    readonly count: number | null
  }
}

const examples = readFileSync(new URL('../../fixtures/configs/real.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Example)

describe('fragments from real systems', () => {
  test.each(examples.map((example) => [example.id, example.format, example] as const))(
    'fragment %i (%s) gets its verdict and its first fault',
    (_id, _format, { paste, faults, verdict }) => {
      const check = checkText(paste)
      expect(check.verdict).toBe(verdict)
      const codes = check.reading.findings.map(({ code }) => code)
      const first = faults[0]
      if (first !== undefined) expect(codes).toContain(first)
      else expect(check.reading.findings.filter(({ severity }) => severity !== 'info')).toEqual([])
    },
  )

  test.each(
    // A socket table states remaining times, from which an interval can only be guessed.
    examples.filter(({ format }) => format !== 'netstat-to').map((example) => [example.id, example] as const),
  )('the values of fragment %i are read in seconds', (_id, { paste, understood }) => {
    const { idleSeconds = null, intervalSeconds = null, count = null } = checkText(paste).reading.settings
    expect({ idleSeconds, intervalSeconds, count }).toEqual({
      idleSeconds: understood.idleSeconds,
      intervalSeconds: understood.intervalSeconds,
      count: understood.count,
    })
  })
})
