// Shared by start and test. Runs on any Node >= 20, before anything is installed: built-in modules only.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** The pinned Node that the `node` package brings; Astro needs a newer one than the machine may carry. */
export const NODE = join(ROOT, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

const STAMP = join(ROOT, 'node_modules', '.holdfast-installed')

/** Ends the process with one clear line. */
export function fail(message) {
  console.error(`holdfast: ${message}`)
  process.exit(1)
}

/** Runs a command in the repository; returns its exit code. */
export function run(command, args, options = {}) {
  const { error, status } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', ...options })
  if (error) fail(`${command} did not start: ${error.message}`)
  return status ?? 1
}

/** Environment in which `node` and the tools of node_modules come first. */
export function toolEnvironment() {
  const separator = process.platform === 'win32' ? ';' : ':'
  const path = [dirname(NODE), join(ROOT, 'node_modules', '.bin'), process.env.PATH ?? ''].join(separator)
  return { ...process.env, PATH: path, ASTRO_TELEMETRY_DISABLED: '1' }
}

/** Installs the locked dependencies unless exactly these are in place. */
export function installDependencies() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex')
  if (existsSync(STAMP) && existsSync(NODE) && readFileSync(STAMP, 'utf8') === wanted) return
  console.log('holdfast: installing dependencies (npm ci)')
  const status = run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    shell: process.platform === 'win32',
  })
  if (status !== 0) fail('npm ci failed; its message is above.')
  if (!existsSync(NODE))
    fail('the node package did not bring its binary; run "npm rebuild node" and look at its output.')
  writeFileSync(STAMP, wanted)
}

/** Runs one of our TypeScript or tool entry points on the pinned Node. */
export function runOnPinnedNode(args, options = {}) {
  return run(NODE, args, { env: toolEnvironment(), ...options })
}

/** Builds the site into dist/. Forced: Astro keeps content it parsed under an older schema when only a module of the schema changed. */
export function build(options = {}) {
  return runOnPinnedNode([join('node_modules', 'astro', 'bin', 'astro.mjs'), 'build', '--force'], options)
}

/** Brings the drivers and parsers that judge what targets write (tests/consumers/judges) to where its tests look for them. */
export function installJudges() {
  const folder = join(ROOT, 'tests', 'consumers', 'judges')
  if (existsSync(join(folder, 'node_modules', '.package-lock.json'))) return
  console.log('holdfast: installing the judges of the consumer tests (npm ci)')
  const status = run(
    'npm',
    ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      shell: process.platform === 'win32',
    },
  )
  if (status !== 0) fail('npm ci in tests/consumers/judges failed; its message is above.')
}
