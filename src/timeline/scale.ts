/** Where moments lie on the picture, in percent of its width. */
export interface Scale {
  /** End of the part drawn to scale, milliseconds. */
  readonly focusMs: number
  /** Percent at which the part drawn to scale ends. */
  readonly focusX: number
  /** Moments after the focus, each with a place of its own behind a break in the axis. */
  readonly beyond: readonly { readonly atMs: number; readonly x: number }[]
  /** Position of a moment; moments beyond the focus snap to the next one that has a place. */
  x(ms: number): number
}

/** Percent kept free at both edges, so that marks are not cut off. */
export const EDGE = 3
/** Percent a moment behind the break takes. */
const SLOT = 15
/** Percent added after the last moment when something goes on for ever. */
const FOR_EVER = 12

/**
 * Draws to scale what happens within ten times the shortest thing that matters, and gives later moments a place behind
 * a break: 350 s stays visible beside 7,200 s, and twenty probes stay countable.
 */
export function scaleFor(
  moments: readonly number[],
  shortestMs: number,
  { goesOn = false }: { readonly goesOn?: boolean } = {},
): Scale {
  const sorted = [...new Set(moments.filter((ms) => ms > 0))].sort((a, b) => a - b)
  const near = sorted.filter((ms) => ms <= shortestMs * 10)
  const focusMs = Math.max(1, near.at(-1) ?? Math.min(shortestMs * 4, sorted[0] ?? shortestMs))
  const later = sorted.filter((ms) => ms > focusMs).slice(0, 3)
  const right = 100 - EDGE - (goesOn ? FOR_EVER : 0)
  const focusX = right - later.length * SLOT
  const beyond = later.map((atMs, index) => ({ atMs, x: focusX + (index + 1) * SLOT }))
  return {
    focusMs,
    focusX,
    beyond,
    x: (ms) => {
      if (ms <= focusMs) return EDGE + (ms / focusMs) * (focusX - EDGE)
      return beyond.find(({ atMs }) => ms <= atMs)?.x ?? 100 - EDGE
    },
  }
}

/** Distances between axis labels, in seconds, that read well. */
const STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800,
]

/** Moments for axis labels of the part drawn to scale: at most five, round, not crowding its end. */
export function ticksOf({ focusMs }: Scale): readonly number[] {
  const step = (STEPS.find((seconds) => focusMs / (seconds * 1000) <= 4.2) ?? focusMs / 5000) * 1000
  const ticks: number[] = []
  for (let ms = 0; ms <= focusMs; ms += step) ticks.push(ms)
  return ticks
}

/** "0", "45 s", "10 min", "3 h", "2 d": short, for the axis. */
export function axisText(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds === 0) return '0'
  const units: readonly (readonly [string, number])[] = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
  ]
  const unit = units.find(([, length]) => seconds >= 2 * length && seconds % length === 0)
  if (unit !== undefined) return `${(seconds / unit[1]).toLocaleString('en-US')} ${unit[0]}`
  return `${(ms / 1000).toLocaleString('en-US', { maximumFractionDigits: 1 })} s`
}
