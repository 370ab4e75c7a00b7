import { expect, test } from 'vitest'
import { snippet } from '../../../src/targets/define.ts'
import { downloadBytes } from '../../../src/targets/download.ts'

const bytes = (text: string, more: Parameters<typeof snippet>[3]): number[] => [
  ...downloadBytes(snippet('A file', 'text', text, more)),
]

test('a .reg download is what regedit writes: UTF-16 with a byte order mark and CRLF', () => {
  expect(bytes('a\n', { lineEnding: 'crlf', encoding: 'utf-16le-bom' })).toEqual([
    0xff, 0xfe, 0x61, 0, 0x0d, 0, 0x0a, 0,
  ])
})

test('characters outside the basic plane stay surrogate pairs in UTF-16', () => {
  expect(bytes('😀', { encoding: 'utf-16le-bom' })).toEqual([0xff, 0xfe, 0x3d, 0xd8, 0x00, 0xde])
})

test('a drop-in is UTF-8 without a byte order mark and with plain line feeds', () => {
  expect(bytes('é\n', {})).toEqual([0xc3, 0xa9, 0x0a])
})

test('line ends that are CRLF already are not doubled', () => {
  expect(bytes('a\r\nb\n', { lineEnding: 'crlf' })).toEqual([0x61, 0x0d, 0x0a, 0x62, 0x0d, 0x0a])
})

test('an ASCII file refuses a character it cannot hold instead of damaging it', () => {
  expect(bytes('abc', { encoding: 'ascii' })).toEqual([0x61, 0x62, 0x63])
  expect(() => bytes('naïve', { encoding: 'ascii' })).toThrow('“ï” is not ASCII')
})
