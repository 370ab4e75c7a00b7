// Runs steps through node-postgres or postgres.js: node node-steps.mjs MODULE_FILE pg|postgres OPTIONS_JSON STEP...
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

const [file, kind, options, ...steps] = process.argv.slice(2)
const mark = (name) => console.log(`@${name} ${(Number(process.hrtime.bigint()) / 1e9).toFixed(6)}`)

const fail = (error) => {
  mark('error')
  console.log(error?.stack ?? String(error))
  process.exit(1)
}

const open = {
  pg: async (module, settings) => {
    const client = new module.default.Client(settings)
    client.on('error', fail)
    await client.connect()
    return (sql) => client.query(sql)
  },
  postgres: async (module, settings) => {
    const sql = module.default(settings)
    return (text) => sql.unsafe(text)
  },
}

const module = await import(file)
mark('loaded')
await new Promise((resolve) => createInterface({ input: process.stdin }).once('line', resolve))
try {
  const query = await open[kind](module, JSON.parse(options))
  for (const step of steps) {
    const [, word, rest] = /^(\w+) ?(.*)$/s.exec(step)
    if (word === 'quiet') mark('quiet')
    else if (word === 'sleep') await sleep(Number(rest) * 1000)
    else await query(rest)
  }
  mark('result')
  process.exit(0)
} catch (error) {
  fail(error)
}
