import { z } from 'astro/zod'
import {
  ACTIONS,
  CLOCKS,
  type LimitAction,
  type LimitSystem,
  type LimitUnit,
  STATEMENTS,
  type StatementKind,
  SYSTEMS,
  UNIT_MS,
} from '../limits/limit.ts'
import { idSchema } from './source.ts'

const keys = <K extends string>(table: Readonly<Record<K, unknown>>): [K, ...K[]] => Object.keys(table) as [K, ...K[]]

const LANGUAGES = ['sql', 'sh', 'json', 'ini', 'javascript', 'text'] as const

const scopeSchema = z.strictObject({
  /** Who it holds for: session, user, cluster … */
  scope: z.string().min(3),
  language: z.enum(LANGUAGES),
  /** Sets it; `{value}` stands for the number. */
  set: z.string().includes('{value}'),
  undo: z.string().min(3),
  takesEffect: z.string().min(5),
})

/** A timer of a server, driver or pooler in content/limits. */
export const limitSchema = z
  .strictObject({
    title: z.string().min(3),
    system: z.enum(keys<LimitSystem>(SYSTEMS)),
    /** The driver, pooler or platform it belongs to; required for `client` and `middle`, which count only where they are in use. */
    product: z.string().min(2).optional(),
    /** First version that has it. */
    since: z.string().optional(),
    order: z.int().positive(),
    unit: z.enum(keys<LimitUnit>(UNIT_MS)),
    acceptsUnits: z.boolean(),
    defaultValue: z.int().nonnegative().nullable(),
    zeroMeans: z.enum(['off', 'refused']),
    fixed: z.boolean().default(false),
    range: z.strictObject({ min: z.int().nonnegative(), max: z.int().positive() }),
    rangeNote: z.string().optional(),
    counts: z.enum(CLOCKS),
    action: z.enum(keys<LimitAction>(ACTIONS)),
    checkedEverySeconds: z.int().positive().optional(),
    doesNotStop: z.array(z.enum(keys<StatementKind>(STATEMENTS))),
    summary: z.string().min(20),
    /** What the client gets; no message where no source gives one. */
    client: z.strictObject({
      severity: z.string().optional(),
      sqlstate: z.string().length(5).optional(),
      message: z.string().optional(),
      cause: z.string().optional(),
      errorId: idSchema,
    }),
    scopes: z.array(scopeSchema),
    show: z.strictObject({ language: z.enum(LANGUAGES), code: z.string().min(3), reads: z.string().min(3) }),
    traps: z.array(z.string().min(10)),
    /** Ids of content/sources. */
    sources: z.array(idSchema).min(1),
  })
  .refine(({ system, product }) => (product !== undefined) === (system === 'client' || system === 'middle'), {
    path: ['product'],
    message: 'a client or middle limit names its product, and a server limit has none',
  })

/** One limit as it is stored. */
export type LimitEntry = z.infer<typeof limitSchema>
