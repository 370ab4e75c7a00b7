/** Shows a script's own file when its place is opened, so that the page stays small and the text has one source. */
async function show(details: HTMLDetailsElement): Promise<void> {
  const code = details.querySelector('code')
  const address = details.dataset['script']
  if (code === null || address === undefined) return
  try {
    const response = await fetch(address)
    if (response.ok) code.textContent = await response.text()
  } catch {
    // The link inside stays and leads to the file.
  }
}

for (const details of document.querySelectorAll<HTMLDetailsElement>('details[data-script]')) {
  details.addEventListener('toggle', () => void show(details), { once: true })
}
