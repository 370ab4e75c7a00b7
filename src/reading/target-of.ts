/** Formats that several targets write, each told by a mark in the text; the last one has no mark. */
const TARGETS_OF: Readonly<Record<string, readonly (readonly [RegExp | null, string])[]>> = {
  libpq: [
    [/postgres(?:ql)?:\/\//i, 'libpq-url'],
    [/^\s*\[[^\]]+\]/m, 'libpq-service-file'],
    [null, 'libpq-conninfo'],
  ],
  psycopg: [
    [/psycopg2/i, 'psycopg2'],
    [null, 'psycopg'],
  ],
  pgjdbc: [[null, 'pgjdbc-url']],
  psqlodbc: [
    [/HKEY_|HKLM|reg(?:\.exe)?\s+add|ItemProperty/i, 'psqlodbc-windows'],
    [/^\s*\[[^\]]+\]/m, 'psqlodbc-ini'],
    [null, 'psqlodbc-connection-string'],
  ],
  'redshift-odbc-ini': [
    [/^\s*\[[^\]]+\]/m, 'redshift-odbc-ini'],
    [/;/, 'redshift-odbc-connection-string'],
    [null, 'redshift-odbc-ini'],
  ],
  openssh: [
    [/ClientAlive/i, 'openssh-server'],
    [null, 'openssh-client'],
  ],
  envoy: [[null, 'envoy-tcp-proxy']],
  postgresql: [
    [/alter\s+system/i, 'postgresql-alter-system'],
    [/alter\s+(?:role|user)/i, 'postgresql-role'],
    [null, 'postgresql-conf'],
  ],
  'redshift-parameters': [
    [/alter\s+user/i, 'redshift-alter-user'],
    [/wlm_json|auto_wlm|query_concurrency|predicate/i, 'redshift-wlm'],
    [null, 'redshift-parameter-group'],
  ],
  'docker-run': [
    [/\bpodman\b/i, 'podman'],
    [null, 'docker-run'],
  ],
  'go-net-dialer': [[null, 'lib-pq']],
}

/**
 * Id of the target whose configuration a text of this format is; the format's own id where only one target writes it
 * or none does (a socket table).
 */
export function targetOf(formatId: string, text: string): string {
  const marks = TARGETS_OF[formatId] ?? []
  return marks.find(([mark]) => mark === null || mark.test(text))?.[1] ?? formatId
}
