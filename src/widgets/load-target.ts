import type { Target } from '../targets/target.ts'

/** Each target is its own chunk, fetched when it is chosen: the builder stays small however many there are. */
const FILES = import.meta.glob<Record<string, unknown>>([
  '../targets/*.ts',
  '!../targets/{on-path,download,fix-state,for-client,index,render,target}.ts',
])

const isTarget = (value: unknown, id: string): value is Target =>
  typeof value === 'object' && value !== null && 'write' in value && 'id' in value && value.id === id

/** The target with that id: the file of the same name defines it. Rejects when there is none. */
export async function loadTarget(id: string): Promise<Target> {
  const load = FILES[`../targets/${id}.ts`]
  if (!load) throw new Error(`There is no target “${id}”.`)
  const target = Object.values(await load()).find((value) => isTarget(value, id))
  if (!isTarget(target, id)) throw new Error(`The file of “${id}” defines no such target.`)
  return target
}
