import { z } from 'astro/zod'
import { GRADE_IDS } from '../model/grades.ts'
import { idSchema, isoDateSchema } from './source.ts'

/** Places a vendor page gives keepalive values for; ids are those of src/targets. */
export const PUBLISHED_TARGETS = [
  'linux-sysctl',
  'windows-registry',
  'macos-sysctl',
  'redshift-odbc-ini',
  'redshift-odbc-windows',
] as const

/** One of {@link PUBLISHED_TARGETS}. */
export type PublishedTarget = (typeof PUBLISHED_TARGETS)[number]

/** What we found when a printed value was held against its platform. */
export const VERDICTS = {
  sound: 'Sound',
  incomplete: 'Incomplete',
  ineffective: 'Has no effect',
  unrelated: 'Not keepalive',
  outdated: 'Outdated',
  wrong: 'Wrong',
} as const

/** One of the keys of {@link VERDICTS}. */
export type Verdict = keyof typeof VERDICTS

const VERDICT_IDS = Object.keys(VERDICTS) as [Verdict, ...Verdict[]]

/** Units a printed value can be in. */
export const PUBLISHED_UNITS = { s: 'seconds', ms: 'milliseconds', count: 'count', flag: 'on or off' } as const

type PublishedUnit = keyof typeof PUBLISHED_UNITS
const UNIT_IDS = Object.keys(PUBLISHED_UNITS) as [PublishedUnit, ...PublishedUnit[]]

const publishedKeySchema = z.strictObject({
  /** The key as the page prints it. */
  key: z.string().min(1),
  /** The value as the page prints it; absent where the page names the key and leaves the value to the reader. */
  value: z.string().min(1).optional(),
  unit: z.enum(UNIT_IDS),
  /** Which keepalive setting the page means by it; absent for a key that is something else. */
  sets: z.enum(['enabled', 'idleSeconds', 'intervalSeconds', 'count']).optional(),
})

const remarkSchema = z.strictObject({
  /** What the remark is about: a printed key, or a few words where it is about the advice around the keys. */
  key: z.string().min(1),
  verdict: z.enum(VERDICT_IDS),
  /** One or two sentences, with the number that shows it. */
  why: z.string().min(20),
  /** Ids of content/sources that prove it. */
  sources: z.array(idSchema).min(1),
})

/** Keepalive values as a vendor prints them, and what we say about each. */
export const publishedSchema = z
  .strictObject({
    vendor: z.string().min(2),
    /** Title of the vendor's page. */
    title: z.string().min(5),
    /** Address of the copy that was read, pinned to a revision where there is one. */
    url: z.url({ protocol: /^https?$/ }),
    /** Address of the page as readers find it. */
    liveUrl: z.url({ protocol: /^https?$/ }).optional(),
    grade: z.enum(GRADE_IDS),
    /** Day of the copy that was read. */
    asOf: isoDateSchema,
    target: z.enum(PUBLISHED_TARGETS),
    /** What the page calls the platform, for headings. */
    platform: z.string().min(2),
    /**
     * The printed values as keepalive settings; a setting the page leaves open is absent.
     * Absent altogether where the page names keys and gives no values.
     */
    keepalive: z
      .strictObject({
        idleSeconds: z.int().positive(),
        intervalSeconds: z.int().positive(),
        count: z.int().positive().optional(),
      })
      .optional(),
    keys: z.array(publishedKeySchema).min(1),
    remarks: z.array(remarkSchema).min(1),
  })
  .superRefine((page, context) => {
    for (const [index, { key, value, unit, sets }] of page.keys.entries()) {
      if (sets === undefined || sets === 'enabled' || value === undefined) continue
      const stated = page.keepalive?.[sets]
      const printed = Number(value) / (unit === 'ms' ? 1000 : 1)
      if (stated !== printed)
        context.addIssue({
          code: 'custom',
          path: ['keys', index, 'value'],
          message: `${key} is printed as ${value} ${unit}, which is ${printed}; keepalive.${sets} says ${stated ?? 'nothing'}`,
        })
    }
  })

/** One vendor page's values for one platform. */
export type Published = z.infer<typeof publishedSchema>
