import { resourceName } from '../quoting/image.ts'
import { lines, snippet } from './define.ts'
import { raiseTarget } from './raise.ts'

/** Azure NAT Gateway: its TCP idle limit. */
export const azureNatGateway = raiseTarget({
  id: 'azure-nat-gateway',
  title: 'Azure NAT Gateway',
  summary: 'For outbound connections through an Azure NAT Gateway, which forgets them after 4 minutes unless raised.',
  limit: {
    id: 'minutes',
    label: 'Idle limit (min)',
    placeholder: '60',
    defaultValue: '60',
    range: { min: 4, max: 120, unit: 'min', source: 'Microsoft, NAT Gateway resource: 4 to 120 minutes' },
  },
  defaultLimit: 4,
  options: [
    { id: 'group', label: 'Resource group', placeholder: 'rg', defaultValue: 'rg', maxLength: 90 },
    { id: 'gateway', label: 'NAT gateway', placeholder: 'nat', defaultValue: 'nat', maxLength: 80 },
  ],
  set: (value, option) => ({
    now: [
      snippet(
        'Azure CLI',
        'sh',
        `az network nat gateway update --resource-group ${option('group', resourceName)} --name ${option('gateway', resourceName)} --idle-timeout ${value}\n`,
      ),
    ],
    persist: [
      snippet(
        'Terraform',
        'hcl',
        lines(
          'resource "azurerm_nat_gateway" "outbound" {',
          `  name                    = "${option('gateway', resourceName)}"`,
          '  location                = azurerm_resource_group.network.location',
          '  resource_group_name     = azurerm_resource_group.network.name',
          '  sku_name                = "Standard"',
          `  idle_timeout_in_minutes = ${value}`,
          '}',
        ),
        { note: 'The name of the Terraform argument is unconfirmed.' },
      ),
    ],
  }),
  verify: (value, option) => [
    snippet(
      'Azure CLI',
      'sh',
      `az network nat gateway show --resource-group ${option('group', resourceName)} --name ${option('gateway', resourceName)} --query idleTimeoutInMinutes\n`,
      { expectedOutput: String(value) },
    ),
  ],
  affects: 'Outbound TCP connections of the gateway’s subnets.',
  runAs: 'a network contributor',
  takesEffect: 'Whether open connections take the new limit is not published: reconnect.',
  pitfalls: [
    'The gateway drops an idle flow without a word; only the sender of a later packet gets a reset.',
    'Even 120 minutes does not reach Linux’ first probe at 7200 s.',
  ],
})
