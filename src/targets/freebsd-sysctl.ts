import type { KeepaliveSettings } from '../model/keepalive.ts'
import { STACKS } from '../model/stacks.ts'
import { defineTarget, lines, milliseconds, snippet, step } from './define.ts'
import { systemLimits } from './limits.ts'

const pairs = (settings: KeepaliveSettings): readonly (readonly [string, string])[] => [
  ['net.inet.tcp.keepidle', String(milliseconds(settings.idleSeconds))],
  ['net.inet.tcp.keepintvl', String(milliseconds(settings.intervalSeconds))],
  ['net.inet.tcp.keepcnt', String(settings.count)],
]

const words = (settings: KeepaliveSettings): string =>
  pairs(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')

const shown = (settings: KeepaliveSettings): string =>
  pairs(settings)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')

/** FreeBSD: the net.inet.tcp sysctls; also OPNsense and pfSense. */
export const freebsdSysctl = defineTarget({
  id: 'freebsd-sysctl',
  title: 'FreeBSD (sysctl)',
  group: 'Operating system',
  stack: 'freebsd',
  scope: 'machine',
  summary: 'For FreeBSD, which switches keepalive on for every TCP socket by itself. Times are in milliseconds.',
  limits: systemLimits('freebsd'),
  switch: 'elsewhere',
  options: [],
  recipe: (settings) => ({
    now: step('Sets the values until the next boot.', snippet('Shell', 'sh', `sudo sysctl ${words(settings)}\n`)),
    persist: step(
      'Add the lines to /etc/sysctl.conf; they are set at every boot.',
      snippet('/etc/sysctl.conf', 'ini', lines(pairs(settings).map(([name, value]) => `${name}=${value}`)), {
        path: '/etc/sysctl.conf',
        filename: 'sysctl.conf',
      }),
      snippet('Load them', 'sh', 'sudo service sysctl restart\n', {
        note: 'Unconfirmed: nobody ran it for this page.',
      }),
    ),
    verify: step(
      'Ask the kernel.',
      snippet(
        'Shell',
        'sh',
        `sysctl ${pairs(settings)
          .map(([name]) => name)
          .join(' ')}\n`,
        { expectedOutput: shown(settings) },
      ),
    ),
    undo: step(
      'Delete the lines and set FreeBSD’s defaults.',
      snippet('Shell', 'sh', `sudo sysctl ${words(STACKS.freebsd.defaults)}\n`),
    ),
    affects: 'Every TCP socket of the machine that sets no times of its own.',
    runAs: 'root',
    takesEffect: 'For new connections; open ones when their timer is set the next time.',
    pitfalls: [
      'The sysctls are in milliseconds; the options of one socket (TCP_KEEPIDLE) are in seconds.',
      'net.inet.tcp.keepinit is the time a connect may take, not keepalive.',
      'net.inet.tcp.always_keepalive=0 leaves the choice to each program.',
    ],
    notExpressed: [
      'Whether a socket uses keepalive: with net.inet.tcp.always_keepalive=1, FreeBSD’s default, all of them do.',
    ],
  }),
})
