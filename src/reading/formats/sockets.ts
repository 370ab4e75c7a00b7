import { Collector, type Format, weigh } from '../format.ts'
import { LINUX_DEFAULTS, seconds, type Traits } from '../judge.ts'

const TRAITS: Traits = { layer: 'sockets', timers: 'linux', onByDefault: null, defaults: LINUX_DEFAULTS }

interface Socket {
  readonly line: number
  readonly timer: 'keepalive' | 'off' | 'on' | 'other'
  readonly remainingSeconds: number
  readonly unanswered: number
  readonly endpoint: string
}

const NETSTAT =
  /\b(ESTABLISHED|ESTAB)\b.*?\b(keepalive|off|on|timewait|probe)\s*\(\s*([\d.]+)\s*\/\s*(\d+)\s*\/\s*(\d+)\s*\)/
const SS_TIMER = /timer:\(\s*(\w+)\s*,\s*([^,)]+)\s*,\s*(\d+)\s*\)/
/** Rows of ss; with a state filter the State column is missing. */
const SS_ESTABLISHED = /^\s*(?:tcp\s+)?(?:ESTAB\b|\d+\s+\d+\s+\S+:\w+\s+\S+:\w+)/

/** "9min59sec", "1.200ms", "58sec", "2h" as ss prints them, in seconds. */
export function ssDuration(text: string): number {
  let total = 0
  for (const [, value = '0', unit = ''] of text.matchAll(/([\d.]+)\s*(ms|min|sec|h|day|d|s)/g)) {
    // ss prints milliseconds with a point as the thousands separator: 1.200ms is 1.2 s.
    if (unit === 'ms') total += Number(value.replace('.', '')) / 1000
    else total += Number(value) * (unit === 'min' ? 60 : unit === 'h' ? 3600 : unit.startsWith('d') ? 86_400 : 1)
  }
  return total
}

function endpoints(code: string): string {
  return (code.match(/[\w.\-[\]]*:[\w*]+/g) ?? []).slice(0, 2).join(' → ')
}

/** Times that can only be a countdown from the two-hour default. */
const LONG_COUNTDOWN_SECONDS = 350

/** `ss -tno`, `netstat -to` and their output in tickets. */
export const sockets: Format = {
  id: 'socket-table',
  title: 'ss -tno or netstat -to',
  recognises: (document) =>
    weigh(document.sample, [
      [/\b(?:keepalive|off|on)\s*\(\s*[\d.]+\s*\/\s*\d+\s*\/\s*\d+\s*\)/, 0.97],
      [/timer:\(\w+,[^)]{1,30},\d+\)/, 0.97],
      [/^\s*(?:tcp\s+)?ESTAB\s+\d+\s+\d+\s/m, 0.85],
      [/\bss\s+-\w*o|\bnetstat\s+-\w*o/, 0.4],
      [/State\s+Recv-Q\s+Send-Q/, 0.6],
    ]),
  read(document) {
    const collector = new Collector(document, TRAITS)
    const table: Socket[] = []
    const { lines } = document
    for (const [index, line] of lines.entries()) {
      const netstat = NETSTAT.exec(line.code)
      if (netstat !== null) {
        const timer = netstat[2] === 'keepalive' || netstat[2] === 'off' || netstat[2] === 'on' ? netstat[2] : 'other'
        table.push({
          line: line.number,
          timer,
          remainingSeconds: Number(netstat[3]),
          unanswered: timer === 'keepalive' ? Number(netstat[5]) : 0,
          endpoint: endpoints(line.code),
        })
        continue
      }
      if (!SS_ESTABLISHED.test(line.code)) continue
      // With -i or a narrow terminal ss breaks the row in two.
      const next = lines[index + 1]
      const continued = next !== undefined && /^\s/.test(next.code) && !SS_ESTABLISHED.test(next.code) ? next.code : ''
      const timer = SS_TIMER.exec(line.code) ?? SS_TIMER.exec(continued)
      if (timer === null)
        table.push({
          line: line.number,
          timer: 'off',
          remainingSeconds: 0,
          unanswered: 0,
          endpoint: endpoints(line.code),
        })
      else {
        const kind = timer[1] === 'keepalive' ? 'keepalive' : timer[1] === 'on' ? 'on' : 'other'
        table.push({
          line: line.number,
          timer: kind,
          remainingSeconds: ssDuration(timer[2] ?? ''),
          unanswered: kind === 'keepalive' ? Number(timer[3]) : 0,
          endpoint: endpoints(line.code),
        })
      }
    }
    judge(collector, table)
    estimateInterval(collector, table)
    collector.skipTiming = true
    return collector.done()
  },
}

/**
 * Repeated pictures of one socket: once probes go unanswered the countdown restarts at the interval, so the largest
 * value seen then is just below it. One picture says nothing.
 */
function estimateInterval(collector: Collector, table: readonly Socket[]): void {
  const pictures = new Map<string, Socket[]>()
  for (const socket of table) {
    if (socket.timer !== 'keepalive' || socket.endpoint === '') continue
    const series = pictures.get(socket.endpoint)
    if (series === undefined) pictures.set(socket.endpoint, [socket])
    else series.push(socket)
  }
  for (const series of pictures.values()) {
    const restarts = series.filter((socket, index) => socket.unanswered > (series[index - 1]?.unanswered ?? 99))
    if (restarts.length === 0) continue
    const interval = Math.ceil(restarts.reduce((most, { remainingSeconds }) => Math.max(most, remainingSeconds), 0))
    const last = restarts.at(-1)
    if (interval < 1 || last === undefined) continue
    collector.note(last.line, last.endpoint, `${interval}`, `unanswered probes repeat about every ${seconds(interval)}`)
    collector.state('interval', interval)
    return
  }
}

function judge(collector: Collector, table: readonly Socket[]): void {
  const kept = table.filter((socket) => socket.timer === 'keepalive')
  const bare = table.filter((socket) => socket.timer === 'off')
  for (const socket of table.slice(0, 40)) collector.note(socket.line, socket.endpoint, socket.timer, meaning(socket))
  for (const socket of kept.filter(({ unanswered }) => unanswered > 0).slice(-1)) {
    collector.report(
      'probes-unanswered',
      `${socket.endpoint}: ${socket.unanswered} ${socket.unanswered === 1 ? 'probe has' : 'probes have'} had no answer; the peer or a hop has forgotten the connection.`,
      { line: socket.line },
    )
  }
  const late = kept.filter(
    ({ remainingSeconds, unanswered }) => unanswered === 0 && remainingSeconds >= LONG_COUNTDOWN_SECONDS,
  )
  const first = late[0]
  if (first !== undefined) {
    collector.report(
      'idle-too-long',
      `The next probe of ${first.endpoint} is ${seconds(first.remainingSeconds)} away${first.remainingSeconds > 3600 ? ': the two-hour default' : ''}; a hop with 350 s forgets it before.`,
      { line: first.line },
    )
  } else {
    const tight = kept.find(({ remainingSeconds, unanswered }) => unanswered === 0 && remainingSeconds >= 240)
    if (tight !== undefined)
      collector.report(
        'over-240s',
        `The next probe of ${tight.endpoint} is ${seconds(tight.remainingSeconds)} away, too late for a hop with 240 s.`,
        { line: tight.line },
      )
  }
  const off = bare[0]
  if (off !== undefined && kept.length === 0 && table.every(({ timer }) => timer === 'off')) {
    collector.report(
      'keepalive-off',
      `${off.endpoint}: no timer runs, so SO_KEEPALIVE is off and the values of the operating system do not matter.`,
      { line: off.line },
    )
    collector.state('enabled', 0)
  } else if (off !== undefined) {
    collector.report(
      'socket-without-keepalive',
      `${off.endpoint} has no keepalive timer${bare.length > 1 ? `, nor have ${bare.length - 1} others` : ''}.`,
      { line: off.line },
    )
  } else if (kept.length > 0) collector.state('enabled', 1)
}

function meaning(socket: Socket): string {
  if (socket.timer === 'off') return 'no timer: keepalive is off'
  if (socket.timer === 'on') return 'data waits for an acknowledgement'
  if (socket.timer === 'other') return 'another timer'
  return `next probe in ${seconds(socket.remainingSeconds)}${socket.unanswered === 0 ? '' : `, ${socket.unanswered} unanswered`}`
}
