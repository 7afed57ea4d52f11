import { expect, test } from 'vitest'
import { mix } from '../../../src/core/mix/mix.ts'
import { withHistory } from '../../../src/core/wrap/with-history.ts'
import { withLimits } from '../../../src/core/wrap/with-limits.ts'
import { withMemory } from '../../../src/core/wrap/with-memory.ts'
import { clipReward, withRewards } from '../../../src/core/wrap/with-rewards.ts'
import { wrappedFactory } from '../../../src/core/wrap/wrapped-factory.ts'
import { evaluate } from '../../../src/eval/evaluate.ts'
import { scriptedPolicy } from '../../../src/policy/scripts/scripted-policy.ts'
import { ServedEnvironment } from '../../../src/serve/environments/served-environment.ts'
import { checkEnvironment } from '../../../src/testing/check-environment.ts'
import { alone, dialogue } from './sample-dialogue.ts'

const whole = (): ReturnType<typeof withRewards> =>
  withRewards(withMemory(withLimits(dialogue, { limits: { turns: 6 } })), { transform: clipReward(0, 1) })

test('wrappers over wrappers keep the contract of an environment, and have ids of their own', async () => {
  const factory = withHistory(whole(), { exchanges: 1 })
  expect(factory).toMatchObject({
    id: 'dialogue-limits-memory-rewards-history',
    description:
      'Says the digits of a code. Episodes have limits of their own. The policy has a memory. The reward is transformed. The policy is not shown the whole conversation.',
    optionsSchema: dialogue.optionsSchema,
  })
  const findings = await checkEnvironment(factory, { tasks: 4 })
  expect(findings.filter(({ ok }) => !ok)).toEqual([])
  // Handed more, it is still wrapped.
  expect(factory.configure({ digits: 4 }).handed({}).maxTurns).toBe(6)
  expect(factory.configure({ digits: 4 })).toMatchObject({ maxTurns: 6, options: { digits: 4 } })
})

test('they are evaluated, mixed, played by the Gym face and served as any other; what forgets is not served', async () => {
  const mixed = await mix({ id: 'both', environments: [{ environment: whole() }, { environment: alone }] })
  const { outcome } = await evaluate({ environment: mixed, policy: scriptedPolicy('yes'), tasks: 8 })
  expect(outcome?.value).toBe(0.5)
  const name = 'dialogue-limits-memory-rewards'
  const task = (await mixed.configure().tasks({ split: 'train', seed: 0 })).at(1)
  const { rubric } = mixed.configure({ [name]: { digits: 2 } })
  expect(rubric.transform?.({ reward: 1.5, outcome: true, verdicts: {} }, { task, reply: '' })).toMatchObject(
    task.metadata['environment'] === name ? { reward: 1, rewardBefore: 1.5 } : { reward: 1.5 },
  )
  const environment = whole().configure().create()
  expect(environment.id).toBe(name)
  const { observation } = await environment.reset({ seed: 1 })
  expect(observation.messages[0]?.content).toMatch(/^You have a memory/)
  expect(new ServedEnvironment(whole().configure()).name).toBe(name)
  expect(() => new ServedEnvironment(withHistory(dialogue, { exchanges: 1 }).configure())).toThrow(
    '`dialogue-history` shows its policy a part of the conversation alone (`withHistory`), and a server leaves',
  )
  const forgetful = await mix({ id: 'all', environments: [{ environment: withHistory(dialogue, { exchanges: 1 }) }] })
  expect(() => new ServedEnvironment(forgetful.configure())).toThrow('`all` shows its policy a part')
})

test('what is no factory, and a field that nobody knows, are said', () => {
  const wrapper = { name: 'withNothing', suffix: 'nothing', fields: [], told: '', change: () => ({}) }
  expect(wrappedFactory(alone, { id: 'same' }, wrapper)).toMatchObject({ id: 'same' })
  expect(() => wrappedFactory('wordle' as never, {}, wrapper)).toThrow(
    'withNothing() takes what `defineEnv` or `mix` gives; got "wordle". Load it before: withNothing(await loadEnvironment(\'wordle\'), …).',
  )
  expect(() => wrappedFactory(alone.configure() as never, {}, wrapper)).toThrow('wrap its factory')
  expect(() => withMemory(dialogue, { maxCharacter: 3 } as never)).toThrow('maxCharacters')
  expect(() => wrappedFactory(alone, { id: 'Not One' }, wrapper)).toThrow('An environment id is')
})
