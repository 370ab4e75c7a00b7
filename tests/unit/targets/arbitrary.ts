import fc from 'fast-check'
import type { KeepaliveSettings } from '../../../src/model/keepalive.ts'
import type { Limit, Recipe, Target } from '../../../src/targets/target.ts'

/** Something for a number the target cannot set. */
const ANY: Limit = { min: 1, max: 120, step: 1, source: 'test' }

const inside = (limit: Limit): fc.Arbitrary<number> => {
  const { min, max, step } = limit ?? ANY
  const scale = Math.round(1 / step)
  const steps = fc.integer({ min: Math.ceil(min * scale), max: Math.floor(max * scale) })
  const everyday = fc.integer({ min: Math.ceil(min), max: Math.min(Math.floor(max), 900) })
  return fc.oneof(
    everyday,
    steps.map((value) => value / scale),
    fc.constantFrom(min, max),
  )
}

/** Random settings inside the limits of a target, edges included. */
export const settingsFor = (target: Target): fc.Arbitrary<KeepaliveSettings> =>
  fc.record({
    enabled: target.switch === 'settable' ? fc.boolean() : fc.constant(true),
    idleSeconds: inside(target.limits.idleSeconds ?? ANY),
    intervalSeconds: inside(target.limits.intervalSeconds ?? ANY),
    count: inside(target.limits.count ?? ANY),
  })

/** The recipe, for settings that must be accepted. */
export const recipeOf = (target: Target, settings: KeepaliveSettings, options: Record<string, string> = {}): Recipe => {
  const written = target.write(settings, options)
  if (!written.ok) throw new Error(`${target.id} refused: ${written.refusals.map(({ message }) => message).join(' ')}`)
  return written.recipe
}

/** Targets whose idle time alone switches keepalive on: there is no word for it to read back. */
const IMPLIES_ON = new Set(['postgres-js'])

/** What reading back must give: the numbers the target has words for, as long as keepalive is on. */
export const statedBy = (target: Target, settings: KeepaliveSettings): Partial<KeepaliveSettings> => {
  if (target.switch === 'settable' && !settings.enabled) return { enabled: false }
  return {
    ...(target.switch === 'settable' && !IMPLIES_ON.has(target.id) ? { enabled: true } : {}),
    ...(target.limits.idleSeconds && { idleSeconds: settings.idleSeconds }),
    ...(target.limits.intervalSeconds && { intervalSeconds: settings.intervalSeconds }),
    ...(target.limits.count && { count: settings.count }),
  }
}

/** Everyday settings. */
export const SETTINGS: KeepaliveSettings = { enabled: true, idleSeconds: 120, intervalSeconds: 30, count: 4 }
