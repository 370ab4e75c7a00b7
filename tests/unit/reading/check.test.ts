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

  test.each(examples.map((example) => [example.id, example] as const))(
    'the values of fragment %i are read in seconds',
    (_id, { paste, understood }) => {
      const { idleSeconds = null, intervalSeconds = null, count = null } = checkText(paste).reading.settings
      expect({ idleSeconds, intervalSeconds, count }).toEqual({
        idleSeconds: understood.idleSeconds,
        intervalSeconds: understood.intervalSeconds,
        count: understood.count,
      })
    },
  )
})

describe('what strangers paste', () => {
  const codes = (text: string): readonly FindingCode[] => checkText(text).reading.findings.map(({ code }) => code)

  test('an nginx block on one line is read like one on many', () => {
    const line = 'stream { server { listen 5432; proxy_pass db:5432; proxy_timeout 24h; proxy_socket_keepalive on; } }'
    expect(codes(line)).toEqual(codes(line.replace(/([{;])/g, '$1\n')))
    expect(codes(line)).not.toContain('keepalive-off')
    expect(codes(line)).not.toContain('proxy-idle-timeout')
  })

  test('always_keepalive=0 on a Mac leaves the choice to programs and does not excuse two hours', () => {
    const text = 'net.inet.tcp.keepidle: 7200000\nnet.inet.tcp.keepintvl: 75000\nnet.inet.tcp.always_keepalive: 0\n'
    expect(checkText(`macOS\n${text}`).verdict).toBe('error')
    expect(codes(`macOS\n${text}`)).toContain('idle-too-long')
  })

  test('an error message is no configuration', () => {
    expect(checkText('psycopg2.OperationalError: SSL SYSCALL error: EOF detected').verdict).toBe('unknown')
  })

  test('Node drops a delay below one second, so the system’s two hours stay', () => {
    const check = checkText('new Pool({ keepAlive: true, keepAliveInitialDelayMillis: 60 })')
    expect(check.reading.findings[0]?.code).toBe('unit-seconds-for-ms')
    expect(check.effective?.idleSeconds).toBe(7200)
  })
})
