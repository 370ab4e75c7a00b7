import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Hop, Path, Workload } from '../../../src/model/path.ts'
import { predict } from '../../../src/model/predict.ts'
import { DEFAULT_SERVER } from '../../../src/timeline/cases.ts'
import { type Drawing, draw } from '../../../src/timeline/draw.ts'
import { axisText, scaleFor } from '../../../src/timeline/scale.ts'

const nat: Hop = {
  id: 'nat',
  title: 'The NAT',
  idleLimitSeconds: 350,
  refreshedBy: 'any-packet',
  atExpiry: 'silent',
  terminatesTcp: false,
}
const COPY: Workload = { kind: 'query', seconds: 2400 }
const behind = (hops: readonly Hop[], idleSeconds?: number): Path => ({
  client: { system: 'linux', driver: 'libpq', keepalive: idleSeconds === undefined ? {} : { dsn: { idleSeconds } } },
  hops,
  server: DEFAULT_SERVER,
})
const picture = (path: Path, workload: Workload = COPY): Drawing => draw(path, workload, predict(path, workload))
const texts = ({ shapes }: Drawing): readonly string[] =>
  shapes.flatMap((shape) => (shape.as === 'text' ? [shape.text, ...(shape.more ?? []).map(({ text }) => text)] : []))
const signs = ({ shapes }: Drawing): readonly string[] =>
  shapes.flatMap((shape) => (shape.as === 'mark' ? [shape.sign] : []))

test('the cut is marked once, at its second, and the picture says so in its name', () => {
  const drawing = picture(behind([nat]))
  expect(texts(drawing)).toContain('forgotten at 350 s')
  expect(texts(drawing)).toContain('✕ cut')
  expect(drawing.title).toContain('Cut after 350 s by The NAT')
  expect(signs(drawing).filter((sign) => sign === 'cut')).toHaveLength(1)
})

test('a connection that lives shows its probes and its result, and no cut', () => {
  const drawing = picture(behind([nat], 120))
  expect(texts(drawing)).toContain('result at 2,400 s')
  const probes = drawing.shapes.flatMap((shape) => (shape.as === 'path' && shape.look === 'probe' ? [shape.d] : []))
  expect(probes.join('').match(/M/g)).toHaveLength(19)
  expect(signs(drawing)).not.toContain('cut')
})

test('a client that is never told waits for ever, in words', () => {
  const off: Path = {
    ...behind([nat]),
    client: { system: 'linux', driver: 'pgjdbc', keepalive: {} },
  }
  const drawing = picture(off)
  expect(texts(drawing)).toContain('waits for ever →')
  expect(drawing.items.at(-1)).toMatchObject({ time: 'for ever', tone: 'bad' })
})

test('350 s stays visible beside 7,200 s, because the axis breaks', () => {
  const scale = scaleFor([350_000, 2_400_000, 7_200_000], 350_000)
  expect(scale.x(350_000)).toBeGreaterThan(10)
  expect(scale.x(2_400_000)).toBeLessThan(scale.x(7_200_000))
})

test('the list of events says everything the model says, in order', () => {
  const path = behind([nat])
  const prediction = predict(path, COPY)
  const { items } = draw(path, COPY, prediction)
  for (const { text } of prediction.events) expect(items.map((item) => item.text)).toContain(text)
  const times = items.map(({ atMs }) => atMs)
  expect(times).toEqual([...times].sort((a, b) => a - b))
})

test('nothing is drawn outside the picture, and the picture stays small, whatever the path', () => {
  const hop = fc.record({
    limit: fc.option(fc.integer({ min: 1, max: 100_000 }), { nil: null }),
    refreshedBy: fc.constantFrom('any-packet' as const, 'data' as const),
    atExpiry: fc.constantFrom('silent' as const, 'rst-to-both' as const, 'close' as const),
    terminatesTcp: fc.boolean(),
  })
  fc.assert(
    fc.property(
      fc.array(hop, { maxLength: 4 }),
      fc.integer({ min: 1, max: 8000 }),
      fc.integer({ min: 1, max: 400_000 }),
      fc.constantFrom('query' as const, 'idle' as const),
      (hops, idleSeconds, seconds, kind) => {
        const path = behind(
          hops.map(({ limit, ...rest }) => ({ ...nat, ...rest, idleLimitSeconds: limit })),
          idleSeconds,
        )
        const drawing = picture(path, { kind, seconds })
        expect(drawing.shapes.length).toBeLessThan(100)
        for (const shape of drawing.shapes) {
          if (shape.as !== 'path') {
            expect(shape.x).toBeGreaterThanOrEqual(0)
            expect(shape.x).toBeLessThanOrEqual(100)
            continue
          }
          expect(shape.d).toMatch(/^M[-MLHVZ\d. ]+$/)
          expect(shape.d.length).toBeLessThan(20_000)
          for (const [, x] of shape.d.matchAll(/[MLH](-?[\d.]+)/g)) {
            expect(Number(x)).toBeGreaterThanOrEqual(0)
            expect(Number(x)).toBeLessThanOrEqual(1000)
          }
        }
      },
    ),
    { numRuns: 500 },
  )
})

test('axis labels use the largest unit that fits exactly', () => {
  expect([0, 45_000, 350_000, 600_000, 7_200_000, 172_800_000].map(axisText)).toEqual([
    '0',
    '45 s',
    '350 s',
    '10 min',
    '2 h',
    '2 d',
  ])
})
