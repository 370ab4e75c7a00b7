import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { StatedKeepalive } from '../../../src/model/keepalive.ts'
import { recommendForIdleLimit } from '../../../src/model/recommend.ts'
import { isStackId } from '../../../src/model/stacks.ts'
import { TARGETS, targetById } from '../../../src/targets/index.ts'
import { TARGET_GROUPS } from '../../../src/targets/target.ts'
import { recipeOf, SETTINGS, settingsFor, statedBy } from './arbitrary.ts'

/** Targets nothing can be read back from: lists of clicks, and a driver whose key names are unconfirmed. */
const UNREADABLE = new Set(['dbeaver', 'datagrip', 'redshift-odbc-1-ini'])

const FOLDER = new URL('../../../src/targets/', import.meta.url)

/** Settings rounded to the millisecond, the finest step of any platform. */
const toMilliseconds = (found: StatedKeepalive): StatedKeepalive =>
  Object.fromEntries(
    Object.entries(found).map(([key, value]) => [
      key,
      typeof value === 'number' ? Math.round(value * 1000) / 1000 : value,
    ]),
  )

test('every file that defines a target is listed, under an id that is its file name', async () => {
  const defined: string[] = []
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.ts') && name !== 'index.ts')) {
    const module: Record<string, unknown> = await import(new URL(file, FOLDER).href)
    for (const value of Object.values(module)) {
      if (typeof value !== 'object' || value === null || !('write' in value) || !('id' in value)) continue
      expect(`${value.id}.ts`).toBe(file)
      defined.push(String(value.id))
    }
  }
  expect(defined.sort()).toEqual(TARGETS.map(({ id }) => id).sort())
})

test('ids are permanent words and unique', () => {
  for (const { id } of TARGETS) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  expect(new Set(TARGETS.map(({ id }) => id)).size).toBe(TARGETS.length)
  expect(targetById('linux-sysctl')?.title).toBe('Linux (sysctl)')
  expect(targetById('constructor')).toBeUndefined()
})

describe.each(TARGETS.map((target) => [target.id, target] as const))('%s', (_id, target) => {
  test('reads back the settings it wrote', () => {
    fc.assert(
      fc.property(settingsFor(target), (settings) => {
        const stated = UNREADABLE.has(target.id) ? {} : statedBy(target, settings)
        const { persist } = recipeOf(target, settings)
        const readings = persist.snippets.map(({ code }) => toMilliseconds(target.read(code).settings))
        const speaking = readings.filter((found) => Object.keys(found).length > 0)
        for (const found of speaking) {
          expect(found).toMatchObject(stated)
          if (settings.enabled) expect(found.enabled).not.toBe(false)
        }
        if (Object.keys(stated).length > 0) expect(speaking).not.toHaveLength(0)
      }),
    )
  })

  test('the checker finds no error in what it writes for an idle limit of 350 s', () => {
    if (!isStackId(target.stack)) throw new Error(`unknown stack ${target.stack}`)
    const advice = recommendForIdleLimit(350, target.stack)
    if (!advice.ok) throw new Error(advice.why)
    const { persist } = recipeOf(target, advice.recommendation.settings)
    const errors = persist.snippets
      .flatMap(({ code }) => target.read(code).findings)
      .filter(({ severity }) => severity === 'error')
    expect(errors).toEqual([])
  })

  test('refuses values outside its limits, naming the value, the range and who sets it', () => {
    for (const field of ['idleSeconds', 'intervalSeconds', 'count'] as const) {
      const limit = target.limits[field]
      if (limit === null) continue
      for (const bad of [limit.min - limit.step, limit.max + 1, Number.NaN, Number.POSITIVE_INFINITY]) {
        const written = target.write({ ...SETTINGS, [field]: bad }, {})
        expect(written.ok).toBe(false)
        if (written.ok) continue
        expect(written.refusals.map((refusal) => refusal.field)).toEqual([field])
        expect(written.refusals[0]?.message).toContain(limit.max.toLocaleString('en', { maximumFractionDigits: 3 }))
        expect(written.refusals[0]?.source.length).toBeGreaterThan(10)
      }
    }
  })

  test('says all a reader needs: four steps, who runs it, when it works, what undoes it', () => {
    expect(TARGET_GROUPS).toContain(target.group)
    const recipe = recipeOf(target, SETTINGS)
    for (const part of [recipe.now, recipe.persist, recipe.verify, recipe.undo]) {
      expect(part.summary).toMatch(/[.:]$/)
      expect(part.snippets.length > 0 || (part.impossible?.length ?? 0) > 20).toBe(true)
    }
    expect(recipe.verify.snippets.some(({ expectedOutput, note }) => expectedOutput ?? note)).toBe(true)
    for (const text of [recipe.affects, recipe.runAs, recipe.takesEffect]) expect(text.length).toBeGreaterThan(2)
    expect(recipe.pitfalls.length).toBeGreaterThan(0)
    for (const field of ['idleSeconds', 'intervalSeconds', 'count'] as const) {
      if (target.limits[field] === null) expect(recipe.notExpressed.length).toBeGreaterThan(0)
    }
    if (target.switch === 'elsewhere') expect(recipe.notExpressed.length).toBeGreaterThan(0)
  })

  test('every snippet is text with line feeds that ends in one', () => {
    const { now, persist, verify, undo } = recipeOf(target, SETTINGS)
    for (const { code, title } of [now, persist, verify, undo].flatMap(({ snippets }) => snippets)) {
      expect(code, title).toMatch(/\S[\s\S]*\n$/)
      expect(code, title).not.toMatch(/\r|undefined|NaN|\[object/)
    }
  })

  test('a hostile name is refused with a message or written, and never breaks out of its line', () => {
    const clean = recipeOf(target, SETTINGS)
    const lineCount = (recipe: typeof clean): number =>
      [recipe.now, recipe.persist, recipe.verify, recipe.undo]
        .flatMap(({ snippets }) => snippets)
        .reduce((sum, { code }) => sum + code.split('\n').length, 0)
    for (const option of target.options) {
      for (const bad of ['a\nb', 'a\0b', 'a\u202eb', 'x'.repeat(10_240), '']) {
        const written = target.write(SETTINGS, { [option.id]: bad })
        expect(written.ok, `${option.id} ${JSON.stringify(bad.slice(0, 9))}`).toBe(false)
        if (!written.ok) expect(written.refusals[0]?.field).toBe(option.id)
      }
      for (const odd of [
        'a"b',
        "a'b",
        'a`id`b',
        '$(id)',
        '%PATH%',
        'a;b',
        'a&b',
        'a b',
        'a]b',
        'a}b',
        '../x',
        '--help',
      ]) {
        const written = target.write(SETTINGS, { [option.id]: odd })
        if (written.ok) expect(lineCount(written.recipe), `${option.id} ${odd}`).toBe(lineCount(clean))
        else expect(written.refusals[0]?.field).toBe(option.id)
      }
    }
  })
})
