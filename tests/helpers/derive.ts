/** A real paste and the family it belongs to; `null` = outside the site. */
export interface LabelledPaste {
  readonly paste: string
  readonly expected_signature: string | null
  readonly acceptable: readonly string[]
}

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
export const seeded = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const NOISE = [
  'INFO  request finished in 12 ms status=200 path=/health',
  'DEBUG cache warmed, 1821 entries',
  'INFO  worker 3 picked up job 8841',
  'INFO  Started OrdersApplication in 8.2 seconds',
  'GET /api/items 200 14ms - 1.2kb',
  'level=info msg="scheduler tick" jobs=4',
  'INFO  POST http://payments:8080/charge 201 in 80 ms',
  'DEBUG redis cache hit user:12',
  '    at processTicksAndRejections (node:internal/process/task_queues:95:5)',
  '  File "/srv/app/service.py", line 88, in handle',
  '\tat java.base/java.lang.Thread.run(Thread.java:840)',
  'systemd[1]: Started Session 12 of user deploy.',
  '[2026-01-03 04:05:06] INFO -- : Performing CleanupJob',
]

const pick = <T>(items: readonly T[], random: () => number): T => items[Math.floor(random() * items.length)] as T

const noise = (count: number, random: () => number): string[] =>
  Array.from({ length: count }, () => pick(NOISE, random))

const lines = (text: string): string[] => text.split('\n')

const eachLine = (text: string, change: (line: string, index: number) => string): string =>
  lines(text).map(change).join('\n')

const ESCAPE = String.fromCharCode(27)

/** Breaks lines after `width` characters wherever that falls. */
const hardWrap = (text: string, width: number): string =>
  eachLine(text, (line) => line.replace(new RegExp(`.{${width}}(?=.)`, 'gu'), '$&\n'))

/** Breaks lines between words. */
const softWrap = (text: string, width: number): string =>
  eachLine(text, (line) => line.replace(new RegExp(`(.{1,${width}})(?: +|$)`, 'gu'), '$1\n').trimEnd())

const html = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')

/** What terminals, loggers, mail programs and people do to a paste on its way. */
export const DISTORTIONS: Readonly<Record<string, (text: string, random: () => number) => string>> = {
  'in the middle of a log': (text, random) =>
    [...noise(20 + Math.floor(random() * 40), random), text, ...noise(15, random)].join('\n'),
  'with container prefixes': (text) =>
    eachLine(
      text,
      (line, index) => `2026-02-03T04:05:${String(index % 60).padStart(2, '0')}.123456789Z stdout F ${line}`,
    ),
  'with compose prefixes': (text) => eachLine(text, (line) => `web_1       | ${line}`),
  'as a JSON string': (text) => JSON.stringify({ level: 'error', log: text, stream: 'stderr' }),
  'as a JSON string inside a JSON string': (text) => JSON.stringify({ message: JSON.stringify({ log: text }) }),
  'with HTML entities': (text) => `<pre>${html(text)}</pre>`,
  'in colour': (text) => eachLine(text, (line) => `${ESCAPE}[31;1m${line}${ESCAPE}[0m`),
  'in colour without the escape character': (text) => eachLine(text, (line) => `[31m${line}[0m`),
  'in capitals': (text) => text.toUpperCase(),
  'wrapped between words at 60 characters': (text) => softWrap(text, 60),
  'wrapped inside words at 72 characters': (text) => hardWrap(text, 72),
  'quoted in a mail': (text) => eachLine(text, (line) => `> ${line}`),
  'with Windows line ends': (text) => text.replaceAll('\n', '\r\n'),
  'on one line': (text) => text.replace(/\s*\n\s*/g, ' '),
  'with typographic quotes': (text) => text.replace(/"([^"\n]*)"/g, '“$1”').replaceAll("'", '’'),
  'in a table': (text) => eachLine(text, (line) => `| ${line} | |`),
  'with doubled blanks': (text) => text.replace(/ /g, '  '),
}

/** Every distortion of every paste, in a fixed order. */
export const derive = (pastes: readonly LabelledPaste[], seed = 7): (LabelledPaste & { readonly how: string })[] => {
  const random = seeded(seed)
  return pastes.flatMap((labelled) =>
    Object.entries(DISTORTIONS).map(([how, distort]) => ({ ...labelled, how, paste: distort(labelled.paste, random) })),
  )
}
