import { Type } from 'typebox'
import { describe, expect, test } from 'vitest'
import { defineEnv } from '../../src/core/define-env.ts'
import type { EnvironmentSpec } from '../../src/core/environment.ts'
import type { Message } from '../../src/core/message.ts'
import type { Policy, TokenSequence, TrainablePolicy } from '../../src/core/policy.ts'
import { taskList } from '../../src/core/task.ts'
import { goldPolicy } from '../../src/policy/scripts/gold-policy.ts'
import { runEpisodes } from '../../src/rollout/run-episodes.ts'
import { coldStartStep } from '../../trainers/cold-start.ts'
import { SkipGuard } from '../../trainers/optimizer-step.ts'

type Seen = readonly [messages: readonly Message[], text: string]

/** Remembers what it was to learn; its numbers are of no interest. */
function pupil(seen: Seen[]): TrainablePolicy {
  const sequence: TokenSequence = {
    tokens: Int32Array.of(0, 1),
    sampled: Uint8Array.of(0, 1),
    logProbs: Float32Array.of(-1),
    sampledBy: null,
  }
  const unused = async (): Promise<never> => expect.unreachable()
  return {
    name: 'pupil',
    version: 0,
    maxLengthTokens: 100,
    generate: unused,
    encode: (messages: readonly Message[], text: string) => {
      seen.push([messages, text])
      return sequence
    },
    accumulate: async (sequences: readonly TokenSequence[]) => sequences.map(({ logProbs }) => ({ logProbs })),
    apply: async () => ({ gradNorm: 1, skipped: false }),
    score: unused,
    discard: unused,
    snapshot: unused,
    restore: unused,
    freeze: unused,
    close: async () => {},
  }
}

async function learnt(spec: EnvironmentSpec, batchSize: number): Promise<Seen[]> {
  const seen: Seen[] = []
  const taskset = await spec.tasks({ split: 'train', seed: 0 })
  const settings = { seed: 0, microbatchTokens: 100, maxGradNorm: 1 } as never
  const context = { spec, policy: pupil(seen), taskset, settings, guard: new SkipGuard() }
  await coldStartStep(context, { steps: 1, batchSize, learningRate: () => 1e-3 }, 1)
  return seen
}

const asking = '<tool_call>{"name":"stock","arguments":{"fruit":"plums"}}</tool_call>'

const log: string[] = []
const shop = defineEnv({
  id: 'shop',
  system: 'Ask for the stock, then answer.',
  tasks: taskList({ train: [{ prompt: 'How many plums?', answer: 7 }] }),
  state: () => ({ [Symbol.dispose]: () => void log.push('disposed') }),
  tools: {
    stock: {
      description: 'Tells the stock.',
      parameters: Type.Object({ fruit: Type.String() }),
      run: (_, { task }) => String(task.answer),
    },
  },
  rewards: { correct: ({ reply, task }) => Number(reply) === task.answer },
  outcome: 'correct',
  demonstrate: ({ answer }) => [
    { text: '', toolCalls: [{ id: 'call-0', name: 'stock', arguments: { fruit: 'plums' } }] },
    String(answer),
  ],
})

describe('the cold start', () => {
  test('learns from the conversation as rollouts see it: system message, calls in the text, answers of tools', async () => {
    const seen = await learnt(shop.configure(), 1)
    expect(seen).toEqual([
      [
        [
          { role: 'system', content: 'Ask for the stock, then answer.' },
          { role: 'user', content: 'How many plums?' },
        ],
        asking,
      ],
      [
        [
          { role: 'system', content: 'Ask for the stock, then answer.' },
          { role: 'user', content: 'How many plums?' },
          {
            role: 'assistant',
            content: asking,
            toolCalls: [{ id: 'call-0', name: 'stock', arguments: { fruit: 'plums' } }],
          },
          { role: 'tool', content: '7', toolCallId: 'call-0' },
        ],
        '7',
      ],
    ])
    expect(log).toEqual(['disposed'])
  })

  test('is asked the very messages that a policy is asked in an episode', async () => {
    const spec = shop.configure()
    const task = (await spec.tasks({ split: 'train', seed: 0 })).at(0)
    const asked: (readonly Message[])[] = []
    const gold = await goldPolicy(spec, [task])
    const policy: Policy = {
      ...gold,
      generate: async (requests, ...rest) => {
        asked.push(...requests.map(({ messages }) => messages))
        return await gold.generate(requests, ...rest)
      },
    }
    const [episode] = await runEpisodes([{ task, groupId: '0', index: 0, seed: '0' }], { environment: spec, policy })
    expect(episode?.record).toMatchObject({ outcome: true, turns: 2, toolCalls: 1, toolFailures: 0 })
    const learning = (await learnt(spec, 1)).map(([messages]) => messages)
    expect(learning.map((messages) => messages.map(({ role }) => role))).toEqual(
      asked.map((messages) => messages.map(({ role }) => role)),
    )
    expect(learning[0]).toEqual(asked[0])
  })

  test('says what to do where there is no demonstration, or one that goes on after the end', async () => {
    const base = { id: 'mute', tasks: taskList({ train: [{ prompt: 'x', answer: 'a' }] }), outcome: 'correct' } as const
    const mute = defineEnv({ ...base, rewards: { correct: () => true } }).configure()
    await expect(learnt(mute, 1)).rejects.toMatchObject({
      code: 'RLVR_USAGE',
      message: expect.stringContaining('`mute` has no `demonstrate`') as string,
    })
    const long = defineEnv({ ...base, rewards: { correct: () => true }, demonstrate: () => ['a', 'b'] }).configure()
    await expect(learnt(long, 1)).rejects.toThrow('has 2 actions, and the episode ends after 1')
  })
})
