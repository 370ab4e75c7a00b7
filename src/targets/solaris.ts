import { defineTarget, lines, milliseconds, snippet, step } from './define.ts'
import { systemLimits } from './limits.ts'

const UNCONFIRMED = 'The property’s range and unit are from Oracle’s page; the command line is unconfirmed.'

/** Solaris 11 and illumos: two TCP properties of ipadm. */
export const solaris = defineTarget({
  id: 'solaris',
  title: 'Solaris 11 and illumos (ipadm)',
  group: 'Operating system',
  stack: 'solaris',
  scope: 'machine',
  summary: 'For Solaris 11 and illumos. There is no interval: one number says how long silence may last after a probe.',
  limits: systemLimits('solaris'),
  switch: 'elsewhere',
  options: [],
  recipe: (settings) => {
    const idle = milliseconds(settings.idleSeconds)
    const abort = milliseconds(settings.intervalSeconds)
    const set = (flag: string): string =>
      lines(
        `sudo ipadm set-prop ${flag}-p _keepalive_interval=${idle} tcp`,
        `sudo ipadm set-prop ${flag}-p _keepalive_abort_interval=${abort} tcp`,
      )
    return {
      now: step(
        'Sets the values until the next boot. Times are in milliseconds.',
        snippet('Shell', 'sh', set('-t '), { note: UNCONFIRMED }),
      ),
      persist: step('Without -t the values are kept.', snippet('Shell', 'sh', set(''), { note: UNCONFIRMED })),
      verify: step(
        'Ask for both properties.',
        snippet('Shell', 'sh', 'ipadm show-prop -p _keepalive_interval,_keepalive_abort_interval tcp\n', {
          note: `The column CURRENT shows ${idle} and ${abort}. The command line is unconfirmed.`,
        }),
      ),
      undo: step(
        'Resets both: 2 hours and 8 minutes.',
        snippet(
          'Shell',
          'sh',
          lines(
            'sudo ipadm reset-prop -p _keepalive_interval tcp',
            'sudo ipadm reset-prop -p _keepalive_abort_interval tcp',
          ),
          { note: 'The command line is unconfirmed.' },
        ),
      ),
      affects: 'Every TCP socket of the machine that has SO_KEEPALIVE and sets no times of its own.',
      runAs: 'root',
      takesEffect: 'For new connections.',
      pitfalls: [
        'The interval here is the time after which an unanswered connection is given up. 0 means never.',
        'Solaris 10 has ndd -set /dev/tcp tcp_keepalive_interval instead, which is lost at a restart.',
      ],
      notExpressed: [
        'A probe count: Solaris schedules the probes itself within the abort interval.',
        'Whether a socket uses keepalive at all (SO_KEEPALIVE): the program decides.',
      ],
    }
  },
})
