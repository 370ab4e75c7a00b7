import { z } from 'astro/zod'
import { idSchema } from './source.ts'

/** Groups of lab scenarios, in reading order. */
export const LAB_GROUPS = {
  protection: {
    title: 'A router that forgets silently',
    meaning: 'It forgets a flow after 4 s without a packet, as NAT gateways and firewalls do after minutes.',
  },
  period: {
    title: 'Idle and interval: the trap',
    meaning: 'On Linux a healthy connection is probed every max(idle, interval). Both must be shorter than 4 s.',
  },
  reset: {
    title: 'A router that answers with a RST',
    meaning: 'It also forgets after 4 s; whoever speaks next gets a RST.',
  },
  'dead-peer': {
    title: 'A server that is gone',
    meaning: 'The link goes down half a second into the query; everything sent later vanishes.',
  },
  proxies: {
    title: 'Proxies that end the connection',
    meaning: 'HAProxy and PgBouncer answer keepalive themselves and open another connection to the server.',
  },
  drivers: {
    title: 'Drivers, and the text each one prints',
    meaning: 'Only system settings, own keepalive options, and the next statement through either router.',
  },
  timers: {
    title: 'Timers that end work on purpose',
    meaning: 'PostgreSQL’s own timeouts and PgBouncer’s, with the text and the SQLSTATE.',
  },
} as const

/** One of the keys of {@link LAB_GROUPS}. */
export type LabGroup = keyof typeof LAB_GROUPS

/** How a run ends for the client. */
export const LAB_ENDINGS = { result: 'gets its result', error: 'sees an error', waits: 'is still waiting' } as const

/** One of the keys of {@link LAB_ENDINGS}. */
export type LabEnding = keyof typeof LAB_ENDINGS

const groups = Object.keys(LAB_GROUPS) as [LabGroup, ...LabGroup[]]
const endings = Object.keys(LAB_ENDINGS) as [LabEnding, ...LabEnding[]]

/** Seconds since the path went quiet. */
const secondsSchema = z.number().nonnegative()

const predictedSchema = z.strictObject({
  ending: z.enum(endings),
  /** Nominal second of the result or the error; null while waiting. */
  atSeconds: secondsSchema.nullable(),
  /** Latest second with late kernel timers; null while waiting. */
  latestSeconds: secondsSchema.nullable(),
  /** When a router forgets the flow; null when none does, or when its table says nothing about this client. */
  forgottenSeconds: secondsSchema.nullable(),
  /** Lines the program prints, and the id of the page that explains them; null without an error. */
  error: z.strictObject({ lines: z.array(z.string().min(1)).min(1), errorId: idSchema }).nullable(),
  /** Code of the error, where the prediction names one. */
  sqlstate: z.string().length(5).nullable(),
})

const measuredSchema = z.strictObject({
  ending: z.enum(endings),
  /** Second of the result or the error; for a client that still waits, how long we watched it. */
  atSeconds: secondsSchema,
  forgottenSeconds: secondsSchema.nullable(),
  /** The text that was printed, without addresses of the lab. */
  text: z.string().nullable(),
  sqlstate: z.string().length(5).nullable(),
})

const labScenarioSchema = z.strictObject({
  id: idSchema,
  group: z.enum(groups),
  /** A sentence: what was expected. */
  title: z.string().min(10),
  /** The client program, as readers know it. */
  client: z.string().min(2),
  predicted: predictedSchema,
  measured: measuredSchema,
  agree: z.boolean(),
})

/** Figures of one run of the lab: content/proof/lab.json, written by the lab and by nothing else. */
export const labProofSchema = z.strictObject({
  /** Moment of the run, UTC. */
  when: z.iso.datetime(),
  kernel: z.string().min(3),
  /** Timer ticks per second of the kernel; null where it does not say. */
  hz: z.int().positive().nullable(),
  system: z.string().min(2),
  processors: z.int().positive(),
  /** Idle limit of the forgetful routers. */
  limitSeconds: z.int().positive(),
  /** Wall time of all scenarios together. */
  tookSeconds: z.number().positive(),
  /** What we allow besides the lateness of kernel timers: a program that starts late, a pipe that is read late. */
  toleranceSeconds: z.strictObject({ early: secondsSchema, late: secondsSchema, router: secondsSchema }),
  programs: z.array(z.strictObject({ name: z.string().min(2), version: z.string().min(1) })).min(1),
  scenarios: z.array(labScenarioSchema).min(1),
})

/** Figures of one run of the lab. */
export type LabProof = z.infer<typeof labProofSchema>
export type LabPrediction = z.infer<typeof predictedSchema>
export type LabMeasurement = z.infer<typeof measuredSchema>
