import type { KeepaliveSettings } from '../model/keepalive.ts'
import { STACKS } from '../model/stacks.ts'
import { defineTarget, snippet, step } from './define.ts'
import { systemLimits } from './limits.ts'

const values = (settings: KeepaliveSettings): string =>
  [
    `-o tcp_keepidle=${Math.round(settings.idleSeconds * 2)}`,
    `-o tcp_keepintvl=${Math.round(settings.intervalSeconds * 2)}`,
    `-o tcp_keepcnt=${settings.count}`,
  ].join(' ')

/** AIX: network options in half-seconds. */
export const aix = defineTarget({
  id: 'aix',
  title: 'AIX (no)',
  group: 'Operating system',
  stack: 'aix',
  scope: 'machine',
  summary: 'For AIX, whose network options count half-seconds.',
  limits: systemLimits('aix'),
  switch: 'elsewhere',
  options: [],
  recipe: (settings) => ({
    now: step('Sets the values until the next boot.', snippet('Shell', 'sh', `no ${values(settings)}\n`)),
    persist: step(
      'With -p the values are set now and kept for the next boot. Times are in half-seconds.',
      snippet('Shell', 'sh', `no -p ${values(settings)}\n`),
    ),
    verify: step(
      'List the three options.',
      snippet('Shell', 'sh', 'no -L tcp_keepidle -L tcp_keepintvl -L tcp_keepcnt\n', {
        note: `The column CUR shows ${Math.round(settings.idleSeconds * 2)}, ${Math.round(settings.intervalSeconds * 2)} and ${settings.count}.`,
      }),
    ),
    undo: step(
      'Resets the three options. IBM’s pages give 8 probes in one place and 9 in another; -d sets whatever yours has.',
      snippet('Shell', 'sh', 'no -p -d tcp_keepidle -d tcp_keepintvl -d tcp_keepcnt\n'),
      snippet('Or set them', 'sh', `no -p ${values(STACKS.aix.defaults)}\n`),
    ),
    affects: 'Every TCP socket of the machine that has SO_KEEPALIVE and sets no times of its own.',
    runAs: 'root',
    takesEffect: 'For new connections.',
    pitfalls: ['Half-seconds: 240 means 120 seconds.', 'tcp_keepinit is the time a connect may take, not keepalive.'],
    notExpressed: ['Whether a socket uses keepalive at all (SO_KEEPALIVE): the program decides.'],
  }),
})
