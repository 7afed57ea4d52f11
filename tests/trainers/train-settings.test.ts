import { expect, test } from 'vitest'
import { RlvrError } from '../../src/core/errors.ts'
import { constant } from '../../trainers/index.ts'
import { checkSettings, planLines, type TrainSettings } from '../../trainers/train-settings.ts'
import { tinySettings } from './tiny-training.ts'

const sampling = tinySettings().sampling
const evaluation = tinySettings().evaluation
const coldStart = { steps: 3, batchSize: 16, learningRate: constant({ peak: 1e-3 }) }

/** Changes that make the settings useless, and the mend that the refusal names. */
const refused: readonly (readonly [Partial<TrainSettings>, RegExp])[] = [
  [{ steps: 0 }, /`steps` is a whole number from 1; got 0/],
  [{ steps: 1.5 }, /`steps`.*got 1\.5/],
  [{ promptsPerStep: Number.NaN }, /`promptsPerStep`.*got NaN/],
  [{ minibatches: 0 }, /`minibatches`/],
  [{ updatesPerRollout: -1 }, /`updatesPerRollout`/],
  [{ microbatchTokens: Infinity }, /`microbatchTokens`.*got Infinity/],
  [{ checkpointEverySteps: 0 }, /`checkpointEverySteps`/],
  [{ sampling: { ...sampling, maxTokens: 0 } }, /`sampling\.maxTokens`/],
  [{ evaluation: { ...evaluation, everySteps: 0 } }, /`evaluation\.everySteps`/],
  [{ evaluation: { ...evaluation, tasks: 0 } }, /`evaluation\.tasks`/],
  [{ evaluation: { ...evaluation, repliesPerTask: 0 } }, /`evaluation\.repliesPerTask`/],
  [{ coldStart: { ...coldStart, steps: 0 } }, /`coldStart\.steps`/],
  [{ coldStart: { ...coldStart, batchSize: 0 } }, /`coldStart\.batchSize`/],
  [{ samplesPerPrompt: 1 }, /A group of one.*Set samplesPerPrompt to 2 or more/],
  [{ minibatches: 17 }, /17 minibatches cannot share 16 replies .*lower minibatches/],
  [{ sampling: { ...sampling, temperature: 0 } }, /temperature must be .*above 0; got 0/],
  [{ sampling: { ...sampling, temperature: Infinity } }, /temperature must be .*got Infinity/],
  [{ sampling: { ...sampling, minP: 0.1 } }, /cannot use minP 0.1/],
  [{ sampling: { ...sampling, topK: 5 } }, /cannot use topK 5 .*Set topK 0 and topP 1/],
  [{ sampling: { ...sampling, topP: 0.9 } }, /topP 0\.9/],
  [{ maxGradNorm: 0 }, /`maxGradNorm` must be above 0; got 0\. Infinity switches clipping off/],
  [{ maxGradNorm: Number.NaN }, /`maxGradNorm`.*got NaN/],
  [{ entropyCoefficient: Infinity }, /`entropyCoefficient` must be a finite number; got Infinity/],
]

for (const [change, words] of refused)
  test(`settings with ${JSON.stringify(change)} are refused with the mend`, () => {
    let thrown: unknown
    try {
      checkSettings(tinySettings(change))
    } catch (error) {
      thrown = error
    }
    expect(RlvrError.isInstance(thrown) && thrown.code).toBe('RLVR_USAGE')
    expect((thrown as Error).message).toMatch(words)
  })

test('settings that work are accepted, at their limits too', () => {
  for (const change of [
    {},
    { minibatches: 16 },
    { maxGradNorm: Infinity },
    { coldStart: null },
    { microbatchTokens: 1 },
  ])
    expect(() => checkSettings(tinySettings(change))).not.toThrow()
})

test('the plan says what one step is made of', () => {
  const lines = planLines(tinySettings({ minibatches: 2, updatesPerRollout: 3, entropyCoefficient: 0.01 })).join('\n')
  expect(lines).toContain('4 prompts x 4 samples = 16 replies of at most 4 tokens')
  expect(lines).toContain('6 optimizer steps a rollout: 2 minibatches of about 8 replies, 3 times')
  expect(lines).toContain('entropy bonus 0.01')
  expect(planLines(tinySettings({ coldStart: null })).join('\n')).toContain('cold start  none')
})

test('the plan says how many held-out tasks there are, where more were asked for', () => {
  const lineOf = (heldOutTasks: number): string | undefined =>
    planLines(tinySettings(), { heldOutTasks }).find((line) => line.startsWith('evaluation'))
  expect(lineOf(4)).toContain('4 held-out tasks (of 6 asked: there are no more different ones) x 2 replies')
  expect(lineOf(6)).toContain('6 held-out tasks x 2 replies')
})
