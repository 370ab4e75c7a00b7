import { type Limits, limit } from './limits.ts'

/** OpenSSH reads its intervals and counts as int; 0 would switch the messages off. */
export const SSH_LIMITS: Limits = {
  idleSeconds: limit(
    1,
    2_147_483_647,
    'OpenSSH, ssh_config(5) and sshd_config(5): seconds as an int; 0 switches it off',
  ),
  intervalSeconds: null,
  count: limit(1, 2_147_483_647, 'OpenSSH, ssh_config(5) and sshd_config(5): a count as an int'),
}

/** Said of both sides of a tunnel. */
export const SSH_PITFALLS: readonly string[] = [
  'It protects the SSH connection only. The database connection from the jump host onwards is another TCP connection: lower the jump host’s own keepalive times for that leg.',
  'TCPKeepAlive yes, the default, uses the system’s times: 7200 s on Linux.',
]

/** The number OpenSSH has no word for. */
export const sshInterval = (seconds: number, idle: number): readonly string[] =>
  seconds === idle
    ? []
    : [`The interval of ${seconds} s: OpenSSH repeats an unanswered message after the same ${idle} s as the first.`]
