// npm start: install if needed, build, index, serve.
import { createServer } from 'node:net'
import { build, fail, installDependencies, runOnPinnedNode } from './toolchain.mjs'

const port = Number(process.env.PORT ?? 4321)
if (!Number.isInteger(port) || port < 1 || port > 65535)
  fail(`PORT must be a number from 1 to 65535; got "${process.env.PORT}".`)
if (Number(process.versions.node.split('.')[0]) < 20) fail(`needs Node 20 or newer; this is ${process.version}.`)

const portIsFree = () =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, 'localhost', () => probe.close(() => resolve(true)))
  })

if (!(await portIsFree()))
  fail(`port ${port} is taken. Stop the program that uses it, or choose another: PORT=${port + 1} npm start`)
installDependencies()
console.log('holdfast: building the site and its search index')
const built = build({ stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', maxBuffer: 1 << 28 })
if (built !== 0) fail('the build failed; its message is above.')
process.exitCode = runOnPinnedNode(['scripts/serve.ts', String(port)])
