import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { EpisodeRecord } from '../../src/core/episode.ts'
import { isPlain, openEpisodes, plainName } from '../../src/record/open-episodes.ts'
import { PackedEpisodes } from '../../src/record/packed-episodes.ts'
import { temporaryFolder } from './temporary-folder.ts'

const record = (id: string): EpisodeRecord => ({ id }) as EpisodeRecord

test('a new run packs its episodes, an empty plain file notwithstanding', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, plainName), '')
  expect(isPlain(folder)).toBe(false)
  const episodes = openEpisodes(folder, {})
  expect(episodes).toBeInstanceOf(PackedEpisodes)
  episodes.close()
  expect(readFileSync(join(folder, plainName), 'utf8')).toBe('')
})

test('a run that was begun with plain lines goes on with them, and rewinds to their positions', () => {
  const folder = temporaryFolder()
  const path = join(folder, plainName)
  writeFileSync(path, '{"id":"a"}\n')
  expect(isPlain(folder)).toBe(true)
  const episodes = openEpisodes(folder, {})
  const before = episodes.position()
  expect(before).toBe(11)
  episodes.write(record('b'))
  episodes.writeAll([record('c'), record('d')])
  episodes.sync()
  expect(readFileSync(path, 'utf8')).toBe('{"id":"a"}\n{"id":"b"}\n{"id":"c"}\n{"id":"d"}\n')
  episodes.rewind(before)
  expect(episodes.torn).toEqual([])
  episodes.close()
  expect(readFileSync(path, 'utf8')).toBe('{"id":"a"}\n')
})

test('a torn last line of plain episodes is told', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, plainName), '{"id":"a"}\n{"id":')
  const episodes = openEpisodes(folder, {})
  expect(episodes.torn).toHaveLength(1)
  episodes.close()
})
