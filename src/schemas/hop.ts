import { z } from 'astro/zod'
import { GRADE_IDS, type Grade } from '../model/grades.ts'
import type { AtExpiry, RefreshedBy } from '../model/path.ts'
import type { SnippetLanguage } from '../targets/target.ts'
import { idSchema, sourceSchema } from './source.ts'

/** What kind of component a hop is, in the order a packet from a desk tends to meet them. */
export const HOP_CATEGORIES = {
  'cloud-nat': 'Cloud NAT',
  'cloud-load-balancer': 'Cloud load balancer',
  'private-link': 'Private link',
  'vpn-and-managed-firewall': 'VPN, transit and managed firewall',
  'host-firewall': 'Host firewall and security group',
  'firewall-appliance': 'Firewall appliance',
  'home-router': 'Home router and carrier NAT',
  'container-network': 'Container networking',
  'proxy-and-pooler': 'Proxy and pooler',
  'database-server': 'Database server',
  tunnel: 'SSH and access tunnel',
  'desktop-virtualisation': 'Desktop virtualisation',
  standard: 'Standard and operating system',
} as const

/** One of the keys of {@link HOP_CATEGORIES}. */
export type HopCategory = keyof typeof HOP_CATEGORIES

/** Places in which a reader may stand; a hop lists every one in which it is met. */
export const HOP_ENVIRONMENTS = {
  aws: 'AWS',
  azure: 'Azure',
  gcp: 'Google Cloud',
  'oracle-cloud': 'Oracle Cloud',
  'ibm-cloud': 'IBM Cloud',
  'alibaba-cloud': 'Alibaba Cloud',
  digitalocean: 'DigitalOcean',
  cloudflare: 'Cloudflare',
  'hosted-postgres': 'Hosted PostgreSQL',
  redshift: 'Amazon Redshift',
  postgresql: 'PostgreSQL',
  kubernetes: 'Kubernetes',
  docker: 'Docker',
  linux: 'Linux',
  windows: 'Windows',
  macos: 'macOS',
  bsd: 'BSD',
  vmware: 'VMware',
  office: 'Office network or VPN',
  home: 'Home or mobile network',
  ssh: 'SSH or access tunnel',
  proxy: 'Proxy or pooler',
} as const

/** One of the keys of {@link HOP_ENVIRONMENTS}. */
export type HopEnvironment = keyof typeof HOP_ENVIRONMENTS

const keysOf = <T extends Record<string, unknown>>(table: T) =>
  Object.keys(table) as [keyof T & string, ...(keyof T & string)[]]

const LANGUAGES = [
  'sh',
  'bat',
  'powershell',
  'reg',
  'ini',
  'xml',
  'yaml',
  'json',
  'sql',
  'nginx',
  'hcl',
  'ssh-config',
  'text',
] as const satisfies readonly SnippetLanguage[]

const REFRESHED_BY = ['any-packet', 'data'] as const satisfies readonly RefreshedBy[]
const AT_EXPIRY = ['silent', 'rst-to-next-sender', 'rst-to-both', 'close'] as const satisfies readonly AtExpiry[]

const seconds = z.int().positive()
const keepaliveSchema = z.strictObject({ idleSeconds: seconds, intervalSeconds: seconds, count: seconds })
/** Prose of our own; backticks mark code. */
const prose = z.string().min(12)
/** Whether the vendor says so, we conclude it from how such components work, or nobody says. */
const basis = z.enum(['stated', 'inferred', 'unknown'])

const snippetSchema = z.strictObject({
  title: z.string().min(3),
  language: z.enum(LANGUAGES),
  code: z.string().min(3),
  expectedOutput: z.string().min(1).optional(),
  note: prose.optional(),
})

/** What can be seen of a hop when it cuts. */
const telltaleSchema = z.strictObject({
  kind: z.enum(['metric', 'log', 'packet', 'command', 'symptom']),
  text: prose,
  snippet: snippetSchema.optional(),
})

const changeSchema = z
  .strictObject({
    /** `ticket`: only the vendor's support can. `unknown`: no source says. */
    possible: z.enum(['yes', 'no', 'ticket', 'unknown']),
    minSeconds: seconds.optional(),
    maxSeconds: seconds.optional(),
    /** How well the range is known, where it is less well known than the row. */
    rangeGrade: z.enum(GRADE_IDS).optional(),
    how: prose,
    now: z.array(snippetSchema).default([]),
    verify: z.array(snippetSchema).default([]),
    undo: z.array(snippetSchema).default([]),
    /** Which program accepted the snippets, where one was run. */
    judged: prose.optional(),
  })
  .refine(
    ({ minSeconds, maxSeconds }) => minSeconds === undefined || maxSeconds === undefined || minSeconds <= maxSeconds,
    'minSeconds is larger than maxSeconds',
  )

/** What a figure measures when it is not an idle limit. */
export const OTHER_FIGURES = {
  lifetime: 'hard lifetime, whatever passes',
  'first-probe': 'before the first keepalive probe',
  'minimum-for-nats': 'shortest idle limit a NAT may use',
} as const

/** A network component, server timer or standard in content/hops; the file name is its permanent id. */
export const hopSchema = z
  .strictObject({
    vendor: z.string().min(2),
    product: z.string().min(2),
    title: z.string().min(4).max(70),
    /** What people also call it, so that they find it. */
    aliases: z.array(z.string().min(2)).default([]),
    /** `hop`: stands on the path. `server`: a timer of the database itself. `reference`: a standard or default to compare with. */
    role: z.enum(['hop', 'server', 'reference']),
    category: z.enum(keysOf(HOP_CATEGORIES)),
    environments: z.array(z.enum(keysOf(HOP_ENVIRONMENTS))).min(1),
    /** False when no source gives the default; `idleLimitSeconds` is then null and means "not known". */
    idleLimitKnown: z.boolean(),
    /** Default idle limit; null is "no idle limit" when `idleLimitKnown`, "not known" otherwise. */
    idleLimitSeconds: seconds.nullable(),
    /** The figure to plan with where sources disagree about the default. */
    planForSeconds: seconds.optional(),
    /** A figure of this row that is not an idle limit. */
    otherFigure: z.strictObject({ seconds, means: z.enum(keysOf(OTHER_FIGURES)) }).optional(),
    /** How well the default figure is known. */
    defaultGrade: z.enum(GRADE_IDS),
    /** How well the rest of the entry is known. */
    grade: z.enum(GRADE_IDS),
    refreshedBy: z.enum(REFRESHED_BY),
    atExpiry: z.enum(AT_EXPIRY),
    atExpiryBasis: basis,
    /** What happens at expiry, in words. */
    expiry: prose,
    /** Whether expiry ends the client's connection. */
    endsConnection: z.enum(['always', 'sometimes', 'never']),
    /** When it does, for `sometimes`; why not, for `never`. */
    endsWhen: prose.optional(),
    terminatesTcp: z.boolean(),
    /** The only side that `rst-to-next-sender` answers; a NAT gateway resets the host behind it. */
    resetsOnly: z.enum(['client', 'server']).optional(),
    /** Keepalive the component itself sends onwards by default, where all three numbers are known. */
    onwardKeepalive: keepaliveSchema.optional(),
    /** The same towards the client. */
    inwardKeepalive: keepaliveSchema.optional(),
    keepalive: z.strictObject({
      /** Whether an empty keepalive probe restarts the timer. */
      counts: z.enum(['yes', 'no', 'depends', 'unknown', 'not-applicable']),
      basis,
      note: prose.optional(),
    }),
    change: changeSchema,
    trap: prose,
    telltales: z.array(telltaleSchema).default([]),
    changes: z.array(z.strictObject({ when: z.string().min(4), what: prose })).default([]),
    conflicts: z.array(prose).default([]),
    /** What the sources say, in our words. */
    evidence: prose,
    /** Ids of content/errors in which this hop shows itself. */
    errors: z.array(idSchema).default([]),
    /** Ids of other hops worth a look. */
    related: z.array(idSchema).default([]),
    sources: z.array(sourceSchema).min(1),
  })
  .refine((hop) => hop.idleLimitKnown || hop.idleLimitSeconds === null, {
    message: 'idleLimitSeconds is given although idleLimitKnown is false',
    path: ['idleLimitSeconds'],
  })
  .refine((hop) => hop.endsConnection === 'always' || hop.endsWhen !== undefined, {
    message: 'say when (or why not) the connection ends',
    path: ['endsWhen'],
  })

/** One entry of content/hops. */
export type HopEntry = z.infer<typeof hopSchema>

/** True when a figure of this grade may be filled in for a reader: not from memory, inference or third parties. */
export const isConfirmed = (grade: Grade): boolean => grade !== 'unconfirmed' && grade !== 'third-party'
