/** Enhancements of every page: theme, copy buttons, and the search dialog, loaded when it is first asked for. */

const themeToggle = document.querySelector<HTMLButtonElement>('[data-theme-toggle]')
if (themeToggle) {
  themeToggle.hidden = false
  themeToggle.addEventListener('click', () => {
    const root = document.documentElement
    const dark = root.dataset['theme']
      ? root.dataset['theme'] === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches
    root.dataset['theme'] = dark ? 'light' : 'dark'
    try {
      localStorage.setItem('theme', root.dataset['theme'])
    } catch {
      // Storage may be blocked; the choice then lasts for this page.
    }
  })
}

/** Says the outcome on the button itself, then returns to the old label. */
const announce = (button: HTMLButtonElement, text: string): void => {
  const label = button.textContent
  button.textContent = text
  setTimeout(() => {
    button.textContent = label
  }, 1600)
}

for (const figure of document.querySelectorAll<HTMLElement>('[data-copy]')) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'copy'
  button.textContent = 'Copy'
  button.setAttribute('aria-live', 'polite')
  button.addEventListener('click', () => {
    const text = figure.querySelector('pre')?.textContent ?? ''
    navigator.clipboard.writeText(text).then(
      () => announce(button, 'Copied'),
      () => announce(button, 'Press Ctrl+C'),
    )
  })
  figure.prepend(button)
}

/** Opens the search dialog; its code is fetched when it is first asked for. */
const search = (): void => {
  void import('../search/dialog.ts').then(({ openSearch }) => openSearch())
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

document.addEventListener('keydown', (event) => {
  const slash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)
  const command = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)
  if (!slash && !command) return
  event.preventDefault()
  search()
})

for (const link of document.querySelectorAll<HTMLAnchorElement>('[data-search-open]')) {
  link.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    search()
  })
}
