import { defineTarget, lines, snippet, step } from './define.ts'
import { SSH_LIMITS, SSH_PITFALLS, sshInterval } from './openssh.ts'

const FILE = '/etc/ssh/sshd_config.d/60-keepalive.conf'

/** OpenSSH: messages from the server at the jump host. */
export const opensshServer = defineTarget({
  id: 'openssh-server',
  format: 'openssh',
  title: 'OpenSSH server (jump host)',
  group: 'Client and driver',
  stack: 'linux',
  scope: 'server',
  summary: 'For a jump host you run, when other people or a loader service open the tunnels.',
  limits: SSH_LIMITS,
  switch: 'always-on',
  options: [],
  recipe: (settings) => ({
    now: step(
      'Test the configuration, then let sshd read it. Open sessions stay open and keep their old values.',
      snippet('Shell', 'sh', lines('sudo sshd -t', 'sudo systemctl reload ssh'), {
        note: 'The unit is called sshd on Red Hat, Fedora and Amazon Linux.',
      }),
    ),
    persist: step(
      'Store the file first.',
      snippet(
        FILE,
        'ssh-config',
        lines(`ClientAliveInterval ${settings.idleSeconds}`, `ClientAliveCountMax ${settings.count}`),
        { path: FILE, filename: '60-keepalive.conf' },
      ),
    ),
    verify: step(
      'sshd prints the values it would use.',
      snippet('Shell', 'sh', 'sudo sshd -T | grep -i clientalive\n', {
        expectedOutput: `clientaliveinterval ${settings.idleSeconds}\nclientalivecountmax ${settings.count}`,
      }),
    ),
    undo: step(
      'Removes the file. The defaults are interval 0 (off) and count 3.',
      snippet('Shell', 'sh', lines(`sudo rm -f ${FILE}`, 'sudo sshd -t', 'sudo systemctl reload ssh')),
    ),
    affects: 'SSH sessions of every client of this server.',
    runAs: 'root',
    takesEffect: 'For sessions opened after the reload.',
    pitfalls: [
      ...SSH_PITFALLS,
      'The file is read only where sshd_config includes /etc/ssh/sshd_config.d/*.conf. sshd -T shows whether it was.',
      'sshd uses the first value it finds: an earlier file or line wins.',
    ],
    notExpressed: sshInterval(settings.intervalSeconds, settings.idleSeconds),
  }),
})
