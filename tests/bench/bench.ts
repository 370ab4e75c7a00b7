// npm run bench: how long the pure core takes, and how heavy the built pages are. Figures, no verdicts: tests are not timed.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { DEFAULT_PATH_STATE, readPath } from '../../src/model/path-state.ts'
import { predict } from '../../src/model/predict.ts'
import { checkText } from '../../src/reading/check.ts'
import { createFinder } from '../../src/signatures/find.ts'
import { searchSignatures } from '../../src/signatures/search.ts'
import { readIndex } from '../helpers/families.ts'

const RUNS = 7
const MEBIBYTE = 1024 * 1024

const milliseconds = (value: number): string => value.toFixed(value < 10 ? 2 : 0).padStart(9)

/** Runs work several times and prints the least, the middle and the greatest time. */
const measure = (title: string, work: () => unknown): void => {
  work()
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now()
    work()
    return performance.now() - start
  }).sort((a, b) => a - b)
  const [least = 0, middle = 0, greatest = 0] = [times[0], times[RUNS >> 1], times.at(-1)]
  console.log(`${title.padEnd(52)}${milliseconds(least)}${milliseconds(middle)}${milliseconds(greatest)}`)
}

const repeatTo = (text: string, length: number): string => text.repeat(Math.ceil(length / text.length)).slice(0, length)

const TRACE = readFileSync('tests/fixtures/pastes/real.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => (JSON.parse(line) as { paste: string }).paste)
  .join('\n')
const SYSCTL = 'net.ipv4.tcp_keepalive_time = 200 # comment\nnet.core.somaxconn = 1024\n'

console.log(`${'milliseconds'.padEnd(52)}${'min'.padStart(9)}${'median'.padStart(9)}${'max'.padStart(9)}`)
const index = readIndex()
measure('prepare the error matcher', () => createFinder(index))
const find = createFinder(index)
measure('find: real traces, 50 kB', () => find(repeatTo(TRACE, 50_000)))
measure('find: real traces, 1 MiB', () => find(repeatTo(TRACE, MEBIBYTE)))
measure('find: one line of 1 MiB', () => find(repeatTo('connection reset by peer ', MEBIBYTE)))
measure('search errors for a phrase', () => searchSignatures(index, 'server closed the connection unexpectedly'))
measure('check: sysctl file, 50 kB', () => checkText(repeatTo(SYSCTL, 50_000)))
measure('check: sysctl file, 1 MiB', () => checkText(repeatTo(SYSCTL, MEBIBYTE)))
measure('check: real traces, 1 MiB', () => checkText(repeatTo(TRACE, MEBIBYTE)))
const asked = readPath(DEFAULT_PATH_STATE, [])
if (asked.ok) measure('predict: the default path', () => predict(asked.path, asked.workload))

const bytes = (file: string): number => gzipSync(readFileSync(file), { level: 9 }).length
const files = (folder: string, ending: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))

if (existsSync('dist')) {
  const heaviest = (ending: string, count: number): void => {
    const sized = files('dist', ending).map((file) => ({ file, size: bytes(file) }))
    for (const { file, size } of sized.sort((a, b) => b.size - a.size).slice(0, count))
      console.log(`${String(size).padStart(9)}  ${file}`)
  }
  console.log('\nheaviest pages and scripts, bytes after gzip -9')
  heaviest('.html', 8)
  heaviest('.js', 8)
  console.log(`${String(bytes('dist/signatures.json')).padStart(9)}  dist/signatures.json`)
} else {
  console.log('\nno dist/: run npm run build to weigh the pages')
}
