import { appendFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { EpisodeRecord } from '../../src/core/episode.ts'
import { readEpisodes, readGroup, type EpisodeQuery } from '../../src/record/episode-reader.ts'
import { gzipMember } from '../../src/record/gzip-member.ts'
import { RunDirectory } from '../../src/record/run-directory.ts'
import { episodeRecord, episodesOfStep } from './sample-episodes.ts'
import { temporaryFolder } from './temporary-folder.ts'

const plainRun = new URL('../fixtures/plain-run', import.meta.url).pathname

async function idsOf(run: string, query: EpisodeQuery = {}): Promise<string[]> {
  const ids: string[] = []
  for await (const { id } of readEpisodes(run, query)) ids.push(id)
  return ids
}

/** Steps 0 to 2 of a training, with an evaluation before step 1 whose group has the id of a training's. */
function sampleRun(): RunDirectory {
  const run = RunDirectory.create({ environment: 'addition', algorithm: 'grpo', settings: {}, root: temporaryFolder() })
  run.writeEpisodes(episodesOfStep(0))
  run.writeEpisodes([0, 1].map((index) => episodeRecord(1, 0, index, { phase: 'eval' })))
  run.writeEpisodes(episodesOfStep(1))
  run.writeEpisodes(episodesOfStep(2))
  return run
}

test('episodes are found by phase, step and group, packed or still in the tail', async () => {
  const run = sampleRun()
  run.writeEpisode(episodeRecord(3, 0, 0))
  expect(await idsOf(run.path, { phase: 'eval' })).toEqual(['eval-1-0-0', 'eval-1-0-1'])
  expect(await idsOf(run.path, { phase: 'train', steps: [3, 0] })).toEqual([
    ...episodesOfStep(0).map(({ id }) => id),
    'train-3-0-0',
  ])
  expect(await idsOf(run.path, { phase: 'train', group: '1-0' })).toEqual(['train-1-0-0', 'train-1-0-1'])
  expect(await idsOf(run.path, { group: '1-0' })).toHaveLength(4)
  expect(await idsOf(run.path, { group: '3-0' })).toEqual(['train-3-0-0'])
  expect(await idsOf(run.path, { steps: [9] })).toEqual([])
  run.close()
})

test('a group is read without unpacking the members that do not hold it', async () => {
  const run = sampleRun()
  run.close()
  const path = join(run.path, 'episodes.jsonl.gz')
  const bytes = readFileSync(path)
  bytes[40] = (bytes[40] ?? 0) ^ 0xff
  writeFileSync(path, bytes)
  expect((await readGroup(run.path, '1-2')).map(({ id }) => id)).toEqual(['train-1-2-0', 'train-1-2-1'])
  await expect(readGroup(run.path, '0-0')).rejects.toThrow(/is damaged from byte 0 on/)
})

test('a group is given by places, with the last attempt of each, and one that is not there is named', async () => {
  const run = sampleRun()
  run.writeEpisode(episodeRecord(3, 0, 1))
  run.writeEpisode(episodeRecord(3, 0, 0))
  run.writeEpisode(episodeRecord(3, 0, 1, { id: 'train-3-0-1-attempt-2' }))
  expect((await readGroup(run.path, '3-0')).map(({ id }) => id)).toEqual(['train-3-0-0', 'train-3-0-1-attempt-2'])
  expect((await readGroup(run.path, '1-0', { phase: 'eval' })).map(({ id }) => id)).toEqual([
    'eval-1-0-0',
    'eval-1-0-1',
  ])
  await expect(readGroup(run.path, '7-7')).rejects.toThrow(/has no group `7-7` in the phase `train`/)
  run.close()
})

test('a run without episodes gives none, and a folder that is not there is named', async () => {
  expect(await idsOf(temporaryFolder())).toEqual([])
  await expect(idsOf('/nowhere/run')).rejects.toThrow('There is no run at /nowhere/run')
})

test('an aborted reading says so', async () => {
  const run = sampleRun()
  run.close()
  await expect(idsOf(run.path, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'RLVR_INTERRUPTED' })
})

test('a member of a newer format is refused with its place', async () => {
  const run = sampleRun()
  run.close()
  appendFileSync(join(run.path, 'episodes.jsonl.gz'), gzipMember(Buffer.from('{"format":2}\n')))
  await expect(idsOf(run.path)).rejects.toThrow(/from byte \d+ on, has format 2; this version reads format 1/)
})

test('plain lines of an earlier run are read, by group too, and packed they are the same', async () => {
  const plain: EpisodeRecord[] = []
  for await (const record of readEpisodes(plainRun)) plain.push(record)
  expect(plain).toHaveLength(16)
  expect(plain.map((record) => JSON.stringify(record))).toEqual(
    readFileSync(join(plainRun, 'episodes.jsonl'), 'utf8').trim().split('\n'),
  )
  expect((await readGroup(plainRun, '350-1')).map(({ group }) => group.index)).toEqual([0, 1, 2, 3])

  const run = sampleRun()
  run.rewind({ episodesBytes: 0, metricsBytes: 0 })
  run.writeEpisodes(plain)
  const packed: EpisodeRecord[] = []
  for await (const record of run.episodes()) packed.push(record)
  run.close()
  expect(packed).toEqual(plain)
})

test('a run that was begun with plain lines goes on with them, from the positions in its checkpoints', async () => {
  const folder = join(temporaryFolder(), 'run')
  cpSync(plainRun, folder, { recursive: true })
  const before = readFileSync(join(folder, 'episodes.jsonl'), 'utf8').split('\n')
  const position = Buffer.byteLength(`${before.slice(0, 8).join('\n')}\n`)
  const run = RunDirectory.open(folder)
  run.rewind({ ...run.position(), episodesBytes: position })
  run.writeEpisodes([episodeRecord(1, 0, 0)])
  run.writeEpisode(episodeRecord(1, 0, 1))
  run.close()
  const after = readFileSync(join(folder, 'episodes.jsonl'), 'utf8').trim().split('\n')
  expect(after.slice(0, 8)).toEqual(before.slice(0, 8))
  expect((await idsOf(folder)).slice(8)).toEqual(['train-1-0-0', 'train-1-0-1'])
})

test('what a writer packs while a reader is at work is in no hole', async () => {
  const run = sampleRun()
  run.writeEpisode(episodeRecord(3, 0, 0))
  const reading = readEpisodes(run.path)
  const ids = [(await reading.next()).value?.id]
  run.writeEpisodes(episodesOfStep(4))
  run.writeEpisode(episodeRecord(5, 0, 0))
  for await (const { id } of reading) ids.push(id)
  expect(ids).toEqual(await idsOf(run.path))
  run.close()
})

test('an index that says something else than the members is made again from them', async () => {
  const run = sampleRun()
  run.close()
  const path = join(run.path, 'episodes.index.jsonl')
  const index = readFileSync(path, 'utf8')
  const whole = await idsOf(run.path)
  for (const wrong of [index.replaceAll('1-2', '7-2'), index.replaceAll('"groups":[{', '"groups":[null,{')]) {
    writeFileSync(path, wrong)
    expect(await readGroup(run.path, '1-2')).toHaveLength(2)
    expect(await idsOf(run.path)).toEqual(whole)
    RunDirectory.open(run.path).close()
    expect(readFileSync(path, 'utf8')).toBe(index)
  }
})

test('a header that is damaged cuts off nothing that comes after it', async () => {
  const run = sampleRun()
  run.close()
  const path = join(run.path, 'episodes.jsonl.gz')
  const index = join(run.path, 'episodes.index.jsonl')
  const second = (JSON.parse(readFileSync(index, 'utf8').split('\n')[1] ?? '') as { offsetBytes: number }).offsetBytes
  const sound = readFileSync(path)
  for (const at of [1, 12, 16, 18]) {
    const bytes = Buffer.from(sound)
    bytes[second + at] = (bytes[second + at] ?? 0) ^ 1
    writeFileSync(path, bytes)
    writeFileSync(index, '')
    const words = new RegExp(`episodes.jsonl.gz is damaged (?:at|from) byte ${second}`)
    if (at !== 16) {
      await expect(idsOf(run.path)).rejects.toThrow(words)
      expect(() => RunDirectory.open(run.path)).toThrow(words)
    } else {
      // The length is another one: the place after it is no member's.
      await expect(idsOf(run.path)).rejects.toMatchObject({ code: 'RLVR_RECORD' })
      expect(() => RunDirectory.open(run.path)).toThrow(/is damaged/)
    }
    expect(readFileSync(path)).toEqual(bytes)
  }
})
