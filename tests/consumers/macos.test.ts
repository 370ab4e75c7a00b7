import { expect, test } from 'vitest'
import { must, PYTHON, persisted, prove, sample, versionOf } from './judge.ts'

test('the property list parses strictly and runs sysctl with the values in milliseconds', () => {
  const settings = sample('macos-sysctl', 300)
  const script = `
import json, plistlib, sys
for text in json.load(sys.stdin):
    p = plistlib.loads(text.encode(), fmt=plistlib.FMT_XML)
    assert p["RunAtLoad"] is True and p["Label"] == "local.tcp-keepalive"
    print(" ".join(p["ProgramArguments"]))`
  const printed = must(PYTHON, ['-c', script], {
    input: JSON.stringify(settings.map((each) => persisted('macos-sysctl', each))),
  })
  expect(printed.trim().split('\n')).toEqual(
    settings.map(
      ({ idleSeconds, intervalSeconds, count }) =>
        `/usr/sbin/sysctl net.inet.tcp.keepidle=${Math.round(idleSeconds * 1000)} net.inet.tcp.keepintvl=${Math.round(intervalSeconds * 1000)} net.inet.tcp.keepcnt=${count}`,
    ),
  )
  prove({
    kind: 'parser',
    target: 'macos-sysctl',
    judgedBy: 'Python plistlib',
    version: versionOf(must(PYTHON, ['--version'])),
    count: settings.length,
    compared: 'program arguments of the LaunchDaemon',
  })
})
