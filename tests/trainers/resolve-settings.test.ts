import { describe, expect, test } from 'vitest'
import reverse from '../../envs/reverse/index.ts'
import { defineEnv } from '../../src/core/define-env.ts'
import { dapo, grpo, gspo } from '../../trainers/presets.ts'
import { resolveSettings, type TrainSettingsInput } from '../../trainers/resolve-settings.ts'
import { constant } from '../../trainers/schedules.ts'
import type { TrainSettings } from '../../trainers/train-settings.ts'

const fresh = { maxLengthTokens: 64, version: 0 }

async function resolved(input: TrainSettingsInput, policy = fresh): Promise<TrainSettings> {
  return await resolveSettings(input, { environment: reverse, policy })
}

describe('what is not said', () => {
  test('comes from the policy, the environment and the algorithm', async () => {
    const settings = await resolved({})
    expect(settings).toMatchObject({ seed: 0, steps: 200, minibatches: 2, sampling: { maxTokens: 32, temperature: 1 } })
    expect(settings.algorithm.name).toBe('grpo')
    expect(settings.coldStart).toMatchObject({ steps: 200, batchSize: 128 })
    expect((await resolved({ algorithm: 'gspo' })).minibatches).toBe(4)
    expect((await resolved({ algorithm: gspo() })).minibatches).toBe(4)
    expect((await resolved({ algorithm: 'gspo', minibatches: 3 })).minibatches).toBe(3)
  })

  test('is no cold start for a policy that has learned, or without demonstrations', async () => {
    expect((await resolved({}, { maxLengthTokens: 64, version: 3 })).coldStart).toBeNull()
    const bare = defineEnv({
      id: 'bare',
      draw: ({ rng }) => ({ prompt: String(rng.int(0, 999)), answer: 'x' }),
      rewards: { correct: ({ reply, task }) => reply === task.answer },
      outcome: 'correct',
    })
    expect((await resolveSettings({}, { environment: bare, policy: fresh })).coldStart).toBeNull()
  })

  test('of warm-up is a quarter of the steps there are, so that a short run comes down from its peak too', async () => {
    const { learningRate } = await resolved({ steps: 8, learningRate: 1 })
    expect([0, 1, 2, 5].map((step) => learningRate(step))).toEqual([0.5, 1, 1, 0.55])
  })
})

describe('a setting in a short form', () => {
  test('a number is the peak of a schedule, a function is the schedule', async () => {
    const { learningRate } = await resolved({ learningRate: 1, warmupSteps: 0, steps: 4 })
    expect([0, 2, 4].map((step) => learningRate(step))).toEqual([1, 0.55, 0.1])
    const own = constant({ peak: 0.3 })
    expect((await resolved({ learningRate: own })).learningRate).toBe(own)
    expect((await resolved({ learningRate: 2, schedule: 'constant', warmupSteps: 0 })).learningRate(99)).toBe(2)
  })

  test('an algorithm is a name, a name with options, options alone, a preset, or a value', async () => {
    const clipped = dapo({ clip: [0.2, 0.3] })
    expect((await resolved({ algorithm: clipped })).algorithm).toBe(clipped)
    expect((await resolved({ algorithm: 'dapo' })).algorithm.filter.description).toBe(dapo().filter.description)
    expect((await resolved({ algorithm: dapo })).algorithm.name).toBe('dapo')
    const named = await resolved({ algorithm: { name: 'dapo', clip: [0.2, 0.3] } })
    expect(named.algorithm.surrogate.description).toBe(clipped.surrogate.description)
    const optioned = await resolved({ algorithm: { aggregate: 'tokenMean' } })
    expect(optioned.algorithm).toMatchObject({ name: 'grpo' })
    expect(optioned.algorithm.aggregate.description).toBe(dapo().aggregate.description)
  })

  test('a cold start is a number of steps, or none', async () => {
    expect((await resolved({ coldStart: 7 })).coldStart).toMatchObject({ steps: 7, batchSize: 128 })
    expect((await resolved({ coldStart: null })).coldStart).toBeNull()
    expect((await resolved({ coldStart: 0 })).coldStart).toBeNull()
    const own = constant({ peak: 0.3 })
    expect((await resolved({ coldStart: { steps: 3, learningRate: own } })).coldStart?.learningRate).toBe(own)
  })
})

test('settings that are complete already stay as they are', async () => {
  const settings = await resolved({ algorithm: grpo({ klCoefficient: 0.1 }), learningRate: 1e-2, steps: 3 })
  const again = await resolved(settings)
  expect(again).toEqual(settings)
  expect(again.learningRate).toBe(settings.learningRate)
})

describe('refused with the mend', () => {
  const cases: { readonly [what: string]: readonly [object, RegExp, string?] } = {
    'an unknown setting': [{ stepz: 3 }, /There is no setting `stepz`\. Did you mean `steps`\?/],
    'a setting by its name of before': [{ coldStartSteps: 3 }, /Did you mean `coldStart\.steps`\?/],
    'a part of a group alone': [{ maxTokens: 3 }, /Did you mean `sampling\.maxTokens`\?/],
    'an unknown setting of a group': [
      { evaluation: { tasksz: 3 } },
      /`evaluation\.tasksz`\. Did you mean `evaluation\.tasks`\?/,
    ],
    'a number for a group': [{ evaluation: 5 }, /`evaluation` holds `evaluation\.everySteps`, .*; got 5/],
    'a text for a number': [{ learningRate: 'fast' }, /`learningRate` must be number; got "fast"/],
    'a fraction of a step': [{ steps: 1.5 }, /`steps` must be integer; got 1\.5/],
    'a number that is none': [{ learningRate: Number.NaN }, /learningRate/],
    'an unknown algorithm': [
      { algorithm: 'grop' },
      /Unknown algorithm `grop`\. Did you mean `grpo`\?/,
      'RLVR_UNKNOWN_NAME',
    ],
    'an algorithm that is none': [{ algorithm: 7 }, /`algorithm` is the name of one \(grpo, .*got 7/],
    'a function that is no preset': [{ algorithm: () => 3 }, /a function that gives no algorithm/],
    'an option of another algorithm': [
      { algorithm: { name: 'gspo', bounds: [0, 5] } },
      /`gspo` has no option `bounds`/,
    ],
    'a schedule beside a function': [
      { learningRate: constant({ peak: 1 }), schedule: 'cosine' },
      /`schedule` has no effect beside a learning rate that is a function/,
    ],
    'the size of a cold start that is none': [
      { coldStart: { steps: 0, batchSize: 4 } },
      /`coldStart\.batchSize` has no effect without a cold start: set `coldStart\.steps` above 0/,
    ],
    'more warm-up than steps': [{ steps: 3, warmupSteps: 4 }, /`warmupSteps` 4 is more than the 3 steps/],
    'a clip where no ratio leaves 1': [
      { algorithm: { clip: 0.3 }, minibatches: 1 },
      /`algorithm\.clip` has no effect with one optimizer step a rollout.*Set `minibatches` to 2 or more/,
    ],
    'a KL horizon without a target': [{ algorithm: { klCoefficient: 0.1, klHorizon: 5 } }, /`klHorizon`.*`klTarget`/],
  }
  test.each(Object.entries(cases))('%s', async (_, [input, words, code = 'RLVR_USAGE']) => {
    const refused = resolved(input)
    await expect(refused).rejects.toThrow(words)
    await expect(refused).rejects.toMatchObject({ code })
  })

  test('settings that are no object', async () => {
    await expect(resolved('grpo' as never)).rejects.toThrow('Settings are an object like { steps: 100 }; got "grpo".')
  })
})
