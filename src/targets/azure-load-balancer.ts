import { resourceName } from '../quoting/image.ts'
import { lines, snippet } from './define.ts'
import { raiseTarget } from './raise.ts'

/** Azure Load Balancer: the idle limit of a rule. */
export const azureLoadBalancer = raiseTarget({
  id: 'azure-load-balancer',
  title: 'Azure Load Balancer',
  summary:
    'For a database behind an Azure Load Balancer, which forgets a connection silently after 4 minutes unless raised.',
  limit: {
    id: 'minutes',
    label: 'Idle limit (min)',
    placeholder: '60',
    defaultValue: '60',
    range: {
      min: 4,
      max: 100,
      unit: 'min',
      source: 'Microsoft, Load Balancer TCP idle timeout (2024): 4 to 100 minutes',
    },
  },
  defaultLimit: 4,
  options: [
    { id: 'group', label: 'Resource group', placeholder: 'rg', defaultValue: 'rg', maxLength: 90 },
    { id: 'balancer', label: 'Load balancer', placeholder: 'lb', defaultValue: 'lb', maxLength: 80 },
    { id: 'rule', label: 'Rule', placeholder: 'database', defaultValue: 'database', maxLength: 80 },
  ],
  set: (value, option) => ({
    now: [
      snippet(
        'Azure CLI',
        'sh',
        lines(
          'az network lb rule update \\',
          `  --resource-group ${option('group', resourceName)} --lb-name ${option('balancer', resourceName)} --name ${option('rule', resourceName)} \\`,
          `  --idle-timeout ${value} --enable-tcp-reset true`,
        ),
        { note: 'The names of the two flags are unconfirmed.' },
      ),
    ],
    persist: [
      snippet(
        'Terraform, in azurerm_lb_rule',
        'hcl',
        lines(`idle_timeout_in_minutes = ${value}`, 'enable_tcp_reset        = true'),
        {
          note: 'Version 3 of the provider calls it enable_tcp_reset; that version 4 says tcp_reset_enabled is unconfirmed.',
        },
      ),
    ],
  }),
  verify: (value, option) => [
    snippet(
      'Azure CLI',
      'sh',
      `az network lb rule show --resource-group ${option('group', resourceName)} --lb-name ${option('balancer', resourceName)} --name ${option('rule', resourceName)} --query idleTimeoutInMinutes\n`,
      { expectedOutput: String(value) },
    ),
  ],
  affects: 'Connections through this rule.',
  runAs: 'a network contributor',
  takesEffect: 'Whether open connections take the new limit is not published: reconnect.',
  pitfalls: [
    'Older Microsoft pages say 4 to 30 minutes.',
    'Without TCP reset the load balancer says nothing when it forgets a connection. With it both ends get a reset.',
    'Outbound rules and inbound NAT rules have a limit of their own.',
  ],
})
