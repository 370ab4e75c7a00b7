import type { Grade } from '../grades.ts'

/** What the reader sees when the connection dies. */
export const SYMPTOMS = ['hang', 'reset', 'error', 'cancelled'] as const
export type Symptom = (typeof SYMPTOMS)[number]

/** What the connection was doing. */
export const WORKLOADS = ['idle', 'query', 'connect'] as const
export type Workload = (typeof WORKLOADS)[number]

/** How often the people who run it change its time. `always` means that it has no default. */
export const ADJUSTED = ['never', 'rarely', 'sometimes', 'often', 'always'] as const
export type Adjusted = (typeof ADJUSTED)[number]

/** A time at which a timer fires without anybody having changed it. */
export interface Firing {
  readonly seconds: number
  /** The latest second when it fires late or within a window; equals `seconds` when left out. */
  readonly latestSeconds?: number | undefined
  /** How the figure comes about ("7,200 s idle + 9 probes × 75 s"). */
  readonly because?: string | undefined
}

/** Something that ends connections after a time: a hop, a timer of an operating system, driver, pool or server. */
export interface Timer {
  /** Permanent: a hop id, the id of the error family it belongs to, or a name of its own. */
  readonly id: string
  readonly title: string
  /** `no-timer`: restarts, memory, random loss. They have no clock, and that is an answer too. */
  readonly kind: 'hop' | 'timer' | 'no-timer'
  readonly firings: readonly Firing[]
  /** Smallest and largest second it can be set to, or is met with. */
  readonly range?: readonly [number, number] | undefined
  readonly adjusted: Adjusted
  /** Values that sample configurations and guides make common. */
  readonly typicalSeconds: readonly number[]
  /** True when the failure shows only at the next use, so the figure seen may be longer than the timer. */
  readonly noticedLate: boolean
  /** 1 (rare) to 5 (asked about every week). */
  readonly commonness: number
  /** Environments that make it likely. */
  readonly environments: readonly string[]
  /** One of these has to be in the path, or it cannot be the cause. */
  readonly requires: readonly string[]
  /** What is seen, the most usual first. */
  readonly symptoms: readonly Symptom[]
  /** What it interrupts, the most usual first. */
  readonly workloads: readonly Workload[]
  /** Names of the settings that hold it, with the unit of a bare number in seconds. */
  readonly settings: readonly { readonly name: string; readonly unitSeconds: number }[]
  /** Lower-case texts that name it in a log or error. */
  readonly wording: readonly string[]
  /** Timers of one group cannot be told apart by any number. */
  readonly sameClock?: string | undefined
  readonly grade: Grade
  /** Who says so, where no page of this site does. */
  readonly source?: { readonly title: string; readonly url?: string | undefined } | undefined
  /** True when a TCP keepalive probe from the client restarts it. */
  readonly keepaliveHelps: boolean
  /** One sentence: what it does to the connection. */
  readonly effect: string
  /** The test that tells it from its neighbours. */
  readonly test: string
  /** One sentence: what to do about it. */
  readonly remedy: string
  /** Where the fix is on this site. */
  readonly fixHref: string
  /** What the link says. */
  readonly fixLabel: string
}
