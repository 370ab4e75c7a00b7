/** A text to try the checker with. */
export interface CheckSample {
  readonly label: string
  readonly text: string
}

/** Texts that show what the checker sees; each is a kind people really have. */
export const CHECK_SAMPLES: readonly CheckSample[] = [
  {
    label: 'sysctl.conf with AWS’s values',
    text: `# /etc/sysctl.conf
net.ipv4.tcp_keepalive_time = 200
net.ipv4.tcp_keepalive_intvl = 200
net.ipv4.tcp_keepalive_probes = 5
`,
  },
  {
    label: 'a .reg file in decimal',
    text: `Windows Registry Editor Version 5.00

[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters]
"KeepAliveTime"=dword:00060000
"KeepAliveInterval"=dword:00001000
"TcpMaxDataRetransmissions"=dword:0000000a
`,
  },
  {
    label: 'node-postgres with libpq’s keys',
    text: `const pool = new Pool({
  connectionString: process.env.DATABASE_URL,
  max: 10,
  keepalives: 1,
  keepalives_idle: 30,
})
`,
  },
  {
    label: 'odbc.ini for Redshift',
    text: `[warehouse]
Driver=/opt/amazon/redshiftodbcx64/librsodbc64.so
Server=example.abc.us-east-1.redshift.amazonaws.com
Port=5439
Database=dev
KeepAlive=1
KeepAliveTime=200
KeepAlivesInterval=20
`,
  },
  {
    label: 'ss -tno',
    text: `$ ss -tno state established '( dport = :5439 )'
State  Recv-Q Send-Q Local Address:Port Peer Address:Port
ESTAB  0      0      192.0.2.10:41022   198.51.100.7:5439  timer:(keepalive,119min,0)
ESTAB  0      0      192.0.2.10:41024   198.51.100.7:5439
`,
  },
]
