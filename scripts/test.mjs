// npm test [stage ...]: install what tests need, then types, lint, unit, build, consumers, browsers, lab.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { installSystemTools, systemName } from './system-tools.mjs'
import { build, fail, installDependencies, installJudges, ROOT, runOnPinnedNode } from './toolchain.mjs'

const REPORTS = join(ROOT, 'tests', '.cache')
const isLinuxRoot = process.platform === 'linux' && process.getuid?.() === 0

/** Counts of one stage; a stage that is one command counts as one test. */
const counts = (passed, failed, skipped = 0) => ({ passed, failed, skipped })

const tool =
  (...args) =>
  () =>
    runOnPinnedNode([join('node_modules', ...args[0].split('/')), ...args.slice(1)]) === 0 ? counts(1, 0) : counts(0, 1)

const suite = (name) => () => {
  const report = join(REPORTS, `${name}.json`)
  rmSync(report, { force: true })
  const status = runOnPinnedNode([
    join('node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--project',
    name,
    '--passWithNoTests=false',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ])
  if (!existsSync(report)) return counts(0, 1)
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'))
  const failed = status !== 0 && numFailedTests === 0 ? 1 : numFailedTests
  return counts(numPassedTests, failed, numPendingTests + numTodoTests)
}

/** In order: cheap and telling first; whatever reads dist/ after the build. */
const STAGES = [
  { name: 'types', run: tool('astro/bin/astro.mjs', 'check') },
  { name: 'lint', run: tool('@biomejs/biome/bin/biome', 'check', '.') },
  { name: 'unit', run: suite('unit') },
  { name: 'build', run: () => (build() === 0 ? counts(1, 0) : counts(0, 1)) },
  { name: 'consumers', needsRoot: true, prepare: installJudges, run: suite('consumers') },
  { name: 'browser', run: suite('browser') },
  { name: 'lab', needsRoot: true, prepare: installJudges, run: suite('lab') },
]

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !STAGES.some((stage) => stage.name === name))
if (unknown.length > 0) fail(`no stage "${unknown[0]}"; there are: ${STAGES.map(({ name }) => name).join(', ')}`)

installDependencies()
mkdirSync(REPORTS, { recursive: true })
const stages = STAGES.filter(({ name, needsRoot }) => {
  if (asked.length > 0) return asked.includes(name)
  if (!needsRoot || isLinuxRoot) return true
  if (process.env.CI) fail(`stage "${name}" needs root on Linux, and CI runs every stage.`)
  console.log(`holdfast: leaving out "${name}": it needs root on Linux (network namespaces). CI always runs it.`)
  return false
})
installSystemTools(stages.map(({ name }) => name))
console.log(`holdfast: testing on ${systemName()}: ${stages.map(({ name }) => name).join(', ')}`)

const results = []
for (const { name, prepare, run } of stages) {
  const start = performance.now()
  console.log(`\n=== ${name}`)
  prepare?.()
  const result = run()
  results.push({ name, seconds: Math.round((performance.now() - start) / 1000), ...result })
  if (name === 'build' && result.failed > 0) break
}

const total = (key) => results.reduce((sum, result) => sum + result[key], 0)
console.log('\nstage        passed  failed  skipped  seconds')
for (const { name, passed, failed, skipped, seconds } of results) {
  console.log(
    [name.padEnd(10), ...[passed, failed, skipped, seconds].map((value) => String(value).padStart(8))].join(''),
  )
}
const unfinished = stages.length - results.length
if (unfinished > 0) console.log(`${unfinished} stage(s) not run because the build failed`)
const skipped = total('skipped')
if (skipped > 0) console.log(`${skipped} skipped: nothing may be skipped, so this run fails`)
console.log(`\n${total('passed')} passed, ${total('failed')} failed`)
process.exitCode = total('failed') > 0 || skipped > 0 || unfinished > 0 ? 1 : 0
