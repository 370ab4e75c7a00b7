import fc from 'fast-check'
import { expect, test } from 'vitest'
import { excerptParts, fallbackWords, isAbout, queryWords, searchPlan } from '../../../src/search/plan.ts'

test('settings keep their underscores; dots, quotes and backslashes separate', () => {
  expect(queryWords('net.ipv4.tcp_keepalive_time')).toEqual(['net', 'ipv4', 'tcp_keepalive_time'])
  expect(queryWords('"An I/O error occurred while sending to the backend."')).toEqual(
    'an i o error occurred while sending to the backend'.split(' '),
  )
  expect(queryWords('HKEY_LOCAL_MACHINE\\SYSTEM')).toEqual(['hkey_local_machine', 'system'])
})

test('filler words are dropped in the second try only', () => {
  expect(searchPlan('why does it die')).toEqual(['why does it die', 'die'])
  expect(searchPlan('keepalive')).toEqual(['keepalive'])
  expect(searchPlan('  ')).toEqual([])
})

test('a question is asked by its telling words first', () => {
  expect(searchPlan('How do I set keepalive in Kubernetes?')[0]).toBe('set keepalive kubernetes')
})

test('the fallback looks up the longest words first and never a filler word', () => {
  expect(fallbackWords('the connection of my redshift cluster')).toEqual(['connection', 'redshift', 'cluster'])
})

test('an excerpt becomes plain pieces with the found words marked', () => {
  expect(excerptParts('set <mark>tcp_keepalive_time</mark> &lt; 350 &amp; go')).toEqual([
    { text: 'set ', marked: false },
    { text: 'tcp_keepalive_time', marked: true },
    { text: ' < 350 & go', marked: false },
  ])
})

test('a name that was separated for the index is shown in one piece, and sentences stay apart', () => {
  expect(excerptParts('net. ipv4. <mark>tcp_keepalive_time</mark> is read. Then')).toEqual([
    { text: 'net.ipv4.', marked: false },
    { text: 'tcp_keepalive_time', marked: true },
    { text: ' is read. Then', marked: false },
  ])
})

test('a page found for the remains of a word is not about the query', () => {
  expect(isAbout([{ text: 'z', marked: true }], 'zzqqxxyy')).toBe(false)
  expect(isAbout([{ text: 'keepalives', marked: true }], 'keepalive_idle')).toBe(true)
  expect(isAbout([{ text: 'EOF', marked: true }], 'eof')).toBe(true)
})

test('no query makes a plan with an empty try', () => {
  fc.assert(fc.property(fc.string(), (query) => searchPlan(query).every((attempt) => attempt.trim() !== '')))
})
