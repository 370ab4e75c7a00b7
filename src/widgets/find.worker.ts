import type { SignatureIndex } from '../signatures/family.ts'
import { createFinder } from '../signatures/find.ts'
import type { FindReply, FindRequest } from './find-engine.ts'

let finder: Promise<ReturnType<typeof createFinder>> | undefined

const load = async (address: string): Promise<ReturnType<typeof createFinder>> => {
  const response = await fetch(address)
  if (!response.ok) throw new Error(`${address}: ${response.status}`)
  return createFinder((await response.json()) as SignatureIndex)
}

addEventListener('message', async ({ data }: MessageEvent<FindRequest>) => {
  finder ??= load(data.address)
  const reply: FindReply = await finder.then(
    (find) => ({ turn: data.turn, answer: find(data.paste) }),
    () => {
      finder = undefined
      return { turn: data.turn }
    },
  )
  postMessage(reply)
})
