import { describe, expect, it, vi } from 'vitest'
import { Rng } from '../../src/core/random.ts'
import { defineEnv } from '../../src/core/define-env.ts'
import type { EnvironmentSpec } from '../../src/core/environment.ts'
import type { EpisodeRecord } from '../../src/core/episode.ts'
import { defaultSampling, type GenerateRequest, type Policy, type Reply } from '../../src/core/policy.ts'
import { invalid, scored } from '../../src/core/verdict.ts'
import { taskList, type Task } from '../../src/core/task.ts'
import { scriptedPolicy } from '../../src/policy/scripts/scripted-policy.ts'
import type { EpisodePlan } from '../../src/rollout/episode-plan.ts'
import { runEpisodes, type RunEpisodesOptions } from '../../src/rollout/run-episodes.ts'
import { owedEpisodes } from '../../src/eval/owed-episodes.ts'
import { runGroups } from '../../src/rollout/run-groups.ts'
import { guessing, judgedBy, lookup, sums, tasksOf } from './example-environments.ts'

function plansFor(tasks: readonly Task[]): EpisodePlan[] {
  return tasks.map((task, index) => ({ task, groupId: String(index), index: 0, seed: `seed/${index}` }))
}

async function tasksFrom(spec: EnvironmentSpec, count: number): Promise<Task[]> {
  const taskset = await spec.tasks({ split: 'train', seed: 0 })
  return Array.from({ length: count }, (_, index) => taskset.at(index))
}

function optionsFor(spec: EnvironmentSpec, policy: Policy): RunEpisodesOptions {
  return { environment: spec, policy, sampling: defaultSampling, phase: 'train', step: 3 }
}

function withoutTiming(records: readonly EpisodeRecord[]): unknown {
  return records.map((record) => ({ ...record, timing: null }))
}

function fault(name: string): never {
  throw new Error(`${name} broke`)
}

/** Solves sums, and says in tokens what it was given and what it said. */
function tokenPolicy(reply: (request: GenerateRequest) => string): Policy & { requests: GenerateRequest[][] } {
  const requests: GenerateRequest[][] = []
  return {
    name: 'tokens',
    version: 7,
    requests,
    generate: async (batch) => {
      requests.push([...batch])
      return batch.map((request): Reply => {
        const before = request.previous?.sequence.tokens ?? new Int32Array()
        const tokens = Int32Array.from([...before, request.messages.length])
        const sequence = {
          tokens,
          sampled: new Uint8Array(tokens.length),
          logProbs: new Float32Array(),
          sampledBy: null,
        }
        return { text: reply(request), finish: 'stop', lengthTokens: 1, sequence }
      })
    },
    close: async () => {},
  }
}

describe('runEpisodes', () => {
  it('gives one finished episode a plan, in the order of the plans', async () => {
    const spec = sums.configure()
    const tasks = await tasksFrom(spec, 5)
    const solver = scriptedPolicy(({ messages }) => {
      const [a, b] = (messages[0]?.content ?? '').match(/\d+/g) ?? []
      return String(Number(a) + Number(b))
    })
    const episodes = await runEpisodes(plansFor(tasks), optionsFor(spec, solver))
    expect(episodes.map(({ record }) => record.task.id)).toEqual(tasks.map(({ id }) => id))
    expect(episodes[2]?.record).toMatchObject({
      format: 1,
      id: 'train-2-0',
      environment: 'sums',
      step: 3,
      status: 'finished',
      error: null,
      turns: 1,
      reward: 1.1,
      outcome: true,
      verdicts: { correct: { status: 'scored', score: 1 } },
      advantage: null,
    })
  })

  it('asks for all open episodes at once, turn by turn, going on from the tokens of the turn before', async () => {
    const policy = tokenPolicy(({ messages }) => (messages.length === 1 ? '9' : messages.length === 3 ? '1' : '5'))
    const tasks = await tasksFrom(guessing.configure(), 1)
    const plans = plansFor([...tasks, ...tasks, ...tasks])
    const episodes = await runEpisodes(plans, optionsFor(guessing.configure(), policy))

    expect(policy.requests.map((batch) => batch.length)).toEqual([3, 3, 3])
    expect(policy.requests[0]?.[0]?.previous).toBeUndefined()
    expect(policy.requests[1]?.[0]).toMatchObject({
      seed: 'seed/0/turn-1',
      messages: [{ role: 'user' }, { role: 'assistant', content: '9' }, { role: 'user', content: 'lower' }],
      previous: { messages: 2 },
    })
    expect([...(policy.requests[2]?.[1]?.previous?.sequence.tokens ?? [])]).toEqual([1, 3])
    expect(episodes[0]?.record).toMatchObject({ turns: 3, outcome: true, status: 'finished', lengthTokens: 3 })
    expect([...(episodes[0]?.sequence?.tokens ?? [])]).toEqual([1, 3, 5])
    expect(episodes[0]?.record.policy).toEqual({ name: 'tokens', version: 7 })
  })

  it('asks once for a group of a policy that takes several replies, each from the seed it would have alone', async () => {
    const [task, other] = (await tasksFrom(sums.configure(), 2)) as [Task, Task]
    const asked: GenerateRequest[][] = []
    const inner = scriptedPolicy((_, { rng }) => String(rng.int(1, 9)))
    const policyWith = (multipleReplies: boolean): Policy => ({
      ...inner,
      multipleReplies,
      generate: async (requests, ...rest) => {
        asked.push([...requests])
        return await inner.generate(requests, ...rest)
      },
    })
    const plans = [task, task, task, other].map((each, index) => ({
      ...(plansFor([each])[0] as EpisodePlan),
      seed: `seed/${index}`,
    }))
    const spec = sums.configure()
    const together = await runEpisodes(plans, optionsFor(spec, policyWith(true)))
    const first = asked[0] as GenerateRequest[]
    expect(first.map(({ n }) => n ?? 1).reduce((sum, n) => sum + n)).toBe(4)
    expect(first.length).toBeLessThan(4)
    expect(first[0]?.seeds?.[1]).toBe('seed/1/turn-0')
    asked.length = 0
    const apart = await runEpisodes(plans, optionsFor(spec, policyWith(false)))
    expect(asked[0]).toHaveLength(4)
    expect(withoutTiming(together.map(({ record }) => record))).toEqual(
      withoutTiming(apart.map(({ record }) => record)),
    )
  })

  it('says which limit ended an episode', async () => {
    const [task] = await tasksFrom(guessing.configure(), 1)
    const plans = plansFor([task as Task])
    const turns = await runEpisodes(plans, optionsFor(guessing.configure(), scriptedPolicy('1')))
    expect(turns[0]?.record).toMatchObject({ status: 'truncated-turns', turns: 3, outcome: false, reward: 0 })
    const cut = scriptedPolicy(() => ({ text: '5', finish: 'length' }))
    const tokens = await runEpisodes(plans, optionsFor(guessing.configure(), cut))
    expect(tokens[0]?.record).toMatchObject({ status: 'truncated-tokens', outcome: true })
  })

  it('does not judge a refused reply, keeps what came of it, and is not asked again by the same evaluation', async () => {
    const [task] = await tasksFrom(sums.configure(), 1)
    const plans = [0, 1].map((index) => ({ ...(plansFor([task as Task])[0] as EpisodePlan), index }))
    const texts = ['', 'It is', 'unused']
    const policy = scriptedPolicy(() => ({
      text: texts.shift() ?? '',
      finish: 'refusal',
      refusal: 'filtered',
      reasoning: 'hm',
    }))
    const episodes = await runEpisodes(plans, optionsFor(sums.configure(), policy))
    expect(episodes.map(({ record }) => record)).toMatchObject(
      Array.from({ length: 2 }, () => ({
        status: 'refused',
        error: { code: 'RLVR_REFUSED', message: 'filtered' },
        reward: null,
        outcome: null,
        verdicts: {},
        turns: 1,
        reasoning: [{ turn: 0, text: 'hm' }],
      })),
    )
    expect(episodes.map(({ record }) => record.messages.map(({ content }) => content).slice(1))).toEqual([
      [],
      ['It is'],
    ])
    const records = episodes.map(({ record }) => ({ ...record, phase: 'eval' as const }))
    const expected = { environment: sums.id, policy: { name: policy.name, version: 0 } }
    expect(owedEpisodes(plans, records, expected).owed).toEqual([])
  })

  it('keeps what was thought apart from the messages, a turn each', async () => {
    const [task] = await tasksFrom(guessing.configure(), 1)
    let turn = 0
    const policy = scriptedPolicy(() => ({ text: `${turn}`, ...(turn++ === 1 && { reasoning: 'a secret thought' }) }))
    const [episode] = await runEpisodes(plansFor([task as Task]), optionsFor(guessing.configure(), policy))
    expect(episode?.record.reasoning).toEqual([{ turn: 1, text: 'a secret thought' }])
    expect(JSON.stringify(episode?.record.messages)).not.toContain('a secret thought')
  })

  it('counts tool calls, written or structured, and their failures', async () => {
    const plans = plansFor(await tasksFrom(lookup.configure(), 1))
    const structured = scriptedPolicy((_, { turn }) =>
      turn === 0
        ? { text: '', toolCalls: [{ id: 'a', name: 'wordOfDay', arguments: { day: 'today' } }] }
        : turn === 1
          ? '<tool_call>{"name": "wordOfDay", "arguments": {}}</tool_call>'
          : 'heron',
    )
    const [episode] = await runEpisodes(plans, optionsFor(lookup.configure(), structured))
    expect(episode?.record).toMatchObject({ turns: 3, toolCalls: 2, toolFailures: 1, outcome: true })
    expect(episode?.record.messages.map(({ role }) => role).join(' ')).toBe(
      'user assistant tool assistant tool assistant',
    )
  })

  it('records what steps earned with their turns, as part of the reward', async () => {
    const paying = defineEnv({
      id: 'paying',
      tasks: taskList({ train: [{ prompt: 'Go.', answer: null }] }),
      observe: ({ reply }) => (reply === 'stop' ? null : { content: 'On.', ...(reply === 'pay' && { reward: 0.5 }) }),
      rewards: { correct: ({ reply }) => (reply === 'stop' ? true : invalid('judge', 'no judge')) },
      outcome: 'correct',
      maxTurns: 3,
    }).configure()
    const play = async (...replies: string[]): Promise<EpisodeRecord | undefined> => {
      const plans = plansFor(await tasksFrom(paying, 1))
      return (await runEpisodes(plans, optionsFor(paying, scriptedPolicy(replies))))[0]?.record
    }
    expect(await play('wait', 'pay', 'stop')).toMatchObject({ reward: 1.5, stepRewards: [{ turn: 1, reward: 0.5 }] })
    expect(await play('pay', 'pay', 'pay')).toMatchObject({
      reward: null,
      stepRewards: [0, 1, 2].map((turn) => ({ turn, reward: 0.5 })),
    })
    expect(await play('stop')).not.toHaveProperty('stepRewards')
  })

  it.each(['lockstep', 'independent'] as const)('disposes of states after an abort (%s)', async (batching) => {
    const abort = new AbortController()
    let [made, disposed] = [0, 0]
    const spec = defineEnv({
      id: 'stateful',
      tasks: taskList({ train: [{ prompt: 'Go.', answer: null }] }),
      state: () => ({ number: made++ }),
      dispose: () => void disposed++,
      observe: () => 'On.',
      rewards: { correct: () => true },
      outcome: 'correct',
    }).configure()
    const policy: Policy = {
      ...scriptedPolicy((_, { turn }) => {
        if (turn === 1) abort.abort()
        return 'x'
      }),
      batching,
    }
    const [task] = await tasksFrom(spec, 1)
    const plans = plansFor([task as Task, task as Task])
    const options = { ...optionsFor(spec, policy), signal: abort.signal }
    await expect(runEpisodes(plans, options)).rejects.toMatchObject({ code: 'RLVR_INTERRUPTED' })
    await vi.waitFor(() => expect([made, disposed]).toEqual([2, 2]))
  })

  it('makes an error episode with reward null where the environment fails, and finishes the others', async () => {
    const spec = judgedBy(({ reply }) => reply === 'yes')
    const failing: EnvironmentSpec<string> = {
      ...spec,
      begin: async (options) => {
        if (options.task.answer === '1') fault('begin')
        const conversation = await spec.begin(options)
        return {
          observation: conversation.observation,
          transcript: conversation.transcript,
          stepRewards: [],
          toolFaults: [],
          limits: {},
          deadline: null,
          truncate: async () => fault('truncate'),
          step: async (action) => {
            const step = await conversation.step(action)
            const judgement = { reward: Number.NaN, outcome: true, verdicts: {} }
            if (options.task.answer === '2') fault('step')
            return options.task.answer === '3' ? { ...step, judgement } : step
          },
          close: async () => fault('close'),
        }
      },
    }
    const tasks = await tasksFrom(spec, 4)
    const episodes = await runEpisodes(plansFor(tasks), optionsFor(failing, scriptedPolicy('yes')))
    expect(episodes.map(({ record }) => [record.status, record.reward, record.error?.message ?? ''])).toEqual([
      ['finished', 1, ''],
      ['error', null, 'begin broke'],
      ['error', null, 'step broke'],
      ['error', null, expect.stringContaining('$.reward is NaN')],
    ])
    expect(episodes[2]?.record.messages).toHaveLength(2)
  })

  it('leaves out evidence that no record can hold, and keeps the verdict', async () => {
    const spec = judgedBy(() => scored(1, 'fine', { distance: Number.NaN }))
    const [episode] = await runEpisodes(plansFor(await tasksFrom(spec, 1)), optionsFor(spec, scriptedPolicy('')))
    expect(episode?.record).toMatchObject({
      status: 'finished',
      reward: 1,
      verdicts: {
        correct: { score: 1, evidence: { note: expect.stringContaining('evidence.distance is NaN') as string } },
      },
    })
  })

  it('ends at an abort, whatever the environment waits for, and disposes of every state', async () => {
    const hanging = async (): Promise<never> => await new Promise(() => {})
    for (const changes of [{ observe: hanging }, { rewards: { correct: hanging } }, { state: hanging }]) {
      let [states, disposals] = [0, 0]
      const spec = defineEnv({
        id: 'hanging',
        tasks: taskList({ train: [{ prompt: 'x', answer: 1 }] }),
        state: () => states++,
        dispose: () => void disposals++,
        rewards: { correct: () => true },
        outcome: 'correct',
        ...changes,
      } as never).configure()
      for (const batching of ['lockstep', 'independent'] as const) {
        const abort = new AbortController()
        const policy = { ...scriptedPolicy('x'), batching }
        const running = runEpisodes(plansFor(await tasksFrom(spec, 1)), {
          ...optionsFor(spec, policy),
          signal: abort.signal,
        })
        setImmediate(() => abort.abort())
        await expect(running).rejects.toMatchObject({ code: 'RLVR_INTERRUPTED' })
      }
      if (!('state' in changes)) expect(disposals).toBe(states)
    }
  })

  it('asks a verifier once, whatever made its verdict invalid: who owns a resource tries it again', async () => {
    const asked = new Map<string, number>()
    const causes = ['sandbox', 'timeout', 'broken-gold'] as const
    const spec = judgedBy(({ task }) => {
      asked.set(task.id, (asked.get(task.id) ?? 0) + 1)
      return invalid(causes[Number(task.answer)] ?? 'judge', 'not now')
    })
    const episodes = await runEpisodes(plansFor(await tasksFrom(spec, 3)), optionsFor(spec, scriptedPolicy('')))
    expect(episodes.map(({ record }) => [record.status, record.reward, asked.get(record.task.id)])).toEqual([
      ['finished', null, 1],
      ['finished', null, 1],
      ['finished', null, 1],
    ])
  })

  it('gives the same records for the same seed, and the same episode whatever runs beside it', async () => {
    const dice = scriptedPolicy((_, { rng }) => String(rng.int(2, 1998)))
    const spec = sums.configure()
    const tasks = await tasksFrom(spec, 20)
    const run = async (plans: readonly EpisodePlan[]): Promise<EpisodeRecord[]> =>
      (await runEpisodes(plans, optionsFor(spec, dice))).map(({ record }) => record)
    const first = await run(plansFor(tasks))
    expect(withoutTiming(await run(plansFor(tasks)))).toEqual(withoutTiming(first))
    const alone = await run(plansFor(tasks).slice(7, 8))
    expect(withoutTiming(alone)).toEqual(withoutTiming(first.slice(7, 8)))
    expect(new Set(first.map(({ messages }) => messages.at(-1)?.content)).size).toBeGreaterThan(10)
  })

  it('runs 500 episodes at once and steps no more environments together than it may', async () => {
    let together = 0
    let most = 0
    const spec = judgedBy(async ({ task, reply }) => {
      most = Math.max(most, ++together)
      await new Promise((resolve) => setImmediate(resolve))
      together--
      return reply === task.answer
    }, 500)
    const policy = scriptedPolicy(({ messages }) => messages[0]?.content.slice('Task '.length) ?? '')
    const plans = plansFor(await tasksFrom(spec, 500))
    const episodes = await runEpisodes(plans, { ...optionsFor(spec, policy), maxConcurrent: 8 })
    expect(episodes.filter(({ record }) => record.reward === 1)).toHaveLength(500)
    expect(most).toBe(8)
  })

  it('tells of the work and of each episode as it ends', async () => {
    const told: string[] = []
    const tasks = await tasksFrom(guessing.configure(), 1)
    const policy = scriptedPolicy(({ seed }, { turn }) => (String(seed).startsWith('seed/1') || turn === 1 ? '5' : '1'))
    await runEpisodes(plansFor([...tasks, ...tasks]), {
      ...optionsFor(guessing.configure(), policy),
      onPhase: (phase) => told.push(phase),
      onEpisode: ({ record }) => told.push(record.id),
    })
    expect(told).toEqual(['generate', 'verify', 'train-1-0', 'generate', 'verify', 'train-0-0'])
  })

  it('rejects when a batching policy cannot answer or answers too little', async () => {
    const plans = plansFor(tasksOf('a', 'b'))
    const spec = judgedBy(() => true)
    const broken = scriptedPolicy(() => {
      throw new Error('out of memory')
    })
    await expect(runEpisodes(plans, optionsFor(spec, broken))).rejects.toMatchObject({
      code: 'RLVR_POLICY',
      message: 'Policy `scripted`: out of memory',
    })
    const short: Policy = { ...scriptedPolicy(''), generate: async () => [] }
    await expect(runEpisodes(plans, optionsFor(spec, short))).rejects.toThrow(/asked for 2 replies and gave 0/)
  })

  it('costs one episode when an independent policy fails at one request', async () => {
    const spec = judgedBy(() => true)
    const server: Policy = {
      ...scriptedPolicy(({ messages }) => {
        if (messages[0]?.content === 'Task 1') throw new Error('status 500')
        return 'yes'
      }),
      batching: 'independent',
    }
    const episodes = await runEpisodes(plansFor(await tasksFrom(spec, 3)), optionsFor(spec, server))
    expect(episodes.map(({ record }) => record.error)).toEqual([
      null,
      { code: 'RLVR_POLICY', message: 'Policy `scripted`: status 500' },
      null,
    ])
  })

  it('has as many conversations with a server under way as the policy says, unless it is told otherwise', async () => {
    const spec = sums.configure()
    const plans = plansFor(await tasksFrom(spec, 12))
    const mostWith = async (options: Partial<RunEpisodesOptions>): Promise<number> => {
      let [now, most] = [0, 0]
      const policy: Policy = {
        name: 'counting',
        batching: 'independent',
        maxConcurrent: 3,
        generate: async (requests) => {
          most = Math.max(most, ++now)
          await new Promise((resolve) => setImmediate(resolve))
          now--
          return requests.map(() => ({ text: '1' }))
        },
      }
      await runEpisodes(plans, { ...optionsFor(spec, policy), ...options })
      return most
    }
    expect(await mostWith({})).toBe(3)
    expect(await mostWith({ maxConcurrent: 5 })).toBe(5)
  })

  it('does not let a slow conversation with a server hold up the others', async () => {
    const spec = judgedBy(() => true)
    const ended: string[] = []
    const { promise: slow, resolve: release } = Promise.withResolvers<void>()
    const server: Policy = {
      ...scriptedPolicy(async ({ messages }) => {
        if (messages[0]?.content === 'Task 0') await slow
        return 'yes'
      }),
      batching: 'independent',
    }
    await runEpisodes(plansFor(await tasksFrom(spec, 4)), {
      ...optionsFor(spec, server),
      onEpisode: ({ record }) => {
        ended.push(record.task.answer as string)
        if (ended.length === 3) release()
      },
    })
    expect(ended).toEqual(['1', '2', '3', '0'])
  })

  it.each(['lockstep', 'independent'] as const)('ends on abort with RLVR_INTERRUPTED (%s)', async (batching) => {
    const abort = new AbortController()
    const onEpisode = vi.fn<() => void>()
    const policy: Policy = {
      ...scriptedPolicy((request) => {
        if (String(request.seed).endsWith('turn-1')) abort.abort()
        return '1'
      }),
      batching,
    }
    const plans = plansFor(await tasksFrom(guessing.configure(), 1))
    const options = { ...optionsFor(guessing.configure(), policy), signal: abort.signal, onEpisode }
    await expect(runEpisodes(plans, options)).rejects.toMatchObject({ code: 'RLVR_INTERRUPTED' })
    await expect(runEpisodes(plans, options)).rejects.toMatchObject({ code: 'RLVR_INTERRUPTED' })
    expect(onEpisode).not.toHaveBeenCalled()
  })

  it('stops the other conversations when one cannot be recorded', async () => {
    const spec = judgedBy(() => true, 50)
    const server: Policy = { ...scriptedPolicy('yes'), batching: 'independent' }
    const onEpisode = vi.fn<() => void>(() => {
      throw new Error('disk full')
    })
    const plans = plansFor(await tasksFrom(spec, 50))
    await expect(runEpisodes(plans, { ...optionsFor(spec, server), onEpisode, maxConcurrent: 2 })).rejects.toThrow(
      'disk full',
    )
    expect(onEpisode.mock.calls.length).toBeLessThanOrEqual(2)
  })
})

describe('runGroups', () => {
  it('makes one group a task, apart even where two tasks have the same wording', async () => {
    const spec = judgedBy(({ reply, task }) => reply === task.answer)
    const policy = scriptedPolicy((_, { rng }) => rng.pick(['a', 'b']))
    const options = { ...optionsFor(spec, policy), samplesPerPrompt: 16, seed: 1 }
    const groups = await runGroups(tasksOf('a', 'b', 'a'), options)
    expect(groups.map(({ id, taskId, episodes }) => [id, taskId, episodes.length])).toEqual([
      ['3-0', 'task-0', 16],
      ['3-1', 'task-1', 16],
      ['3-2', 'task-2', 16],
    ])
    const records = groups.flatMap(({ episodes }) => episodes.map(({ record }) => record))
    expect(new Set(records.map(({ id }) => id)).size).toBe(48)
    expect(new Set(records.map(({ seed }) => Rng.fromSeed(seed).float())).size).toBe(48)
    expect(records.every((record) => `train-${record.group.id}-${record.group.index}` === record.id)).toBe(true)
  })
})

describe('a policy that answers at once', () => {
  it.each(['lockstep', 'independent'] as const)(
    'leaves timers their turns (%s): an abort is heard',
    async (batching) => {
      const controller = new AbortController()
      let judged = 0
      const spec = judgedBy(() => {
        judged++
        // The first verdict starts a clock, which rings while the others are given.
        if (judged === 1) setTimeout(() => controller.abort(), 1)
        return true
      })
      const [task] = await tasksFrom(spec, 1)
      const plans = plansFor(Array.from({ length: 20_000 }, () => task as Task))
      const policy: Policy = { ...scriptedPolicy('yes'), batching }
      const rolled = runEpisodes(plans, { environment: spec, policy, signal: controller.signal })
      await expect(rolled).rejects.toMatchObject({ code: 'RLVR_INTERRUPTED' })
      expect(judged).toBeLessThan(20_000)
    },
  )
})
