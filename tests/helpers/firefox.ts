import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A page in Debian's stock Firefox, driven over WebDriver BiDi (Playwright needs a Firefox build of its own). */
export interface FirefoxPage {
  goto(address: string): Promise<void>
  /** Value of a JavaScript expression, which may be a promise; only strings, numbers, booleans and null come back. */
  evaluate(expression: string): Promise<unknown>
  /** Waits until an expression is true. Rejects after ten seconds, naming it. */
  until(expression: string): Promise<void>
  /** Types text, or one special key by its WebDriver code point. */
  type(text: string): Promise<void>
  close(): Promise<void>
}

const STARTED = /WebDriver BiDi listening on (ws:\/\/\S+)/
const START_MS = 60_000

const listening = (firefox: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let log = ''
    const timer = setTimeout(() => reject(new Error(`Firefox did not start:\n${log}`)), START_MS)
    firefox.stderr?.on('data', (chunk) => {
      log += String(chunk)
      const address = STARTED.exec(log)?.[1]
      if (!address) return
      clearTimeout(timer)
      resolve(address)
    })
    firefox.once('exit', (code) => reject(new Error(`Firefox ended with ${code}:\n${log}`)))
  })

interface Reply {
  id?: number
  type: string
  result?: unknown
  message?: string
}

/** Starts Firefox headless with a profile of its own. */
export async function openFirefox(): Promise<FirefoxPage> {
  const profile = mkdtempSync(join(tmpdir(), 'holdfast-firefox-'))
  const firefox = spawn(
    '/usr/bin/firefox-esr',
    ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, HOME: profile },
    },
  )
  const socket = new WebSocket(`${await listening(firefox)}/session`)
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true })
    socket.addEventListener('error', reject, { once: true })
  })
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  socket.addEventListener('message', ({ data }) => {
    const reply = JSON.parse(String(data)) as Reply
    const caller = reply.id === undefined ? undefined : waiting.get(reply.id)
    if (!caller || reply.id === undefined) return
    waiting.delete(reply.id)
    if (reply.type === 'success') caller.resolve(reply.result)
    else caller.reject(new Error(reply.message ?? 'Firefox refused a command'))
  })
  let last = 0
  const send = (method: string, params: object): Promise<unknown> =>
    new Promise((resolve, reject) => {
      last += 1
      waiting.set(last, { resolve, reject })
      socket.send(JSON.stringify({ id: last, method, params }))
    })

  await send('session.new', { capabilities: {} })
  const { context } = (await send('browsingContext.create', { type: 'tab' })) as { context: string }

  const evaluate = async (expression: string): Promise<unknown> => {
    const { type, result, exceptionDetails } = (await send('script.evaluate', {
      expression,
      target: { context },
      awaitPromise: true,
    })) as {
      type: string
      result?: { type: string; value?: unknown }
      exceptionDetails?: { text: string }
    }
    if (type !== 'success') throw new Error(exceptionDetails?.text ?? `could not evaluate ${expression}`)
    return result?.type === 'null' ? null : result?.value
  }

  return {
    goto: async (url) => {
      await send('browsingContext.navigate', { context, url, wait: 'complete' })
    },
    evaluate,
    until: async (expression) => {
      const found = await evaluate(
        `new Promise((resolve) => { const end = Date.now() + 10000; const look = () => { try { if (${expression}) return resolve(true) } catch {} if (Date.now() > end) return resolve(false); setTimeout(look, 50) }; look() })`,
      )
      if (found !== true) throw new Error(`never true in Firefox: ${expression}`)
    },
    type: async (text) => {
      const actions = [...text].flatMap((value) => [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ])
      await send('input.performActions', { context, actions: [{ type: 'key', id: 'keyboard', actions }] })
    },
    close: async () => {
      const ended = new Promise((resolve) => firefox.once('exit', resolve))
      await send('browser.close', {}).catch(() => firefox.kill('SIGKILL'))
      await ended
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
