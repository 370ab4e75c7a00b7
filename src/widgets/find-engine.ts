import type { SignatureIndex } from '../signatures/family.ts'
import type { Answer } from '../signatures/find.ts'

/** Address of the compiled index; on this site, like everything the box loads. */
const INDEX_ADDRESS = '/signatures.json'

/** Longer pastes are read in a worker, so that typing never stutters. */
const WORKER_CHARACTERS = 50_000

/** A paste on its way to the worker. */
export interface FindRequest {
  readonly turn: number
  readonly paste: string
  readonly address: string
}

/** The worker's answer; without `answer` the index could not be loaded. */
export interface FindReply {
  readonly turn: number
  readonly answer?: Answer
}

let finder: Promise<(paste: string) => Answer> | undefined

const loadFinder = (): Promise<(paste: string) => Answer> => {
  finder ??= (async () => {
    const [{ createFinder }, response] = await Promise.all([import('../signatures/find.ts'), fetch(INDEX_ADDRESS)])
    if (!response.ok) throw new Error(`${INDEX_ADDRESS}: ${response.status}`)
    return createFinder((await response.json()) as SignatureIndex)
  })()
  finder.catch(() => {
    finder = undefined
  })
  return finder
}

let worker: Worker | undefined
let turns = 0

const findInWorker = (paste: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    worker ??= new Worker(new URL('./find.worker.ts', import.meta.url), { type: 'module' })
    const active = worker
    const turn = ++turns
    const finish = (): void => {
      active.removeEventListener('message', onMessage)
      active.removeEventListener('error', onError)
    }
    const onMessage = ({ data }: MessageEvent<FindReply>): void => {
      if (data.turn !== turn) return
      finish()
      if (data.answer) resolve(data.answer)
      else reject(new Error('The index could not be loaded.'))
    }
    const onError = (): void => {
      finish()
      worker = undefined
      reject(new Error('The worker did not start.'))
    }
    active.addEventListener('message', onMessage)
    active.addEventListener('error', onError)
    active.postMessage({ turn, paste, address: INDEX_ADDRESS } satisfies FindRequest)
  })

/** Starts loading what the box needs; called when the reader goes to the field. */
export const warmUp = (): void => {
  loadFinder().catch(() => undefined)
}

/**
 * Reads a paste on this machine. Rejects when the index cannot be loaded.
 * A long paste goes through a worker; where none can start, it is read here.
 */
export const findIn = async (paste: string): Promise<Answer> => {
  if (paste.length > WORKER_CHARACTERS && typeof Worker === 'function') {
    try {
      return await findInWorker(paste)
    } catch {
      // The policy of an embedding page may forbid workers.
    }
  }
  return (await loadFinder())(paste)
}
