import { expect, test } from 'vitest'
import type { EnvironmentFactory } from '../../../src/core/define-env.ts'
import { requireForgetsNothing } from '../../../src/core/forgetting.ts'
import type { GenerateRequest, Policy } from '../../../src/core/policy.ts'
import { requireTurns } from '../../../src/core/wrap/wrapped-factory.ts'
import { cutText, withHistory } from '../../../src/core/wrap/with-history.ts'
import { runEpisodes } from '../../../src/rollout/run-episodes.ts'
import { alone, begun, dialogue, saidIn } from './sample-dialogue.ts'

const look = '<tool_call>{"name": "look", "arguments": {}}</tool_call>'

test('the policy is shown the opening and the last exchanges; the record and the rewards have all', async () => {
  const { conversation, digits } = await begun(withHistory(dialogue, { exchanges: 1 }))
  const [opening] = saidIn(conversation.observation.messages)
  const [a, b, c] = digits as [string, string, string]
  await conversation.step(a)
  const { observation } = await conversation.step(b)
  expect(saidIn(observation.messages)).toEqual([opening, b, 'Digit 3?'])
  expect(saidIn(conversation.transcript)).toEqual([opening, a, 'Digit 2?', b, 'Digit 3?'])
  expect((await conversation.step(c)).judgement).toMatchObject({ reward: 1.5, outcome: true })
})

test('old tool results lose their text, and the newest keep it', async () => {
  const { conversation, digits } = await begun(withHistory(dialogue, { toolResults: 1 }))
  const [opening] = saidIn(conversation.observation.messages)
  await conversation.step(look)
  expect(saidIn(conversation.observation.messages)).toEqual([opening, look, digits.join('')])
  await conversation.step(look)
  expect(saidIn(conversation.observation.messages)).toEqual([opening, look, cutText, look, digits.join('')])
  expect(saidIn(conversation.transcript).filter((text) => text === cutText)).toEqual([])
  await conversation.close()
})

test('tokens that went on from another conversation than the one that is shown are sequences of their own', async () => {
  const requests: GenerateRequest[] = []
  const policy: Policy = {
    name: 'counting',
    generate: async (given) => {
      requests.push(...given)
      return given.map(({ messages, previous }) => {
        const before = previous?.sequence ?? { sampled: messages.map(() => 0), logProbs: [] }
        const sampled = Uint8Array.from([...before.sampled, ...(previous === undefined ? [] : [0]), 1])
        const logProbs = new Float32Array(before.logProbs.length + 1)
        return { text: '7', sequence: { tokens: new Int32Array(sampled.length), sampled, logProbs, sampledBy: null } }
      })
    },
  }
  const played = async (environment: EnvironmentFactory): Promise<readonly string[]> => {
    requests.length = 0
    const spec = environment.configure({ digits: 4 })
    const task = (await spec.tasks({ split: 'train', seed: 0 })).at(0)
    const plan = { task, groupId: 'g', index: 0, seed: 's' }
    const [episode] = await runEpisodes([plan], { environment: spec, policy })
    expect(episode?.record.messages).toHaveLength(8)
    return [...(episode?.earlier ?? []), episode?.sequence ?? null].map((each) => each?.sampled.join('') ?? '')
  }
  expect(await played(dialogue)).toEqual(['01010101'])
  expect(await played(withHistory(dialogue, { exchanges: 1 }))).toEqual(['0101', '0001', '0001'])
  expect(requests.map(({ messages, previous }) => [messages.length, previous?.messages])).toEqual([
    [1, undefined],
    [3, 2],
    [3, undefined],
    [3, undefined],
  ])
})

test('a window that is none, and an environment of one turn, are refused', () => {
  expect(() => withHistory(dialogue, {})).toThrow('withHistory() is told what is shown')
  expect(() => withHistory(dialogue, { exchanges: 0 })).toThrow('`exchanges` is a whole number from 1; got 0.')
  expect(() => withHistory(alone, { exchanges: 1 }).configure()).toThrow('an episode of `alone` has one')
  expect(() => requireTurns('withHistory', { id: 'x', maxTurns: 2 })).not.toThrow()
  expect(() => requireForgetsNothing({ id: 'x' }, 'a server')).not.toThrow()
})
