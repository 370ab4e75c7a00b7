import { FINDING_SEVERITIES, type FindingCode } from './findings.ts'
import type { Severity } from './types.ts'

/** What the reference table says about one kind of finding. */
export interface FindingText {
  readonly group: FindingGroup
  /** A few words, for headings. */
  readonly title: string
  /** What it means, one or two sentences. */
  readonly meaning: string
  /** What to do. */
  readonly fix: string
  /** Who says so. */
  readonly source: string
  readonly url?: string
}

/** Headings of the reference table, in order. */
export const FINDING_GROUPS = [
  'Timing',
  'Off or zero',
  'Units',
  'Names',
  'Syntax',
  'Scope',
  'Other timers',
  'Pool checks',
  'Socket tables',
  'Other',
] as const

/** One of {@link FINDING_GROUPS}. */
export type FindingGroup = (typeof FINDING_GROUPS)[number]

const IP_SYSCTL =
  'https://github.com/torvalds/linux/blob/a8729efbbb847f6ea9b06e73491ec8ddb560465e/Documentation/networking/ip-sysctl.rst'
const TCP_TIMER = 'https://github.com/torvalds/linux/blob/602bf18307981f3bfd9ebf19921791a4256d3fd1/net/ipv4/tcp_timer.c'
const SO_KEEPALIVE = 'https://learn.microsoft.com/windows/win32/winsock/so-keepalive'
const LIBPQ =
  'https://github.com/postgres/postgres/blob/0028b55bc8e2fc80816094620d116e2cbbd8e5f3/src/interfaces/libpq/fe-connect.c'
const TCP7 = 'https://man7.org/linux/man-pages/man7/tcp.7.html'
const PGBOUNCER = 'https://github.com/pgbouncer/pgbouncer/blob/master/doc/config.md'
const HIKARI = 'https://github.com/brettwooldridge/HikariCP/blob/HEAD/README.md'
const XNU = 'https://github.com/apple-oss-distributions/xnu/blob/xnu-11417.101.15/bsd/netinet/tcp_timer.c'
const K8S_SAFE = 'https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/sysctl/safe_sysctls.go'

/** Every finding the checker can make, by its permanent code. */
export const FINDING_TEXTS = {
  'idle-too-long': {
    group: 'Timing',
    title: 'The first probe leaves too late',
    meaning:
      'The longest silence between probes reaches the idle limit of 350 s that AWS NAT gateways and load balancers use. The hop forgets the connection before a probe can refresh it. On Linux the timer can fire up to 12.7 % late, so 13 % is added.',
    fix: 'Lower the idle time to about a third of the smallest limit on the path, so that two lost probes can be repeated in time.',
    source: 'Linux net/ipv4/tcp_timer.c and measured timer lateness',
    url: TCP_TIMER,
  },
  'over-240s': {
    group: 'Timing',
    title: 'Too late for a 240 s limit',
    meaning:
      'The longest silence between probes stays below 350 s but reaches 240 s, the default limit of Azure load balancers and NAT. The same setting works on one path and fails on another.',
    fix: 'Lower the idle time to about a third of 240 s, or confirm that no hop on the path has that limit.',
    source: 'Linux net/ipv4/tcp_timer.c and measured timer lateness',
    url: TCP_TIMER,
  },
  'thin-margin': {
    group: 'Timing',
    title: 'No time left for a lost probe',
    meaning:
      'One probe arrives before 350 s, but idle + 2 × interval is 350 s or more: when two probes are lost, the limit passes before a third is sent.',
    fix: 'Lower the idle time or the interval until idle + 2 × interval is below the limit.',
    source: 'Derived from the probe schedule in net/ipv4/tcp_timer.c',
    url: TCP_TIMER,
  },
  'slow-dead-peer-detection': {
    group: 'Timing',
    title: 'A dead connection is noticed late',
    meaning:
      'idle + interval × count is more than 900 s: a program waits over a quarter of an hour on a connection that is gone.',
    fix: 'Lower the interval: unanswered probes can repeat every 10 to 30 s.',
    source: 'Linux Documentation/networking/ip-sysctl.rst',
    url: IP_SYSCTL,
  },
  'os-default-idle': {
    group: 'Timing',
    title: 'Keepalive waits the two hours of the operating system',
    meaning:
      'Keepalive is on, but no idle time is stated, so the value of the operating system applies: 7,200 s unless somebody changed it. Every common idle limit is shorter.',
    fix: 'State the idle time here if this program has a key for it, or change it in the operating system.',
    source: 'Linux Documentation/networking/ip-sysctl.rst',
    url: IP_SYSCTL,
  },
  'too-aggressive': {
    group: 'Timing',
    title: 'A short disturbance ends the connection',
    meaning: 'Probes are so close together that a few seconds of packet loss close a healthy connection.',
    fix: 'Give the connection at least 10 s: idle + interval × count should outlast a short outage.',
    source: 'Linux tcp(7)',
    url: TCP7,
  },
  'count-too-low': {
    group: 'Timing',
    title: 'One lost probe closes the connection',
    meaning:
      'With a count of 1 the first unanswered probe is the last: a single lost packet closes a healthy connection.',
    fix: 'Allow at least three unanswered probes.',
    source: 'Linux tcp(7)',
    url: TCP7,
  },
  'keepalive-off': {
    group: 'Off or zero',
    title: 'No probe is ever sent',
    meaning:
      'SO_KEEPALIVE stays off on this connection, by default or because the text switches it off. Idle, interval and count have no effect then.',
    fix: 'Switch keepalive on in the driver; the operating system cannot do it for the program on Linux and Windows.',
    source: 'Linux tcp(7)',
    url: TCP7,
  },
  'socket-without-keepalive': {
    group: 'Off or zero',
    title: 'Some sockets have no keepalive',
    meaning: 'At least one connection in the table has no keepalive timer, so the operating system never probes it.',
    fix: 'Switch keepalive on in the program that owns that connection.',
    source: 'Linux tcp(7)',
    url: TCP7,
  },
  'zero-idle': {
    group: 'Off or zero',
    title: 'An idle time of 0',
    meaning:
      'Zero is not a way to switch keepalive off. Linux then sends a probe every interval; Windows documents 1 ms as the smallest value.',
    fix: 'State the idle time you want, or remove the line to return to the default.',
    source: 'Measured on Linux 6.18; Microsoft documents 1 as the smallest value',
    url: SO_KEEPALIVE,
  },
  'zero-interval': {
    group: 'Off or zero',
    title: 'An interval of 0',
    meaning: 'Linux fires all probes within milliseconds and gives up: one lost packet closes the connection.',
    fix: 'Use 10 to 30 s.',
    source: 'Measured on Linux 6.18',
  },
  'zero-count': {
    group: 'Off or zero',
    title: 'A probe count of 0',
    meaning:
      'Linux closes every idle connection after the idle time without sending a probe, even when the peer is healthy.',
    fix: 'Use 3 to 9 probes.',
    source: 'Measured on Linux 6.18',
  },
  'zero-value-rejected': {
    group: 'Off or zero',
    title: '0 makes the connection fail',
    meaning:
      'The libpq documentation says 0 means the system default. On Linux the kernel refuses the value and the connection fails with "setsockopt(TCP_KEEPIDLE) failed: Invalid argument".',
    fix: 'Leave the key out to use the system default.',
    source: 'Measured with libpq 15, 17 and 18 on Linux; fe-connect.c',
    url: LIBPQ,
  },
  'out-of-range': {
    group: 'Off or zero',
    title: 'Outside the allowed range',
    meaning: 'The program or the kernel refuses the value, or keeps the old one without a word.',
    fix: 'Stay inside the range named in the message.',
    source: 'Linux include/net/tcp.h: idle and interval 1 to 32,767 s, count 1 to 127 per socket',
    url: 'https://github.com/torvalds/linux/blob/master/include/net/tcp.h',
  },
  'unit-ms-for-seconds': {
    group: 'Units',
    title: 'Milliseconds where seconds are expected',
    meaning: 'The number looks like milliseconds, but this key counts seconds: 60000 means 16.7 hours.',
    fix: 'Divide by 1,000.',
    source: 'Linux Documentation/networking/ip-sysctl.rst; libpq',
    url: IP_SYSCTL,
  },
  'unit-seconds-for-ms': {
    group: 'Units',
    title: 'Seconds where milliseconds are expected',
    meaning: 'The number looks like seconds, but this key counts milliseconds: 300 means 0.3 s.',
    fix: 'Multiply by 1,000.',
    source: 'Microsoft, SO_KEEPALIVE; XNU tcp_timer.c; node-postgres',
    url: SO_KEEPALIVE,
  },
  'dword-hex-not-decimal': {
    group: 'Units',
    title: 'A decimal number written as hexadecimal',
    meaning: 'The digits after dword: are hexadecimal. 00030000 is 196,608 ms, not 30,000 ms.',
    fix: 'Convert the number: 30,000 ms is dword:00007530.',
    source: 'Derived: .reg files state DWORD values in hexadecimal',
  },
  'unit-ambiguous-half-seconds': {
    group: 'Units',
    title: 'Seconds or half-seconds, depending on the release',
    meaning:
      'OpenBSD counts these values in seconds since 7.3; NetBSD counts half-seconds. The text does not say which release reads it.',
    fix: 'Name the release, and check the value in seconds with a packet capture.',
    source: 'OpenBSD sys/netinet/tcp_timer.h 1.19; NetBSD sysctl(7)',
    url: 'https://man.netbsd.org/sysctl.7',
  },
  'misspelt-key': {
    group: 'Names',
    title: 'A misspelt key',
    meaning:
      'The key is one or two letters away from one that exists. Most programs ignore it without a word; libpq refuses to connect.',
    fix: 'Use the spelling in the corrected text.',
    source: 'The key list of the program named in the message',
  },
  'unknown-key': {
    group: 'Names',
    title: 'No such key',
    meaning: 'The key names keepalive, but this program has no such key. It is ignored or refused.',
    fix: 'Use the keys listed for this program.',
    source: 'The key list of the program named in the message',
  },
  'wrong-driver-key': {
    group: 'Names',
    title: 'The right word for another program',
    meaning:
      'The key exists, but in another driver or as a server parameter. Here it is ignored, or the connection is refused.',
    fix: 'Use the key of this driver, named in the message.',
    source: 'The key list of the program named in the message',
  },
  'deprecated-key': {
    group: 'Names',
    title: 'A key of an older release',
    meaning: 'Older releases read this key; current ones ignore it.',
    fix: 'Use the key of the current release.',
    source: 'The key list of the program named in the message',
  },
  'nonexistent-env-var': {
    group: 'Names',
    title: 'No such environment variable',
    meaning: 'libpq reads no environment variable for keepalive. PGKEEPALIVES and its relatives are ignored.',
    fix: 'Put the keepalive keys into the connection string or pg_service.conf.',
    source: 'fe-connect.c: no environment name for these options',
    url: LIBPQ,
  },
  'duplicate-key': {
    group: 'Names',
    title: 'The same key twice',
    meaning: 'The key is stated twice with different values; only one of them counts.',
    fix: 'Keep one line.',
    source: 'sysctl.d(5): the last assignment wins',
  },
  'unknown-directive': {
    group: 'Names',
    title: 'The program does not start with this line',
    meaning: 'The directive does not exist in this program or at this place; it refuses the whole file.',
    fix: 'Use the directive named in the message.',
    source: 'The directive list of the program named in the message',
  },
  'not-keepalive-setting': {
    group: 'Names',
    title: 'Not a keepalive setting',
    meaning:
      'TcpMaxDataRetransmissions limits retransmissions of data. Since Windows Vista the number of keepalive probes is fixed at 10.',
    fix: 'Leave it out: raising it makes dead connections with data in flight be noticed later.',
    source: 'Microsoft, SO_KEEPALIVE and SIO_KEEPALIVE_VALS',
    url: SO_KEEPALIVE,
  },
  'connect-timeout-key-changed': {
    group: 'Names',
    title: 'This is the connect timeout',
    meaning: 'keepinit is how long connect() may take, 75 s by default. It has nothing to do with idle connections.',
    fix: 'Remove the line, or set it back to 75,000 ms.',
    source: 'XNU tcp_timer.c',
    url: XNU,
  },
  'connect-timeout-is-read-timeout': {
    group: 'Names',
    title: 'A connect timeout that ends queries',
    meaning: 'This driver applies the value to every read of the socket: a query that is quiet for longer fails.',
    fix: 'Remove the key, or set it above the longest query.',
    source: 'redshift_connector core.py; measured: timeout=1 ends a 3 s query',
    url: 'https://github.com/aws/amazon-redshift-python-driver/blob/HEAD/redshift_connector/core.py',
  },
  'wrong-registry-path': {
    group: 'Names',
    title: 'Not the key Windows reads',
    meaning: 'Windows reads the system-wide keepalive values from one registry key only.',
    fix: 'Use HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters.',
    source: 'Microsoft, SO_KEEPALIVE',
    url: SO_KEEPALIVE,
  },
  'wrong-registry-type': {
    group: 'Names',
    title: 'The wrong registry type',
    meaning:
      'The value is stored as a type its reader does not read: TCP parameters must be REG_DWORD, ODBC data sources REG_SZ.',
    fix: 'Delete the value and create it with the right type.',
    source: 'Microsoft, KeepAliveTime; the ODBC installer functions',
  },
  'broken-command': {
    group: 'Syntax',
    title: 'The command does not run as written',
    meaning: 'The command mixes the switches of two tools, misses a part, or has a value the tool refuses.',
    fix: 'Use the corrected line.',
    source: 'The manual of the command named in the message',
  },
  'smart-quotes': {
    group: 'Syntax',
    title: 'Typographic quotes',
    meaning:
      'The text went through a word processor. Curly quotes are not quotes to a program: it stops with a syntax error.',
    fix: 'Replace them by straight quotes.',
    source: 'The grammar of the language',
  },
  'yaml-indentation': {
    group: 'Syntax',
    title: 'The indentation puts the key in the wrong place',
    meaning: 'YAML gives the key to another parent, or refuses the file.',
    fix: 'Indent it like its neighbours.',
    source: 'YAML 1.2',
    url: 'https://yaml.org/spec/1.2.2/',
  },
  'trailing-comment-in-value': {
    group: 'Syntax',
    title: 'The comment becomes part of the value',
    meaning:
      'This format knows comments only at the start of a line. The text after the number is read as part of the value.',
    fix: 'Move the comment to a line of its own.',
    source: 'The manual of the format named in the message',
  },
  'inline-comment-in-properties': {
    group: 'Syntax',
    title: 'The comment becomes part of the value',
    meaning: 'Java properties files have no end-of-line comments; the text after the value belongs to it.',
    fix: 'Move the comment to a line of its own.',
    source: 'java.util.Properties',
  },
  'malformed-url-parameter': {
    group: 'Syntax',
    title: 'A URL parameter that is not read',
    meaning:
      'The separator is wrong: the first parameter follows ?, the next ones &. The parameter becomes part of its neighbour.',
    fix: 'Use one ? and then &.',
    source: 'RFC 3986',
    url: 'https://www.rfc-editor.org/rfc/rfc3986#section-3.4',
  },
  'commented-out': {
    group: 'Syntax',
    title: 'The line is a comment',
    meaning: 'The setting stands behind a comment sign, so it has no effect and the default applies.',
    fix: 'Remove the comment sign.',
    source: 'The manual of the format named in the message',
  },
  'not-persistent': {
    group: 'Scope',
    title: 'Gone after the next start',
    meaning: 'The command changes the running system only; the value is lost at reboot.',
    fix: 'Write the same values to a file that is read at boot (Linux: /etc/sysctl.d/60-tcp-keepalive.conf).',
    source: 'sysctl.d(5)',
  },
  'session-only': {
    group: 'Scope',
    title: 'This session only',
    meaning: 'SET changes the current session; the next connection starts from the defaults again.',
    fix: 'Use ALTER ROLE, ALTER DATABASE or ALTER SYSTEM.',
    source: 'PostgreSQL, SET',
    url: 'https://www.postgresql.org/docs/current/sql-set.html',
  },
  'server-side-only': {
    group: 'Scope',
    title: 'These probes are the server’s',
    meaning:
      'tcp_keepalives_* are parameters of the PostgreSQL server: it probes the client. The client’s own socket stays as it was, and Redshift has no such parameters.',
    fix: 'That is enough to keep a PostgreSQL connection open. Switch on keepalive in the client too if it must notice a dead server.',
    source: 'Measured on PostgreSQL 15.18',
  },
  'host-network-sysctl-rejected': {
    group: 'Scope',
    title: 'Refused with host networking',
    meaning:
      'A container in the host’s network namespace may not carry net.* sysctls; the runtime refuses to start it.',
    fix: 'Set the values on the host, or give the container its own network.',
    source: 'Docker, docker container run --sysctl',
    url: 'https://docs.docker.com/reference/cli/docker/container/run/#sysctl',
  },
  'host-sysctl-not-inherited-by-pods': {
    group: 'Scope',
    title: 'Containers do not inherit these values',
    meaning:
      'Every network namespace starts from 7,200/75/9. Values set on the host or node do not reach its containers and pods.',
    fix: 'Set the sysctls on the pod or container itself.',
    source: 'Measured on Linux 6.18; Kubernetes safe_sysctls.go',
    url: K8S_SAFE,
  },
  'unsafe-sysctl': {
    group: 'Scope',
    title: 'The kubelet must allow it',
    meaning:
      'net.ipv4.tcp_keepalive_* are safe sysctls since Kubernetes 1.29. Older kubelets refuse the pod unless the node allows them.',
    fix: 'Use Kubernetes 1.29 or newer, or start the kubelet with --allowed-unsafe-sysctls.',
    source: 'Kubernetes safe_sysctls.go',
    url: K8S_SAFE,
  },
  'read-timeout-kills-queries': {
    group: 'Other timers',
    title: 'A read timeout ends long queries',
    meaning: 'The client closes the connection when the server is quiet for this long, which every longer query is.',
    fix: 'Set it to 0, or above the longest query; let keepalive find dead connections.',
    source: 'pgjdbc, socketTimeout (measured)',
  },
  'query-timeout-kills-queries': {
    group: 'Other timers',
    title: 'A query timeout ends long queries',
    meaning: 'Every statement that takes longer is cancelled, whatever the network does.',
    fix: 'Raise it above the longest query, or set it per query.',
    source: 'The documentation of the program named in the message',
  },
  'statement-timeout-kills-queries': {
    group: 'Other timers',
    title: 'The statement timeout ends long queries',
    meaning: 'The server cancels every statement that takes longer. On Redshift the time in the queue counts too.',
    fix: 'Raise it for the role that runs long statements: ALTER ROLE … SET statement_timeout.',
    source: 'PostgreSQL, statement_timeout (measured)',
    url: 'https://www.postgresql.org/docs/current/runtime-config-client.html',
  },
  'idle-client-disconnect': {
    group: 'Other timers',
    title: 'Idle clients are disconnected',
    meaning:
      'The program itself closes client connections that send no query for this long. Keepalive does not count as activity.',
    fix: 'Set it to 0, or above the longest pause of the clients.',
    source: 'PgBouncer, client_idle_timeout',
    url: PGBOUNCER,
  },
  'idle-in-transaction-timeout': {
    group: 'Other timers',
    title: 'Open transactions that pause are ended',
    meaning: 'A session that waits inside a transaction for longer is ended by the server or the pooler.',
    fix: 'Commit before pausing, or raise the limit.',
    source: 'PostgreSQL, idle_in_transaction_session_timeout (measured)',
    url: 'https://www.postgresql.org/docs/current/runtime-config-client.html',
  },
  'proxy-idle-timeout': {
    group: 'Other timers',
    title: 'The proxy closes quiet connections',
    meaning:
      'A proxy that ends TCP counts data, not keepalive probes. A session or a query that is quiet for longer is closed.',
    fix: 'Raise the timer above the longest quiet time: 24 h is common for database connections.',
    source: 'HAProxy, nginx and Envoy documentation',
    url: 'https://docs.haproxy.org/3.0/configuration.html',
  },
  'proxy-idle-timeout-too-short': {
    group: 'Other timers',
    title: 'The proxy timer is shorter than a long query',
    meaning: 'While a query runs no data flows, so the proxy’s idle timer ends queries as well as idle sessions.',
    fix: 'Raise the timer above the longest query.',
    source: 'HAProxy, nginx and Envoy documentation',
    url: 'https://docs.haproxy.org/3.0/configuration.html',
  },
  'proxy-mode-http': {
    group: 'Other timers',
    title: 'An HTTP proxy in front of a database',
    meaning: 'The PostgreSQL protocol is not HTTP; the proxy must pass TCP through.',
    fix: 'Use mode tcp (HAProxy), a stream block (nginx) or the TCP proxy filter (Envoy).',
    source: 'HAProxy, mode',
    url: 'https://docs.haproxy.org/3.0/configuration.html',
  },
  'tcp-retries2-too-low': {
    group: 'Other timers',
    title: 'Data in flight is given up early',
    meaning:
      'tcp_retries2 below 8 ends a connection with unacknowledged data in less than the 100 s RFC 1122 asks for.',
    fix: 'Use 8 or more; the default is 15.',
    source: 'Linux Documentation/networking/ip-sysctl.rst',
    url: IP_SYSCTL,
  },
  'user-timeout-too-low': {
    group: 'Other timers',
    title: 'TCP_USER_TIMEOUT replaces the probe count',
    meaning:
      'With a user timeout, Linux ignores the count and gives up at the first probe after the timeout, at the earliest after idle + interval.',
    fix: 'Keep the user timeout above idle + interval.',
    source: 'Linux tcp(7); measured',
    url: TCP7,
  },
  'pool-keepalive-idle-only': {
    group: 'Pool checks',
    title: 'The pool checks idle connections only',
    meaning:
      'A pool can send its check only on a connection nobody uses. During a long query nothing is sent; only TCP keepalive works then.',
    fix: 'Switch on TCP keepalive in the driver too.',
    source: 'HikariCP README',
    url: HIKARI,
  },
  'pool-keepalive-below-minimum': {
    group: 'Pool checks',
    title: 'Below the minimum of the pool',
    meaning:
      'HikariCP accepts keepaliveTime from 30,000 ms on, and below maxLifetime; otherwise it logs a warning and does not use it.',
    fix: 'Use 30,000 ms or more, and less than maxLifetime.',
    source: 'HikariCP README',
    url: HIKARI,
  },
  'pool-keepalive-off': {
    group: 'Pool checks',
    title: 'The pool check is off',
    meaning: 'The pool does not test idle connections, so it can hand out one that a hop has already forgotten.',
    fix: 'Switch the check on, with a period below the idle limit of the path.',
    source: 'HikariCP README',
    url: HIKARI,
  },
  'probes-unanswered': {
    group: 'Socket tables',
    title: 'Probes go unanswered',
    meaning: 'The socket has sent keepalive probes without an answer: the peer or a hop has forgotten this connection.',
    fix: 'Look for the hop that dropped it; the operating system will close the socket when the count is reached.',
    source: 'ss(8), netstat(8)',
  },
  'other-database': {
    group: 'Other',
    title: 'Another database',
    meaning: 'The text configures a client of another database. Its keys are not checked here.',
    fix: 'Use the documentation of that driver. The settings of the operating system apply to it all the same.',
    source: 'The key list of the programs this page knows',
  },
} as const satisfies Readonly<Record<FindingCode, FindingText>>

/** A row of the reference table. */
export interface FindingRow extends FindingText {
  readonly code: FindingCode
  readonly severity: Severity
}

/** The table as uniform rows, in the order it is written. */
export const FINDING_ROWS: readonly FindingRow[] = (Object.entries(FINDING_TEXTS) as [FindingCode, FindingText][]).map(
  ([code, text]) => ({ ...text, code, severity: FINDING_SEVERITIES[code] }),
)
