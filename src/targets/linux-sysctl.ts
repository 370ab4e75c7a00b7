import { defineTarget, lines, snippet, step } from './define.ts'
import { LINUX_SYSCTL_LIMITS } from './limits.ts'
import {
  LINUX_DEFAULTS,
  linuxSysctls,
  SOCKET_DECIDES,
  SYSCTL_QUERY,
  ssSnippet,
  sysctlOutput,
  sysctlWords,
} from './linux.ts'

const FILE = '/etc/sysctl.d/60-tcp-keepalive.conf'

/** Linux: the three net.ipv4 sysctls of one network namespace, in a sysctl.d drop-in. */
export const linuxSysctl = defineTarget({
  id: 'linux-sysctl',
  title: 'Linux (sysctl)',
  group: 'Operating system',
  stack: 'linux',
  scope: 'namespace',
  summary:
    'For a Linux server, laptop or virtual machine whose programs switch keepalive on but bring no times of their own.',
  limits: LINUX_SYSCTL_LIMITS,
  switch: 'elsewhere',
  options: [],
  recipe: (settings) => ({
    now: step(
      'Sets the three values in the running kernel until the next boot.',
      snippet('Shell', 'sh', `sudo sysctl -w ${sysctlWords(settings)}\n`, { expectedOutput: sysctlOutput(settings) }),
    ),
    persist: step(
      'Store the file, then load it. Every boot loads it again; no restart is needed.',
      snippet(FILE, 'ini', lines(linuxSysctls(settings).map(([name, value]) => `${name} = ${value}`)), {
        path: FILE,
        filename: '60-tcp-keepalive.conf',
      }),
      snippet('Load the file', 'sh', `sudo sysctl -p ${FILE}\n`, { expectedOutput: sysctlOutput(settings) }),
      snippet('Or store and load it in one paste', 'sh', storeAndLoad(linuxSysctls(settings))),
    ),
    verify: step(
      'The kernel shows the values; a socket shows that a program uses them.',
      snippet('Values in the kernel', 'sh', `${SYSCTL_QUERY}\n`, { expectedOutput: sysctlOutput(settings) }),
      ssSnippet({ ...settings, enabled: true }),
    ),
    undo: step(
      'Removes the file and sets the kernel’s own defaults; removing the file alone would leave the values until the next boot.',
      snippet('Shell', 'sh', lines(`sudo rm -f ${FILE}`, `sudo sysctl -w ${sysctlWords(LINUX_DEFAULTS)}`), {
        expectedOutput: sysctlOutput(LINUX_DEFAULTS),
      }),
    ),
    affects:
      'Every TCP socket of this network namespace, IPv4 and IPv6, that has SO_KEEPALIVE and sets no times of its own.',
    runAs: 'root',
    takesEffect:
      'At once for new connections. An armed timer of an open idle connection keeps its old time: reconnect.',
    pitfalls: [
      'Containers start from 7200/75/9 whatever the host says. Set the values on the container.',
      'systemd reads /etc/sysctl.d, not /etc/sysctl.conf; Debian 13 no longer honours /etc/sysctl.conf.',
      'A file that sorts later in /etc/sysctl.d, /run/sysctl.d or /usr/lib/sysctl.d and names the same key wins: files are sorted by name, not by directory.',
      'Go programs, node-postgres with a delay, postgres.js and tokio-postgres set their own times on each socket. These values do not reach them.',
      'While data is unacknowledged Linux sends no probe: net.ipv4.tcp_retries2 or TCP_USER_TIMEOUT decides then.',
    ],
    notExpressed: [SOCKET_DECIDES],
  }),
})

const storeAndLoad = (values: ReturnType<typeof linuxSysctls>): string =>
  lines(
    `sudo tee ${FILE} >/dev/null <<'EOF'`,
    values.map(([name, value]) => `${name} = ${value}`),
    'EOF',
    `sudo sysctl -p ${FILE}`,
  )
