import type { KeepaliveSettings } from '../model/keepalive.ts'
import { STACKS } from '../model/stacks.ts'
import { defineTarget, lines, snippet, step } from './define.ts'
import { systemLimits } from './limits.ts'

const pairs = (settings: KeepaliveSettings): readonly (readonly [string, string])[] => [
  ['net.inet.tcp.keepidle', String(settings.idleSeconds)],
  ['net.inet.tcp.keepintvl', String(settings.intervalSeconds)],
]

const words = (settings: KeepaliveSettings): string =>
  pairs(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')

/** OpenBSD 7.3 and later: two sysctls in seconds. */
export const openbsdSysctl = defineTarget({
  id: 'openbsd-sysctl',
  title: 'OpenBSD 7.3 and later (sysctl)',
  group: 'Operating system',
  stack: 'openbsd',
  scope: 'machine',
  summary: 'For OpenBSD, where one socket cannot have times of its own and the probe count is fixed.',
  limits: systemLimits('openbsd'),
  switch: 'elsewhere',
  options: [],
  recipe: (settings) => ({
    now: step('Sets the values until the next boot.', snippet('Shell', 'sh', `doas sysctl ${words(settings)}\n`)),
    persist: step(
      'Add the lines to /etc/sysctl.conf; they are set at every boot.',
      snippet('/etc/sysctl.conf', 'ini', lines(pairs(settings).map(([name, value]) => `${name}=${value}`)), {
        path: '/etc/sysctl.conf',
        filename: 'sysctl.conf',
        note: 'That OpenBSD reads this file at boot is unconfirmed.',
      }),
    ),
    verify: step(
      'Ask the kernel.',
      snippet('Shell', 'sh', 'sysctl net.inet.tcp.keepidle net.inet.tcp.keepintvl\n', {
        expectedOutput: words(settings).replace(' ', '\n'),
      }),
    ),
    undo: step(
      'Delete the lines and set OpenBSD’s defaults.',
      snippet('Shell', 'sh', `doas sysctl ${words(STACKS.openbsd.defaults)}\n`),
    ),
    affects: 'Every TCP socket of the machine that has SO_KEEPALIVE.',
    runAs: 'root',
    takesEffect: 'For new connections; open ones when their timer is set the next time.',
    pitfalls: [
      'Before OpenBSD 7.3 the same names are in half-seconds (unconfirmed): double the numbers there.',
      'Without SO_KEEPALIVE nothing is sent, unless net.inet.tcp.always_keepalive=1.',
    ],
    notExpressed: [
      ...(settings.count === 8 ? [] : [`The probe count of ${settings.count}: OpenBSD always uses 8.`]),
      'Whether a socket uses keepalive at all (SO_KEEPALIVE): the program decides, unless net.inet.tcp.always_keepalive is 1.',
    ],
  }),
})
