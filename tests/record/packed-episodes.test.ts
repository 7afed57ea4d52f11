import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { EpisodeRecord } from '../../src/core/episode.ts'
import { readEpisodes } from '../../src/record/episode-reader.ts'
import { PackedEpisodes } from '../../src/record/packed-episodes.ts'
import { episodeLines } from './episode-lines.ts'
import { episodeRecord, episodesOfStep } from './sample-episodes.ts'
import { temporaryFolder } from './temporary-folder.ts'

async function idsIn(folder: string): Promise<string[]> {
  const ids: string[] = []
  for await (const { id } of readEpisodes(folder)) ids.push(id)
  return ids
}

const idsOf = (records: readonly EpisodeRecord[]): string[] => records.map(({ id }) => id)

/** A folder with a member for each step. */
function packed(...steps: number[]): string {
  const folder = temporaryFolder()
  const episodes = PackedEpisodes.open(folder)
  for (const step of steps) episodes.writeAll(episodesOfStep(step))
  episodes.close()
  return folder
}

describe('PackedEpisodes', () => {
  it('writes the lines that a plain file would hold, in a file that gzip reads', () => {
    const folder = temporaryFolder()
    const episodes = PackedEpisodes.open(folder)
    const records = [0, 1].flatMap((step) => episodesOfStep(step))
    episodes.write(records[0] as EpisodeRecord)
    episodes.writeAll(records.slice(1, 6))
    for (const record of records.slice(6)) episodes.write(record)
    episodes.close()
    expect(episodeLines(folder)).toEqual(records.map((record) => JSON.stringify(record)))
    expect(readdirSync(folder).sort()).toEqual(['episodes.index.jsonl', 'episodes.jsonl.gz'])
  })

  it('makes no file before there is an episode', () => {
    const folder = temporaryFolder()
    const episodes = PackedEpisodes.open(folder)
    episodes.writeAll([])
    episodes.rewind(episodes.position())
    episodes.close()
    expect(readdirSync(folder)).toEqual([])
  })

  it('takes a tenth of the bytes of plain lines, where groups are like those of a training', () => {
    const folder = temporaryFolder()
    const episodes = PackedEpisodes.open(folder)
    episodes.writeAll(episodesOfStep(0, 32, 16))
    episodes.close()
    const bytes =
      readFileSync(join(folder, 'episodes.jsonl.gz')).length + readFileSync(join(folder, 'episodes.index.jsonl')).length
    expect(bytes).toBeLessThan(episodeLines(folder).join('\n').length / 10)
  })

  it('has an episode that is written alone in a file before it returns, and packs them by the hundreds', async () => {
    const folder = temporaryFolder()
    const episodes = PackedEpisodes.open(folder)
    const records = Array.from({ length: 900 }, (_, index) => episodeRecord(0, 0, index))
    for (const record of records.slice(0, 3)) {
      episodes.write(record)
      expect((await idsIn(folder)).at(-1)).toBe(record.id)
    }
    for (const record of records.slice(3)) episodes.write(record)
    expect(readFileSync(join(folder, 'episodes.tail.jsonl')).length).toBeLessThan(300_000)
    expect(readFileSync(join(folder, 'episodes.index.jsonl'), 'utf8').split('\n').length).toBeLessThan(4)
    expect(await idsIn(folder)).toEqual(idsOf(records))
    episodes.close()
    expect(await idsIn(folder)).toEqual(idsOf(records))
  })

  it('shares long steps out over members', () => {
    const folder = temporaryFolder()
    const episodes = PackedEpisodes.open(folder)
    const long = [0, 1, 2].map((index) =>
      episodeRecord(0, 0, index, { messages: [{ role: 'user', content: 'x'.repeat(3_000_000) }] }),
    )
    episodes.writeAll(long)
    episodes.close()
    const index = readFileSync(join(folder, 'episodes.index.jsonl'), 'utf8').trim().split('\n')
    expect(index.map((line) => (JSON.parse(line) as { episodes: number }).episodes)).toEqual([2, 1])
    expect(episodeLines(folder)).toHaveLength(3)
  })

  it('refuses NaN before anything reaches a file', () => {
    const folder = temporaryFolder()
    const episodes = PackedEpisodes.open(folder)
    const bad = episodeRecord(0, 0, 0, { reward: Number.NaN })
    expect(() => episodes.write(bad)).toThrow(/\$\.reward is NaN/)
    expect(() => episodes.writeAll([episodeRecord(0, 0, 1), bad])).toThrow(/\$\.reward is NaN/)
    episodes.close()
    expect(readdirSync(folder)).toEqual([])
  })

  it('goes back to a position, forgets what came later, and goes on', async () => {
    const folder = temporaryFolder()
    const episodes = PackedEpisodes.open(folder)
    episodes.writeAll(episodesOfStep(0))
    episodes.write(episodeRecord(1, 0, 0))
    const position = episodes.position()
    episodes.writeAll(episodesOfStep(2))
    episodes.write(episodeRecord(3, 0, 0))
    episodes.close()

    const again = PackedEpisodes.open(folder)
    expect(() => again.rewind(position + 1)).toThrow(/cannot go back to byte .* no member ends there/)
    expect(() => again.rewind(1e9)).toThrow(/cannot go back to byte 1000000000: it has \d+ bytes\. /)
    again.rewind(position)
    again.writeAll(episodesOfStep(4))
    again.close()
    expect(await idsIn(folder)).toEqual(idsOf([...episodesOfStep(0), episodeRecord(1, 0, 0), ...episodesOfStep(4)]))
    const other = PackedEpisodes.open(folder)
    other.rewind(0)
    other.close()
    expect(await idsIn(folder)).toEqual([])
  })

  it('keeps what is there when the disk is full, and goes on once there is room', async () => {
    const folder = temporaryFolder()
    let room = Infinity
    const episodes = PackedEpisodes.open(folder, {
      write: (file, bytes) => {
        if (room === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
        const taken = Math.min(room, bytes.length)
        room -= taken
        return writeSync(file, bytes.subarray(0, taken))
      },
    })
    episodes.writeAll(episodesOfStep(0))
    const memberBytes = episodes.position()
    // Full within the member, then within its line of the index, then within a line of the tail.
    for (const bytes of [100, memberBytes + 20]) {
      room = bytes
      expect(() => episodes.writeAll(episodesOfStep(1))).toThrow(/are kept.*The disk is full/)
      expect(await idsIn(folder)).toEqual(idsOf(episodesOfStep(0)))
    }
    room = 50
    expect(() => episodes.write(episodeRecord(1, 0, 0))).toThrow(/The disk is full/)
    room = Infinity
    episodes.writeAll(episodesOfStep(1))
    episodes.close()
    expect(await idsIn(folder)).toEqual(idsOf([...episodesOfStep(0), ...episodesOfStep(1)]))
  })
})

describe('PackedEpisodes on opening', () => {
  it('goes on from whatever a killed process left, with each episode once', { timeout: 60_000 }, async () => {
    const program = new URL('killed-packing.ts', import.meta.url).pathname
    const due = [0, 1, 2, 3].flatMap((step) => episodesOfStep(step))
    // A step is six writes: two lines, a member of them, its entry, a member of four, its entry.
    for (let writes = 0; writes < 8; writes++) {
      const folder = temporaryFolder()
      const { signal, stderr } = spawnSync(process.execPath, [
        '--disable-warning=ExperimentalWarning',
        program,
        folder,
        String(writes),
      ])
      expect(signal, stderr.toString()).toBe('SIGKILL')
      const left = await idsIn(folder)
      const episodes = PackedEpisodes.open(folder)
      expect(await idsIn(folder), `after ${writes} writes`).toEqual(left)
      episodes.writeAll(due.filter(({ id }) => !left.includes(id)))
      episodes.close()
      expect((await idsIn(folder)).length, `after ${writes} writes`).toBe(due.length)
      expect(new Set(await idsIn(folder))).toEqual(new Set(idsOf(due)))
      expect(left).toEqual(idsOf(due).slice(0, left.length))
    }
  })

  it('cuts off a member that is not whole and says so', async () => {
    const folder = packed(0, 1)
    const path = join(folder, 'episodes.jsonl.gz')
    const whole = readFileSync(path).length
    truncateSync(path, whole - 5)
    const episodes = PackedEpisodes.open(folder)
    expect(episodes.torn).toMatchObject([{ path, start: '(compressed)' }])
    episodes.close()
    expect(await idsIn(folder)).toEqual(idsOf(episodesOfStep(0)))
    expect(PackedEpisodes.open(folder).torn).toEqual([])
  })

  it('cuts off a last member whose bytes never reached the disk', async () => {
    const folder = packed(0, 1)
    const path = join(folder, 'episodes.jsonl.gz')
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.fill(0, bytes.length - 100))
    PackedEpisodes.open(folder).close()
    expect(await idsIn(folder)).toEqual(idsOf(episodesOfStep(0)))
  })

  it('leaves out lines of the tail that a member holds already', async () => {
    const folder = packed(0)
    const records = [episodeRecord(1, 0, 0), episodeRecord(1, 0, 1)]
    const episodes = PackedEpisodes.open(folder)
    for (const record of records) episodes.write(record)
    const tail = readFileSync(join(folder, 'episodes.tail.jsonl'))
    episodes.close()
    // As if the process had been killed before the tail was emptied.
    writeFileSync(join(folder, 'episodes.tail.jsonl'), tail)
    const due = idsOf([...episodesOfStep(0), ...records])
    expect(await idsIn(folder)).toEqual(due)
    PackedEpisodes.open(folder).close()
    expect(await idsIn(folder)).toEqual(due)
    expect(existsSync(join(folder, 'episodes.tail.jsonl'))).toBe(false)
  })

  it.each([
    ['missing', (path: string) => rmSync(path)],
    ['torn', (path: string) => truncateSync(path, readFileSync(path).length - 30)],
    ['no index', (path: string) => writeFileSync(path, '[]\n')],
    [
      'ahead of the members',
      (path: string) => appendFileSync(path, '{"format":1,"offsetBytes":1,"lengthBytes":9,"groups":[]}\n'),
    ],
  ])('makes the index again where it is %s', async (_, damage) => {
    const folder = packed(0, 1, 2)
    const path = join(folder, 'episodes.index.jsonl')
    const due = readFileSync(path, 'utf8')
    damage(path)
    expect(await idsIn(folder)).toEqual(idsOf([0, 1, 2].flatMap((step) => episodesOfStep(step))))
    PackedEpisodes.open(folder).close()
    expect(readFileSync(path, 'utf8')).toBe(due)
  })

  it('refuses a file whose damage lies before its end, and touches nothing', () => {
    const folder = packed(0, 1)
    const path = join(folder, 'episodes.jsonl.gz')
    const bytes = readFileSync(path)
    bytes[40] = (bytes[40] ?? 0) ^ 0xff
    writeFileSync(path, bytes)
    rmSync(join(folder, 'episodes.index.jsonl'))
    expect(() => PackedEpisodes.open(folder)).toThrow(/is damaged from byte 0 on/)
    expect(readFileSync(path)).toEqual(bytes)
  })
})
