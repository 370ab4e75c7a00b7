import { arn } from '../quoting/arn.ts'
import { lines, snippet } from './define.ts'
import { raiseTarget } from './raise.ts'

const EXAMPLE = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/net/db/0123456789abcdef/0123456789abcdef'

/** AWS Network Load Balancer: the idle limit of a listener. */
export const awsNlb = raiseTarget({
  id: 'aws-nlb',
  title: 'AWS Network Load Balancer',
  summary:
    'For a database behind a Network Load Balancer with a TCP listener, whose idle limit is 350 s unless raised.',
  limit: {
    id: 'seconds',
    label: 'Idle limit (s)',
    placeholder: '3600',
    defaultValue: '3600',
    range: { min: 60, max: 6000, unit: 's', source: 'AWS, tcp.idle_timeout.seconds: 60 to 6,000' },
  },
  defaultLimit: 350,
  options: [{ id: 'listener', label: 'Listener ARN', placeholder: EXAMPLE, defaultValue: EXAMPLE, maxLength: 300 }],
  set: (value, option) => ({
    now: [
      snippet(
        'AWS CLI',
        'sh',
        lines(
          'aws elbv2 modify-listener-attributes \\',
          `  --listener-arn ${option('listener', arn)} \\`,
          `  --attributes Key=tcp.idle_timeout.seconds,Value=${value}`,
        ),
      ),
    ],
    persist: [
      snippet(
        'Terraform',
        'hcl',
        lines(
          'resource "aws_lb_listener" "database" {',
          '  load_balancer_arn        = aws_lb.database.arn',
          '  port                     = 5439',
          '  protocol                 = "TCP"',
          `  tcp_idle_timeout_seconds = ${value}`,
          '',
          '  default_action {',
          '    type             = "forward"',
          '    target_group_arn = aws_lb_target_group.database.arn',
          '  }',
          '}',
        ),
        { note: 'The name of the Terraform argument is unconfirmed.' },
      ),
    ],
  }),
  verify: (value, option) => [
    snippet('AWS CLI', 'sh', `aws elbv2 describe-listener-attributes --listener-arn ${option('listener', arn)}\n`, {
      expectedOutput: `"Key": "tcp.idle_timeout.seconds",\n"Value": "${value}"`,
    }),
  ],
  affects: 'Connections through this listener.',
  runAs: 'whoever may modify the load balancer',
  takesEffect: 'Whether open connections take the new limit is not published: reconnect.',
  pitfalls: [
    'TLS listeners stay at 350 s.',
    'NAT gateways and interface endpoints on the same path stay at 350 s; nobody can raise those.',
  ],
})
