import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RlvrError } from '../../src/core/errors.ts'
import {
  listCheckpoints,
  newestCheckpoint,
  openCheckpoint,
  writeCheckpoint,
  type CheckpointToWrite,
} from '../../src/record/checkpoint-file.ts'
import { temporaryFolder } from './temporary-folder.ts'

const bytes = Uint8Array.from({ length: 5000 }, (_, index) => index % 256)

/** A checkpoint of weights, and of an adapter in a folder of its own. */
function checkpointOf(step: number, metadata: CheckpointToWrite['metadata'] = {}): CheckpointToWrite {
  return {
    step,
    metadata,
    snapshot: async (folder) => {
      writeFileSync(join(folder, 'weights.bin'), bytes)
      mkdirSync(join(folder, 'adapters'))
      writeFileSync(join(folder, 'adapters', 'first.bin'), 'small')
    },
  }
}

const nameOf = (step: number): string => `step-${String(step).padStart(6, '0')}.checkpoint`

describe('checkpoints', () => {
  it('give back step, metadata and the files of the snapshot, the moved ones too', async () => {
    const folder = join(temporaryFolder(), 'checkpoints')
    const path = await writeCheckpoint(folder, checkpointOf(12, { rng: [1, 2] }))
    const moved = join(folder, 'elsewhere.checkpoint')
    renameSync(path, moved)
    const { step, metadata, snapshot, close } = await openCheckpoint(moved)
    expect([step, metadata]).toEqual([12, { rng: [1, 2] }])
    expect(Uint8Array.from(readFileSync(join(snapshot, 'weights.bin')))).toEqual(bytes)
    expect(readFileSync(join(snapshot, 'adapters', 'first.bin'), 'utf8')).toBe('small')
    await close()
    expect(readFileSync(join(moved, 'checkpoint.json'), 'utf8')).toMatch(
      /^\{"format":2,"kind":"rlvr-checkpoint","step":12,.*"name":"adapters\/first.bin","lengthBytes":5,/,
    )
  })

  it('are refused when anything in them is torn, edited, missing or added, by the name of the file', async () => {
    const sound = await writeCheckpoint(temporaryFolder(), checkpointOf(1, { lr: 0.5 }))
    const weights = join('snapshot', 'weights.bin')
    const edit = (path: string, change: (text: string) => string): void =>
      writeFileSync(path, change(readFileSync(path, 'latin1')), 'latin1')
    const faults: readonly (readonly [change: (path: string) => unknown, words: RegExp])[] = [
      [
        (path) => truncateSync(join(path, weights), 4993),
        /weights.bin is torn: it should hold 5000 bytes, and holds 4993/,
      ],
      [(path) => edit(join(path, weights), (text) => `${text.slice(0, -1)}x`), /weights.bin has changed since/],
      [(path) => rmSync(join(path, weights)), /weights.bin is missing/],
      [
        (path) => writeFileSync(join(path, 'snapshot', 'more'), ''),
        /more was not there when the checkpoint was written/,
      ],
      [
        (path) => edit(join(path, 'checkpoint.json'), (text) => text.replace('"lr":0.5', '"lr":0.9')),
        /checkpoint.json has changed since it was written/,
      ],
      [
        (path) => edit(join(path, 'checkpoint.json'), (text) => text.replace('"step":1,', '"step":2,')),
        /checkpoint.json has changed since it was written/,
      ],
      [(path) => truncateSync(join(path, 'checkpoint.json'), 20), /checkpoint.json is torn or no header/],
      [(path) => rmSync(join(path, 'checkpoint.json')), /checkpoint.json: .*It does not exist/],
      [(path) => writeFileSync(join(path, 'checkpoint.json'), '{"kind":"other"}'), /the kind "rlvr-checkpoint"/],
      [
        (path) => writeFileSync(join(path, 'checkpoint.json'), '{"kind":"rlvr-checkpoint","format":3}'),
        /has format 3; this version reads formats 1 and 2/,
      ],
    ]
    for (const [change, words] of faults) {
      const copy = join(temporaryFolder(), 'copy')
      cpSync(sound, copy, { recursive: true })
      change(copy)
      await expect(openCheckpoint(copy)).rejects.toMatchObject({
        code: 'RLVR_RECORD',
        message: expect.stringMatching(words) as string,
      })
    }
    await expect(openCheckpoint(join(sound, 'none'))).rejects.toThrow(/It does not exist/)
  })

  it('are passed over when damaged, for the newest sound one', async () => {
    const folder = temporaryFolder()
    for (const step of [5, 10, 15]) await writeCheckpoint(folder, checkpointOf(step))
    truncateSync(join(folder, nameOf(15), 'snapshot', 'weights.bin'), 300)
    const found = await newestCheckpoint(folder)
    expect(found?.checkpoint.step).toBe(10)
    expect(found?.damaged.map((error: RlvrError) => error.message)).toEqual([expect.stringContaining('step-000015')])
    for (const step of [5, 10]) truncateSync(join(folder, nameOf(step), 'checkpoint.json'), 10)
    await expect(newestCheckpoint(folder)).rejects.toThrow(/No checkpoint in .* can be used/)
    expect(await newestCheckpoint(join(folder, 'none'))).toBeNull()
  })

  it('keep the newest N and never remove the one just written', async () => {
    const folder = temporaryFolder()
    for (const step of [1, 2, 3, 4]) await writeCheckpoint(folder, checkpointOf(step), { keep: 2 })
    expect(listCheckpoints(folder).map(({ step }) => step)).toEqual([4, 3])
    mkdirSync(join(folder, nameOf(9)))
    mkdirSync(join(folder, `${nameOf(10)}.partial`))
    await writeCheckpoint(folder, checkpointOf(5), { keep: 1 })
    expect(listCheckpoints(folder).map(({ step }) => step)).toEqual([9, 5])
    expect(readdirSync(folder).sort()).toEqual([nameOf(5), nameOf(9)])
    expect((await newestCheckpoint(folder))?.checkpoint.step).toBe(5)
  })

  it('take the place of another of the same step, which is found until they have', async () => {
    const folder = temporaryFolder()
    await writeCheckpoint(folder, checkpointOf(7, { take: 1 }))
    await writeCheckpoint(folder, checkpointOf(7, { take: 2 }))
    expect(readdirSync(folder)).toEqual([nameOf(7)])
    expect((await newestCheckpoint(folder))?.checkpoint.metadata).toEqual({ take: 2 })
    // Stopped between the two renames.
    renameSync(join(folder, nameOf(7)), join(folder, `${nameOf(7)}.replaced`))
    expect((await newestCheckpoint(folder))?.checkpoint.metadata).toEqual({ take: 2 })
  })

  it('leave the earlier ones in place when the disk is full or the policy fails', async () => {
    const folder = temporaryFolder()
    await writeCheckpoint(folder, checkpointOf(1))
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
    const failing = {
      ...checkpointOf(2),
      snapshot: async (into: string): Promise<void> => {
        writeFileSync(join(into, 'weights.bin'), 'half')
        throw full
      },
    }
    await expect(writeCheckpoint(folder, failing, { keep: 1 })).rejects.toThrow(/disk is full/)
    const write = (): number => {
      throw full
    }
    await expect(writeCheckpoint(folder, checkpointOf(2), { keep: 1, write })).rejects.toThrow(/disk is full/)
    expect(readdirSync(folder)).toEqual([nameOf(1)])
    expect((await newestCheckpoint(folder))?.checkpoint.step).toBe(1)
  })

  it('take no more memory for a large snapshot than for a small one, written and read', () => {
    const highWaterMb = (megabytes: number): number => {
      const program = `
        import { writeCheckpoint, openCheckpoint } from ${JSON.stringify(join(process.cwd(), 'src/record/checkpoint-file.ts'))}
        import { closeSync, ftruncateSync, openSync } from 'node:fs'
        const snapshot = async (folder) => {
          const file = openSync(folder + '/weights', 'w')
          ftruncateSync(file, ${megabytes} * 2 ** 20)
          closeSync(file)
        }
        await openCheckpoint(await writeCheckpoint(process.argv[1], { step: 1, metadata: {}, snapshot }))
        console.log(process.resourceUsage().maxRSS / 1024)
      `
      const given = ['--disable-warning=ExperimentalWarning', '--input-type=module-typescript', '-e', program]
      return Number(execFileSync(process.execPath, [...given, temporaryFolder()], { encoding: 'utf8' }))
    }
    expect(highWaterMb(300)).toBeLessThan(highWaterMb(1) + 60)
  })

  it('of one file, as they once were, are still opened, and refused when torn or edited', async () => {
    const folder = temporaryFolder()
    const path = join(folder, nameOf(3))
    const header = {
      format: 1,
      kind: 'rlvr-checkpoint',
      step: 3,
      lengthBytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      metadata: { progress: 3 },
    }
    const whole = Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), bytes])
    writeFileSync(path, whole)
    const found = await newestCheckpoint(folder)
    expect(found?.checkpoint).toMatchObject({ step: 3, metadata: { progress: 3 } })
    const unpacked = found?.checkpoint.snapshot ?? ''
    expect(Uint8Array.from(readFileSync(join(unpacked, 'snapshot.safetensors')))).toEqual(bytes)
    await found?.checkpoint.close()
    expect(() => readdirSync(unpacked)).toThrow(/ENOENT/)

    truncateSync(path, whole.length - 7)
    await expect(openCheckpoint(path)).rejects.toThrow(
      /is torn: it should hold 5000 bytes after its header, and holds 4993/,
    )
    const changed = Buffer.from(whole)
    changed[whole.length - 1] = 0
    writeFileSync(path, changed)
    await expect(openCheckpoint(path)).rejects.toThrow(/has changed since it was written/)
    writeFileSync(path, whole.subarray(0, 20))
    await expect(openCheckpoint(path)).rejects.toThrow(/is no checkpoint of rlvr/)
    writeFileSync(path, '{"kind":"rlvr-checkpoint","format":2}\n')
    await expect(openCheckpoint(path)).rejects.toThrow(/has format 2; a single file has format 1/)
  })
})
