import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, chmodSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RunDirectory, readRunConfig } from '../../src/record/run-directory.ts'
import { lockRun } from '../../src/record/run-lock.ts'
import { temporaryFolder } from './temporary-folder.ts'

const time = new Date('2026-03-14T15:09:26.535Z')
const options = { environment: 'countdown', algorithm: 'grpo', settings: { steps: 3 }, time }

describe('RunDirectory', () => {
  it('makes a folder named after environment, algorithm and time, with a config of format 1', () => {
    const root = join(temporaryFolder(), 'runs')
    const run = RunDirectory.create({ ...options, root })
    run.writeMetrics({ step: 0, reward: null })
    run.writeSummary({ steps: 3 })
    run.close()
    expect(basename(run.path)).toBe('countdown--grpo--2026-03-14T15-09-26')
    expect(readdirSync(run.path).sort()).toEqual(['config.json', 'metrics.jsonl', 'summary.json'])
    expect(readRunConfig(run.path)).toEqual({
      format: 1,
      environment: 'countdown',
      algorithm: 'grpo',
      created: '2026-03-14T15:09:26.535Z',
      settings: { steps: 3 },
    })
    expect(readFileSync(join(run.path, 'metrics.jsonl'), 'utf8')).toBe('{"format":1,"step":0,"reward":null}\n')
    expect(JSON.parse(readFileSync(join(run.path, 'summary.json'), 'utf8'))).toEqual({ format: 1, steps: 3 })
  })

  it('gives two runs of the same second a folder each', () => {
    const root = temporaryFolder()
    const runs = [1, 2, 3].map(() => RunDirectory.create({ ...options, root }))
    for (const run of runs) run.close()
    expect(new Set(runs.map((run) => run.path)).size).toBe(3)
  })

  it('refuses a second writer and lets it in once the first has closed', () => {
    const run = RunDirectory.create({ ...options, root: temporaryFolder() })
    expect(() => RunDirectory.open(run.path)).toThrow(
      expect.objectContaining({ code: 'RLVR_RECORD', message: expect.stringContaining(`process ${process.pid}`) }),
    )
    run.close()
    RunDirectory.open(run.path).close()
    expect(existsSync(join(run.path, 'lock'))).toBe(false)
  })

  it('cuts off the torn last lines of a stopped run and names them', () => {
    const run = RunDirectory.create({ ...options, root: temporaryFolder() })
    run.writeMetrics({ step: 0 })
    run.close()
    appendFileSync(join(run.path, 'metrics.jsonl'), '{"format":1,"st')
    const again = RunDirectory.open(run.path)
    expect(again.torn).toMatchObject([{ path: join(run.path, 'metrics.jsonl'), start: '{"format":1,"st' }])
    again.writeMetrics({ step: 1 })
    again.close()
    expect(readFileSync(join(run.path, 'metrics.jsonl'), 'utf8')).toBe('{"format":1,"step":0}\n{"format":1,"step":1}\n')
  })

  it('goes back to where a checkpoint was', async () => {
    const run = RunDirectory.create({ ...options, root: temporaryFolder() })
    run.writeMetrics({ step: 0 })
    const snapshot = async (folder: string): Promise<void> => writeFileSync(join(folder, 'weights'), 'some')
    await run.writeCheckpoint({ step: 1, metadata: { position: run.position() }, snapshot })
    run.writeMetrics({ step: 1 })
    run.close()

    const again = RunDirectory.open(run.path)
    const found = await again.newestCheckpoint()
    again.rewind(found?.checkpoint.metadata['position'] as ReturnType<RunDirectory['position']>)
    again.close()
    expect(readFileSync(join(run.path, 'metrics.jsonl'), 'utf8')).toBe('{"format":1,"step":0}\n')
  })

  it('says what is missing in a folder that is no run', () => {
    const folder = temporaryFolder()
    expect(() => RunDirectory.open(folder)).toThrow(/is no run: it holds no config.json/)
    expect(() => RunDirectory.open(join(folder, 'nowhere'))).toThrow(/There is no run at .*nowhere/)
    writeFileSync(join(folder, 'config.json'), '{"format":1,"envir')
    expect(() => RunDirectory.open(folder)).toThrow(/config.json is no JSON/)
    writeFileSync(join(folder, 'config.json'), '{"format":7,"environment":"a","settings":{}}')
    expect(() => RunDirectory.open(folder)).toThrow(/has format 7; this version reads format 1/)
  })

  it('says that a folder cannot be written', () => {
    const root = temporaryFolder()
    chmodSync(root, 0o500)
    // Root may write everywhere; as nobody it may not.
    const isRoot = process.geteuid?.() === 0
    if (isRoot) process.seteuid?.(65_534)
    try {
      expect(() => RunDirectory.create({ ...options, root })).toThrow(/make the folder writable, or choose another/)
    } finally {
      if (isRoot) process.seteuid?.(0)
    }
    chmodSync(root, 0o700)
  })

  it('says that the folder of runs is a file', () => {
    const root = join(temporaryFolder(), 'runs')
    writeFileSync(root, '')
    expect(() => RunDirectory.create({ ...options, root })).toThrow(
      expect.objectContaining({ code: 'RLVR_USAGE', message: expect.stringContaining(root) }),
    )
  })

  it('keeps the old summary when the disk is full', () => {
    let full = false
    const run = RunDirectory.create({
      ...options,
      root: temporaryFolder(),
      write: (_file, bytes) => {
        if (full) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
        return bytes.length
      },
    })
    writeFileSync(join(run.path, 'summary.json'), 'old')
    full = true
    expect(() => run.writeSummary({ steps: 3 })).toThrow(/What was there before is kept. The disk is full/)
    expect(readFileSync(join(run.path, 'summary.json'), 'utf8')).toBe('old')
    expect(readdirSync(run.path).filter((name) => name.endsWith('.partial'))).toEqual([])
    run.close()
  })
})

describe('lockRun', () => {
  it('takes over the lock of a process that was killed', () => {
    const folder = temporaryFolder()
    const program = new URL('killed-writer.ts', import.meta.url).pathname
    spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', program, folder, '0'])
    expect(existsSync(join(folder, 'lock'))).toBe(true)
    const lock = lockRun(folder)
    expect(() => lockRun(folder)).toThrow(/being written by process/)
    lock.release()
    lock.release()
    expect(readdirSync(folder)).toEqual(['episodes.jsonl'])
  })

  it('respects a living process, and a machine that it cannot see', async () => {
    const folder = temporaryFolder()
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'])
    await once(child, 'spawn')
    const holder = { format: 1, pid: child.pid, host: hostname(), processStart: null, token: 'theirs' }
    writeFileSync(join(folder, 'lock'), JSON.stringify(holder))
    expect(() => lockRun(folder)).toThrow(`process ${child.pid}. Stop it, or wait`)
    // The number of a process that has died may have gone to another one since.
    writeFileSync(join(folder, 'lock'), JSON.stringify({ ...holder, processStart: '1' }))
    lockRun(folder).release()
    child.kill()
    writeFileSync(join(folder, 'lock'), JSON.stringify({ ...holder, host: 'elsewhere' }))
    expect(() => lockRun(folder)).toThrow(/on the machine elsewhere.*delete .*lock/)
  })
})
