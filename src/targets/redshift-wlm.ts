import { resourceName } from '../quoting/image.ts'
import { CannotQuote, plainText } from '../quoting/plain-text.ts'
import { defineTarget, lines, snippet, step } from './define.ts'
import { NO_NUMBERS } from './limits.ts'
import { REDSHIFT_NO_KEEPALIVE } from './redshift-server.ts'

const FILE = 'wlm.json'

/** A rule's name: Redshift allows 32 letters, digits and underscores. */
const ruleName = (text: string): string => {
  if (/^[A-Za-z0-9_]{1,32}$/.test(plainText(text))) return text
  throw new CannotQuote('A rule has a name of up to 32 letters, digits and underscores.')
}

/** The parameter as the CLI wants it: one parameter whose value is the queues as JSON text. */
const parameters = (queues: unknown): string =>
  `${JSON.stringify(
    [{ ParameterName: 'wlm_json_configuration', ParameterValue: JSON.stringify(queues), ApplyType: 'dynamic' }],
    null,
    2,
  )}\n`

/** Amazon Redshift: a query monitoring rule of automatic WLM. */
export const redshiftWlm = defineTarget({
  id: 'redshift-wlm',
  format: 'redshift-parameters',
  title: 'Redshift WLM (query monitoring rule)',
  group: 'Server',
  stack: 'linux',
  scope: 'server',
  summary: 'For a cluster where long queries are to be ended by rule, or where such a rule ends the wrong ones.',
  limits: NO_NUMBERS,
  switch: 'elsewhere',
  options: [
    { id: 'group', label: 'Parameter group', placeholder: 'analytics', defaultValue: 'analytics' },
    { id: 'rule', label: 'Rule', placeholder: 'abort_long_query', defaultValue: 'abort_long_query', maxLength: 32 },
    {
      id: 'seconds',
      label: 'Abort after (s of execution)',
      placeholder: '14400',
      defaultValue: '14400',
      range: {
        min: 1,
        max: 999_999,
        unit: 's',
        source: 'Amazon Redshift, query monitoring rules: query_execution_time in seconds',
      },
    },
  ],
  recipe: (_settings, option) => {
    const group = option('group', resourceName)
    const rule = option('rule', ruleName)
    const queue = { query_group: [], user_group: [], auto_wlm: true, queue_type: 'auto' }
    const queues = [
      {
        ...queue,
        rules: [
          {
            rule_name: rule,
            predicate: [{ metric_name: 'query_execution_time', operator: '>', value: Number(option('seconds')) }],
            action: 'abort',
          },
        ],
      },
    ]
    const apply = snippet(
      'Shell',
      'sh',
      lines(
        `aws redshift modify-cluster-parameter-group --parameter-group-name ${group} \\`,
        `  --parameters file://${FILE}`,
      ),
    )
    return {
      now: step('A rule is dynamic: it applies soon after the command below, without a reboot.', apply),
      persist: step(
        'Store the file and apply it. It replaces all queues: merge the rule into the configuration you have.',
        snippet(FILE, 'json', parameters(queues), { path: FILE, filename: FILE }),
        apply,
      ),
      verify: step(
        'See what the rule has ended.',
        snippet('SQL', 'sql', "SELECT * FROM stl_wlm_rule_action WHERE action = 'abort';\n", {
          note: `Rows name the rule ${rule}. The client sees “cancelled by WLM abort action of Query Monitoring Rule”.`,
        }),
      ),
      undo: step(
        'Applies the default: automatic WLM without rules.',
        snippet(FILE, 'json', parameters([{ auto_wlm: true }]), { path: FILE, filename: FILE }),
        apply,
      ),
      affects: 'Queries of the clusters with this parameter group, except COPY, VACUUM and ANALYZE.',
      runAs: 'whoever may change parameter groups',
      takesEffect: 'Without a reboot. Redshift looks at running queries every 10 s.',
      pitfalls: [
        'The rule’s query_execution_time is in seconds. The old max_execution_time of a queue is in milliseconds, is deprecated, and automatic WLM ignores it.',
        'The CLI wants ParameterName and ParameterValue; the bare queue array, as an AWS example prints it, is refused.',
        'Every change must carry all queues. At most 8,000 characters.',
        'A rule never ends COPY. A loader’s COPY is ended by statement_timeout only.',
      ],
      notExpressed: REDSHIFT_NO_KEEPALIVE,
    }
  },
})
