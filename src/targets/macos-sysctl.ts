import type { KeepaliveSettings } from '../model/keepalive.ts'
import { defineTarget, lines, milliseconds, snippet, step } from './define.ts'
import { systemLimits } from './limits.ts'

const LABEL = 'local.tcp-keepalive'
const PLIST = `/Library/LaunchDaemons/${LABEL}.plist`

const values = (settings: KeepaliveSettings, always: boolean): readonly (readonly [string, string])[] => [
  ['net.inet.tcp.keepidle', String(milliseconds(settings.idleSeconds))],
  ['net.inet.tcp.keepintvl', String(milliseconds(settings.intervalSeconds))],
  ['net.inet.tcp.keepcnt', String(settings.count)],
  ...(always ? [['net.inet.tcp.always_keepalive', '1'] as const] : []),
]

const words = (pairs: ReturnType<typeof values>): string => pairs.map(([name, value]) => `${name}=${value}`).join(' ')

const plist = (pairs: ReturnType<typeof values>): string =>
  lines(
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    '<dict>',
    '  <key>Label</key>',
    `  <string>${LABEL}</string>`,
    '  <key>ProgramArguments</key>',
    '  <array>',
    '    <string>/usr/sbin/sysctl</string>',
    pairs.map(([name, value]) => `    <string>${name}=${value}</string>`),
    '  </array>',
    '  <key>RunAtLoad</key>',
    '  <true/>',
    '</dict>',
    '</plist>',
  )

/** macOS: the net.inet.tcp sysctls, set again at every boot by a LaunchDaemon. */
export const macosSysctl = defineTarget({
  id: 'macos-sysctl',
  title: 'macOS (sysctl)',
  group: 'Operating system',
  stack: 'macos',
  scope: 'machine',
  summary: 'For a Mac whose programs switch keepalive on but bring no times of their own.',
  limits: systemLimits('macos'),
  switch: 'elsewhere',
  options: [
    {
      id: 'sockets',
      label: 'Sockets',
      placeholder: 'own',
      defaultValue: 'own',
      help: 'macOS can treat every TCP socket as if it had asked for keepalive. It costs battery and mobile data.',
      choices: [
        { value: 'own', label: 'Those that ask for keepalive' },
        { value: 'all', label: 'Every TCP socket of the machine' },
      ],
    },
  ],
  recipe: (settings, option) => {
    const always = option('sockets') === 'all'
    const pairs = values(settings, always)
    const names = pairs.map(([name]) => name)
    const shown = pairs.map(([name, value]) => `${name}: ${value}`)
    return {
      now: step(
        'Sets the values in the running kernel until the next boot. Times are in milliseconds.',
        snippet('Terminal', 'sh', `sudo sysctl ${words(pairs)}\n`, {
          note: 'Leave out -w: macOS ignores it.',
        }),
      ),
      persist: step(
        'A LaunchDaemon sets the values at every boot. Store the file, give it to root, load it.',
        snippet(PLIST, 'xml', plist(pairs), { path: PLIST, filename: `${LABEL}.plist` }),
        snippet(
          'From the folder with the downloaded file',
          'sh',
          lines(
            `sudo install -o root -g wheel -m 644 ${LABEL}.plist ${PLIST}`,
            `sudo launchctl bootstrap system ${PLIST}`,
          ),
          {
            note: 'The bootstrap line is unconfirmed: nobody ran it for this page. A restart loads the file as well.',
          },
        ),
      ),
      verify: step(
        'Ask the kernel, and ask again after a restart: only that proves the LaunchDaemon.',
        snippet('Terminal', 'sh', `sysctl ${names.join(' ')}\n`, { expectedOutput: shown.join('\n') }),
      ),
      undo: step(
        'Removes the LaunchDaemon and sets the defaults of macOS.',
        snippet(
          'Terminal',
          'sh',
          lines(
            `sudo launchctl bootout system ${PLIST}`,
            `sudo rm -f ${PLIST}`,
            'sudo sysctl net.inet.tcp.keepidle=7200000 net.inet.tcp.keepintvl=75000 net.inet.tcp.keepcnt=8 net.inet.tcp.always_keepalive=0',
          ),
          { note: 'The bootout line is unconfirmed, like bootstrap above. A restart after the removal does the same.' },
        ),
      ),
      affects: always
        ? 'Every TCP socket of the machine that sets no times of its own.'
        : 'Every TCP socket of the machine that has SO_KEEPALIVE and sets no times of its own.',
      runAs: 'root (an administrator with sudo)',
      takesEffect: 'At once: open connections use the values when their timer is set the next time.',
      pitfalls: [
        'The times are milliseconds. 120 would be 0.12 seconds.',
        'Leave net.inet.tcp.keepinit alone: it is the time a connect may take (75 s), not keepalive.',
        '/etc/sysctl.conf is not dependable: users report that macOS 11 and later ignore it.',
        'macOS has no sysctl -p and no sysctl --system.',
        'With Docker Desktop the containers run in a Linux virtual machine; its network may end their TCP connections on the Mac.',
      ],
      notExpressed: always
        ? []
        : [
            'Whether a socket uses keepalive at all (SO_KEEPALIVE): the program decides, unless you choose every socket above.',
          ],
    }
  },
})
