// The programs that tests drive, and how they get here: Debian packages when root, else one line that says what to install.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fail } from './toolchain.mjs'

/** Debian packages by suite, each with a file whose presence shows that it is installed. */
export const SYSTEM_TOOLS = {
  browser: [
    { package: 'chromium', proof: '/usr/bin/chromium' },
    { package: 'firefox-esr', proof: '/usr/bin/firefox-esr' },
  ],
}

const isDebian = () => existsSync('/etc/debian_version')
const isRoot = () => process.getuid?.() === 0

/** Debian starts servers when it installs them unless this file says no; tests start what they need themselves. */
function forbidServiceStart() {
  const policy = '/usr/sbin/policy-rc.d'
  if (existsSync(policy)) return
  mkdirSync('/usr/sbin', { recursive: true })
  writeFileSync(
    policy,
    '#!/bin/sh\n# Written by the Holdfast test set-up: packages must not start services.\nexit 101\n',
    { mode: 0o755 },
  )
}

/** Makes sure that the tools of the given suites are installed. */
export function installSystemTools(suites) {
  const wanted = suites.flatMap((suite) => SYSTEM_TOOLS[suite] ?? [])
  const missing = wanted.filter(({ proof }) => !existsSync(proof)).map((tool) => tool.package)
  if (missing.length === 0) return
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`
  if (!isDebian())
    fail(
      `tests need these programs: ${missing.join(', ')} (names as in Debian). Install them, then run npm test again.`,
    )
  if (!isRoot()) fail(`tests need programs that are not installed. Run: sudo ${command}`)
  console.log(`holdfast: installing ${missing.join(', ')} with apt-get`)
  forbidServiceStart()
  const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
  const apt = (...args) => spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=600', '-qq', ...args], options).status
  if (apt('update') !== 0) fail('apt-get update failed; its message is above.')
  if (apt('install', '-y', '--no-install-recommends', ...missing) !== 0)
    fail(`"${command}" failed; its message is above.`)
  const absent = wanted.filter(({ proof }) => !existsSync(proof))
  if (absent.length > 0) fail(`installed, but still not found: ${absent.map(({ proof }) => proof).join(', ')}`)
}

/** Name and version of the system, for the test log. */
export function systemName() {
  try {
    return /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? process.platform
  } catch {
    return process.platform
  }
}
