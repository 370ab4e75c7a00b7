import { defineTarget, lines, snippet, step } from './define.ts'
import { LINUX_SYSCTL_LIMITS } from './limits.ts'
import { SOCKET_DECIDES, SYSCTL_QUERY, sysctlOutput, sysctlWords } from './linux.ts'

/** WSL 2: kernel parameters in .wslconfig, or a boot command in wsl.conf. */
export const wsl = defineTarget({
  id: 'wsl',
  title: 'WSL 2',
  group: 'Container and cloud',
  stack: 'linux',
  scope: 'machine',
  summary:
    'For Linux programs on Windows in WSL 2, which has its own kernel: the Windows registry does not reach them.',
  limits: LINUX_SYSCTL_LIMITS,
  switch: 'elsewhere',
  options: [],
  recipe: (settings) => ({
    now: step(
      'Sets the values until WSL is shut down.',
      snippet('In the distribution', 'sh', `sudo sysctl -w ${sysctlWords(settings)}\n`, {
        expectedOutput: sysctlOutput(settings),
      }),
    ),
    persist: step(
      'Choose one of the two files, then shut WSL down. Both reach every distribution’s sockets: they share one kernel.',
      snippet(
        '%UserProfile%\\.wslconfig',
        'ini',
        lines('[wsl2]', `kernelCommandLine = ${sysctlWords(settings).replaceAll('net.ipv4', 'sysctl.net.ipv4')}`),
        {
          path: '%UserProfile%\\.wslconfig',
          filename: '.wslconfig',
          lineEnding: 'crlf',
          note: 'The two settings are documented; nobody ran them together for this page.',
        },
      ),
      snippet(
        '/etc/wsl.conf in the distribution (Windows 11, Server 2022)',
        'ini',
        lines('[boot]', `command = "sysctl -w ${sysctlWords(settings)}"`),
        { path: '/etc/wsl.conf', filename: 'wsl.conf' },
      ),
      snippet('In Windows', 'powershell', 'wsl --shutdown\n', { lineEnding: 'crlf' }),
    ),
    verify: step(
      'Start the distribution again and ask its kernel.',
      snippet('In the distribution', 'sh', `${SYSCTL_QUERY}\n`, { expectedOutput: sysctlOutput(settings) }),
    ),
    undo: step(
      'Delete the line and shut WSL down. Its kernel then starts with 7200, 75 and 9.',
      snippet('In Windows', 'powershell', 'wsl --shutdown\n', { lineEnding: 'crlf' }),
    ),
    affects: 'Sockets of WSL 2 that have SO_KEEPALIVE and set no times of their own. Not those of Windows programs.',
    runAs: 'the Windows user (.wslconfig), or root in the distribution (wsl.conf)',
    takesEffect: 'When WSL starts again.',
    pitfalls: [
      'Without systemd nothing in WSL reads /etc/sysctl.conf or /etc/sysctl.d at start. With [boot] systemd=true the Linux recipe works.',
      'A company policy can forbid kernelCommandLine.',
      'With networkingMode=virtioproxy or consomme Windows opens the connections: the probes end there. The default, NAT, is fine.',
    ],
    notExpressed: [SOCKET_DECIDES],
  }),
})
