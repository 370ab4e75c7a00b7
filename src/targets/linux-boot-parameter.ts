import { defineTarget, noStep, snippet, step } from './define.ts'
import { LINUX_SYSCTL_LIMITS } from './limits.ts'
import { linuxSysctls, SOCKET_DECIDES, SYSCTL_QUERY, sysctlOutput } from './linux.ts'

/** Linux: sysctls on the kernel command line, for machines whose root file system is made anew at each boot. */
export const linuxBootParameter = defineTarget({
  id: 'linux-boot-parameter',
  title: 'Linux (boot parameter)',
  group: 'Operating system',
  stack: 'linux',
  scope: 'machine',
  summary: 'For Linux images and appliances where you own the kernel command line but not the file system.',
  limits: LINUX_SYSCTL_LIMITS,
  switch: 'elsewhere',
  options: [],
  recipe: (settings) => {
    const words = linuxSysctls(settings)
      .map(([name, value]) => `sysctl.${name}=${value}`)
      .join(' ')
    return {
      now: noStep(
        'The command line is read at boot.',
        'To change the running kernel use the recipe for Linux (sysctl).',
      ),
      persist: step(
        'Add the words to the kernel command line; the kernel sets them before the first program starts.',
        snippet('Kernel command line', 'text', `${words}\n`, {
          note: 'With GRUB they belong into GRUB_CMDLINE_LINUX of /etc/default/grub, followed by update-grub (Debian, Ubuntu) or grub2-mkconfig (unconfirmed for your image).',
        }),
      ),
      verify: step(
        'After the boot, see that the kernel got the words and has the values.',
        snippet('Shell', 'sh', 'grep -o "sysctl\\.net\\.ipv4\\.tcp_keepalive[^ ]*" /proc/cmdline\n', {
          expectedOutput: words.replaceAll(' ', '\n'),
        }),
        snippet('Shell', 'sh', `${SYSCTL_QUERY}\n`, { expectedOutput: sysctlOutput(settings) }),
      ),
      undo: step(
        'Delete the words from the command line and boot. The kernel then starts with 7200, 75 and 9.',
        snippet('After the boot', 'sh', `${SYSCTL_QUERY}\n`, {
          expectedOutput: sysctlOutput({ ...settings, idleSeconds: 7200, intervalSeconds: 75, count: 9 }),
        }),
      ),
      affects:
        'Sockets of the first network namespace that have SO_KEEPALIVE and set no times of their own. Not containers.',
      runAs: 'whoever owns the boot loader’s configuration',
      takesEffect: 'At the next boot.',
      pitfalls: [
        'A sysctl.d file that names the same key wins: it is read later.',
        'Containers start from 7200/75/9 all the same.',
      ],
      notExpressed: [SOCKET_DECIDES],
    }
  },
})
