import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { defineEnv } from '../../src/core/define-env.ts'
import type { EnvironmentSpec } from '../../src/core/environment.ts'
import { lastReply, type EpisodeRecord } from '../../src/core/episode.ts'
import { generate } from '../../src/core/task.ts'
import { RunDirectory } from '../../src/record/run-directory.ts'
import { algorithmNamed } from '../../trainers/presets.ts'
import { constant } from '../../trainers/schedules.ts'
import { train } from '../../trainers/train.ts'
import { temporaryFolder } from '../record/temporary-folder.ts'
import { numbersOf, presetCases, type Batch, type PresetNumbers } from './preset-cases.ts'
import { linesWithoutTimes, tinyPolicy, tinySettings } from './tiny-training.ts'

const fixture = JSON.parse(readFileSync(new URL('../fixtures/preset-losses.json', import.meta.url), 'utf8')) as {
  batches: { [name in 'judged' | 'unjudged']: Batch }
  cases: { [name: string]: PresetNumbers }
}

describe('loss and derivative of the presets', () => {
  it('are held for every case', () => {
    expect(Object.keys(presetCases())).toEqual(Object.keys(fixture.cases))
  })

  it.each(Object.entries(presetCases()))('of %s are what they were to 1e-12', (name, presetCase) => {
    const wanted = fixture.cases[name] as PresetNumbers
    const got = numbersOf(presetCase, fixture.batches[presetCase.batch])
    const distance = (a: readonly number[], b: readonly number[]): number =>
      Math.max(...a.map((value, i) => Math.abs(value - (b[i] as number))))
    expect(got.coefficients).toHaveLength(wanted.coefficients.length)
    expect(distance(got.losses, wanted.losses)).toBeLessThan(1e-12)
    expect(distance(got.coefficients, wanted.coefficients)).toBeLessThan(1e-12)
  })
})

/** Something that a policy without any training gets partly right: letters of the first half of the alphabet. */
function halfAlphabet(): EnvironmentSpec {
  const isEarly = (letter: string): boolean => letter < 'n'
  return defineEnv({
    id: 'half-alphabet',
    tasks: generate(({ rng }) => ({
      prompt: `${rng.pick('abcdefgh'.split(''))}${rng.pick('abcdefgh'.split(''))}:`,
      answer: null,
    })),
    rewards: {
      first: { weight: 0.5, verify: ({ reply }) => isEarly(reply.charAt(0)) },
      early: ({ reply }) => reply.split('').filter(isEarly).length / Math.max(1, reply.length),
    },
    outcome: 'first',
  }).configure()
}

describe('trainings', () => {
  it('of one seed and different presets part, with the minibatches that each wants', { timeout: 60_000 }, async () => {
    const names = ['grpo', 'dapo', 'drGrpo', 'gspo', 'cispo']
    const replies: string[][] = []
    for (const name of names) {
      const algorithm = algorithmNamed(name)
      const policy = await tinyPolicy()
      const run = RunDirectory.create({ environment: 'half', algorithm: name, settings: {}, root: temporaryFolder() })
      const settings = tinySettings({
        algorithm,
        coldStart: null,
        steps: 3,
        samplesPerPrompt: 8,
        minibatches: algorithm.defaultMinibatches ?? 1,
        learningRate: constant({ peak: 1e-2 }),
        evaluation: { everySteps: 100, tasks: 2, repliesPerTask: 1 },
      })
      await train({ environment: halfAlphabet(), policy, settings, run })
      run.close()
      await policy.close()
      const records = linesWithoutTimes(run.path, 'episodes').map((line) => JSON.parse(line) as EpisodeRecord)
      replies.push(
        [1, 2, 3].map((step) =>
          records
            .filter((record) => record.phase === 'train' && record.step === step)
            .map(lastReply)
            .join(' '),
        ),
      )
    }
    const distinct = (step: number): number => new Set(replies.map((steps) => steps[step - 1])).size
    // Before the first update all are the same policy; after the second each is one of its own.
    expect([distinct(1), distinct(3)]).toEqual([1, names.length])
  })
})
