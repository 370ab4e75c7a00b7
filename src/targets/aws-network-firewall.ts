import { arn } from '../quoting/arn.ts'
import { lines, snippet } from './define.ts'
import { raiseTarget } from './raise.ts'

const EXAMPLE = 'arn:aws:network-firewall:us-east-1:123456789012:firewall-policy/inspection'

/** AWS Network Firewall: the idle limit of a firewall policy. */
export const awsNetworkFirewall = raiseTarget({
  id: 'aws-network-firewall',
  title: 'AWS Network Firewall',
  summary:
    'For a path through AWS Network Firewall, which drops packets silently after 350 s of silence unless raised.',
  limit: {
    id: 'seconds',
    label: 'Idle limit (s)',
    placeholder: '3600',
    defaultValue: '3600',
    range: { min: 60, max: 6000, unit: 's', source: 'AWS Network Firewall, FlowTimeouts: 60 to 6,000' },
  },
  defaultLimit: 350,
  options: [
    { id: 'policy', label: 'Firewall policy ARN', placeholder: EXAMPLE, defaultValue: EXAMPLE, maxLength: 300 },
  ],
  set: (value, option) => {
    const policy = option('policy', arn)
    return {
      now: [
        snippet(
          'AWS CLI with jq: reads the policy, changes one number, writes it back',
          'sh',
          lines(
            `aws network-firewall describe-firewall-policy --firewall-policy-arn ${policy} > policy.json`,
            `jq '.FirewallPolicy.StatefulEngineOptions.FlowTimeouts.TcpIdleTimeoutSeconds = ${value} | .FirewallPolicy' policy.json > changed.json`,
            'aws network-firewall update-firewall-policy \\',
            `  --firewall-policy-arn ${policy} \\`,
            '  --update-token "$(jq -r .UpdateToken policy.json)" \\',
            '  --firewall-policy file://changed.json',
          ),
          { note: 'Look at changed.json first: the update replaces the whole policy.' },
        ),
      ],
      persist: [
        snippet(
          'Terraform, inside firewall_policy of aws_networkfirewall_firewall_policy',
          'hcl',
          lines(
            'stateful_engine_options {',
            '  flow_timeouts {',
            `    tcp_idle_timeout_seconds = ${value}`,
            '  }',
            '}',
          ),
        ),
      ],
    }
  },
  verify: (value, option) => [
    snippet(
      'AWS CLI',
      'sh',
      `aws network-firewall describe-firewall-policy --firewall-policy-arn ${option('policy', arn)} --query FirewallPolicy.StatefulEngineOptions.FlowTimeouts.TcpIdleTimeoutSeconds\n`,
      { expectedOutput: String(value) },
    ),
  ],
  affects: 'Flows through every firewall that uses this policy.',
  runAs: 'whoever may change firewall policies',
  takesEffect: 'For new flows. AWS pages disagree about flows that are open: reconnect.',
  pitfalls: ['After the limit the firewall drops packets without a reset: a client that only waits hangs.'],
})
