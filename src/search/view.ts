import { type SearchResult, searchSite } from './results.ts'

/** What the list shows: `data-state` of its container. */
export type SearchState = 'idle' | 'found' | 'none'

const element = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] => {
  const node = document.createElement(tag)
  if (className) node.className = className
  node.append(...children)
  return node
}

const item = ({ href, title, room, excerpt }: SearchResult): HTMLLIElement => {
  const link = element('a', '', title)
  link.href = href
  const text = element(
    'p',
    'small muted',
    ...excerpt.map((part) => (part.marked ? element('mark', '', part.text) : part.text)),
  )
  return element('li', '', element('span', 'badge', room), ' ', link, text)
}

const NOTHING =
  'Nothing found. Try one distinctive part of the message, without host names and numbers, or paste the whole trace into Find.'

/** Parts a search view is made of. */
export interface SearchView {
  readonly container: HTMLElement
  readonly input: HTMLInputElement
  readonly list: HTMLOListElement
  readonly status: HTMLElement
}

/** Runs a search and shows it; a later call wins over an earlier one that is still loading. */
export function createSearch({ container, input, list, status }: SearchView): () => Promise<void> {
  let turn = 0
  const show = (state: SearchState, message: string, results: readonly SearchResult[] = []): void => {
    container.dataset['state'] = state
    status.textContent = message
    list.replaceChildren(...results.map(item))
  }
  return async () => {
    turn += 1
    const mine = turn
    const query = input.value.trim()
    if (query === '') return show('idle', 'Type an error text, a setting or a product.')
    try {
      const results = await searchSite(query)
      if (mine !== turn) return
      if (results.length === 0) return show('none', NOTHING)
      show('found', results.length === 1 ? '1 page' : `${results.length} pages`, results)
    } catch {
      if (mine === turn)
        show('none', 'The search index could not be loaded. Reload the page, or use the lists in the footer.')
    }
  }
}

/** Arrow keys walk from the field through the results and back. */
export function walkWithArrows({ container, input, list }: SearchView): void {
  container.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    const stops: HTMLElement[] = [input, ...list.querySelectorAll('a')]
    const at = stops.indexOf(document.activeElement as HTMLElement)
    if (at < 0) return
    const next = stops[at + (event.key === 'ArrowDown' ? 1 : -1)]
    if (!next) return
    event.preventDefault()
    next.focus()
  })
}
