import type { Grade } from './grades.ts'
import type { StackId } from './stacks.ts'

/** Where a statement of the model comes from. */
export interface ModelSource {
  readonly title: string
  readonly url?: string
  readonly grade: Grade
}

/** Who says what STACKS holds; apart from it, because no tool needs it in the browser. */
export const STACK_SOURCES: { readonly [Id in StackId]: readonly ModelSource[] } = {
  linux: [
    {
      title: 'Linux net/ipv4/tcp_timer.c, tcp_keepalive_timer()',
      url: 'https://github.com/torvalds/linux/blob/602bf18307981f3bfd9ebf19921791a4256d3fd1/net/ipv4/tcp_timer.c',
      grade: 'opened',
    },
    {
      title: 'Linux Documentation/networking/ip-sysctl.rst',
      url: 'https://github.com/torvalds/linux/blob/a8729efbbb847f6ea9b06e73491ec8ddb560465e/Documentation/networking/ip-sysctl.rst',
      grade: 'opened',
    },
    {
      title: 'Linux kernel/time/timer.c, "Round up with level granularity"',
      url: 'https://github.com/torvalds/linux/blob/master/kernel/time/timer.c',
      grade: 'opened',
    },
    { title: 'Measured on Linux 6.18, CONFIG_HZ=250', grade: 'measured' },
  ],
  windows: [
    {
      title: 'Microsoft: SO_KEEPALIVE socket option',
      url: 'https://learn.microsoft.com/windows/win32/winsock/so-keepalive',
      grade: 'opened',
    },
    {
      title: 'Microsoft: SIO_KEEPALIVE_VALS control code',
      url: 'https://learn.microsoft.com/windows/win32/winsock/sio-keepalive-vals',
      grade: 'opened',
    },
  ],
  macos: [
    {
      title: 'xnu-11417.101.15 bsd/netinet/tcp_timer.c',
      url: 'https://github.com/apple-oss-distributions/xnu/blob/xnu-11417.101.15/bsd/netinet/tcp_timer.c',
      grade: 'opened',
    },
  ],
  freebsd: [
    {
      title: 'FreeBSD sys/netinet/tcp_timer.c (14, as in opnsense/src)',
      url: 'https://github.com/opnsense/src/blob/0d1029f/sys/netinet/tcp_timer.c',
      grade: 'opened',
    },
  ],
  openbsd: [
    {
      title: 'OpenBSD sys/netinet/tcp_timer.c 1.71, tcp_timer.h 1.19',
      url: 'https://github.com/openbsd/src/blob/master/sys/netinet/tcp_timer.h',
      grade: 'opened',
    },
  ],
  solaris: [
    {
      title: 'Oracle Solaris 11.4 tunable parameters: _keepalive_interval',
      url: 'https://docs.oracle.com/en/operating-systems/solaris/oracle-solaris/11.4/tuning/_keepalive_interval-parameter.html',
      grade: 'excerpt',
    },
    {
      title: 'illumos usr/src/uts/common/inet/tcp/tcp_tunables.c',
      url: 'https://github.com/illumos/illumos-gate/blob/master/usr/src/uts/common/inet/tcp/tcp_tunables.c',
      grade: 'opened',
    },
  ],
  aix: [{ title: 'IBM AIX 7.3 documentation, no command', grade: 'excerpt' }],
  go: [
    {
      title: 'Go src/net/dial.go: KeepAliveConfig',
      url: 'https://github.com/golang/go/blob/master/src/net/dial.go',
      grade: 'opened',
    },
  ],
  node: [
    { title: 'Measured with Node.js 20: a dead peer is noticed 10 s after the first probe', grade: 'measured' },
    {
      title: 'Node.js commit ba117c2: TCP_KEEPINTVL 1, TCP_KEEPCNT 10',
      url: 'https://github.com/nodejs/node/commit/ba117c2c6f',
      grade: 'excerpt',
    },
  ],
  java: [
    {
      title: 'OpenJDK jdk.net.ExtendedSocketOptions',
      url: 'https://github.com/openjdk/jdk/blob/master/src/jdk.net/share/classes/jdk/net/ExtendedSocketOptions.java',
      grade: 'opened',
    },
  ],
  dotnet: [
    {
      title: 'Microsoft: SocketOptionName.TcpKeepAliveTime',
      url: 'https://learn.microsoft.com/dotnet/api/system.net.sockets.socketoptionname',
      grade: 'excerpt',
    },
  ],
}
