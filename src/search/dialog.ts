import { addStyles } from '../scripts/add-styles.ts'
import styles from '../styles/search.css?inline'
import { createSearch, walkWithArrows } from './view.ts'

const build = (): { dialog: HTMLDialogElement; input: HTMLInputElement } => {
  addStyles(styles)
  const dialog = document.createElement('dialog')
  dialog.id = 'search-dialog'
  dialog.className = 'search-dialog'
  dialog.setAttribute('aria-label', 'Search')
  const input = document.createElement('input')
  // A search field swallows the first Escape to empty itself; here Escape closes.
  input.type = 'text'
  input.enterKeyHint = 'search'
  input.placeholder = 'Error text, setting, product'
  input.setAttribute('aria-label', 'Search Holdfast')
  input.autocomplete = 'off'
  input.spellcheck = false
  const status = document.createElement('p')
  status.className = 'small muted'
  status.setAttribute('role', 'status')
  const list = document.createElement('ol')
  list.className = 'results'
  const close = document.createElement('button')
  close.type = 'button'
  close.className = 'button small'
  close.textContent = 'Close'
  close.addEventListener('click', () => dialog.close())
  const form = document.createElement('form')
  form.action = '/search/'
  form.setAttribute('role', 'search')
  input.name = 'q'
  form.append(input, close)
  dialog.append(form, status, list)
  document.body.append(dialog)
  const view = { container: dialog, input, list, status }
  const search = createSearch(view)
  walkWithArrows(view)
  input.addEventListener('input', () => void search())
  form.addEventListener('submit', (event) => {
    const first = list.querySelector('a')
    if (!first) return
    event.preventDefault()
    first.click()
  })
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close()
  })
  void search()
  return { dialog, input }
}

let parts: ReturnType<typeof build> | undefined

/** Opens the site-wide search; made on first use. */
export function openSearch(): void {
  parts ??= build()
  if (!parts.dialog.open) parts.dialog.showModal()
  parts.input.select()
}
