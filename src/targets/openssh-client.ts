import { shWord } from '../quoting/sh.ts'
import { sshHost } from '../quoting/ssh-config.ts'
import { defineTarget, lines, snippet, step } from './define.ts'
import { SSH_LIMITS, SSH_PITFALLS, sshInterval } from './openssh.ts'

/** OpenSSH: messages from the client of a tunnel. */
export const opensshClient = defineTarget({
  id: 'openssh-client',
  format: 'openssh',
  title: 'OpenSSH client (tunnel)',
  group: 'Client and driver',
  stack: 'linux',
  scope: 'connection',
  summary: 'For a database behind an SSH tunnel you open yourself: keeps the tunnel’s own connection alive.',
  limits: SSH_LIMITS,
  switch: 'always-on',
  options: [{ id: 'bastion', label: 'Jump host', placeholder: 'bastion', defaultValue: 'bastion', maxLength: 253 }],
  recipe: (settings, option) => ({
    now: step(
      'Open the tunnel with both options. Replace the database’s address.',
      snippet(
        'Shell',
        'sh',
        `ssh -N -L 5439:db.example.com:5439 -o ServerAliveInterval=${settings.idleSeconds} -o ServerAliveCountMax=${settings.count} -o ExitOnForwardFailure=yes ${option('bastion', (text) => shWord(sshHost(text)))}\n`,
      ),
    ),
    persist: step(
      'Add the lines to the jump host’s section.',
      snippet(
        '~/.ssh/config',
        'ssh-config',
        lines(
          `Host ${option('bastion', sshHost)}`,
          `    ServerAliveInterval ${settings.idleSeconds}`,
          `    ServerAliveCountMax ${settings.count}`,
          '    ExitOnForwardFailure yes',
        ),
        { path: '~/.ssh/config' },
      ),
    ),
    verify: step(
      'ssh prints the options it would use.',
      snippet('Shell', 'sh', `ssh -G ${option('bastion', (text) => shWord(sshHost(text)))} | grep -i serveralive\n`, {
        expectedOutput: `serveraliveinterval ${settings.idleSeconds}\nserveralivecountmax ${settings.count}`,
      }),
    ),
    undo: step(
      'Delete the lines. OpenSSH then sends no messages of its own: the interval is 0, the count 3.',
      snippet('Shell', 'sh', "grep -niE 'ServerAlive' ~/.ssh/config\n", { note: 'Prints nothing once they are gone.' }),
    ),
    affects: `SSH connections to ${option('bastion', sshHost)}.`,
    runAs: 'the user who opens the tunnel',
    takesEffect: 'With the next ssh.',
    pitfalls: [
      ...SSH_PITFALLS,
      'ssh uses the first value it finds: put the section above a Host * that sets the same words.',
    ],
    notExpressed: sshInterval(settings.intervalSeconds, settings.idleSeconds),
  }),
})
