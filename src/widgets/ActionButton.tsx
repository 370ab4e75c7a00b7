import { useState } from 'preact/hooks'

const MESSAGE_MS = 1600

/** A button that says on itself how its action went. */
export function ActionButton({ label, act, done }: { label: string; act: () => Promise<void> | void; done: string }) {
  const [message, setMessage] = useState<string>()
  const run = async () => {
    try {
      await act()
      setMessage(done)
    } catch {
      setMessage('Did not work')
    }
    setTimeout(() => setMessage(undefined), MESSAGE_MS)
  }
  return (
    <button type="button" class="copy" onClick={run} aria-live="polite">
      {message ?? label}
    </button>
  )
}
