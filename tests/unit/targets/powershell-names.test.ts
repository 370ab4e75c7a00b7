import { expect, test } from 'vitest'
import { TARGETS } from '../../../src/targets/index.ts'

/** PowerShell ends a single-quoted string at a typographic quote, too. */
const NAME = 'sales’ -CimSession elsewhere ’'

test('a typographic quote in a name never ends a PowerShell string', () => {
  const settings = { enabled: true, idleSeconds: 120, intervalSeconds: 30, count: 4 }
  const open = TARGETS.flatMap((target) =>
    target.options.flatMap(({ id }) => {
      const written = target.write(settings, { [id]: NAME })
      if (!written.ok) return []
      const { now, persist, verify, undo } = written.recipe
      return [now, persist, verify, undo]
        .flatMap(({ snippets }) => snippets)
        .filter(({ language, code }) => language === 'powershell' && code.replaceAll('’’', '').includes('’'))
        .map(({ title }) => `${target.id}, ${id}: ${title}`)
    }),
  )
  expect(open).toEqual([])
})
