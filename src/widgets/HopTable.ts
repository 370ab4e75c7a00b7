/** Sorting and filtering of the table on /hops/; without it the page is the whole table. */
import {
  compareRows,
  decodeHopsState,
  encodeHopsState,
  FILTER_KEYS,
  type FilterKey,
  type HopsState,
  rowMatches,
  SORT_COLUMNS,
} from '../site/hop-filters.ts'

const form = document.querySelector<HTMLFormElement>('#hop-filters')
const body = document.querySelector<HTMLTableSectionElement>('table.hops tbody')
const count = document.querySelector<HTMLElement>('#hop-count')
const noteLine = document.querySelector<HTMLElement>('#hop-note')

if (form && body && count && noteLine) start(form, body, count, noteLine)

function start(form: HTMLFormElement, body: HTMLTableSectionElement, count: HTMLElement, noteLine: HTMLElement): void {
  const search = form.querySelector<HTMLInputElement>('[name=q]')
  const selects = FILTER_KEYS.map((key) => [key, form.querySelector<HTMLSelectElement>(`[name=${key}]`)] as const)
  const allowed = Object.fromEntries(
    selects.map(([key, select]) => [key, [...(select?.options ?? [])].map(({ value }) => value)]),
  ) as Record<FilterKey, string[]>
  const rows = [...body.rows].map((element) => {
    const keys = new Set((element.dataset['k'] ?? '').split(' '))
    const limit = [...keys].find((key) => key.startsWith('limit:'))
    return {
      element,
      keys,
      // The id stands in the link and holds what people call the thing, such as nlb.
      text: `${element.textContent ?? ''} ${element.querySelector('a')?.getAttribute('href') ?? ''}`,
      cells: [...element.cells].map((cell) => cell.textContent?.trim() ?? ''),
      limitSeconds: limit === undefined ? undefined : Number(limit.slice('limit:'.length)),
    }
  })
  const headers = [...(body.parentElement?.querySelectorAll<HTMLTableCellElement>('thead th') ?? [])]
  headers.forEach((header, index) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'sort'
    button.textContent = header.textContent
    button.addEventListener('click', () => {
      const column = SORT_COLUMNS[index] ?? ''
      if (state.sort !== column) show({ ...state, sort: column, descending: false })
      else if (!state.descending) show({ ...state, descending: true })
      else show({ ...state, sort: '', descending: false })
    })
    header.replaceChildren(button)
  })

  let state: HopsState
  const read = (): HopsState => ({
    ...state,
    q: search?.value.trim() ?? '',
    filters: Object.fromEntries(selects.map(([key, select]) => [key, select?.value ?? ''])) as HopsState['filters'],
  })

  const draw = (): void => {
    const shown = rows.filter((row) => rowMatches(state, row.keys, row.text))
    const visible = new Set(shown)
    for (const row of rows) row.element.hidden = !visible.has(row)
    body.append(...[...rows].sort((a, b) => compareRows(state, a, b)).map(({ element }) => element))
    headers.forEach((header, index) => {
      const sorted = state.sort !== '' && SORT_COLUMNS[index] === state.sort
      if (sorted) header.setAttribute('aria-sort', state.descending ? 'descending' : 'ascending')
      else header.removeAttribute('aria-sort')
    })
    count.textContent =
      shown.length === rows.length
        ? `${rows.length} hops`
        : shown.length === 0
          ? `None of ${rows.length} hops fits. Take a filter away.`
          : `${shown.length} of ${rows.length} hops`
  }

  const show = (next: HopsState): void => {
    state = next
    draw()
    const hash = encodeHopsState(state)
    history.replaceState(null, '', hash === '' ? location.pathname : `#${hash}`)
  }

  const fill = (): void => {
    if (search) search.value = state.q
    for (const [key, select] of selects) if (select) select.value = state.filters[key]
  }

  const fromAddress = (): void => {
    const decoded = decodeHopsState(location.hash, allowed)
    state = decoded.state
    noteLine.textContent = decoded.note ?? ''
    noteLine.hidden = decoded.note === undefined
    fill()
    draw()
  }

  state = decodeHopsState(location.hash, allowed).state
  fromAddress()
  form.hidden = false
  form.addEventListener('input', () => {
    noteLine.hidden = true
    show(read())
  })
  form.addEventListener('submit', (event) => event.preventDefault())
  form.addEventListener('reset', () => {
    // The fields are cleared after this event.
    setTimeout(() => show({ ...read(), sort: '', descending: false }))
  })
  addEventListener('hashchange', fromAddress)
}
