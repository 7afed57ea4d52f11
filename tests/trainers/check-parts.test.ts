import { expect, test } from 'vitest'
import { checkParts } from '../../trainers/check-parts.ts'
import {
  constantCoefficient,
  dapo,
  grpo,
  k3,
  klPenalty,
  none,
  reinforcePlusPlus,
  sameNumbersAs,
} from '../../trainers/index.ts'
import { resolveSettings, type TrainSettingsInput } from '../../trainers/resolve-settings.ts'
import { tinyEnvironment, tinySettings } from './tiny-training.ts'

const good = tinySettings()

test('settings that can work are taken', () => {
  for (const fine of [
    {},
    { alarms: { entropySteps: 2, rewardRise: -0.5 } },
    { optimizer: { beta1: 0, weightDecay: 0 } },
    { algorithm: { ...grpo(), kl: klPenalty(k3(), { coefficient: 0.1 }) } },
    { learningRate: (step: number) => 1 / (1 + step) },
  ])
    expect(() => checkParts({ ...good, ...fine })).not.toThrow()
})

test.each<[object, string]>([
  [{ alarms: { foo: 1 } }, '`alarms` has no field `foo`.'],
  [{ alarms: { entropyStep: 1 } }, 'Did you mean `entropySteps`?'],
  [{ alarms: { entropyNats: Number.NaN } }, '`alarms.entropyNats` is a finite number; got NaN.'],
  [{ alarms: { trendSteps: 0.5 } }, '`alarms.trendSteps` is a whole number from 1; got 0.5.'],
  [{ alarms: [] }, '`alarms` is an object with entropyNats'],
  [{ optimizer: { beta3: 1 } }, '`optimizer` has no field `beta3`.'],
  [{ optimizer: { beta1: 1 } }, '`optimizer.beta1` is a number from 0 to below 1; got 1.'],
  [{ optimizer: { epsilon: 0 } }, '`optimizer.epsilon` is a number above 0; got 0.'],
  [{ optimizer: { weightDecay: -1 } }, '`optimizer.weightDecay` is a number from 0; got -1.'],
  [{ optimizer: null }, '`optimizer` is an object with beta1'],
  [{ sampling: { ...good.sampling, stop: 'a' } }, '`sampling.stop` is a list of texts'],
  [{ learningRate: () => Number.NaN }, '`learningRate` gives NaN at step 0'],
  [{ learningRate: (step: number) => (step === 3 ? -1 : 1) }, '`learningRate` gives -1 at step 3'],
  [{ learningRate: {} }, '`learningRate` is a number or a function of the step; got {}.'],
  [{ coldStart: { ...good.coldStart, learningRate: () => Infinity } }, '`coldStart.learningRate` gives Infinity'],
  [{ algorithm: { ...grpo(), surrogate: 1 } }, 'The `surrogate` of an algorithm is a function; got 1.'],
  [{ algorithm: { ...grpo(), kl: undefined } }, 'The `kl` of an algorithm is what none() or klPenalty'],
  [{ algorithm: { ...grpo(), kl: { ...none(), estimator: 'k3' } } }, 'The `kl` of an algorithm is what none()'],
  [{ algorithm: { ...grpo(), kl: { ...none(), coefficient: 0.1 } } }, 'or constantCoefficient(0.1).'],
  [{ algorithm: { ...grpo(), kl: { ...none(), coefficient: {} } } }, 'A coefficient is a number'],
])('%o is refused', (wrong, words) => {
  expect(() => checkParts({ ...good, ...wrong })).toThrow(words)
})

test.each<[object, string]>([
  [{ coldStart: true }, '`coldStart` is a number of steps, an object like { steps: 100 }, or null for none; got true.'],
  [{ coldStart: [] }, 'got [].'],
  [{ algorithm: null }, '`algorithm` is the name of one'],
  [{ algorithm: [] }, 'got [].'],
  [{ algorithm: { surrogate: 1 } }, 'The `advantage` of an algorithm is a function; got undefined.'],
  [{ sampling: null }, '`sampling` is an object'],
  [{ learningRate: Number.NaN }, 'got NaN'],
])('%o is no setting', async (wrong, words) => {
  const context = { environment: tinyEnvironment(), policy: { maxLengthTokens: 12, version: 0 } }
  await expect(resolveSettings(wrong as TrainSettingsInput, context)).rejects.toMatchObject({
    code: 'RLVR_USAGE',
    message: expect.stringContaining(words) as string,
  })
})

test('a preset takes an object of options', () => {
  for (const wrong of [5, null, 'a', []])
    expect(() => grpo(wrong as never)).toThrow('`grpo` takes an object of options')
  expect(() => grpo({ kl: { estimator: 5, coefficient: constantCoefficient(0) } as never })).toThrow(
    'The `kl` of `grpo`',
  )
})

test('an algorithm that counts replies without a reward has the numbers of TRL or of nobody', () => {
  for (const preset of [grpo, dapo, reinforcePlusPlus]) {
    expect(sameNumbersAs(preset({ nullRewards: 'leave-out' }))).toBe(sameNumbersAs(preset()))
    const counted = sameNumbersAs(preset({ nullRewards: 'count' }))
    expect(counted).toBe(sameNumbersAs(preset())?.startsWith('TRL ') === true ? sameNumbersAs(preset()) : null)
  }
})
