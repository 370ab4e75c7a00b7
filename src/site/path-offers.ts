import { DEFAULT_PATH_STATE, type HopOffer, readPath } from '../model/path-state.ts'
import { recommend } from '../model/recommend.ts'
import { HOP_CATEGORIES } from '../schemas/hop.ts'
import { targetsForClient } from '../targets/for-client.ts'
import { targetById } from '../targets/index.ts'
import { type Fix, fixFrom } from '../widgets/path-fix.ts'
import { fillableLimit, toModelHop } from './hop-words.ts'
import { hopChoices } from './hops.ts'

/** Every component that can stand on a path, for the path editor. */
export async function hopOffers(): Promise<HopOffer[]> {
  return (await hopChoices())
    .filter(({ role }) => role === 'hop')
    .map((choice) => {
      const limit = fillableLimit(choice)
      return {
        group: HOP_CATEGORIES[choice.category],
        hop: toModelHop(choice, limit ?? null),
        limitKnown: limit !== undefined,
      }
    })
}

/** What the path editor says to paste before anything is chosen. */
export function defaultFixes(offers: readonly HopOffer[]): readonly Fix[] {
  const read = readPath(DEFAULT_PATH_STATE, offers)
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join(' '))
  const { advice } = recommend(read.path, read.workload, read.demand).client
  if (!advice.ok) throw new Error(advice.why)
  const { driver, system } = DEFAULT_PATH_STATE
  return targetsForClient(driver, system).flatMap((id) => {
    const target = targetById(id)
    return target === undefined ? [] : fixFrom(target, advice.recommendation.settings)
  })
}
