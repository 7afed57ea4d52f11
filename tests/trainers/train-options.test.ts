import { afterAll, describe, expect, test } from 'vitest'
import { resolveSettings } from '../../trainers/resolve-settings.ts'
import { train } from '../../trainers/train.ts'
import { scriptedPolicy } from '../../src/policy/scripts/scripted-policy.ts'
import { openTransformer } from '../../src/policy/transformer/transformer-policy.ts'
import { configure } from '../../src/core/registry.ts'
import reverse from '../../envs/reverse/index.ts'

const policy = await openTransformer({
  architecture: { width: 8, layers: 1, heads: 2, maxLengthTokens: 32, positions: 'learned', mlp: 'silu', mlpWidth: 8 },
  tokenizer: { kind: 'byte' },
  threads: 1,
})
afterAll(async () => await policy.close())

describe('train refuses', () => {
  const environment = reverse
  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'train: it takes { environment, policy, settings }; got undefined.'],
    ['no environment', { policy }, '`environment` is missing'],
    ['no policy', { environment }, '`policy` is missing. Open one that learns'],
    [
      'a script',
      { environment, policy: scriptedPolicy('x') },
      'the policy `scripted` cannot be trained: it has no `encode`',
    ],
    ['a name', { environment, policy: 'scripted:gold' }, '"scripted:gold" cannot be trained'],
    ['an empty policy', { environment, policy: {} }, 'the policy cannot be trained: it has no `generate`'],
    ['a run that is none', { environment, policy, run: 3 }, '`run` is an open run'],
    ['a setting beside settings', { environment, policy, algorithm: 'grpo' }, 'train({ settings: { algorithm: … } })'],
    [
      'a group of settings beside settings',
      { environment, policy, evaluation: {} },
      'train({ settings: { evaluation: … } })',
    ],
    ['a misspelt option', { environment, policy, setings: {} }, 'has no option `setings`. Did you mean `settings`?'],
    [
      'null as settings',
      { environment, policy, settings: null },
      '`settings` is an object like { steps: 100 }; got null',
    ],
    ['an event listener', { environment, policy, onEvent: 3 }, '`onEvent` is a function'],
    ['a signal', { environment, policy, signal: 3 }, '`signal` is that of an AbortController'],
  ])('%s', async (_, options, message) => {
    const thrown = train(options as never)
    await expect(thrown).rejects.toThrow(message)
    await expect(thrown).rejects.toMatchObject({ code: 'RLVR_USAGE' })
  })

  test.each<[object, string]>([
    [{ schedule: () => 1 }, "`schedule` is no function, but plain data. It is 'linear'"],
    [{ steps: () => 1 }, '`steps` is no function'],
    [{ coldStart: 'no' }, '`coldStart` is a number of steps'],
    [{ sampling: 3 }, '`sampling` is an object like'],
    [{ 'evaluation.tasks': 3 }, 'stands in an object of its own: { evaluation: { tasks: … } }.'],
  ])('the settings %o', async (settings, message) => {
    const thrown = resolveSettings(settings, { environment: await configure(reverse), policy })
    await expect(thrown).rejects.toThrow(message)
    await expect(thrown).rejects.toMatchObject({ code: 'RLVR_USAGE' })
  })
})
