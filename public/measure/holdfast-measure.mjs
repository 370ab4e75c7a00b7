#!/usr/bin/env node
// Find the idle limit of the path to a PostgreSQL or Redshift server. Node.js 18 or newer, no dependency.
//
// Opens a few sessions with TCP keepalive off, leaves each silent for another time, then speaks, and narrows the time
// down until the longest silence that lived and the shortest that died are close together. Reads and writes no data.
//
//   PGPASSWORD=... node holdfast-measure.mjs --host db.example.com --user me --dbname postgres
//
// Ctrl-C ends it at any time and prints what is known so far.
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { userInfo } from 'node:os'
import { connect as connectTls } from 'node:tls'

const CONNECT_MS = 15_000
const say = (text) => console.log(text)

/** The server, or this script, says why there is no session. */
class Refused extends Error {}

const int32 = (value) => {
  const buffer = Buffer.alloc(4)
  buffer.writeInt32BE(value)
  return buffer
}
const text = (value) => Buffer.from(`${value}\0`)
const sha256 = (data) => createHash('sha256').update(data).digest()
const md5 = (data) => createHash('md5').update(data).digest('hex')
const hmac = (key, data) => createHmac('sha256', key).update(data).digest()

const errorOf = (body) => {
  const fields = new Map(body.toString().split('\0').filter(Boolean).map((field) => [field[0], field.slice(1)]))
  return { fatal: fields.get('S') === 'FATAL', message: `${fields.get('C') ?? ''} ${fields.get('M') ?? 'unknown error'}` }
}

/** Bytes of a socket, one awaited piece after the other; ends with an error that says how the connection died. */
class Bytes {
  constructor(socket) {
    this.socket = socket
    this.data = Buffer.alloc(0)
    this.waiting = null
    this.failure = null
    this.onData = (piece) => {
      this.data = Buffer.concat([this.data, piece])
      this.wake()
    }
    this.onError = (error) => this.fail(error)
    this.onEnd = () => this.fail(Object.assign(new Error('connection closed'), { code: 'END' }))
    socket.on('data', this.onData).on('error', this.onError).on('end', this.onEnd).on('close', this.onEnd)
  }
  release() {
    this.socket.off('data', this.onData).off('end', this.onEnd).off('close', this.onEnd)
  }
  fail(error) {
    this.failure ??= error
    this.wake()
  }
  wake() {
    this.waiting?.()
  }
  /** Exactly `count` bytes; rejects with code TIMEOUT when they do not come in time. */
  async read(count, ms) {
    const deadline = Date.now() + ms
    while (this.data.length < count) {
      if (this.failure) throw this.failure
      const left = deadline - Date.now()
      if (left <= 0) throw Object.assign(new Error('no answer'), { code: 'TIMEOUT' })
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left)
        this.waiting = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    const taken = this.data.subarray(0, count)
    this.data = this.data.subarray(count)
    return taken
  }
}

/** One PostgreSQL session, as little of the protocol as it takes to log in and run SELECT 1. */
class Session {
  static async open(options) {
    const session = new Session()
    session.options = options
    session.socket = connect({ host: options.host, port: options.port, keepAlive: false })
    session.bytes = new Bytes(session.socket)
    try {
      await session.connected()
      if (options.sslmode !== 'disable') await session.startTls()
      await session.logIn()
      return session
    } catch (error) {
      session.close()
      throw error
    }
  }
  connected() {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no connection in ${CONNECT_MS / 1000} s`)), CONNECT_MS)
      this.socket.once('connect', () => (clearTimeout(timer), resolve()))
      this.socket.once('error', (error) => (clearTimeout(timer), reject(error)))
    })
  }
  async startTls() {
    this.socket.write(Buffer.concat([int32(8), int32(80877103)]))
    const answer = (await this.bytes.read(1, CONNECT_MS)).toString()
    if (answer !== 'S') {
      if (this.options.sslmode === 'require') throw new Refused('the server offers no TLS; --sslmode disable goes without')
      return
    }
    this.bytes.release()
    // Like libpq with sslmode=require: encrypted, but the name on the certificate is not checked.
    this.socket = connectTls({ socket: this.socket, rejectUnauthorized: false, checkServerIdentity: () => undefined })
    this.bytes = new Bytes(this.socket)
    await new Promise((resolve, reject) => this.socket.once('secureConnect', resolve).once('error', reject))
    this.encrypted = true
  }
  send(kind, body) {
    this.socket.write(Buffer.concat([Buffer.from(kind), int32(body.length + 4), body]))
  }
  async receive(ms) {
    const head = await this.bytes.read(5, ms)
    return { kind: String.fromCharCode(head[0]), body: await this.bytes.read(head.readInt32BE(1) - 4, ms) }
  }
  password() {
    if (this.options.password === undefined) throw new Refused('a password is needed: set PGPASSWORD')
    return this.options.password
  }
  async logIn() {
    const { user, dbname } = this.options
    const words = ['user', user, 'database', dbname, 'application_name', 'holdfast-measure']
    const body = Buffer.concat([int32(196608), ...words.map(text), Buffer.alloc(1)])
    this.socket.write(Buffer.concat([int32(body.length + 4), body]))
    let scram
    for (;;) {
      const { kind, body } = await this.receive(CONNECT_MS)
      if (kind === 'E') throw new Refused(errorOf(body).message)
      if (kind === 'Z') return
      if (kind !== 'R') continue
      const code = body.readInt32BE(0)
      if (code === 3) {
        if (!this.encrypted) throw new Refused('the server wants the password in clear text and offers no TLS')
        this.send('p', text(this.password()))
      } else if (code === 5) {
        this.send('p', text(`md5${md5(Buffer.concat([Buffer.from(md5(this.password() + user)), body.subarray(4, 8)]))}`))
      } else if (code === 10) {
        if (!body.subarray(4).toString().split('\0').includes('SCRAM-SHA-256')) {
          throw new Refused('the server offers no login method this script speaks')
        }
        scram = scramFor(this.password())
        this.send('p', Buffer.concat([text('SCRAM-SHA-256'), int32(scram.first.length), scram.first]))
      } else if (code === 11 && scram) this.send('p', scram.final(body.subarray(4).toString()))
      else if (code === 12 && scram) scram.verify(body.subarray(4).toString())
      else if (code !== 0) throw new Refused(`login method ${code} is not spoken here; the bash script with psql may manage`)
    }
  }
  /** The error text of the server, or undefined. */
  async query(sql, ms) {
    this.send('Q', text(sql))
    let error
    for (;;) {
      const { kind, body } = await this.receive(ms)
      if (kind === 'E') {
        const { fatal, message } = errorOf(body)
        if (fatal) throw new Refused(message)
        error = message
      }
      if (kind === 'Z') return error
    }
  }
  close() {
    this.socket.on('error', () => {})
    this.socket.destroy()
  }
}

/** SCRAM-SHA-256 (RFC 5802, RFC 7677) without channel binding. */
function scramFor(password) {
  const nonce = randomBytes(18).toString('base64')
  const firstBare = `n=,r=${nonce}`
  let expected
  return {
    first: Buffer.from(`n,,${firstBare}`),
    final(serverFirst) {
      const parts = new Map(serverFirst.split(',').map((part) => [part[0], part.slice(2)]))
      if (!parts.get('r')?.startsWith(nonce)) throw new Refused('the server answered the login with a foreign nonce')
      const salted = pbkdf2Sync(password, Buffer.from(parts.get('s'), 'base64'), Number(parts.get('i')), 32, 'sha256')
      const client = hmac(salted, 'Client Key')
      const withoutProof = `c=biws,r=${parts.get('r')}`
      const signed = [firstBare, serverFirst, withoutProof].join(',')
      const signature = hmac(sha256(client), signed)
      expected = hmac(hmac(salted, 'Server Key'), signed).toString('base64')
      return Buffer.from(`${withoutProof},p=${client.map((byte, index) => byte ^ signature[index]).toString('base64')}`)
    },
    verify(message) {
      if (message.slice(2) !== expected) throw new Refused('the server does not know the password: it is not the server you mean')
    },
  }
}

const DIED = { ECONNRESET: 'reset', EPIPE: 'reset', ECONNABORTED: 'reset', TIMEOUT: 'silent', ETIMEDOUT: 'silent', END: 'closed' }

/** Speaks after the silence and says what happened. */
async function speak(session, started, options) {
  const seconds = (performance.now() - started) / 1000
  try {
    await session.query('SELECT 1', options.wait * 1000)
    return { seconds, outcome: 'lived', detail: '' }
  } catch (error) {
    const outcome = error instanceof Refused ? 'server' : (DIED[error.code] ?? 'reset')
    return { seconds, outcome, detail: outcome === 'silent' ? `no answer in ${options.wait} s` : error.message }
  } finally {
    session.close()
  }
}

/** Times to try between a silence that lived and one that died (or the longest to try). */
function points(low, high, count, first, resolution) {
  const round = (value) => Math.round(value * 10) / 10
  if (first) {
    const ratio = (high / low) ** (1 / Math.max(1, count - 1))
    return [...new Set(Array.from({ length: count }, (_, step) => round(low * ratio ** step)))]
  }
  const inside = Math.max(1, Math.min(count, Math.floor((high - low) / resolution)))
  return Array.from({ length: inside }, (_, index) => round(low + ((high - low) / (inside + 1)) * (index + 1)))
}

async function measure(options, known) {
  let low = 0
  let high
  for (;;) {
    const first = high === undefined
    if (!first && high - low <= options.resolution) return
    const times = points(first ? options.min : low, first ? options.max : high, options.connections, first, options.resolution)
    say(`Round: silent for ${times.map((time) => `${time} s`).join(', ')}`)
    const results = []
    const pending = []
    let stopped = false
    for (const silence of times) {
      const session = await Session.open(options)
      const refusal = await session.query('SET tcp_keepalives_idle = 32767', CONNECT_MS)
      if (refusal && !known.warned) {
        known.warned = true
        say('  The server keeps its own keepalive; it can hide a limit longer than its idle time.')
      }
      const started = performance.now()
      pending.push(
        new Promise((resolve) => {
          const drop = () => (clearTimeout(timer), session.close(), resolve())
          const timer = setTimeout(async () => {
            cancel.delete(drop)
            const result = await speak(session, started, options)
            results.push(result)
            note(known, result)
            if (result.outcome !== 'lived' && !stopped) {
              stopped = true
              for (const other of cancel) other()
              cancel.clear()
            }
            resolve()
          }, silence * 1000)
          cancel.add(drop)
        }),
      )
    }
    await Promise.all(pending)
    const seconds = (lived) => results.filter(({ outcome }) => (outcome === 'lived') === lived).map((result) => result.seconds)
    low = Math.max(low, ...seconds(true))
    const dead = seconds(false)
    if (dead.length > 0 && Math.min(...dead) < low) {
      known.scattered = true
      return
    }
    if (dead.length === 0 && first) return
    high = Math.min(high ?? Number.POSITIVE_INFINITY, ...dead)
  }
}
const cancel = new Set()

function note(known, { seconds, outcome, detail }) {
  say(`  ${seconds.toFixed(1).padStart(7)} s  ${outcome}${detail === '' ? '' : `: ${detail}`}`)
  if (outcome === 'lived') known.lived = Math.max(known.lived ?? 0, seconds)
  else if (seconds < (known.died ?? Number.POSITIVE_INFINITY)) {
    known.died = seconds
    known.how = outcome
    if (outcome === 'server') known.message = detail
  }
}

function report({ lived = 0, died, how = 'none', scattered, message }) {
  if (scattered) say('A shorter silence died while a longer one lived: this is not one clean idle limit. Repeat it.')
  if (message) say(`The server itself ended the session: ${message}`)
  if (lived === 0 && died === undefined) return
  say(`holdfast-measure v1 lived=${Math.floor(lived)}s died=${died === undefined ? 'none' : `${Math.ceil(died)}s`} how=${how} via=node`)
  say('Paste that line into the Cutoff page.')
}

function optionsFrom(words) {
  const { PGHOST, PGPORT, PGUSER, PGDATABASE, PGSSLMODE, PGPASSWORD } = process.env
  const user = PGUSER ?? userInfo().username
  const options = { host: PGHOST ?? 'localhost', port: PGPORT ?? '5432', user, dbname: PGDATABASE, sslmode: PGSSLMODE ?? 'prefer', min: '30', max: '1200', resolution: '10', connections: '5', wait: '10' }
  for (let index = 0; index < words.length; index++) {
    const [, name, inline] = /^--([a-z]+)(?:=(.*))?$/.exec(words[index]) ?? []
    if (name === undefined || !(name in options)) return `unknown option ${words[index]}; known: ${Object.keys(options).map((key) => `--${key}`).join(' ')}`
    options[name] = inline ?? words[++index] ?? ''
  }
  for (const name of ['port', 'min', 'max', 'resolution', 'connections', 'wait']) {
    options[name] = Number(options[name])
    if (!(options[name] > 0)) return `--${name} takes a number above 0`
  }
  if (!['disable', 'prefer', 'require'].includes(options.sslmode)) return '--sslmode: disable, prefer or require'
  if (!(options.min < options.max && options.max <= 7500)) return `--min and --max: 0 < min < max <= 7500; got ${options.min} and ${options.max}`
  if (!Number.isInteger(options.connections) || options.connections > 10) return `--connections: 1 to 10; got ${options.connections}`
  if (options.resolution < 1) return '--resolution is at least 1 s'
  return { ...options, dbname: options.dbname ?? options.user, password: PGPASSWORD }
}

const options = optionsFrom(process.argv.slice(2))
if (typeof options === 'string') {
  console.error(options)
  process.exit(2)
}
const known = {}
process.on('SIGINT', () => {
  say('Stopped.')
  report(known)
  process.exit(130)
})
say(`Up to ${options.connections} sessions to ${options.host}:${options.port}, silent for at most ${options.max} s, keepalive off. Ctrl-C ends it.`)
let status = 0
try {
  await measure(options, known)
} catch (error) {
  say(`No session: ${error.message}`)
  status = 1
}
report(known)
process.exit(status)
