import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tokenize, wordsOf } from '../../../src/signatures/text.ts'

const ESCAPE = String.fromCharCode(27)

test.each([
  ['case and blanks', 'SSL   SYSCALL\terror:\n EOF', 'ssl syscall error eof'],
  ['JSON escapes', '{"log":"SSL SYSCALL error:\\tEOF\\nnext\\u0020line"}', 'log ssl syscall error eof next line'],
  ['HTML entities', 'can&#39;t &quot;connect&quot; &lt;now&gt; &amp; then', 'can t connect now then'],
  ['numeric entities inside words', 'br&#111;ken', 'broken'],
  ['percent escapes', 'connection%20reset%20by%20peer', 'connection reset by peer'],
  ['terminal colours', `${ESCAPE}[31;1mFATAL${ESCAPE}[0m: gone`, 'fatal gone'],
  ['colours that lost their escape character', '[31mFATAL[0m: gone', 'fatal gone'],
  ['colours written as text', '\\u001b[31mFATAL\\x1b[0m \\033[1mgone', 'fatal gone'],
  ['typographic quotes', 'can’t “connect”', 'can t connect'],
  ['accents', 'coupée de façon inattendue', 'coupee de facon inattendue'],
  ['ideographs, each a word', 'I/O 错误', 'i o 错 误'],
  ['soft hyphens and zero-width blanks', 'con\u00adnec\u200btion', 'connection'],
  ['identifiers', 'query_wait_timeout', 'query_wait_timeout'],
])('words are the same whatever was done to the text: %s', (_what, text, words) => {
  expect(wordsOf(text).join(' ')).toBe(words)
})

test('every word knows its place in the original text', () => {
  const text = 'a &quot;Broken&quot;\\npipe'
  const { words, starts, ends } = tokenize(text)
  const at = words.indexOf('broken')
  expect(text.slice(starts[at], ends[at])).toBe('Broken')
  const pipe = words.indexOf('pipe')
  expect(text.slice(starts[pipe], ends[pipe])).toBe('pipe')
})

test('escaped line breaks count as lines', () => {
  expect(tokenize('one\\ntwo\nthree').lines).toEqual([0, 1, 2])
})

test('places never leave the text and never run backwards, whatever is pasted', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const { starts, ends } = tokenize(text)
      let last = 0
      for (const [index, start] of starts.entries()) {
        const end = ends[index] ?? -1
        expect(start).toBeGreaterThanOrEqual(last)
        expect(end).toBeGreaterThan(start)
        expect(end).toBeLessThanOrEqual(text.length)
        last = end
      }
    }),
  )
})
