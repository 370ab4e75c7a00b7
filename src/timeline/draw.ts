import { DRIVERS } from '../model/drivers.ts'
import type { Hop, Path, Workload } from '../model/path.ts'
import type { HopVerdict, Prediction, TimelineEvent } from '../model/predict.ts'
import { STACKS, toMs } from '../model/stacks.ts'
import { secondsText } from '../model/words.ts'
import { axisText, EDGE, type Scale, scaleFor, ticksOf } from './scale.ts'

/** Horizontal positions are percent of the width, vertical ones pixels: the picture stretches, its letters do not. */
export type Shape =
  | {
      readonly as: 'line'
      readonly x1: number
      readonly y1: number
      readonly x2: number
      readonly y2: number
      readonly look: Look
    }
  | {
      readonly as: 'bar'
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
      readonly look: Look
    }
  /** A filled outline inside a box; `path` is in thousandths of the box's width and in its pixels. */
  | {
      readonly as: 'area'
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
      readonly path: string
      readonly look: Look
    }
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
  readonly legend: readonly { readonly sign: 'fuel' | 'probe' | 'lost' | 'cut'; readonly text: string }[]
}

/** More strokes of one kind than this are thinned out. */
const MOST_STROKES = 140

const TITLE_HEIGHT = 22
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

/** Draws a prediction as lanes: the client, each hop with the time it still has, the server. */
export function draw(path: Path, workload: Workload, prediction: Prediction): Drawing {
  const { events, outcome, client, server, endMs, hops } = prediction
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
  // Marks lie on top of everything else.
  for (const event of events)
    if (event.kind === 'hop-expires') shapes.push(...cutMark(event.atMs, laneAt(event.place), scale))
  shapes.push(...endMarks(prediction, laneAt, serverPlace, scale))

  const title =
    `${sentenceFor(outcome.kind)} ${prediction.sentence} ${client.kind === 'result' ? '' : client.sentence}`.trim()
  const has = (kind: TimelineEvent['kind']): boolean => events.some((event) => event.kind === kind)
  return {
    height,
    title,
    shapes,
    items: itemsOf(prediction, server.kind === 'error' ? server.sentence : null),
    legend: [
      ...(limits.length > 0 ? [{ sign: 'fuel' as const, text: 'time left before the hop forgets' }] : []),
      ...(has('probes') ? [{ sign: 'probe' as const, text: 'probe, answered' }] : []),
      ...(has('lost-probes') || has('data-lost') ? [{ sign: 'lost' as const, text: 'packet, lost' }] : []),
      ...(has('hop-expires') ? [{ sign: 'cut' as const, text: 'forgotten here' }] : []),
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
    const trackTop = top + TITLE_HEIGHT
    const lane = { place, top, trackTop, trackHeight, middle: trackTop + trackHeight / 2 }
    top = trackTop + trackHeight + LANE_GAP
    return lane
  })
}

/** The moments that need a place on the axis. */
function momentsOf({ events, client, endMs, outcome }: Prediction): readonly number[] {
  const moments = [endMs, outcome.atMs]
  if (client.atMs !== null) moments.push(client.atMs)
  for (const event of events) if (event.kind === 'lost-probes' && event.from === 0) moments.push(event.atMs)
  return moments
}

function axis(scale: Scale, height: number): readonly Shape[] {
  const y = height - AXIS_HEIGHT + 8
  const shapes: Shape[] = [{ as: 'line', x1: EDGE, y1: y, x2: scale.focusX, y2: y, look: 'axis' }]
  const crowds = (ms: number): boolean => scale.focusMs - ms < scale.focusMs * 0.1 && ms !== scale.focusMs
  for (const ms of [...ticksOf(scale).filter((tick) => !crowds(tick)), scale.focusMs]) {
    const x = scale.x(ms)
    if (shapes.some((shape) => shape.as === 'text' && shape.x === x)) continue
    shapes.push({ as: 'line', x1: x, y1: y, x2: x, y2: y + 4, look: 'axis' })
    shapes.push({ as: 'text', x, y: y + 18, shift: 0, anchor: anchorAt(x), text: axisText(ms), look: 'tick' })
  }
  scale.beyond.forEach(({ atMs, x }, index) => {
    const from = scale.beyond[index - 1]?.x ?? scale.focusX
    shapes.push({ as: 'line', x1: from, y1: y, x2: x, y2: y, look: 'axis' })
    shapes.push({ as: 'mark', x: (from + x) / 2, y, sign: 'break' })
    shapes.push({ as: 'line', x1: x, y1: y, x2: x, y2: y + 4, look: 'axis' })
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
  const shapes: Shape[] = [
    { as: 'text', x: 0, y: top + 14, shift: 0, anchor: 'start', text: hop.title, look: 'title' },
    { as: 'line', x1: EDGE, y1: bottom, x2: 100 - EDGE, y2: bottom, look: 'track' },
  ]
  if (verdict !== undefined) {
    const text = VERDICTS[verdict.verdict]
    shapes.push({ as: 'text', x: 100, y: top + 14, shift: 0, anchor: 'end', text, look: verdict.verdict })
  }
  if (hop.idleLimitSeconds === null) {
    shapes.push({ as: 'text', x: EDGE, y: bottom - 8, shift: 0, anchor: 'start', text: 'no idle limit', look: 'note' })
    return shapes
  }
  const limitMs = toMs(hop.idleLimitSeconds)
  const expiry = events.find((event) => event.kind === 'hop-expires' && event.place === place)
  const untilMs = Math.min(scale.focusMs, expiry?.atMs ?? storyEndMs)
  const width = scale.x(untilMs) - EDGE
  shapes.push({
    as: 'area',
    x: EDGE,
    y: trackTop,
    width,
    height: trackHeight,
    path: fuelPath(refreshesOf(hop, place, events, untilMs), limitMs, untilMs, trackHeight),
    look: 'fuel',
  })
  if (expiry !== undefined) {
    const x = scale.x(expiry.atMs)
    shapes.push({ as: 'bar', x, y: trackTop, width: 100 - EDGE - x, height: trackHeight, look: 'empty' })
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
function fuelPath(refreshes: readonly number[], limitMs: number, untilMs: number, height: number): string {
  const x = (ms: number): number => Math.round((ms / untilMs) * 1000)
  const y = (leftMs: number): number => Math.round((1 - Math.max(0, leftMs) / limitMs) * height * 10) / 10
  const points = refreshes.map((ms, index) => {
    const next = Math.min(refreshes[index + 1] ?? untilMs, untilMs)
    return `L${x(ms)} 0L${x(next)} ${y(limitMs - (next - ms))}`
  })
  return `M0 ${height}${points.join('')}L1000 ${height}Z`
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
    ? `keepalive ${secondsText(toMs(idleSeconds))} / ${secondsText(toMs(intervalSeconds))} × ${keepalive.settings.count}`
    : 'keepalive off'
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
    { as: 'text', x: 100, y: top + 14, shift: 0, anchor: 'end', text: note, look: 'note' },
    { as: 'line', x1: EDGE, y1: middle, x2: until, y2: middle, look: client.kind === 'nothing' ? 'waits' : 'lane' },
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
    const text = `query runs for ${secondsText(stopMs)}`
    return [
      title,
      { as: 'bar', x: EDGE, y: trackTop + 2, width: x - EDGE, height: trackHeight - 4, look: 'work' },
      { as: 'text', x: EDGE, y: middle + 4, shift: 8, anchor: 'start', text, look: 'note' },
    ]
  }
  return [
    title,
    { as: 'line', x1: EDGE, y1: middle, x2: 100 - EDGE, y2: middle, look: 'waits' },
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
  const between = (ms: number, from: number, to: number, look: Look): Shape => ({
    as: 'line',
    x1: scale.x(ms),
    y1: laneAt(from).middle,
    x2: scale.x(ms),
    y2: laneAt(to).middle,
    look,
  })
  switch (event.kind) {
    case 'probes':
    case 'heartbeats':
      return trainMoments(event, scale.focusMs).map((ms) =>
        between(ms, event.from, event.to, event.kind === 'probes' ? 'probe' : 'beat'),
      )
    case 'lost-probes': {
      const visible = event.atMs > scale.focusMs ? [event.atMs] : trainMoments(event, scale.focusMs)
      return visible.flatMap((ms): Shape[] => [
        between(ms, event.from, event.to, 'lost'),
        { as: 'mark', x: scale.x(ms), y: laneAt(event.to).middle, sign: 'lost' },
      ])
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

function cutMark(atMs: number, { middle }: Lane, scale: Scale): readonly Shape[] {
  const x = scale.x(atMs)
  return [{ as: 'mark', x, y: middle, sign: 'cut' }, beside(x, middle + 4, `forgotten at ${secondsText(atMs)}`, 'bad')]
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

function itemsOf({ events, client }: Prediction, serverSentence: string | null): readonly DrawingItem[] {
  const items = events.map(
    ({ atMs, text, kind }): DrawingItem => ({
      atMs,
      time: secondsText(atMs),
      text,
      tone: BAD.has(kind) ? 'bad' : kind === 'data-arrives' ? 'good' : 'plain',
    }),
  )
  const ends: DrawingItem[] = []
  if (client.kind !== 'result') {
    ends.push({
      atMs: client.atMs ?? Number.POSITIVE_INFINITY,
      time: client.atMs === null ? 'for ever' : secondsText(client.atMs),
      text: client.sentence,
      tone: 'bad',
    })
  }
  if (serverSentence !== null) {
    const atMs = Math.max(...events.map((event) => event.atMs))
    ends.push({ atMs, time: secondsText(atMs), text: serverSentence, tone: 'bad' })
  }
  return [...items, ...ends].sort((a, b) => a.atMs - b.atMs)
}
