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
