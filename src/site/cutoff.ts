import { getCollection } from 'astro:content'
import { readObserved } from '../model/observed.ts'
import { hopTimer, timerOf } from '../model/suspects/catalogue.ts'
import type { Timer } from '../model/suspects/timer.ts'
import { type Suspect, suspects } from '../model/suspects.ts'

/** Everything that can end a connection after a time: hops with their clues, and timers. */
export async function cutoffCatalogue(): Promise<readonly Timer[]> {
  const hops = new Map((await getCollection('hops')).map(({ id, data }) => [id, data]))
  const clues = await getCollection('hopClues')
  const timers = await getCollection('timers')
  return [
    ...clues.map(({ id, data }) => {
      const hop = hops.get(id)
      if (hop === undefined) throw new Error(`content/timers/hops.yaml names ${id}, which is no hop`)
      return hopTimer(id, hop, data)
    }),
    ...timers.map(({ id, data }) => timerOf(id, data)),
  ]
}

/** Seconds worth a row of the fingerprint table. */
const FINGERPRINTS = [
  10, 15, 21, 29, 30, 50, 60, 75, 100, 120, 127, 230, 240, 300, 350, 600, 900, 925, 1200, 1800, 3600, 7200, 7440, 7875,
  14400, 21600, 28800, 86400,
]

/** The answer without any circumstances, for readers without JavaScript: seconds and the first suspects. */
export async function fingerprints(): Promise<readonly { seconds: number; first: readonly Suspect[] }[]> {
  // Causes without a clock fit every row, so they say nothing in any.
  const clocks = (await cutoffCatalogue()).filter(({ kind }) => kind !== 'no-timer')
  return FINGERPRINTS.map((seconds) => ({
    seconds,
    first: suspects(readObserved(`exactly ${seconds} s`), {}, clocks).filter(
      ({ score }, index, [best]) => index < 3 && (best?.score ?? score) - score < 2.5,
    ),
  }))
}
