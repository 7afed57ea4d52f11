import { readFileSync, readdirSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listCheckpoints, newestCheckpoint, readCheckpoint, writeCheckpoint } from '../../src/record/checkpoint-file.ts'
import { temporaryFolder } from './temporary-folder.ts'

const snapshot = Uint8Array.from({ length: 5000 }, (_, index) => index % 256)

describe('checkpoint files', () => {
  it('give back step, metadata and bytes', () => {
    const folder = join(temporaryFolder(), 'checkpoints')
    const path = writeCheckpoint(folder, { step: 12, metadata: { rng: [1, 2] }, snapshot })
    const read = readCheckpoint(path)
    expect(read).toMatchObject({ step: 12, metadata: { rng: [1, 2] } })
    expect(Uint8Array.from(read.snapshot)).toEqual(snapshot)
    expect(readFileSync(path, 'utf8')).toMatch(/^\{"format":1,"kind":"rlvr-checkpoint","step":12,/)
  })

  it('are refused when torn, changed, foreign or newer, each in its own words', () => {
    const folder = temporaryFolder()
    const path = writeCheckpoint(folder, { step: 1, metadata: {}, snapshot })
    const whole = readFileSync(path)
    truncateSync(path, whole.length - 7)
    expect(() => readCheckpoint(path)).toThrow(/is torn: it should hold 5000 bytes after its header, and holds 4993/)
    const changed = Buffer.from(whole)
    changed[whole.length - 1] = 0
    writeFileSync(path, changed)
    expect(() => readCheckpoint(path)).toThrow(/has changed since it was written/)
    writeFileSync(path, whole.subarray(0, 20))
    expect(() => readCheckpoint(path)).toThrow(/is no checkpoint of rlvr/)
    writeFileSync(path, '{"kind":"other"}\nabc')
    expect(() => readCheckpoint(path)).toThrow(/should have the kind "rlvr-checkpoint"/)
    writeFileSync(path, '{"kind":"rlvr-checkpoint","format":2}\n')
    expect(() => readCheckpoint(path)).toThrow(/has format 2/)
    expect(() => readCheckpoint(join(folder, 'none'))).toThrow(/It does not exist/)
  })

  it('are passed over when damaged, for the newest sound one', () => {
    const folder = temporaryFolder()
    for (const step of [5, 10, 15]) writeCheckpoint(folder, { step, metadata: {}, snapshot })
    truncateSync(join(folder, 'step-000015.checkpoint'), 300)
    const found = newestCheckpoint(folder)
    expect(found?.checkpoint.step).toBe(10)
    expect(found?.damaged.map((error) => error.message)).toEqual([expect.stringContaining('step-000015')])
    for (const step of [5, 10]) truncateSync(join(folder, `step-${String(step).padStart(6, '0')}.checkpoint`), 10)
    expect(() => newestCheckpoint(folder)).toThrow(/No checkpoint in .* can be used/)
    expect(newestCheckpoint(join(folder, 'none'))).toBeNull()
  })

  it('keep the newest N and never remove the one just written', () => {
    const folder = temporaryFolder()
    for (const step of [1, 2, 3, 4]) writeCheckpoint(folder, { step, metadata: {}, snapshot }, { keep: 2 })
    expect(listCheckpoints(folder).map(({ step }) => step)).toEqual([4, 3])
    writeFileSync(join(folder, 'step-000009.checkpoint'), 'torn')
    writeFileSync(join(folder, 'step-000010.checkpoint.partial'), 'left behind')
    writeCheckpoint(folder, { step: 5, metadata: {}, snapshot }, { keep: 1 })
    expect(listCheckpoints(folder).map(({ step }) => step)).toEqual([9, 5])
    expect(newestCheckpoint(folder)?.checkpoint.step).toBe(5)
  })

  it('leave the earlier ones in place when the disk is full', () => {
    const folder = temporaryFolder()
    writeCheckpoint(folder, { step: 1, metadata: {}, snapshot })
    let room = 1000
    const write = (file: number, bytes: Uint8Array): number => {
      if (room <= 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
      room -= bytes.length
      return writeSync(file, bytes.subarray(0, 400))
    }
    expect(() => writeCheckpoint(folder, { step: 2, metadata: {}, snapshot }, { keep: 1, write })).toThrow(
      /disk is full/,
    )
    expect(readdirSync(folder)).toEqual(['step-000001.checkpoint'])
    expect(newestCheckpoint(folder)?.checkpoint.step).toBe(1)
  })
})
