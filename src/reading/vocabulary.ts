/** Keys that mean TCP keepalive somewhere, with the programs that read them. Compared without case. */
const OWNERS: readonly { readonly keys: readonly string[]; readonly owner: string }[] = [
  { owner: 'libpq', keys: ['keepalives', 'keepalives_idle', 'keepalives_interval', 'keepalives_count'] },
  {
    owner: 'the PostgreSQL server',
    keys: ['tcp_keepalives_idle', 'tcp_keepalives_interval', 'tcp_keepalives_count'],
  },
  {
    owner: 'redshift_connector',
    keys: ['tcp_keepalive', 'tcp_keepalive_idle', 'tcp_keepalive_interval', 'tcp_keepalive_count'],
  },
  { owner: 'PgBouncer', keys: ['tcp_keepidle', 'tcp_keepintvl', 'tcp_keepcnt'] },
  { owner: 'pgjdbc and Redshift JDBC', keys: ['tcpKeepAlive'] },
  { owner: 'Redshift JDBC 1.x', keys: ['TCPKeepAliveMinutes'] },
  { owner: 'node-postgres', keys: ['keepAliveInitialDelayMillis'] },
  { owner: 'mysql2', keys: ['enableKeepAlive', 'keepAliveInitialDelay'] },
  { owner: 'postgres.js', keys: ['keep_alive'] },
  { owner: 'Redshift ODBC 2.x', keys: ['KeepAliveIdle', 'KeepAliveCount'] },
  { owner: 'tokio-postgres', keys: ['keepalives_retries'] },
  {
    owner: 'Npgsql',
    keys: ['Tcp Keepalive', 'Tcp Keepalive Time', 'Tcp Keepalive Interval', 'TcpKeepAliveTime', 'TcpKeepAliveInterval'],
  },
  {
    owner: 'the Linux kernel',
    keys: [
      'net.ipv4.tcp_keepalive_time',
      'net.ipv4.tcp_keepalive_intvl',
      'net.ipv4.tcp_keepalive_probes',
      'tcp_keepalive_time',
      'tcp_keepalive_intvl',
      'tcp_keepalive_probes',
    ],
  },
  { owner: 'macOS and the BSDs', keys: ['net.inet.tcp.keepidle', 'net.inet.tcp.keepintvl', 'net.inet.tcp.keepcnt'] },
  { owner: 'HikariCP', keys: ['keepaliveTime'] },
  {
    owner: 'OpenSSH',
    keys: ['ServerAliveInterval', 'ServerAliveCountMax', 'ClientAliveInterval', 'ClientAliveCountMax'],
  },
]

const OWNER_OF = new Map(OWNERS.flatMap(({ keys, owner }) => keys.map((key) => [key.toLowerCase(), owner] as const)))

/** Which program reads a key of exactly this name, whatever the case; undefined for none that is known. */
export function ownerOf(key: string): string | undefined {
  return OWNER_OF.get(key.toLowerCase())
}

/** True for names that can only be about keeping a connection alive. */
export function soundsLikeKeepalive(key: string): boolean {
  return /keep[_\- .]?al|keepal|kepali|keepa[a-z]?iv|keepli|kepa?live|keeapliv|keep[_-]?(?:idle|cnt|int)|tcpka/i.test(
    key,
  )
}

/** Number of single-letter changes, insertions, removals and neighbour swaps between two words; more than `limit` is reported as `limit + 1`. */
export function editDistance(a: string, b: string, limit = 3): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let best = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      )
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        best = Math.min(best, (beforeLast[column - 2] ?? 0) + 1)
      }
      current.push(best)
    }
    beforeLast = last
    last = current
  }
  return last[b.length] ?? limit + 1
}

const bare = (key: string): string => key.toLowerCase().replace(/[^a-z0-9]/g, '')

/** The known key a misspelt one was meant to be; null when none is near. */
export function nearestKey(key: string, known: Iterable<string>): string | null {
  const wanted = bare(key)
  let best: string | null = null
  let bestDistance = 3
  for (const candidate of known) {
    const other = bare(candidate)
    const allowed = Math.min(2, Math.floor(other.length / 5))
    const distance = editDistance(wanted, other, 3)
    if (distance <= allowed && distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}
