/** Seconds with thousands separators and no false precision: "2,400 s", "135.6 s", "0.5 s". */
export function secondsText(ms: number): string {
  const seconds = ms / 1000
  const digits = seconds >= 10 ? 1 : 3
  return `${seconds.toLocaleString('en-US', { maximumFractionDigits: digits })} s`
}

/** "once", "twice", "12 times". */
export const timesText = (count: number): string =>
  count === 1 ? 'once' : count === 2 ? 'twice' : `${count.toLocaleString('en-US')} times`

/** A name at the beginning of a sentence or a line. */
export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
