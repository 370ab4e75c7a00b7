import type { AtExpiry, Path, Workload } from './path.ts'
import type { StoryEvent, TimerId } from './story.ts'
import { capitalised, secondsText, timesText } from './words.ts'

/** Name of a place in the middle of a sentence: "client", "server", or the hop's title. */
export function placeTitle(path: Path, place: number): string {
  if (place === 0) return 'client'
  return path.hops[place - 1]?.title ?? 'server'
}

const actor = (path: Path, place: number): string => {
  const hop = path.hops[place - 1]
  if (hop !== undefined) return capitalised(hop.title)
  return place === 0 ? 'The client' : 'The server'
}

const EXPIRY: { readonly [K in AtExpiry]: string } = {
  silent: 'forgets the connection silently',
  'rst-to-next-sender': 'forgets the connection; whoever speaks next gets a RST',
  'rst-to-both': 'forgets the connection and resets both sides',
  close: 'closes the connection',
}

const TIMERS: { readonly [Id in TimerId]: string } = {
  'statement-timeout': 'The server cancels the statement (statement_timeout).',
  'idle-session-timeout': 'The server ends the idle session (idle_session_timeout).',
  'idle-in-transaction-timeout': 'The server ends the idle transaction (idle_in_transaction_session_timeout).',
  'read-timeout': 'The driver stops waiting (its read timeout) and closes the connection.',
  'keepalive-count-zero': 'The client’s kernel ends the healthy connection: with a count of 0 it never sends a probe.',
}

const train = ({ atMs, everyMs, times }: { atMs: number; everyMs: number; times: number }): string =>
  times === 1
    ? `at ${secondsText(atMs)}`
    : `${timesText(times)}, every ${secondsText(everyMs)} until ${secondsText(atMs + (times - 1) * everyMs)}`

/** One sentence for an event: who did what. The time stands beside it, not in it. */
export function describeEvent(event: StoryEvent, path: Path, workload: Workload): string {
  const title = (place: number): string => placeTitle(path, place)
  const object = (place: number): string => {
    const hop = path.hops[place - 1]
    return hop === undefined ? `the ${title(place)}` : hop.title
  }
  switch (event.kind) {
    case 'quiet':
      return workload.kind === 'query'
        ? 'The client sends the query; the server works, and the path goes quiet.'
        : 'The last statement is done; the session goes quiet.'
    case 'probes':
      return `${actor(path, event.from)} probes ${object(event.to)} and is answered: ${train(event)}.`
    case 'heartbeats':
      return `The pool sends a small statement: ${train(event)}.`
    case 'lost-probes':
      return `${actor(path, event.from)} probes, and nothing answers: ${train(event)}. The probes end at ${object(event.to)}.`
    case 'hop-expires': {
      const hop = path.hops[event.place - 1]
      return hop === undefined ? '' : `${capitalised(hop.title)} ${EXPIRY[hop.atExpiry]}.`
    }
    case 'data-lost':
      return `${actor(path, event.from)} sends ${event.from === 0 ? 'the next statement' : 'its answer'}; it gets no further than ${object(event.to)}.`
    case 'data-arrives':
      if (event.from === 0) return 'The client sends the next statement, and the server answers.'
      return workload.kind === 'query'
        ? 'The answer reaches the client.'
        : 'The message waits in the client’s socket; the program sees it with its next statement.'
    case 'reset':
      return `${actor(path, event.to)} receives a RST from ${object(event.from)}: “connection reset”.`
    case 'close':
      return `${actor(path, event.from)} closes the connection towards ${object(event.to)}.`
    case 'gives-up':
      return event.because === 'probes'
        ? `${actor(path, event.place)} declares the peer dead: no probe was answered.`
        : `${actor(path, event.place)} stops retransmitting what nobody acknowledged.`
    case 'timer':
      return TIMERS[event.timer]
  }
}
