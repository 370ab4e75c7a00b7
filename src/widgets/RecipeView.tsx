import { useEffect, useState } from 'preact/hooks'
import { downloadBytes } from '../targets/download.ts'
import { recipeFacts, recipeSections } from '../targets/render.ts'
import type { Recipe, Snippet } from '../targets/target.ts'
import { ActionButton } from './ActionButton.tsx'

function download(snippet: Snippet): void {
  const address = URL.createObjectURL(new Blob([downloadBytes(snippet)], { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = address
  link.download = snippet.filename ?? 'holdfast.txt'
  link.click()
  // The browser reads the address after this handler has returned.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

function SnippetBlock({ snippet, ready }: { snippet: Snippet; ready: boolean }) {
  return (
    <>
      <figure class="code">
        <figcaption>{snippet.title}</figcaption>
        {ready && (
          <div class="code-actions">
            {snippet.filename && <ActionButton label="Download" done="Saved" act={() => download(snippet)} />}
            <ActionButton label="Copy" done="Copied" act={() => navigator.clipboard.writeText(snippet.code)} />
          </div>
        )}
        {/* Code scrolls sideways, so the keyboard must reach it. */}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region */}
        <pre tabIndex={0}>
          <code>{snippet.code.replace(/\n$/, '')}</code>
        </pre>
      </figure>
      {snippet.note && <p class="small muted">{snippet.note}</p>}
      {snippet.expectedOutput && (
        <figure class="code output">
          <figcaption>Expected output</figcaption>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region */}
          <pre tabIndex={0}>
            <code>{snippet.expectedOutput.replace(/\n$/, '')}</code>
          </pre>
        </figure>
      )}
    </>
  )
}

/** A recipe with copy and download buttons: apply now, persist, verify, undo, and what silently undoes it. */
export function RecipeView({ recipe }: { recipe: Recipe }) {
  const [ready, setReady] = useState(false)
  useEffect(() => setReady(true), [])
  return (
    <div class="recipe">
      <dl class="recipe-facts">
        {recipeFacts(recipe).map(({ term, text }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {recipeSections(recipe).map(({ id, title, step }, index) => (
        <section class="recipe-step" key={id}>
          <h3>
            <span class="step-number" aria-hidden="true">
              {index + 1}
            </span>
            {title}
          </h3>
          <p>{step.impossible ?? step.summary}</p>
          {step.snippets.map((snippet) => (
            <SnippetBlock key={snippet.title + snippet.language} snippet={snippet} ready={ready} />
          ))}
        </section>
      ))}
      {recipe.notExpressed.length > 0 && (
        <div class="callout warning" role="note">
          <p class="callout-title">Not in this recipe</p>
          <ul>
            {recipe.notExpressed.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </div>
      )}
      {recipe.pitfalls.length > 0 && (
        <section>
          <h3>What silently undoes it</h3>
          <ul>
            {recipe.pitfalls.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
