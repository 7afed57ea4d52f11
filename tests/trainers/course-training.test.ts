// A training over a curriculum, by a scripted learner whose success depends on the level and on how much it has learned.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Type } from 'typebox'
import { expect, onTestFinished, test } from 'vitest'
import { curriculum } from '../../src/core/curriculum/curriculum.ts'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import { findMetric } from '../../src/core/metric-catalogue.ts'
import type { TokenSequence, TrainablePolicy } from '../../src/core/policy.ts'
import { RunDirectory } from '../../src/record/run-directory.ts'
import { train } from '../../trainers/train.ts'
import type { TrainEvent } from '../../trainers/train-event.ts'
import { linesWithoutTimes, tinySettings } from './tiny-training.ts'

const letters = defineEnv({
  id: 'letters',
  options: Type.Object({ level: Type.Integer({ default: 1 }) }),
  draw: ({ rng, options }) => ({ prompt: `${options.level}:${rng.int(0, 1e6)}`, answer: options.level }),
  rewards: { right: ({ reply }) => reply === 'right' },
  outcome: 'right',
}) as EnvironmentFactory

const rising = (window = 8): Promise<EnvironmentFactory> =>
  curriculum({ id: 'rising', environment: letters, from: 1, to: 3, window, rehearsal: 0.2 })

/** It solves levels up to a skill that rises with its first updates, and falls after the sixth. */
function learner(): TrainablePolicy {
  let version = 0
  const sequence: TokenSequence = {
    tokens: Int32Array.of(1, 2),
    sampled: Uint8Array.of(0, 1),
    logProbs: Float32Array.of(-1),
    sampledBy: null,
  }
  const policy: TrainablePolicy = {
    name: 'learner',
    get version() {
      return version
    },
    maxLengthTokens: 100,
    generate: async (requests) =>
      requests.map(({ messages }) => {
        const level = Number(messages[0]?.content.split(':')[0])
        const skill = version < 7 ? 1 + Math.floor(version / 2) : 0
        return { text: level <= skill ? 'right' : 'wrong', sequence, lengthTokens: 1 }
      }),
    encode: () => sequence,
    score: async (sequences) => sequences.map(() => ({ logProbs: Float32Array.of(-1) })),
    accumulate: async (sequences) => sequences.map(() => ({ logProbs: Float32Array.of(-1) })),
    apply: async () => ({ gradNorm: 1, skipped: version++ < 0 }),
    discard: async () => undefined,
    snapshot: async (folder) => writeFileSync(join(folder, 'version.json'), JSON.stringify(version)),
    restore: async (folder) => {
      version = JSON.parse(readFileSync(join(folder, 'version.json'), 'utf8')) as number
    },
    freeze: async () => ({
      score: async (sequences, options) => await policy.score(sequences, options),
      close: async () => undefined,
    }),
  }
  return policy
}

const settings = tinySettings({ steps: 12, promptsPerStep: 10, samplesPerPrompt: 2, coldStart: null })

function newRun(): RunDirectory {
  const root = mkdtempSync(join(tmpdir(), 'rlvr-course-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  return RunDirectory.create({ environment: 'rising', algorithm: 'grpo', settings: {}, root })
}

async function trained(run: RunDirectory, onEvent?: (event: TrainEvent) => void, window?: number): Promise<void> {
  using closing = run
  void closing
  const environment = await rising(window)
  await train({ environment, policy: learner(), settings, run, ...(onEvent !== undefined && { onEvent }) })
}

const linesOf = (path: string): string[] => [
  ...linesWithoutTimes(path, 'metrics'),
  ...linesWithoutTimes(path, 'episodes'),
]

test('the level of the tasks follows a learner up and down, and a killed run goes on as if it had not been', async () => {
  const run = newRun()
  const killed = mkdtempSync(join(tmpdir(), 'rlvr-course-'))
  onTestFinished(() => rmSync(killed, { recursive: true, force: true }))
  await trained(run, (event) => {
    // What a kill after step 5 leaves behind; the newest checkpoint is that of step 4.
    if (event.type === 'step' && event.step === 5) cpSync(run.path, killed, { recursive: true })
    rmSync(join(killed, 'lock'), { recursive: true, force: true })
  })
  const metrics = readFileSync(join(run.path, 'metrics.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, number>)
  const levels = metrics.map((each) => each['curriculum/level'] as number)
  expect(Math.max(...levels)).toBe(3)
  expect(levels[0]).toBe(1)
  expect(levels.at(-1)).toBe(1)
  expect(metrics.at(-1)?.['curriculum/raised']).toBeGreaterThanOrEqual(2)
  expect(metrics.at(-1)?.['curriculum/lowered']).toBe(metrics.at(-1)?.['curriculum/raised'])
  const names = Object.keys(metrics[0] ?? {}).filter((name) => name.startsWith('curriculum/'))
  expect(names).toHaveLength(4)
  expect(names.filter((name) => findMetric(name) === null)).toEqual([])
  expect(findMetric('curriculum/steps/level')?.name).toBe('curriculum/NAME/level')

  await trained(RunDirectory.open(killed))
  expect(linesOf(killed)).toEqual(linesOf(run.path))
  const other = trained(RunDirectory.open(killed), undefined, 4)
  await expect(other).rejects.toThrow('Curriculum `rising` is not the one that the run began with')
})
