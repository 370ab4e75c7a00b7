import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readObserved, showSeconds } from '../../../src/model/observed.ts'

const seconds = (text: string): readonly (number | string)[] =>
  readObserved(text).observations.map(({ lowSeconds, highSeconds }) =>
    lowSeconds === highSeconds ? lowSeconds : `${lowSeconds}-${highSeconds}`,
  )

describe('one figure, however it is written', () => {
  test.each([
    ['350', 350],
    ['350s', 350],
    ['350 sec', 350],
    ['350 seconds', 350],
    ['5m50s', 350],
    ['5m 50s', 350],
    ['5 min 50', 350],
    ['5 minutes and 50 seconds', 350],
    ['00:05:50', 350],
    ['5:50', 350],
    ['0:05:50', 350],
    ['PT5M50S', 350],
    ['about 6 minutes', 360],
    ['~ 6 min', 360],
    ['approx. 6 mins', 360],
    ['every 15 minutes', 900],
    ['15m', 900],
    ['~1min', 60],
    ['307,002ms', 307.002],
    ['9032 ms', 9.032],
    ['7,200', 7200],
    ['21.0', 21],
    ['1 h 30', 5400],
    ['1h30m', 5400],
    ['2h11m', 7860],
    ['5,5 min', 330],
    ['1.5 hours', 5400],
    ['half an hour', 1800],
    ['an hour', 3600],
    ['two hours', 7200],
    ['one and a half hours', 5400],
    ['a quarter of an hour', 900],
    ['45 second', 45],
    ['350-ish seconds', 350],
    ['exact 10m', 600],
    ['10 minutes sharp', 600],
    ['12 hrs', 43200],
    ['1 day', 86400],
    ['120min', 7200],
    ['(age=7887s)', 7887],
    ['after 350', 350],
    ['it dies after 350', 350],
    ['240000', 240],
    ['432000', 432000],
    ['Task timed out after 3.00 seconds', 3],
    ['it dies after 4 minutes on Azure', 240],
    ['15 Minuten', 900],
    ['hourly', 3600],
    ['1m40', 100],
  ])('%s is one figure', (text, expected) => {
    expect(seconds(text)).toEqual([expected])
  })
})

describe('one figure in less usual dress', () => {
  test.each([
    ['~350 secs +/- 2', 350],
    ["5'50''", 350],
    ['600 000 ms', 600],
    ['two and a half hours', 9000],
    ['duration 5:50 min', 350],
    ['1:30 h', 5400],
    ['5分', 300],
    ['350 сек', 350],
    ['real\t5m50.123s', 350.123],
    ['The query took 02:00:05 and failed', 7205],
    ['T+350s', 350],
    ['(110) Connection timed out after 924.6s', 924.6],
    ['LOG:  duration: 350123.456 ms  statement: select pg_sleep(400)', 350.123456],
  ])('%s', (text, expected) => {
    const found = readObserved(text).observations
    expect(found).toHaveLength(1)
    expect(found[0]?.lowSeconds).toBeCloseTo(expected, 6)
  })
  test('times of day are compared, not read as minutes', () => {
    expect(seconds('at 10:05 and again at 10:20 and 10:35')).toEqual([900])
  })
})

describe('several figures', () => {
  test.each([
    ['350, 351, 349', [350, 351, 349]],
    ['350\n352\n348', [350, 352, 348]],
    ['300 seconds, 120 minutes', [300, 7200]],
    ['51s\n137s', [51, 137]],
    ['350,360', [350, 360]],
    ['350 or 355 s', [350, 355]],
    ['350, 352 and 349 seconds', [350, 352, 349]],
    ['3-7 minutes', ['180-420']],
    ['between 51 and 137 s', ['51-137']],
    ['5 to 6 min', ['300-360']],
    ['51s to 137s', ['51-137']],
  ])('%s', (text, expected) => {
    expect(seconds(text)).toEqual(expected)
  })
})

describe('bounds', () => {
  test('“10+ minutes” and “more than 10 minutes” are lower bounds', () => {
    for (const text of [
      '10+ minutes',
      'more than 10 minutes',
      '> 10 min',
      'at least 10 minutes',
      '10 or more minutes',
    ]) {
      expect(
        readObserved(text).observations.map(({ kind, lowSeconds }) => [kind, lowSeconds]),
        text,
      ).toEqual([['at-least', 600]])
    }
  })
  test('“under 5 minutes” is an upper bound', () => {
    expect(readObserved('just under 5 minutes').observations[0]).toMatchObject({ kind: 'at-most', highSeconds: 300 })
  })
  test('“some hours” is vague', () => {
    expect(readObserved('some hours').observations[0]).toMatchObject({ kind: 'vague' })
  })
  test('a round figure may be off by more than an odd one', () => {
    const tolerance = (text: string): number => readObserved(text).observations[0]?.tolerance ?? 0
    expect(tolerance('300 s')).toBeGreaterThan(tolerance('307 s'))
    expect(tolerance('about 5 minutes')).toBeGreaterThan(tolerance('5 minutes'))
    expect(tolerance('exactly 5 minutes')).toBeLessThan(tolerance('5 minutes'))
  })
})

describe('timestamps', () => {
  test.each([
    ['2022-03-15 07:59:41.032 UTC connected\n2022-03-15 08:05:31.032 UTC reset', 350],
    ['2022-03-15T07:59:41Z ok\n2022-03-15T08:05:31Z error', 350],
    ['2022-03-15T07:59:41,032+01:00 a\n2022-03-15T07:05:31,032Z b', 350],
    ['start_date=20220223T235509, end_date=20220223T235521', 12],
    ['Mar 15 07:59:41 db postgres[71]: a\nMar 15 08:05:31 db postgres[71]: b', 350],
    ['[15/Mar/2022:23:59:41 +0000] GET\n[16/Mar/2022:00:05:31 +0000] GET', 350],
    ['03/15/2022 07:59:41 AM a\n03/15/2022 08:05:31 AM b', 350],
    ['1647331181 first\n1647331531 last', 350],
    ['1647331181.250\n1647331531.250', 350],
    ['1647331181250\n1647331531250', 350],
    ['10:00:00 -> 10:05:50', 350],
    ['from 10:00 until 10:06', 360],
    ['23:58:00 [info] connected\n00:03:50 [error] reset', 350],
    ['07:00:00 INFO connected\n07:05:50 ERROR reset', 350],
  ])('%j lies %d s apart', (text, expected) => {
    expect(seconds(text)).toEqual([expected])
  })

  test('of a longer log the longest silence counts, and the reader is told', () => {
    const observed = readObserved(
      '10:00:00 INFO query sent\n10:00:02 INFO still here\n10:05:52 ERROR reset\n10:05:53 INFO reconnect',
    )
    expect(observed.observations.map(({ lowSeconds }) => lowSeconds)).toEqual([350])
    expect(observed.notes.join(' ')).toContain('Longest silence')
  })
  test('a steady beat in a log is the period between its lines', () => {
    const lines = [0, 15, 30, 45, 60].map(
      (minute) =>
        `2022-03-15 ${String(7 + Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00 ERROR connection reset`,
    )
    expect(seconds(lines.join('\n'))).toEqual([900])
  })
  test('a span in words beats the stamp of its own log line', () => {
    expect(seconds('2022-03-15 07:59:41.032 UTC closing because: server conn crashed? (age=7887s)')).toEqual([7887])
  })
})

describe('what is not a time', () => {
  test.each([
    'connection to 10.0.0.3:5432 lost',
    'port 5432',
    'Query (150) cancelled',
    'PostgreSQL 15.3',
    'HTTP 504',
    'errno 104',
    'SQLSTATE 08006',
    'hello',
    '',
  ])('%j holds no figure', (text) => {
    expect(seconds(text)).toEqual([])
  })
  test('an address and a port beside a duration do not disturb it', () => {
    expect(seconds('connection to 10.0.0.3:5432 lost after 15 min')).toEqual([900])
  })
})

test('settings named in the text are kept apart from what was seen', () => {
  const observed = readObserved('Command Timeout=300, the query failed after 307,002ms')
  expect(observed.settings).toContainEqual({ name: 'commandtimeout', value: 300, unitSeconds: null })
  expect(seconds('Command Timeout=300, the query failed after 307,002ms')).toEqual([307.002])
})

test('“once” and “at random” say that there is no fixed time', () => {
  for (const text of ['once', 'at random', 'no pattern', 'sporadic', 'all connections at the same second']) {
    expect(readObserved(text).irregular, text).toBe(true)
  }
  expect(readObserved('once every 15 minutes').irregular).toBe(false)
})

test('the result line of the measuring scripts is understood', () => {
  expect(
    readObserved('holdfast-measure v1 lived=330s died=360s how=silent host=db.example').observations,
  ).toMatchObject([{ kind: 'between', lowSeconds: 330, highSeconds: 360 }])
  expect(readObserved('holdfast-measure v1 lived=1800s died=none').observations).toMatchObject([
    { kind: 'at-least', lowSeconds: 1800 },
  ])
})

test('large round figures without a unit are read as milliseconds, and the reader is told', () => {
  expect(readObserved('300000').notes.join(' ')).toContain('milliseconds')
})

test('any text at all is read without an error, and every span found is positive', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'0123456789:.,-/ smhd\n+~TZ=()'.split('')) })),
      (text) => {
        for (const { lowSeconds, highSeconds, tolerance } of readObserved(text).observations) {
          expect(lowSeconds).toBeGreaterThan(0)
          expect(highSeconds).toBeGreaterThanOrEqual(lowSeconds)
          expect(Number.isFinite(highSeconds)).toBe(true)
          expect(tolerance).toBeGreaterThan(0)
        }
      },
    ),
    { numRuns: 3000 },
  )
})

test('every whole number of seconds is read back as itself, however it is spelt', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 86_399 }), (value) => {
      const pad = (part: number): string => String(part).padStart(2, '0')
      const [h, m, s] = [Math.floor(value / 3600), Math.floor((value % 3600) / 60), value % 60]
      for (const text of [
        `${value}s`,
        `${value} seconds`,
        `${value * 1000} ms`,
        `${pad(h)}:${pad(m)}:${pad(s)}`,
        `${h}h ${m}m ${s}s`.replace(/\b0[hms]\s?/g, '').trim(),
      ]) {
        expect(seconds(text), text).toEqual([value])
      }
    }),
  )
})

test('seconds are shown as people say them', () => {
  expect([350, 900, 7200, 86400, 12.345, 7875].map(showSeconds)).toEqual([
    '350 s',
    '15 min (900 s)',
    '2 h (7,200 s)',
    '1 d (86,400 s)',
    '12.3 s',
    '7,875 s',
  ])
})

test('a date alone is no time span', () => {
  for (const text of ['2024-05-01', '01.05.2024', 'since 5/1/2024']) expect(readObserved(text).observations).toEqual([])
})
