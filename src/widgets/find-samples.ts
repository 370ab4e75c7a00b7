import type { Sample } from './Find.tsx'

/** Pastes to try on the find box: one idle cut, one cause under a driver error, one pooler log. */
export const SAMPLES: readonly Sample[] = [
  {
    label: 'JDBC trace',
    paste: `2026-03-02 09:14:07.118  WARN 1 --- [nio-8080-exec-3] com.zaxxer.hikari.pool.ProxyConnection   : HikariPool-1 - Connection org.postgresql.jdbc.PgConnection@5f2f577d marked as broken because of SQLSTATE(08006), ErrorCode(0)
org.postgresql.util.PSQLException: An I/O error occurred while sending to the backend.
	at org.postgresql.core.v3.QueryExecutorImpl.execute(QueryExecutorImpl.java:382)
	at org.postgresql.jdbc.PgStatement.executeInternal(PgStatement.java:490)
Caused by: java.net.SocketException: Connection reset
	at java.base/sun.nio.ch.NioSocketImpl.implRead(NioSocketImpl.java:328)
	... 41 common frames omitted`,
  },
  {
    label: 'Airflow log',
    paste: `[2026-03-02, 04:10:00 UTC] {sql.py:375} INFO - Running statement: COPY events FROM 's3://acme-lake/events/'
[2026-03-02, 04:15:50 UTC] {taskinstance.py:1824} ERROR - Task failed with exception
Traceback (most recent call last):
  File "/opt/airflow/venv/lib/python3.11/site-packages/airflow/hooks/dbapi.py", line 214, in run
    cur.execute(s)
psycopg2.OperationalError: SSL SYSCALL error: EOF detected
host=warehouse.abc123.eu-west-1.redshift.amazonaws.com port=5439`,
  },
  {
    label: 'PgBouncer log',
    paste: `2026-03-02 16:15:10.032 UTC [26077] WARNING tls_sbufio_recv: read failed: Connection timed out
2026-03-02 16:15:10.032 UTC [26077] LOG S-0x55d1c6: shop/app@10.40.81.106:5432 closing because: server conn crashed? (age=7887s)`,
  },
]
