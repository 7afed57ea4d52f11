import { expect, test } from 'vitest'
import type { EpisodeRecord } from '../../src/core/episode.ts'
import { episodesIn, fittingLines, indexEntry } from '../../src/record/episode-index.ts'

const episode = (phase: 'train' | 'eval', step: number | null, id: string): EpisodeRecord =>
  ({ phase, step, group: { id, index: 0 } }) as EpisodeRecord

test('an entry says where a member stands and whose episodes it holds, in their order', () => {
  const records = [
    episode('train', 1, 'a'),
    episode('train', 1, 'a'),
    episode('train', 1, 'b'),
    episode('train', 2, 'c'),
    episode('eval', 2, 'd'),
    episode('eval', null, 'd'),
  ]
  expect(indexEntry({ offsetBytes: 10, lengthBytes: 20 }, records)).toEqual({
    format: 1,
    offsetBytes: 10,
    lengthBytes: 20,
    episodes: 6,
    groups: [
      { phase: 'train', step: 1, ids: ['a', 'b'] },
      { phase: 'train', step: 2, ids: ['c'] },
      { phase: 'eval', step: 2, ids: ['d'] },
      { phase: 'eval', step: null, ids: ['d'] },
    ],
    crc32: expect.any(Number) as number,
  })
})

test('the episodes of a member are its lines', () => {
  expect(episodesIn('{"id":"a"}\n{"id":"b"}\n')).toEqual([{ id: 'a' }, { id: 'b' }])
  expect(episodesIn('')).toEqual([])
})

const entry = (offsetBytes: number, lengthBytes: number): string =>
  `${JSON.stringify({ format: 1, offsetBytes, lengthBytes, episodes: 1, groups: [], é: 'é' })}\n`

test('lines fit while each begins where the one before it ends, within the file', () => {
  const text = entry(0, 10) + entry(10, 5)
  const fitting = fittingLines(text, 15)
  expect(fitting.map(({ entry: { offsetBytes } }) => offsetBytes)).toEqual([0, 10])
  expect(fitting.map(({ endBytes }) => endBytes)).toEqual([Buffer.byteLength(entry(0, 10)), Buffer.byteLength(text)])
  expect(fittingLines(text, 14)).toHaveLength(1)
  expect(fittingLines(text, 9)).toEqual([])
  expect(fittingLines(entry(0, 10) + entry(11, 5), 100)).toHaveLength(1)
  expect(fittingLines('', 100)).toEqual([])
})

test('an unfinished line, one that is no entry, and all after it are left out', () => {
  expect(fittingLines(entry(0, 10) + entry(10, 5).trimEnd(), 100)).toHaveLength(1)
  for (const odd of [
    '{',
    'null',
    '7',
    '{"format":2}',
    entry(10, 0).trimEnd(),
    '{"format":1,"offsetBytes":10,"lengthBytes":5}',
  ])
    expect(fittingLines(`${entry(0, 10)}${odd}\n${entry(10, 5)}`, 100)).toHaveLength(1)
})

test('an entry that was changed does not fit', () => {
  const line = `${JSON.stringify(indexEntry({ offsetBytes: 0, lengthBytes: 20 }, [episode('train', 1, 'abc')]))}\n`
  expect(fittingLines(line, 20)).toHaveLength(1)
  for (const changed of [
    line.replace('abc', 'abd'),
    line.replace('20', '19'),
    line.replace('"episodes":1', '"episodes":2'),
  ])
    expect(fittingLines(changed, 20)).toEqual([])
  for (const groups of [[null], [7], [{}], [{ ids: 'a' }]])
    expect(fittingLines(`${JSON.stringify({ format: 1, offsetBytes: 0, lengthBytes: 20, groups })}\n`, 20)).toEqual([])
})
