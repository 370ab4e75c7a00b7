import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { must, persisted, prove, recipe, sample, workFolder } from './judge.ts'
import { postgres, timers } from './server.ts'

const folder = workFolder('java')
const server = postgres('java-server')
const JARS = ['postgresql', 'HikariCP', 'slf4j-api'].map((name) => `/usr/share/java/${name}.jar`)

/** Settings whose idle time ss shows to the second. */
const readable = (id: string, count: number): ReturnType<typeof sample> =>
  sample(id, count * 6)
    .filter(({ idleSeconds }) => idleSeconds >= 30 && idleSeconds < 590)
    .slice(0, count)

/** The timer of the one connection a program holds open, once the kernel shows it; null when it never shows one. */
const shownTimer = async (): Promise<number | null> => {
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const timer = timers(server.port).find((each) => each !== null)
    if (timer !== undefined) return timer
    await wait(25)
  }
  return null
}

// Connects to each URL of its input in turn and waits for a line before it lets go.
const HOLD = `
import java.io.*; import java.sql.*; import java.util.*; import org.postgresql.PGProperty;
public class Hold {
  public static void main(String[] a) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    Set<String> known = new HashSet<>();
    for (PGProperty p : PGProperty.values()) known.add(p.getName());
    for (String url; (url = in.readLine()) != null; ) {
      for (String pair : url.replaceFirst("^[^?]*\\\\??", "").split("&"))
        if (!pair.isEmpty() && !known.contains(pair.split("=")[0])) throw new Exception("unknown property " + pair);
      try (Connection c = DriverManager.getConnection(url, "postgres", "")) {
        System.out.println("open " + c.getMetaData().getDriverVersion());
        in.readLine();
      }
      System.out.println("closed");
    }
  }
}`

/** Hands lines to a program and reads its answers one at a time. */
const conversation = (
  command: string,
  args: readonly string[],
): { say(text: string): void; hear(): Promise<string>; end(): Promise<void> } => {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  let heard = ''
  let complaint = ''
  child.stdout.on('data', (data: Buffer) => {
    heard += data
  })
  child.stderr.on('data', (data: Buffer) => {
    complaint += data
  })
  const exit = once(child, 'exit')
  return {
    say: (text) => child.stdin.write(`${text}\n`),
    hear: async () => {
      const deadline = Date.now() + 60_000
      while (!heard.includes('\n')) {
        if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${command}: ${heard}${complaint}`)
        await wait(5)
      }
      const [line = '', ...rest] = heard.split('\n')
      heard = rest.join('\n')
      return line
    },
    end: async () => {
      child.stdin.end()
      await exit
    },
  }
}

test('the PostgreSQL JDBC driver knows every property, and the socket factory sets the times', async () => {
  const source = join(folder, 'Hold.java')
  writeFileSync(source, HOLD)
  const classes = join(folder, 'classes')
  mkdirSync(classes)
  const path = [...JARS, classes].join(':')
  const settings = readable('pgjdbc-socket-factory', 5)
  must('javac', ['-cp', path, '-d', classes, source])
  let version = ''
  for (const [index, each] of settings.entries()) {
    const { persist } = recipe('pgjdbc-socket-factory', each, server.options)
    const [url, factory] = persist.snippets
    if (!url || !factory) throw new Error('the recipe has lost a snippet')
    const file = join(folder, 'KeepAliveSocketFactory.java')
    writeFileSync(file, factory.code)
    must('javac', ['-Xlint:all', '-Werror', '-d', classes, file])
    const java = conversation('java', ['-cp', path, 'Hold'])
    java.say(url.code.trim())
    version = (await java.hear()).replace('open ', '')
    const timer = await shownTimer()
    expect(Math.abs((timer ?? 0) - each.idleSeconds)).toBeLessThan(20)
    java.say('')
    expect(await java.hear()).toBe('closed')
    if (index === 0) {
      // Switched on by its own property alone, the socket has the system's two hours; switched off, no timer.
      java.say(persisted('pgjdbc-url', each, server.options).trim())
      await java.hear()
      expect(await shownTimer()).toBeGreaterThan(7000)
      java.say('')
      await java.hear()
      java.say(persisted('pgjdbc-url', { ...each, enabled: false }, server.options).trim())
      await java.hear()
      expect(await shownTimer()).toBeNull()
      java.say('')
      await java.hear()
    }
    await java.end()
  }
  const compared = 'timer of a live socket to PostgreSQL in ss'
  const judgedBy = 'PostgreSQL JDBC driver and ss'
  prove({ target: 'pgjdbc-socket-factory', judgedBy, version, count: settings.length, compared })
  prove({ target: 'pgjdbc-url', judgedBy, version, count: 2, compared: 'the property is known; on and off in ss' })
})

test('HikariCP opens a pool from the properties file with keepalive on', async () => {
  const source = join(folder, 'Pool.java')
  writeFileSync(
    source,
    `import com.zaxxer.hikari.*; import java.io.*;
public class Pool {
  public static void main(String[] a) throws Exception {
    HikariConfig c = new HikariConfig(a[0]); c.setUsername("postgres"); c.setMaximumPoolSize(1);
    try (HikariDataSource d = new HikariDataSource(c); java.sql.Connection k = d.getConnection()) {
      System.out.println("open"); System.in.read();
    }
  }
}`,
  )
  const classes = join(folder, 'pool-classes')
  mkdirSync(classes)
  const path = [...JARS, classes].join(':')
  must('javac', ['-cp', path, '-d', classes, source])
  const settings = { enabled: true, idleSeconds: 60, intervalSeconds: 10, count: 5 }
  const file = join(folder, 'hikari.properties')
  // Debian's HikariCP is older than keepaliveTime, so that one line is left out here.
  const code = persisted('hikaricp', settings, server.options, 1).replace(/^keepaliveTime=.*\n/m, '')
  expect(persisted('hikaricp', settings, server.options, 1)).toContain('keepaliveTime=120000\n')
  writeFileSync(file, code)
  const java = conversation('java', ['-Djava.util.logging.config.file=/dev/null', '-cp', path, 'Pool', file])
  expect(await java.hear()).toBe('open')
  expect(await shownTimer()).toBeGreaterThan(7000)
  java.say('')
  await java.end()
  prove({
    target: 'hikaricp',
    judgedBy: 'HikariCP (without keepaliveTime, which this version does not know) and ss',
    version: must('dpkg-query', ['-W', '-f', '$'.concat('{Version}'), 'libhikaricp-java']),
    count: 1,
    compared: 'the file opens a pool; its socket has a timer',
  })
})

test('node-postgres and postgres.js count down from the idle time of their options', async () => {
  const judges = new URL('judges/', import.meta.url)
  const require = createRequire(new URL('package.json', judges))
  const cases = [
    ['node-postgres', 'pg', 'await pool.connect()'],
    ['postgres-js', 'postgres', 'await sql`select 1`'],
  ] as const
  for (const [id, name, open] of cases) {
    const settings = readable(id, 8)
    for (const each of [...settings, { enabled: false, idleSeconds: 60, intervalSeconds: 1, count: 10 }]) {
      const entry = require.resolve(name)
      const code = persisted(id, each, server.options).replace(/from '(\w+)'/, `from ${JSON.stringify(entry)}`)
      const file = join(folder, `${id}.mjs`)
      writeFileSync(file, `${code}\n${open}\nconsole.log('open')\nprocess.stdin.on('data', () => process.exit(0))\n`)
      const node = conversation(process.execPath, [file])
      expect(await node.hear()).toBe('open')
      const timer = await shownTimer()
      if (each.enabled) expect(Math.abs((timer ?? 0) - each.idleSeconds)).toBeLessThan(20)
      else expect(timer).toBeNull()
      node.say('')
      await node.end()
    }
    prove({
      target: id,
      judgedBy: `${name} and ss`,
      version: `${must(process.execPath, ['-p', `require(${JSON.stringify(new URL(`node_modules/${name}/package.json`, judges).pathname)}).version`]).trim()} on Node.js ${process.version}`,
      count: settings.length,
      compared: 'timer of a live socket to PostgreSQL; no timer when off',
    })
  }
})
