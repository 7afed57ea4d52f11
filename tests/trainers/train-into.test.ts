import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { RunDirectory, readRunConfig } from '../../src/record/run-directory.ts'
import { readEpisodes } from '../../src/record/episode-reader.ts'
import type { TrainEvent } from '../../trainers/train-event.ts'
import { trainInto, type TrainIntoOptions } from '../../trainers/train-into.ts'
import { temporaryFolder } from '../record/temporary-folder.ts'
import { linesWithoutTimes, tinyEnvironment, tinyPolicy, tinySettings } from './tiny-training.ts'

async function trainTiny(run: RunDirectory | string, options: Partial<TrainIntoOptions> = {}): Promise<TrainEvent[]> {
  const policy = await tinyPolicy()
  const events: TrainEvent[] = []
  try {
    await trainInto({
      environment: tinyEnvironment(),
      policy,
      settings: tinySettings(),
      run,
      ...options,
      onEvent: (event) => {
        events.push(event)
        options.onEvent?.(event)
      },
    })
    return events
  } finally {
    await policy.close()
  }
}

test('a run named by its path holds all that a run holds, and is given free', { timeout: 60_000 }, async () => {
  const run = join(temporaryFolder(), 'runs', 'my-run')
  await trainTiny(run)
  expect(readdirSync(run).sort()).toEqual([
    'checkpoints',
    'config.json',
    'episodes.index.jsonl',
    'episodes.jsonl.gz',
    'metrics.jsonl',
    'report.html',
    'summary.json',
  ])
  expect(readRunConfig(run)).toMatchObject({ environment: 'reverse', algorithm: 'grpo' })
  expect(readFileSync(join(run, 'report.html'), 'utf8')).toContain('Learning curves')
})

test(
  'one that is interrupted is given free, and the same call goes on with it to the same end',
  { timeout: 60_000 },
  async () => {
    const folder = temporaryFolder()
    await trainTiny(join(folder, 'whole'))
    const controller = new AbortController()
    const run = join(folder, 'stopped')
    const onEvent = (event: TrainEvent): void => {
      if (event.type === 'step') controller.abort()
    }
    await expect(trainTiny(run, { signal: controller.signal, onEvent })).rejects.toMatchObject({
      code: 'RLVR_INTERRUPTED',
    })
    expect(existsSync(join(run, 'lock'))).toBe(false)
    expect(readFileSync(join(run, 'report.html'), 'utf8')).toContain('Stopped: Training was interrupted')
    const events = await trainTiny(run)
    expect(events.some(({ type }) => type === 'cold-start-step')).toBe(false)
    for (const file of ['episodes', 'metrics'] as const)
      expect(linesWithoutTimes(run, file)).toEqual(linesWithoutTimes(join(folder, 'whole'), file))
    expect(readFileSync(join(run, 'report.html'), 'utf8')).not.toContain('Stopped:')
  },
)

test('whatever a training throws, its folder is given free', { timeout: 60_000 }, async () => {
  const run = join(temporaryFolder(), 'my-run')
  const failed = trainTiny(run, {
    onEvent: ({ type }) => {
      if (type === 'cold-start-step') throw new Error('mine')
    },
  })
  await expect(failed).rejects.toThrow('mine')
  expect(existsSync(join(run, 'lock'))).toBe(false)
})

test('an open run is left open to whoever opened it', { timeout: 60_000 }, async () => {
  using run = RunDirectory.create({
    environment: 'reverse',
    algorithm: 'mine',
    settings: {},
    root: temporaryFolder(),
  })
  await trainTiny(run)
  expect(existsSync(join(run.path, 'lock'))).toBe(true)
  run.writeMetrics({ step: 99 })
  expect(existsSync(join(run.path, 'report.html'))).toBe(false)
})

test(
  'a folder of other files, and a run of another environment, are refused and left as they were',
  { timeout: 60_000 },
  async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'thesis.tex'), '')
    await expect(trainTiny(folder)).rejects.toThrow(`${folder} holds thesis.tex and is no run`)
    expect(readdirSync(folder)).toEqual(['thesis.tex'])

    const other = join(temporaryFolder(), 'run')
    mkdirSync(other)
    RunDirectory.openOrCreate(other, { environment: 'addition', algorithm: 'grpo', settings: {} }).close()
    await expect(trainTiny(other)).rejects.toThrow(
      'is a training of `addition`; this is a training of `reverse`. Name a new folder.',
    )
    for await (const _ of readEpisodes(other)) expect.fail('nothing was written')
  },
)
