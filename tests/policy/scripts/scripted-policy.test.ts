import { describe, expect, it } from 'vitest'
import { defineEnv } from '../../../src/core/define-env.ts'
import { defaultSampling } from '../../../src/core/policy.ts'
import { promptMessages } from '../../../src/core/message.ts'
import { taskList } from '../../../src/core/task.ts'
import { runGroups } from '../../../src/rollout/run-groups.ts'
import { goldPolicy } from '../../../src/policy/scripts/gold-policy.ts'
import { scriptedPolicy } from '../../../src/policy/scripts/scripted-policy.ts'
import { guessing, judgedBy, sums } from '../../rollout/example-environments.ts'

const user = { role: 'user', content: 'Hello' } as const
const assistant = { role: 'assistant', content: 'Hi' } as const

describe('scriptedPolicy', () => {
  it('says one text always, or one a turn and the last for later turns', async () => {
    const requests = [[user], [user, assistant, user], [user, assistant, user, assistant, user]].map((messages) => ({
      messages,
      seed: 1,
    }))
    const texts = async (script: string | string[]): Promise<string[]> =>
      (await scriptedPolicy(script).generate(requests, defaultSampling)).map(({ text }) => text)
    expect(await texts('yes')).toEqual(['yes', 'yes', 'yes'])
    expect(await texts(['first', 'second'])).toEqual(['first', 'second', 'second'])
  })

  it('lets a function draw from the seed of its request', async () => {
    const policy = scriptedPolicy((_, { rng }) => String(rng.int(1, 1000)))
    const requests = [1, 2, 1].map((seed) => ({ messages: [user], seed }))
    const [first, second, third] = await policy.generate(requests, defaultSampling)
    expect(first).toEqual(third)
    expect(first).not.toEqual(second)
  })
})

describe('goldPolicy', () => {
  it('gives the demonstration of the task that a conversation began with, under any system message', async () => {
    const spec = sums.configure()
    const taskset = await spec.tasks({ split: 'train', seed: 0 })
    const tasks = [0, 1, 2].map((index) => taskset.at(index))
    const policy = await goldPolicy(spec, tasks)
    const requests = tasks.map((task, index) => ({
      messages: [...promptMessages(task.prompt, index === 1 ? 'Be brief.' : undefined)],
      seed: index,
    }))
    const replies = await policy.generate(requests, defaultSampling)
    expect(replies.map(({ text }) => text)).toEqual(tasks.map(({ answer }) => answer))
  })

  it('gives the actions of a demonstration turn by turn, and says where it has none left', async () => {
    const taskset = await guessing.configure().tasks({ split: 'train', seed: 0 })
    const policy = await goldPolicy(guessing, [taskset.at(0)])
    const given = promptMessages(taskset.at(0).prompt)
    const ask = async (turns: number): Promise<string | undefined> => {
      const messages = [...given, ...Array.from({ length: turns }, () => [assistant, user]).flat()]
      return (await policy.generate([{ messages, seed: turns }], defaultSampling))[0]?.text
    }
    expect([await ask(0), await ask(1)]).toEqual(['9', '5'])
    await expect(ask(2)).rejects.toThrow(/has 2 actions, and the episode goes on after the last one/)
  })

  it('knows tasks apart whose prompt is the same, by what a rollout says of them', async () => {
    const secret = defineEnv({
      id: 'secret',
      tasks: taskList({ train: ['a', 'b', 'c'].map((answer) => ({ prompt: 'Which letter?', answer })) }),
      rewards: { correct: ({ reply, task }) => reply === task.answer },
      outcome: 'correct',
      demonstrate: ({ answer }) => answer,
    }).configure()
    const taskset = await secret.tasks({ split: 'train', seed: 0 })
    const tasks = [0, 1, 2].map((index) => taskset.at(index))
    const policy = await goldPolicy(secret, tasks)
    const groups = await runGroups(tasks, { environment: secret, policy, samplesPerPrompt: 2, seed: 0 })
    const outcomes = groups.flatMap(({ episodes }) => episodes.map(({ record }) => record.outcome))
    expect(outcomes).toEqual([true, true, true, true, true, true])
  })

  it('says which task it does not know, and which has no demonstration', async () => {
    const spec = judgedBy(() => true)
    const task = (await spec.tasks({ split: 'train', seed: 0 })).at(0)
    const policy = await goldPolicy(spec, [task])
    await expect(policy.generate([{ messages: [user], seed: 1 }], defaultSampling)).rejects.toThrow(
      /No task with this prompt .*"Hello"/,
    )
    await expect(
      policy.generate([{ messages: promptMessages(task.prompt), seed: 1 }], defaultSampling),
    ).rejects.toThrow(/`judged` has no demonstration of task `train-0`/)
  })
})
