import { answer, type CheckQuestion } from './check-engine.ts'

addEventListener('message', ({ data }: MessageEvent<CheckQuestion & { readonly id: number }>) => {
  postMessage({ id: data.id, answer: answer(data) })
})
