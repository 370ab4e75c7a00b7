import type { KeepaliveSettings } from '../model/keepalive.ts'
import { imageReference } from '../quoting/image.ts'
import { CONTAINER_AFFECTS, CONTAINER_NOT_EXPRESSED, CONTAINER_PITFALLS, insideContainer } from './container.ts'
import { noStep, type OptionReader, snippet, step } from './define.ts'
import { LINUX_DEFAULTS, linuxSysctls } from './linux.ts'
import type { Recipe } from './target.ts'

/** The recipe of an engine that takes sysctls as flags of `run`: docker and podman share the command line. */
export function flagRecipe(
  engine: 'docker' | 'podman',
  pitfall: string,
  settings: KeepaliveSettings,
  option: OptionReader,
): Recipe {
  const image = option('image', imageReference)
  const flags = linuxSysctls(settings).map(([name, value]) => `--sysctl ${name}=${value}`)
  return {
    now: noStep(
      'A running container cannot be changed from inside.',
      'Its sysctls are set when it is made. Stop it and start it with the flags below.',
    ),
    persist: step(
      'Add the three flags to the command that starts the container, before the image.',
      snippet('Shell', 'sh', `${engine} run --rm \\\n  ${flags.join(' \\\n  ')} \\\n  ${image}\n`),
    ),
    verify: step(
      'Read the values in the container’s own network namespace.',
      insideContainer(`${engine} exec CONTAINER`, settings),
      insideContainer(`${engine} run --rm ${flags.join(' ')} --entrypoint '' ${image}`, settings),
    ),
    undo: step(
      'Start the container without the flags.',
      snippet('Shell', 'sh', `${engine} run --rm ${image}\n`),
      insideContainer(`${engine} exec CONTAINER`, LINUX_DEFAULTS),
    ),
    affects: CONTAINER_AFFECTS,
    runAs: 'whoever may start containers',
    takesEffect: 'When the container is made.',
    pitfalls: [...CONTAINER_PITFALLS, pitfall],
    notExpressed: CONTAINER_NOT_EXPRESSED,
  }
}
