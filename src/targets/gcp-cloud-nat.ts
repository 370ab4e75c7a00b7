import { resourceName } from '../quoting/image.ts'
import { lines, snippet } from './define.ts'
import { raiseTarget } from './raise.ts'

/** Google Cloud NAT: the idle limit of established connections. */
export const gcpCloudNat = raiseTarget({
  id: 'gcp-cloud-nat',
  title: 'Google Cloud NAT',
  summary: 'For outbound connections through Cloud NAT, which forgets established ones after 1,200 s unless raised.',
  limit: {
    id: 'seconds',
    label: 'Idle limit (s)',
    placeholder: '3600',
    defaultValue: '3600',
    range: { min: 1, max: 86_400, unit: 's', source: 'Google names no range; this page writes up to a day' },
  },
  defaultLimit: 1200,
  options: [
    { id: 'nat', label: 'NAT', placeholder: 'nat', defaultValue: 'nat', maxLength: 63 },
    { id: 'router', label: 'Router', placeholder: 'router', defaultValue: 'router', maxLength: 63 },
    { id: 'region', label: 'Region', placeholder: 'us-east1', defaultValue: 'us-east1', maxLength: 63 },
  ],
  set: (value, option) => ({
    now: [
      snippet(
        'gcloud',
        'sh',
        `gcloud compute routers nats update ${option('nat', resourceName)} --router=${option('router', resourceName)} --region=${option('region', resourceName)} --tcp-established-idle-timeout=${value}\n`,
      ),
    ],
    persist: [
      snippet(
        'Terraform',
        'hcl',
        lines(
          'resource "google_compute_router_nat" "outbound" {',
          `  name                                = "${option('nat', resourceName)}"`,
          `  router                              = "${option('router', resourceName)}"`,
          `  region                              = "${option('region', resourceName)}"`,
          '  nat_ip_allocate_option              = "AUTO_ONLY"',
          '  source_subnetwork_ip_ranges_to_nat  = "ALL_SUBNETWORKS_ALL_IP_RANGES"',
          `  tcp_established_idle_timeout_sec    = ${value}`,
          '}',
        ),
      ),
    ],
  }),
  verify: (value, option) => [
    snippet(
      'gcloud',
      'sh',
      `gcloud compute routers nats describe ${option('nat', resourceName)} --router=${option('router', resourceName)} --region=${option('region', resourceName)} --format='value(tcpEstablishedIdleTimeoutSec)'\n`,
      { expectedOutput: String(value) },
    ),
  ],
  affects: 'Established outbound TCP connections of this NAT.',
  runAs: 'a compute network administrator',
  takesEffect: 'Whether open connections take the new limit is not published: reconnect.',
  pitfalls: [
    'The VM’s own firewall forgets a connection after 600 s and nobody can raise that: a query that is quiet for longer still loses its result. Use keepalive.',
  ],
})
