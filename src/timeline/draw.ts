import { DRIVERS } from '../model/drivers.ts'
import type { AtExpiry, Hop, Path, Workload } from '../model/path.ts'
import type { HopVerdict, Prediction, TimelineEvent } from '../model/predict.ts'
import { STACKS, toMs } from '../model/stacks.ts'
import { capitalised, secondsText } from '../model/words.ts'
import { axisText, EDGE, type Scale, scaleFor, ticksOf } from './scale.ts'

/** Text and marks: horizontal positions are percent of the width, vertical ones pixels. They keep their size. */
export type Shape =
  /** Lines and areas of one look: `d` is in thousandths of the width and in pixels, and stretches with the picture. */
  | { readonly as: 'path'; readonly d: string; readonly look: Look }
  | {
      readonly as: 'mark'
      readonly x: number
      readonly y: number
      readonly sign: 'cut' | 'ok' | 'error' | 'lost' | 'dot' | 'break'
    }
  | {
      readonly as: 'text'
      readonly x: number
      readonly y: number
      /** Pixels to the right of `x`. */
      readonly shift: number
      readonly anchor: 'start' | 'middle' | 'end'
      readonly text: string
      readonly look: Look
      /** Words that follow on the same line in another look. */
      readonly more?: readonly { readonly text: string; readonly look: Look }[]
    }

/** Class names of the style sheet. */
export type Look =
  | 'lane'
  | 'title'
  | 'note'
  | 'safe'
  | 'fragile'
  | 'cut'
  | 'axis'
  | 'tick'
  | 'track'
  | 'gone'
  | 'waits'
  | 'work'
  | 'fuel'
  | 'empty'
  | 'probe'
  | 'probe-dense'
  | 'lost'
  | 'beat'
  | 'answer'
  | 'bad'
  | 'good'

/** One line of the list that says the same as the picture. */
export interface DrawingItem {
  readonly atMs: number
  readonly time: string
  readonly text: string
  readonly tone: 'plain' | 'good' | 'bad'
}

/** The path timeline: everything a renderer needs, and nothing else. */
export interface Drawing {
  readonly height: number
  /** What the picture shows, in one sentence: its accessible name. */
  readonly title: string
  readonly shapes: readonly Shape[]
  /** The events as a list: the picture for those who do not see it. */
  readonly items: readonly DrawingItem[]
  readonly legend: readonly { readonly sign: 'fuel' | 'probe' | 'beat' | 'lost'; readonly text: string }[]
}

/** More strokes of one kind than this are thinned out. */
const MOST_STROKES = 140
/** Up to this many are drawn boldly. */
const FEW_STROKES = 40

/** Height of a lane's heading: its title, and what it does about silence. */
const HEADING_HEIGHT = 40
const SERVER_HEADING_HEIGHT = 22
const LANE_GAP = 14
const CLIENT_TRACK = 22
const HOP_TRACK = 38
const AXIS_HEIGHT = 30

interface Lane {
  readonly place: number
  readonly top: number
  readonly trackTop: number
  readonly trackHeight: number
  readonly middle: number
}

const round = (value: number): number => Math.round(value * 10) / 10
/** Percent in the thousandths of a path. */
const across = (x: number): number => Math.round(x * 10)

const line = (x1: number, y1: number, x2: number, y2: number, look: Look): Shape => ({
  as: 'path',
  d: `M${across(x1)} ${round(y1)}${y1 === y2 ? `H${across(x2)}` : `V${round(y2)}`}`,
  look,
})

const bar = (x: number, y: number, width: number, height: number, look: Look): Shape => ({
  as: 'path',
  d: `M${across(x)} ${y}H${across(x + Math.max(0, width))}V${y + height}H${across(x)}Z`,
  look,
})

/** One path for each look, in the order in which the looks first appear. */
function merged(shapes: readonly Shape[]): readonly Shape[] {
  const paths = new Map<Look, string>()
  for (const shape of shapes) if (shape.as === 'path') paths.set(shape.look, (paths.get(shape.look) ?? '') + shape.d)
  return [...paths].map(([look, d]) => ({ as: 'path', d, look }))
}

/** Draws a prediction as lanes: the client, each hop with the time it still has, the server. */
export function draw(path: Path, workload: Workload, prediction: Prediction): Drawing {
  const { events, outcome, client, endMs, hops } = prediction
  const serverPlace = path.hops.length + 1
  const lanes = lanesOf(serverPlace)
  const last = lanes.at(-1)
  const height = (last === undefined ? 0 : last.trackTop + last.trackHeight) + AXIS_HEIGHT
  const goesOn = client.kind === 'nothing'
  const limits = path.hops.flatMap(({ idleLimitSeconds }) =>
    idleLimitSeconds === null ? [] : [toMs(idleLimitSeconds)],
  )
  const shortestMs = Math.max(1, Math.min(...limits, endMs))
  const scale = scaleFor(momentsOf(prediction), shortestMs, { goesOn })
  const shapes: Shape[] = [...axis(scale, height)]
  const laneAt = (place: number): Lane => lanes[place] ?? { place, top: 0, trackTop: 0, trackHeight: 0, middle: 0 }
  const storyEndMs = Math.max(endMs, client.atMs ?? 0)

  path.hops.forEach((hop, index) => {
    const lane = laneAt(index + 1)
    shapes.push(...hopLane(hop, lane, hops[index], events, scale, storyEndMs))
  })
  shapes.push(...clientLane(path, workload, laneAt(0), prediction, scale))
  shapes.push(...serverLane(workload, laneAt(serverPlace), prediction, scale))
  for (const event of events) shapes.push(...strokes(event, laneAt, scale, serverPlace))
  for (const event of events)
    if (event.kind === 'hop-expires')
      shapes.push(
        ...cutMark(event.atMs, EXPIRED[path.hops[event.place - 1]?.atExpiry ?? 'silent'], laneAt(event.place), scale),
      )
  shapes.push(...endMarks(prediction, laneAt, serverPlace, scale))

  const title =
    `${sentenceFor(outcome.kind)} ${prediction.sentence} ${client.kind === 'result' ? '' : client.sentence}`.trim()
  const has = (kind: TimelineEvent['kind']): boolean => events.some((event) => event.kind === kind)
  return {
    height,
    title,
    // Letters lie on top of everything: each carries a halo of the ground.
    shapes: [
      ...merged(shapes),
      ...shapes.filter(({ as }) => as === 'mark'),
      ...shapes.filter(({ as }) => as === 'text'),
    ],
    items: itemsOf(prediction),
    legend: [
      ...(limits.length > 0 ? [{ sign: 'fuel' as const, text: 'time left before it forgets' }] : []),
      ...(has('probes') ? [{ sign: 'probe' as const, text: 'probe, answered' }] : []),
      ...(has('heartbeats') ? [{ sign: 'beat' as const, text: 'statement of the pool' }] : []),
      ...(has('lost-probes') || has('data-lost') ? [{ sign: 'lost' as const, text: 'packet, lost' }] : []),
    ],
  }
}

const sentenceFor = (kind: Prediction['outcome']['kind']): string =>
  kind === 'survives' || kind === 'fragile'
    ? 'Timeline of a connection that lives.'
    : 'Timeline of a connection that ends.'

function lanesOf(serverPlace: number): readonly Lane[] {
  let top = 0
  return Array.from({ length: serverPlace + 1 }, (_, place) => {
    const trackHeight = place === 0 || place === serverPlace ? CLIENT_TRACK : HOP_TRACK
    const trackTop = top + (place === serverPlace ? SERVER_HEADING_HEIGHT : HEADING_HEIGHT)
    const lane = { place, top, trackTop, trackHeight, middle: trackTop + trackHeight / 2 }
    top = trackTop + trackHeight + LANE_GAP
    return lane
  })
}

/** The moments that need a place on the axis. */
function momentsOf({ events, client, endMs, outcome }: Prediction): readonly number[] {
  const moments = [endMs, outcome.atMs]
  if (client.atMs !== null) moments.push(client.atMs)
  for (const event of events) if (event.kind === 'lost-probes') moments.push(event.atMs)
  return moments
}

function axis(scale: Scale, height: number): readonly Shape[] {
  const y = height - AXIS_HEIGHT + 8
  const shapes: Shape[] = [line(EDGE, y, scale.focusX, y, 'axis')]
  const crowds = (ms: number): boolean => scale.focusMs - ms < scale.focusMs * 0.16 && ms !== scale.focusMs
  for (const ms of [...ticksOf(scale).filter((tick) => !crowds(tick)), scale.focusMs]) {
    const x = scale.x(ms)
    if (shapes.some((shape) => shape.as === 'text' && shape.x === x)) continue
    shapes.push({ as: 'text', x, y: y + 18, shift: 0, anchor: anchorAt(x), text: axisText(ms), look: 'tick' })
  }
  scale.beyond.forEach(({ atMs, x }, index) => {
    const from = scale.beyond[index - 1]?.x ?? scale.focusX
    shapes.push(line(from, y, x, y, 'axis'))
    shapes.push({ as: 'mark', x: (from + x) / 2, y, sign: 'break' })
    shapes.push({ as: 'text', x, y: y + 18, shift: 0, anchor: anchorAt(x), text: axisText(atMs), look: 'tick' })
  })
  return shapes
}

const anchorAt = (x: number): 'start' | 'middle' | 'end' => (x < 6 ? 'start' : x > 93 ? 'end' : 'middle')

/** Text beside a mark, on the side that has room. */
const beside = (x: number, y: number, text: string, look: Look): Shape =>
  x > 55
    ? { as: 'text', x, y, shift: -14, anchor: 'end', text, look }
    : { as: 'text', x, y, shift: 14, anchor: 'start', text, look }

const VERDICTS = { safe: '✓ safe', fragile: '! fragile', cut: '✕ cut' } as const

function hopLane(
  hop: Hop,
  { place, top, trackTop, trackHeight }: Lane,
  verdict: HopVerdict | undefined,
  events: readonly TimelineEvent[],
  scale: Scale,
  storyEndMs: number,
): readonly Shape[] {
  const bottom = trackTop + trackHeight
  const waits = hop.idleLimitSeconds === null ? 'no idle limit' : `waits ${secondsText(toMs(hop.idleLimitSeconds))}`
  const counts = hop.refreshedBy === 'data' && hop.idleLimitSeconds !== null ? `${waits} for data` : waits
  const more = verdict === undefined ? [] : [{ text: VERDICTS[verdict.verdict], look: verdict.verdict }]
  const shapes: Shape[] = [
    { as: 'text', x: 0, y: top + 14, shift: 0, anchor: 'start', text: capitalised(hop.title), look: 'title' },
    { as: 'text', x: 0, y: top + 31, shift: 0, anchor: 'start', text: counts, look: 'note', more },
    line(EDGE, bottom, 100 - EDGE, bottom, 'track'),
  ]
  if (hop.idleLimitSeconds === null) return shapes
  const limitMs = toMs(hop.idleLimitSeconds)
  const expiry = events.find((event) => event.kind === 'hop-expires' && event.place === place)
  const untilMs = Math.min(scale.focusMs, expiry?.atMs ?? storyEndMs)
  const refreshes = refreshesOf(hop, place, events, untilMs)
  shapes.push({ as: 'path', d: fuelPath(refreshes, limitMs, untilMs, scale, trackTop, trackHeight), look: 'fuel' })
  if (expiry !== undefined) {
    const x = scale.x(expiry.atMs)
    shapes.push(bar(x, trackTop, 100 - EDGE - x, trackHeight, 'empty'))
  }
  return shapes
}

/** Moments at which a packet restarts the hop's timer, from the first one on, at most {@link MOST_STROKES}. */
function refreshesOf(
  { refreshedBy }: Hop,
  place: number,
  events: readonly TimelineEvent[],
  untilMs: number,
): readonly number[] {
  const moments = events.flatMap((event): readonly number[] => {
    if (event.kind !== 'probes' && event.kind !== 'heartbeats') return []
    const [low, high] = event.from < event.to ? [event.from, event.to] : [event.to, event.from]
    if (place < low || place > high || (event.kind === 'probes' && refreshedBy === 'data')) return []
    return trainMoments(event, untilMs)
  })
  return [0, ...[...new Set(moments)].sort((a, b) => a - b)]
}

function trainMoments(
  { atMs, everyMs, times }: { readonly atMs: number; readonly everyMs: number; readonly times: number },
  untilMs: number,
): readonly number[] {
  const inside = Math.max(0, Math.min(times, Math.floor((untilMs - atMs) / everyMs) + 1))
  const step = Math.ceil(inside / MOST_STROKES)
  return Array.from({ length: Math.ceil(inside / Math.max(1, step)) }, (_, index) => atMs + index * step * everyMs)
}

/** A saw: full after every packet, shrinking to nothing over the limit. */
function fuelPath(
  refreshes: readonly number[],
  limitMs: number,
  untilMs: number,
  scale: Scale,
  top: number,
  height: number,
): string {
  const y = (leftMs: number): number => round(top + (1 - Math.max(0, leftMs) / limitMs) * height)
  const teeth = refreshes.map((ms, index) => {
    const next = Math.min(refreshes[index + 1] ?? untilMs, untilMs)
    return `V${top}L${across(scale.x(next))} ${y(limitMs - (next - ms))}`
  })
  return `M${across(EDGE)} ${top + height}${teeth.join('')}V${top + height}Z`
}

function clientLane(
  path: Path,
  workload: Workload,
  { top, middle }: Lane,
  { keepalive, client, endMs }: Prediction,
  scale: Scale,
): readonly Shape[] {
  const { driver, system } = path.client
  const { enabled, idleSeconds, intervalSeconds } = keepalive.settings
  const note = enabled
    ? `first probe after ${secondsText(toMs(idleSeconds))}, repeats ${secondsText(toMs(intervalSeconds))} × ${keepalive.settings.count}`
    : 'keepalive off: sends no probes'
  const until = client.atMs === null ? 100 - EDGE : scale.x(Math.max(client.atMs, workload.kind === 'idle' ? endMs : 0))
  return [
    {
      as: 'text',
      x: 0,
      y: top + 14,
      shift: 0,
      anchor: 'start',
      text: `${DRIVERS[driver].title}, ${STACKS[system].title}`,
      look: 'title',
    },
    { as: 'text', x: 0, y: top + 31, shift: 0, anchor: 'start', text: note, look: 'note' },
    line(EDGE, middle, until, middle, client.kind === 'nothing' ? 'waits' : 'lane'),
    { as: 'mark', x: EDGE, y: middle, sign: 'dot' },
  ]
}

function serverLane(
  workload: Workload,
  { top, trackTop, trackHeight, middle }: Lane,
  { outcome, endMs }: Prediction,
  scale: Scale,
): readonly Shape[] {
  const title: Shape = { as: 'text', x: 0, y: top + 14, shift: 0, anchor: 'start', text: 'Server', look: 'title' }
  const stopMs = outcome.kind === 'cancelled' && outcome.timer === 'statement-timeout' ? outcome.atMs : endMs
  const x = scale.x(stopMs)
  if (workload.kind === 'query') {
    const lost = outcome.kind === 'cut'
    const text = `query runs for ${secondsText(stopMs)}${lost ? ', its answer is lost' : ''}`
    return [
      title,
      bar(EDGE, trackTop + 2, x - EDGE, trackHeight - 4, 'work'),
      { as: 'text', x: EDGE, y: middle + 4, shift: 8, anchor: 'start', text, look: 'note' },
    ]
  }
  return [
    title,
    line(EDGE, middle, 100 - EDGE, middle, 'waits'),
    {
      as: 'text',
      x: EDGE,
      y: middle - 5,
      shift: 8,
      anchor: 'start',
      text: `session idle for ${secondsText(endMs)}`,
      look: 'note',
    },
  ]
}

/** Vertical strokes: who sent something, and how far it came. */
function strokes(
  event: TimelineEvent,
  laneAt: (place: number) => Lane,
  scale: Scale,
  serverPlace: number,
): readonly Shape[] {
  const between = (ms: number, from: number, to: number, look: Look): Shape =>
    line(scale.x(ms), laneAt(from).middle, scale.x(ms), laneAt(to).middle, look)
  switch (event.kind) {
    case 'probes':
    case 'heartbeats': {
      const moments = trainMoments(event, scale.focusMs)
      const look = event.kind === 'heartbeats' ? 'beat' : moments.length > FEW_STROKES ? 'probe-dense' : 'probe'
      return moments.map((ms) => between(ms, event.from, event.to, look))
    }
    case 'lost-probes': {
      const visible = event.atMs > scale.focusMs ? [event.atMs] : trainMoments(event, scale.focusMs)
      // One mark where the last of them vanishes; a cross on each would hide the lines.
      const lastMs = visible.at(-1) ?? event.atMs
      return [
        ...visible.map((ms) => between(ms, event.from, event.to, 'lost')),
        { as: 'mark', x: scale.x(lastMs), y: laneAt(event.to).middle, sign: 'lost' },
      ]
    }
    case 'data-lost':
      return [
        between(event.atMs, event.from, event.to, 'lost'),
        { as: 'mark', x: scale.x(event.atMs), y: laneAt(event.to).middle, sign: 'lost' },
      ]
    case 'data-arrives':
      return [between(event.atMs, event.from === 0 ? 0 : serverPlace, event.to, 'answer')]
    default:
      return []
  }
}

const EXPIRED: { readonly [K in AtExpiry]: string } = {
  silent: 'forgotten',
  'rst-to-next-sender': 'forgotten',
  'rst-to-both': 'reset',
  close: 'closed',
}

function cutMark(atMs: number, word: string, { middle }: Lane, scale: Scale): readonly Shape[] {
  const x = scale.x(atMs)
  return [{ as: 'mark', x, y: middle, sign: 'cut' }, beside(x, middle + 4, `${word} at ${secondsText(atMs)}`, 'bad')]
}

function endMarks(
  { client, outcome }: Prediction,
  laneAt: (place: number) => Lane,
  serverPlace: number,
  scale: Scale,
): readonly Shape[] {
  const { middle } = laneAt(0)
  const shapes: Shape[] = []
  if (client.kind === 'nothing') {
    shapes.push({
      as: 'text',
      x: 100 - EDGE,
      y: middle - 6,
      shift: 0,
      anchor: 'end',
      text: 'waits for ever →',
      look: 'bad',
    })
  } else if (client.atMs !== null) {
    const x = scale.x(client.atMs)
    const good = client.kind === 'result'
    shapes.push({ as: 'mark', x, y: middle, sign: good ? 'ok' : 'error' })
    shapes.push(
      beside(x, middle - 6, `${good ? 'result' : 'error'} at ${secondsText(client.atMs)}`, good ? 'good' : 'bad'),
    )
  }
  if (outcome.kind === 'cancelled' && client.failure !== 'read-timeout' && client.failure !== 'timed-out') {
    shapes.push({ as: 'mark', x: scale.x(outcome.atMs), y: laneAt(serverPlace).middle, sign: 'cut' })
  }
  return shapes
}

const BAD: ReadonlySet<TimelineEvent['kind']> = new Set([
  'hop-expires',
  'data-lost',
  'reset',
  'gives-up',
  'lost-probes',
  'close',
  'timer',
])

function itemsOf({ events, client }: Prediction): readonly DrawingItem[] {
  const items = events.map(
    ({ atMs, text, kind }): DrawingItem => ({
      atMs,
      time: secondsText(atMs),
      text,
      tone: BAD.has(kind) ? 'bad' : kind === 'data-arrives' ? 'good' : 'plain',
    }),
  )
  if (client.kind === 'result') return items
  const atMs = client.atMs ?? Number.POSITIVE_INFINITY
  const time = client.atMs === null ? 'for ever' : secondsText(client.atMs)
  const end: DrawingItem = { atMs, time, text: client.sentence, tone: 'bad' }
  return [...items, end].sort((a, b) => a.atMs - b.atMs)
}
