import { defineTarget, type OptionReader, step } from './define.ts'
import { NO_NUMBERS } from './limits.ts'
import type { Snippet, TargetOption, TargetWriter } from './target.ts'

/** A network component whose idle limit can be raised. */
export interface RaiseDefinition {
  readonly id: string
  readonly title: string
  readonly summary: string
  /** The new limit, in the unit the component takes. */
  readonly limit: TargetOption & { readonly range: NonNullable<TargetOption['range']> }
  /** Its own default, in the same unit. */
  readonly defaultLimit: number
  readonly options: readonly TargetOption[]
  /** Commands and Terraform that set `value`. */
  set(value: number, option: OptionReader): { readonly now: readonly Snippet[]; readonly persist: readonly Snippet[] }
  verify(value: number, option: OptionReader): readonly Snippet[]
  readonly affects: string
  readonly runAs: string
  readonly takesEffect: string
  readonly pitfalls: readonly string[]
}

/** A target that raises the idle limit of a component in between, instead of setting keepalive. */
export const raiseTarget = (definition: RaiseDefinition): TargetWriter =>
  defineTarget({
    id: definition.id,
    format: 'cloud-idle-limit',
    title: definition.title,
    group: 'Network component',
    stack: 'linux',
    scope: 'server',
    summary: definition.summary,
    limits: NO_NUMBERS,
    switch: 'elsewhere',
    options: [definition.limit, ...definition.options],
    recipe: (_settings, option) => {
      const value = Number(option(definition.limit.id))
      const { unit } = definition.limit.range
      const { now, persist } = definition.set(value, option)
      const undo = definition.set(definition.defaultLimit, option)
      return {
        now: step(`Raises the idle limit to ${value.toLocaleString('en')} ${unit}; the component keeps it.`, ...now),
        persist: step(
          'Put the same value where your infrastructure is described, or the next apply sets it back.',
          ...persist,
        ),
        verify: step('Ask the component.', ...definition.verify(value, option)),
        undo: step(`Sets the default again: ${definition.defaultLimit} ${unit}.`, ...undo.now),
        affects: definition.affects,
        runAs: definition.runAs,
        takesEffect: definition.takesEffect,
        pitfalls: [
          ...definition.pitfalls,
          'It only moves the limit. A connection that is quiet for longer is cut all the same: use keepalive as well.',
        ],
        notExpressed: ['Keepalive: a component in between cannot send it for you. Set it on the client.'],
      }
    },
  })
