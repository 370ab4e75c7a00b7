/** What a paste without a matching family looks like. */
export interface Outside {
  readonly code: string
  /** One sentence: what it looks like and why this site has no page for it. */
  readonly message: string
}

interface OutsideKind extends Outside {
  readonly pattern: RegExp
  /** The text is a reason of its own: a wrapper around it is not a lost connection. */
  readonly decides: boolean
}

/**
 * Kinds of trouble this site does not treat, likeliest first.
 * Every pattern is a list of literal alternatives, so the time stays linear in the paste.
 */
const KINDS: readonly OutsideKind[] = [
  {
    code: 'authentication',
    decides: true,
    pattern:
      /password authentication failed|authentication failed for user|no pg_hba\.conf entry|role "[^"\n]{0,80}" does not exist|Ident authentication failed|Peer authentication failed|SCRAM authentication|permission denied \(publickey|Login failed for user|Access denied for user|IAM authentication failed|no password supplied|28P01/i,
    message: 'A refused login. The connection worked; the server said no to the name, the password or the rule for it.',
  },
  {
    code: 'sql',
    decides: true,
    pattern:
      /syntax error|permission denied for|does not exist|already exists|violates (?:unique|foreign|not-null|check)|duplicate key value|Serializable isolation violation|could not serialize access|deadlock detected|division by zero|invalid input syntax|out of range|value too long|current transaction is aborted|column reference|must appear in the GROUP BY|cannot be cast|No space left on device|disk full|Disk Full|canceling autovacuum|out of shared memory|relation "[^"\n]{0,80}"|stl_load_errors|must be owner/i,
    message: 'An error of the statement or the data. The server received it and answered, so no connection was lost.',
  },
  {
    code: 'mysql',
    decides: true,
    pattern:
      /mysql|mariadb|Lock wait timeout exceeded|Communications link failure|\(HY000\/\d|ERROR 20(?:02|03|06|13)|1205, 'Lock/i,
    message: 'MySQL or MariaDB. This site knows PostgreSQL and Amazon Redshift only.',
  },
  {
    code: 'other-database',
    decides: true,
    pattern:
      /ORA-\d{5}|TNS-\d{5}|TNS:|SQL Server Native Client|ODBC Driver 1\d for SQL Server|Microsoft\]\[ODBC SQL|mssql|sqlserver|System\.Data\.SqlClient|mongo|redis|cassandra|elasticsearch|snowflake|bigquery|clickhouse|sqlite|dynamodb|\bDB2\b|SQLCODE=/i,
    message: 'Another database product. This site knows PostgreSQL and Amazon Redshift only.',
  },
  {
    code: 'kubernetes',
    decides: false,
    pattern:
      /CrashLoopBackOff|ImagePullBackOff|ErrImagePull|kubelet|Back-off restarting|Readiness probe failed|Liveness probe failed|kube-apiserver|FailedScheduling|kubectl/i,
    message: 'Kubernetes reports on its own work here. Paste the log of the program that lost its database connection.',
  },
  {
    code: 'http',
    decides: false,
    pattern:
      /HTTP\/[12]|https?:\/\/|status code [45]\d\d|\b50[234] (?:Bad|Service|Gateway)|axios|curl:|ERR_CONNECTION|fetch failed|upstream (?:timed|prematurely)|urllib3|requests\.exceptions|WebSocket/i,
    message: 'A web request that failed. Nothing in it points to a database connection.',
  },
  {
    code: 'messaging',
    decides: false,
    pattern: /kafka|rabbitmq|amqp|zookeeper|mqtt/i,
    message: 'A message broker. Nothing in it points to a database connection.',
  },
  {
    code: 'build',
    decides: false,
    pattern:
      /npm ERR!|npm error|SyntaxError|TypeError|ReferenceError|NullPointerException|ImportError|ModuleNotFoundError|ClassNotFoundException|NoSuchMethodError|undefined reference|error TS\d|error\[E\d|cannot find symbol|panic: runtime error|IndexError|KeyError|AttributeError|ValueError|segmentation fault/i,
    message: 'An error of a program or a build. Nothing in it points to a lost connection.',
  },
  {
    code: 'network',
    decides: false,
    pattern:
      /connection (?:reset|refused|timed out|aborted|closed)|broken pipe|timed out|timeout|ECONN|ETIMEDOUT|EPIPE|no route to host|unreachable|forcibly closed|unexpected EOF|end of stream/i,
    message:
      'A network error of some program. Nothing here says that the other end is a database: add the lines around it that name the driver, the port or the server.',
  },
]

/** Only this much is looked at: what a paste is about shows early, and time stays bounded. */
const LOOKED_AT = 400_000

/** What the text looks like when no family matches; `undefined` when nothing is recognised. */
export const looksLike = (text: string): Outside | undefined => {
  const sample = text.slice(0, LOOKED_AT)
  const found = KINDS.find(({ pattern }) => pattern.test(sample))
  return found && { code: found.code, message: found.message }
}

/** True where the text holds a reason of its own that is no lost connection: then a wrapper around it means nothing. */
export const holdsOtherReason = (text: string): boolean =>
  KINDS.some(({ pattern, decides }) => decides && pattern.test(text.slice(0, LOOKED_AT)))
