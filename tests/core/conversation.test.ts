import { Type } from 'typebox'
import { describe, expect, test } from 'vitest'
import { defineEnv } from '../../src/core/define-env.ts'
import type { EnvironmentSpec } from '../../src/core/environment.ts'
import type { Task } from '../../src/core/task.ts'
import { invalid, notApplicable, scored } from '../../src/core/verdict.ts'
import { taskList } from '../../src/core/task.ts'

const tasks = taskList({ train: [{ prompt: 'Count.', answer: [2, 1] }] })

async function firstTask<Answer>(spec: EnvironmentSpec<Answer>): Promise<Task<Answer>> {
  return (await spec.tasks({ split: 'train', seed: 0 })).at(0)
}

/** Counts what becomes of its states. */
function counting(log: string[], { maxTurns = 3 } = {}): EnvironmentSpec {
  return defineEnv({
    id: 'counting',
    tasks,
    state: async ({ task }) => ({
      left: task.answer.length,
      async [Symbol.asyncDispose]() {
        log.push('disposed')
      },
    }),
    tools: {
      count: {
        description: 'Counts down.',
        parameters: Type.Object({ by: Type.Integer({ minimum: 1 }) }),
        run: ({ by }, { state }) => ({ content: `${(state.left -= by)} left`, reward: by / 4 }),
      },
      leave: {
        description: 'Ends the episode.',
        parameters: Type.Object({}),
        run: () => ({ content: 'Goodbye.', reward: 0.25, end: true }),
      },
    },
    observe: ({ reply, state }) => {
      if (reply === 'break') throw new Error('the board is gone')
      if (reply === 'odd') return 7 as never
      return reply === 'done' ? { content: null, reward: 1 } : { content: `${state.left} left`, reward: -0.5 }
    },
    maxTurns,
    rewards: { correct: ({ state }) => state.left === 0 },
    outcome: 'correct',
  }).configure()
}

const count = (by: number): string => `<tool_call>{"name":"count","arguments":{"by":${by}}}</tool_call>`

describe('a conversation', () => {
  test('adds what its steps earn to the rubric, and keeps each with its turn from 0', async () => {
    const spec = counting([])
    const conversation = await spec.begin({ task: await firstTask(spec) })
    expect(await conversation.step(`${count(1)}${count(1)}`)).toMatchObject({
      turn: 1,
      stepReward: 0.5,
      terminated: false,
      judgement: null,
      toolCalls: 2,
    })
    expect((await conversation.step('hm')).stepReward).toBe(-0.5)
    expect(await conversation.step('done')).toMatchObject({
      stepReward: 1,
      terminated: true,
      truncated: false,
      judgement: { reward: 1, outcome: true },
    })
    expect(conversation.stepRewards).toEqual([
      { turn: 0, reward: 0.5 },
      { turn: 1, reward: -0.5 },
      { turn: 2, reward: 1 },
    ])
  })

  test('ends where a tool says so, and runs no further call of the reply', async () => {
    const log: string[] = []
    const spec = counting(log)
    const conversation = await spec.begin({ task: await firstTask(spec) })
    const step = await conversation.step(`${count(2)}<tool_call>{"name":"leave","arguments":{}}</tool_call>${count(1)}`)
    expect(step).toMatchObject({
      terminated: true,
      truncated: false,
      stepReward: 0.75,
      toolCalls: 2,
      judgement: { outcome: true },
    })
    expect(step.observation.messages.at(-1)).toMatchObject({ role: 'tool', content: 'Goodbye.' })
    expect(log).toEqual(['disposed'])
    await expect(conversation.step('more')).rejects.toThrow('the episode is over')
  })

  test('answers a call that cannot be read, counts it as a failure, and goes on', async () => {
    const spec = counting([])
    const conversation = await spec.begin({ task: await firstTask(spec) })
    const step = await conversation.step(
      '<tool_call>{"name":"count","parameters":{"by":1}}</tool_call><tool_call>{"name":"cuont"}</tool_call><tool_call>{',
    )
    expect(step).toMatchObject({ terminated: false, toolCalls: 3, toolFailures: 3, stepReward: 0 })
    expect(step.observation.messages.slice(-3)).toMatchObject([
      { role: 'tool', toolCallId: 'call-0', content: expect.stringContaining('`parameters`') as string },
      { role: 'tool', toolCallId: 'call-1', content: 'There is no tool `cuont`. Tools: count, leave.' },
      { role: 'tool', toolCallId: 'call-2', content: expect.stringContaining('never closed') as string },
    ])
  })

  test('does not execute what was only thought', async () => {
    const spec = counting([])
    const conversation = await spec.begin({ task: await firstTask(spec) })
    const step = await conversation.step(`<think>${count(1)}`)
    expect(step).toMatchObject({ toolCalls: 0, toolFailures: 0 })
    expect(step.observation.messages.at(-1)).toEqual({ role: 'user', content: '2 left' })
  })

  test.each<[string, (spec: EnvironmentSpec, task: Task) => Promise<void>]>([
    ['its end', async (spec, task) => void (await (await spec.begin({ task })).step('done'))],
    [
      'its last turn',
      async (spec, task) => {
        const conversation = await spec.begin({ task })
        for (let turn = 0; turn < 3; turn++) await conversation.step('hm')
      },
    ],
    [
      'an error of the environment',
      async (spec, task) => {
        const conversation = await spec.begin({ task })
        await expect(conversation.step('break')).rejects.toThrow('observe() of `counting`: the board is gone')
        await expect(conversation.step('hm')).rejects.toThrow('the episode is over')
      },
    ],
    [
      'close, once and again',
      async (spec, task) => {
        const conversation = await spec.begin({ task })
        await conversation.close()
        await conversation.close()
      },
    ],
    [
      'close after its end',
      async (spec, task) => {
        const conversation = await spec.begin({ task })
        await conversation.step('done')
        await conversation.close()
      },
    ],
    [
      'close while a step is under way',
      async (spec, task) => {
        const conversation = await spec.begin({ task })
        const stepping = conversation.step('hm')
        await Promise.all([stepping, conversation.close()])
      },
    ],
    [
      'the next reset of a Gym face, and its close',
      async (spec, task) => {
        const face = spec.create()
        await face.reset({ task })
        await face.close()
      },
    ],
  ])('disposes of its state once after %s', async (_, play) => {
    const log: string[] = []
    const spec = counting(log)
    await play(spec, await firstTask(spec))
    expect(log).toEqual(['disposed'])
  })

  test('a Gym face that is reset in the middle disposes of the state before', async () => {
    const log: string[] = []
    const face = counting(log).create()
    await face.reset()
    await face.step('hm')
    await face.reset()
    expect(log).toEqual(['disposed'])
    await face.close()
    expect(log).toEqual(['disposed', 'disposed'])
  })

  test('the definition’s `dispose` comes before the state’s own, and a synchronous one does too', async () => {
    const log: string[] = []
    const definition = {
      id: 'disposing',
      tasks,
      rewards: { correct: () => true },
      outcome: 'correct',
    } as const
    const state = () => ({ [Symbol.dispose]: () => void log.push('own') })
    const own = defineEnv({ ...definition, state }).configure()
    await (await own.begin({ task: await firstTask(own) })).step('x')
    const defined = defineEnv({ ...definition, state, dispose: () => void log.push('defined') }).configure()
    await (await defined.begin({ task: await firstTask(defined) })).step('x')
    expect(log).toEqual(['own', 'defined'])
  })

  test('a state that cannot be disposed of costs no verdict, and `close` tells of it', async () => {
    const spec = defineEnv({
      id: 'stuck',
      tasks,
      state: () => 1,
      dispose: () => {
        throw new Error('the lock is held')
      },
      rewards: { correct: () => true },
      outcome: 'correct',
    }).configure()
    const conversation = await spec.begin({ task: await firstTask(spec) })
    expect((await conversation.step('x')).judgement?.reward).toBe(1)
    await expect(conversation.close()).rejects.toThrow('Disposal of what an episode of `stuck` held: the lock is held')
  })

  test('what the tools of an episode opened is shared by them, and closed once, by its end or by `close`', async () => {
    const log: string[] = []
    const open = async (): Promise<{ lines: string[]; close: () => Promise<void> }> => {
      log.push('open')
      return { lines: [], close: async () => void log.push('close') }
    }
    const spec = defineEnv({
      id: 'shared',
      tasks,
      tools: {
        note: {
          description: 'Notes a line.',
          parameters: Type.Object({ line: Type.String() }),
          run: async ({ line }, { episode }) => {
            const { lines } = await episode.own(open)
            lines.push(line)
            return { content: lines.join(' '), end: line === 'end' }
          },
        },
      },
      rewards: { correct: () => true },
      outcome: 'correct',
    }).configure()
    const task = await firstTask(spec)
    const note = (line: string) => ({ text: '', toolCalls: [{ id: line, name: 'note', arguments: { line } }] })
    const first = await spec.begin({ task })
    const second = await spec.begin({ task })
    await first.step(note('a'))
    expect((await second.step(note('b'))).observation.messages.at(-1)?.content).toBe('b')
    expect((await first.step(note('end'))).observation.messages.at(-1)?.content).toBe('a end')
    expect(log).toEqual(['open', 'open', 'close'])
    await Promise.all([first.close(), second.close(), second.close()])
    expect(log).toEqual(['open', 'open', 'close', 'close'])
  })

  test('refuses what is no action, a second step at once, and answers that are none', async () => {
    const spec = counting([])
    const task = await firstTask(spec)
    const conversation = await spec.begin({ task })
    await expect(conversation.step({} as never)).rejects.toThrow('step() takes a text, or an action')
    const first = conversation.step('hm')
    await expect(conversation.step('hm')).rejects.toThrow('another step is under way')
    await first
    await expect(conversation.step('odd')).rejects.toThrow(
      /observe\(\) of `counting` gives the next user message.*got a number\./,
    )
  })

  test('a step reward that is no number ends the episode with an error', async () => {
    const spec = defineEnv({
      id: 'endless-reward',
      tasks,
      observe: () => ({ content: 'on', reward: Number.POSITIVE_INFINITY }),
      rewards: { correct: () => true },
      outcome: 'correct',
    }).configure()
    const conversation = await spec.begin({ task: await firstTask(spec) })
    await expect(conversation.step('x')).rejects.toThrow(
      'The reward of a step is a finite number; observe() of `endless-reward` gave Infinity.',
    )
  })
})

describe('process rewards', () => {
  const steps = defineEnv({
    id: 'steps',
    tasks,
    state: () => ({ moves: 0 }),
    observe: ({ reply, state }) => (++state.moves < 3 && reply !== 'stop' ? 'go on' : null),
    rewards: { correct: ({ state }) => state.moves === 3 },
    processRewards: {
      legal: { weight: 0.5, verify: ({ reply }) => reply === 'move' || reply === 'stop' },
      // Sees the state after the step.
      late: { weight: 2, verify: ({ state }) => (state.moves > 1 ? scored(1, 'late') : notApplicable('early')) },
      sure: ({ reply }) => (reply === 'odd' ? invalid('verifier-error', 'nobody knows') : scored(0, 'sure')),
    },
    outcome: 'correct',
  }).configure()

  test('judge each reply, are paid by their step, and are kept with its turn', async () => {
    const conversation = await steps.begin({ task: await firstTask(steps) })
    expect(await conversation.step('move')).toMatchObject({ stepReward: 0.5, judgement: null })
    expect(await conversation.step('fly')).toMatchObject({ stepReward: 2 })
    expect(await conversation.step('move')).toMatchObject({ stepReward: 2.5, judgement: { reward: 1, outcome: true } })
    expect(conversation.stepRewards).toEqual([
      { turn: 0, reward: 0.5, scores: { legal: 1, sure: 0 } },
      { turn: 1, reward: 2, scores: { legal: 0, late: 1, sure: 0 } },
      { turn: 2, reward: 2.5, scores: { legal: 1, late: 1, sure: 0 } },
    ])
  })

  test('that cannot be given make the reward of the episode null, and are named by their turn', async () => {
    const conversation = await steps.begin({ task: await firstTask(steps) })
    expect((await conversation.step('odd')).judgement).toBeNull()
    const { judgement } = await conversation.step('stop')
    expect(judgement).toMatchObject({
      reward: null,
      outcome: false,
      verdicts: { correct: { status: 'scored' }, 'sure of turn 1': { status: 'invalid', cause: 'verifier-error' } },
    })
  })

  test('are checked as rewards are', () => {
    const faulty = (processRewards: unknown): (() => unknown) => {
      const definition = { id: 'x', tasks, rewards: { correct: () => 1 }, processRewards, outcome: 'correct' }
      return () => defineEnv(definition as never)
    }
    expect(faulty(null)).toThrow('`processRewards` names terms')
    expect(faulty({ legal: 3 })).toThrow('reward `legal` is a verifier')
  })
})

test('a reward that changes the task gets an error of its own, and no other verdict changes', async () => {
  const spec = defineEnv({
    id: 'sorting',
    tasks,
    rewards: {
      sorts: ({ task }) => task.answer.sort((a, b) => a - b).length > 0,
      says: ({ messages }) => (messages as unknown[]).push('x') > 0,
      correct: ({ task }) => task.answer.join() === '2,1',
    },
    outcome: 'correct',
  }).configure()
  const conversation = await spec.begin({ task: await firstTask(spec) })
  const { judgement } = await conversation.step('x')
  expect(judgement).toMatchObject({
    reward: null,
    outcome: true,
    verdicts: {
      sorts: {
        status: 'invalid',
        cause: 'verifier-error',
        reason: expect.stringContaining('Tasks and messages are frozen') as string,
      },
      says: { status: 'invalid', reason: expect.stringContaining('frozen') as string },
      correct: { status: 'scored', score: 1 },
    },
  })
})
