import { readdirSync } from 'node:fs'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import type { EpisodeRecord } from '../../src/core/episode.ts'
import { defaultSampling, type Policy } from '../../src/core/policy.ts'
import { passAtK, passHatK, wilsonInterval } from '../../src/core/statistics.ts'
import { fromTasks, generate } from '../../src/core/task.ts'
import { defineEnv } from '../../src/core/define-env.ts'
import { invalid } from '../../src/core/verdict.ts'
import { chooseTasks } from '../../src/eval/choose-tasks.ts'
import { EvaluationStopped } from '../../src/eval/evaluation-stop.ts'
import { mostAttempts } from '../../src/eval/owed-episodes.ts'
import { evaluate, type EvaluateOptions } from '../../src/eval/evaluate.ts'
import { readEpisodes } from '../../src/record/episode-reader.ts'
import { RunDirectory, readRunConfig } from '../../src/record/run-directory.ts'
import { scriptedPolicy } from '../../src/policy/scripts/scripted-policy.ts'
import { judgedBy, sums } from '../rollout/example-environments.ts'
import { temporaryFolder } from '../record/temporary-folder.ts'

/** Solves about `share` of the sums, drawn from the seed of each reply. */
function solver(share: number): Policy {
  return scriptedPolicy(
    ({ messages }, { rng }) => {
      const [a, b] = (messages[0]?.content ?? '').match(/\d+/g) ?? []
      return rng.float() < share ? String(Number(a) + Number(b)) : 'no idea'
    },
    { name: 'solver' },
  )
}

function newRun(): RunDirectory {
  return RunDirectory.create({ environment: 'sums', algorithm: 'eval', settings: {}, root: temporaryFolder() })
}

async function recordsOf(run: RunDirectory): Promise<EpisodeRecord[]> {
  const records: EpisodeRecord[] = []
  for await (const record of readEpisodes(run.path)) records.push(record)
  return records
}

async function repliesOf(run: RunDirectory): Promise<string[]> {
  return (await recordsOf(run)).map(({ messages }) => messages.at(-1)?.content ?? '')
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

const levels = defineEnv({
  id: 'levels',
  options: Type.Object({ level: Type.Integer() }),
  tasks: generate(({ rng }) => ({ prompt: `Say ${rng.int(0, 999)}.`, answer: null })),
  rewards: { any: () => true },
  outcome: 'any',
})

const options: EvaluateOptions = {
  environment: sums,
  policy: solver(0.5),
  tasks: 40,
  repliesPerTask: 8,
  sampling: defaultSampling,
  seed: 3,
}

describe('evaluate', () => {
  it('gives reward, outcome and unbiased pass@k over tasks, each with an interval', async () => {
    const run = newRun()
    const summary = await evaluate({ ...options, run })
    run.close()
    const records = await recordsOf(run)
    expect(records).toHaveLength(320)
    expect(new Set(records.map(({ id }) => id)).size).toBe(320)

    const solvedByTask = [...Map.groupBy(records, ({ task }) => task.hash).values()].map(
      (own) => own.filter(({ outcome }) => outcome === true).length,
    )
    expect(summary).toMatchObject({ environment: 'sums', split: 'test', tasks: 40, tasksAsked: 40, replies: 320 })
    expect(summary.passAtK.map(({ k }) => k)).toEqual([1, 2, 4, 8])
    for (const { k, value } of summary.passHatK)
      expect(value).toBeCloseTo(meanOf(solvedByTask.map((solved) => passHatK(8, solved, k))), 12)
    for (const { k, value, interval, tasks } of summary.passAtK) {
      expect(value).toBeCloseTo(meanOf(solvedByTask.map((solved) => passAtK(8, solved, k))), 12)
      expect(interval.low).toBeLessThanOrEqual(value)
      expect(interval.high).toBeGreaterThanOrEqual(value)
      expect(tasks).toBe(40)
    }
    expect(summary.outcome?.interval).toEqual(summary.passAtK[0]?.interval)
    expect(summary.outcome?.value).toBeCloseTo(meanOf(solvedByTask) / 8, 12)
    expect(summary.reward?.value).toBeCloseTo(meanOf(records.map(({ reward }) => reward ?? Number.NaN)), 12)
    expect(summary.scores).toEqual({ correct: summary.outcome?.value, short: 1 })
    expect(JSON.parse(readFileSync(join(run.path, 'summary.json'), 'utf8'))).toEqual({ format: 1, ...summary })
  })

  it('takes the interval of Wilson where every task is all or nothing', async () => {
    const policy = solver(1)
    const summary = await evaluate({ ...options, policy, sampling: { ...defaultSampling, temperature: 0 } })
    expect(summary.outcome).toEqual({ value: 1, interval: wilsonInterval(40, 40), method: 'wilson', tasks: 40 })
  })

  it('gives the same numbers for the same seed, and keeps the first replies when more tasks are asked for', async () => {
    expect(await evaluate(options)).toEqual(await evaluate(options))
    const [few, many] = [newRun(), newRun()]
    await evaluate({ ...options, tasks: 5, run: few })
    await evaluate({ ...options, tasks: 9, run: many })
    expect((await repliesOf(many)).slice(0, 40)).toEqual(await repliesOf(few))
    few.close()
    many.close()
  })

  it('counts what could not be judged by its cause, and never as zero', async () => {
    const spec = judgedBy(({ task, reply }) =>
      task.answer === '0' ? invalid('broken-gold', 'cannot be parsed') : reply === 'yes',
    )
    const policy: Policy = {
      ...scriptedPolicy(({ messages }) => {
        if (messages[0]?.content === 'Task 1') throw new Error('status 500')
        return 'yes'
      }),
      batching: 'independent',
    }
    const summary = await evaluate({ ...options, environment: spec, policy, tasks: 4, repliesPerTask: 2, tolerance: 1 })
    expect(summary.failures).toMatchObject({ replies: 8, unjudged: 4, empty: 0 })
    expect(summary.failures.causes).toEqual([
      { kind: 'invalid', term: 'correct', cause: 'broken-gold', count: 2, first: 'cannot be parsed' },
      { kind: 'error', term: null, cause: 'RLVR_POLICY', count: 2, first: 'Policy `scripted`: status 500' },
    ])
    expect(summary.reward).toMatchObject({ value: 1, tasks: 2 })
    expect(summary.rewardAll).toMatchObject({ value: 0.5, tasks: 4 })
    expect(summary.outcome).toMatchObject({ value: 1, tasks: 2 })
    expect(summary.outcomeAll).toMatchObject({ value: 0.5, tasks: 4, interval: wilsonInterval(2, 4) })
  })

  it('says that nothing could be judged by nulls', async () => {
    const spec = judgedBy(() => invalid('broken-gold', 'cannot be parsed'))
    const summary = await evaluate({
      ...options,
      environment: spec,
      policy: scriptedPolicy(''),
      tasks: 2,
      repliesPerTask: 1,
      tolerance: 1,
    })
    expect(summary).toMatchObject({ reward: null, outcome: null, passAtK: [], failures: { unjudged: 2, empty: 2 } })
    expect(summary.outcomeAll?.value).toBe(0)
  })

  it('goes on with exactly the episodes that an interrupted evaluation owes', async () => {
    const whole = await evaluate(options)

    const run = newRun()
    const abort = new AbortController()
    const stopped = evaluate({
      ...options,
      run,
      signal: abort.signal,
      batchEpisodes: 50,
      onProgress: ({ done }) => {
        if (done === 120) abort.abort()
      },
    })
    await expect(stopped).rejects.toMatchObject({
      code: 'RLVR_INTERRUPTED',
      message: expect.stringContaining(`after 150 of 320 episodes; they are kept in ${run.path}`),
    })
    run.close()

    const again = RunDirectory.open(run.path)
    const asked: number[] = []
    const policy: Policy = {
      ...options.policy,
      generate: async (requests, ...rest) => {
        const replies = await options.policy.generate(requests, ...rest)
        asked.push(replies.length)
        return replies
      },
    }
    const progress: number[] = []
    const summary = await evaluate({ ...options, policy, run: again, onProgress: ({ done }) => progress.push(done) })
    again.close()
    expect(asked).toEqual([170])
    expect([progress[0], progress.at(-1)]).toEqual([151, 320])
    expect(summary).toEqual(whole)
    expect(await recordsOf(run)).toHaveLength(320)
  })

  it('records into a folder that is named, gives it free, and goes on there when it is named again', async () => {
    const run = join(temporaryFolder(), 'my-evaluation')
    const few = await evaluate({ ...options, tasks: 5, run })
    expect(readdirSync(run).sort()).toEqual([
      'config.json',
      'episodes.index.jsonl',
      'episodes.jsonl.gz',
      'metrics.jsonl',
      'summary.json',
    ])
    const asked: number[] = []
    await evaluate({ ...options, tasks: 7, run, onProgress: ({ done }) => asked.push(done) })
    expect(asked[0]).toBe(few.replies + 1)
    expect(readRunConfig(run)).toMatchObject({ environment: 'sums', algorithm: 'eval' })
    const training = join(temporaryFolder(), 'training')
    RunDirectory.openOrCreate(training, { environment: 'sums', algorithm: 'grpo', settings: {} }).close()
    await expect(evaluate({ ...options, run: training })).rejects.toThrow('this is an evaluation of `sums`')
  })

  it('tries episodes again that ended in an error, under ids of their own', async () => {
    let down = true
    const policy: Policy = {
      ...scriptedPolicy(() => {
        if (down) throw new Error('connection refused')
        return 'yes'
      }),
      batching: 'independent',
    }
    const run = newRun()
    const small = { ...options, policy, tasks: 2, repliesPerTask: 1, run, tolerance: 1 }
    expect((await evaluate(small)).failures.unjudged).toBe(2)
    down = false
    expect((await evaluate(small)).failures.unjudged).toBe(0)
    expect((await evaluate(small)).failures.unjudged).toBe(0)
    run.close()
    expect((await recordsOf(run)).map(({ id }) => id)).toEqual([
      'eval-0-0',
      'eval-1-0',
      'eval-0-0-attempt-2',
      'eval-1-0-attempt-2',
    ])
  })

  it('refuses to mix two policies in one run', async () => {
    const run = newRun()
    await evaluate({ ...options, tasks: 1, repliesPerTask: 1, run })
    const other = evaluate({ ...options, policy: scriptedPolicy('', { name: 'other' }), tasks: 1, run })
    await expect(other).rejects.toMatchObject({
      code: 'RLVR_USAGE',
      message: expect.stringContaining('"other"') as string,
    })
    run.close()
  })

  it.each<[string, Partial<EvaluateOptions>, string]>([
    ['sampling', { sampling: { temperature: 0 } }, 'began with sampling {"temperature":1'],
    ['split', { split: 'train' }, 'with split "test", now "train"'],
    ['seed', { seed: 4 }, 'with seed 3, now 4'],
    ['policy', { policy: { ...solver(0.5), version: 2 } }, 'now {"name":"solver","version":2}'],
    ['options', { environment: levels.configure({ level: 2 }) }, 'began with options {"level":1}, now {"level":2}'],
  ])('refuses to go on with another %s, and names what it was', async (_, changes, words) => {
    const environment = changes.environment === undefined ? sums : levels.configure({ level: 1 })
    const small = { ...options, environment, tasks: 2, repliesPerTask: 1 }
    const run = join(temporaryFolder(), 'evaluation')
    await evaluate({ ...small, run })
    const again = evaluate({ ...small, ...changes, run })
    await expect(again).rejects.toMatchObject({ code: 'RLVR_USAGE', message: expect.stringContaining(words) as string })
    using open = RunDirectory.create({ environment: 'x', algorithm: 'eval', settings: {}, root: temporaryFolder() })
    await evaluate({ ...small, run: open })
    await expect(evaluate({ ...small, ...changes, run: open })).rejects.toThrow(words)
  })

  it('tries replies again that no verdict came of, a few times', async () => {
    let judge: 'down' | 'up' = 'down'
    const environment = judgedBy(() => (judge === 'down' ? invalid('sandbox', 'down') : true))
    const run = join(temporaryFolder(), 'evaluation')
    const small = { ...options, environment, policy: scriptedPolicy('a'), tasks: 1, repliesPerTask: 2, run }
    await expect(evaluate(small)).rejects.toThrow(/of 2 replies could not be judged/)
    judge = 'up'
    expect(await evaluate(small)).toMatchObject({ failures: { unjudged: 0 }, outcome: { value: 1 }, stopped: null })
    judge = 'down'
    const other = { ...small, run: join(temporaryFolder(), 'evaluation'), tolerance: 1 }
    for (let time = 0; time < mostAttempts + 2; time++) await evaluate(other)
    const records: EpisodeRecord[] = []
    for await (const record of readEpisodes(other.run)) records.push(record)
    expect(records).toHaveLength(2 * mostAttempts)
  })

  it.each<[object, string]>([
    [{ taks: 1 }, 'has no field `taks`. Did you mean `tasks`?'],
    [{ batchEpisodes: 0 }, '`batchEpisodes` is a whole number from 1; got 0.'],
    [{ maxConcurrent: Number.NaN }, '`maxConcurrent` is a whole number from 1; got NaN.'],
    [{ repliesPerTask: 0 }, '`repliesPerTask` is a whole number from 1; got 0.'],
    [{ tolerance: '0.5' }, '`tolerance` is a share from 0 to 1; got "0.5".'],
    [{ tolerance: 2 }, 'got 2.'],
    [{ tolerance: Number.NaN }, 'got NaN.'],
    [{ split: 'dev' }, "`split` is 'train' or 'test'; got \"dev\"."],
    [{ seed: null }, '`seed` is a whole number or a text; got null.'],
    [{ policy: undefined }, '`policy` is a value with `name` and `generate`'],
    [{ policy: 'gold' }, 'got "gold".'],
    [{ sampling: { temprature: 1 } }, 'Did you mean `temperature`?'],
  ])('refuses %o', async (wrong, words) => {
    await expect(evaluate({ ...options, ...wrong })).rejects.toMatchObject({
      code: 'RLVR_USAGE',
      message: expect.stringContaining(words) as string,
    })
  })

  it.each([0, -1, 1.5, Number.NaN])('refuses %d tasks', async (taskCount) => {
    await expect(evaluate({ ...options, tasks: taskCount })).rejects.toThrow(/`tasks` is a whole number from 1/)
  })
})

describe('an evaluation that is given up', () => {
  const halfBroken = judgedBy(
    ({ reply }) => (reply === 'no' ? invalid('verifier-error', 'correct threw: boom') : true),
    50,
  )

  it('stops once it is certain to be over the tolerance, with what was recorded and its numbers', async () => {
    const run = newRun()
    let asked = 0
    const policy = scriptedPolicy(() => (asked++ % 2 === 0 ? 'no' : 'yes'))
    const given = {
      ...options,
      environment: halfBroken,
      policy,
      tasks: 50,
      repliesPerTask: 2,
      batchEpisodes: 10,
      run,
    }
    const stopped: unknown = await evaluate(given).catch((thrown: unknown) => thrown)
    expect(stopped).toBeInstanceOf(EvaluationStopped)
    const { code, message, summary } = stopped as EvaluationStopped
    expect(code).toBe('RLVR_TOLERANCE')
    // 11 of 100 are over a tenth; the batch of ten that was under way is finished.
    expect(message).toMatch(/^1[1-5] of 100 replies could not be judged: over the tolerance of 0.1. `correct` invalid/)
    expect(message).toContain('correct threw: boom')
    expect(summary).toMatchObject({ replies: 30, asked: 100, stopped: message, outcome: { value: 1 } })
    run.close()
    expect(await recordsOf(run)).toHaveLength(30)
    expect(JSON.parse(readFileSync(join(run.path, 'summary.json'), 'utf8'))).toMatchObject({ stopped: message })
  })

  it('goes on at a share that is within the tolerance', async () => {
    const policy = scriptedPolicy(({ messages }) => (messages[0]?.content === 'Task 1' ? 'no' : 'yes'))
    const given = { ...options, environment: halfBroken, policy, tasks: 10, repliesPerTask: 1 }
    expect(await evaluate({ ...given, tolerance: 0.1 })).toMatchObject({ stopped: null, failures: { unjudged: 1 } })
    await expect(evaluate({ ...given, tolerance: 0.09 })).rejects.toBeInstanceOf(EvaluationStopped)
  })

  it('stops after five failed requests in a row whose words differ in numbers alone', async () => {
    let asked = 0
    const policy: Policy = {
      ...scriptedPolicy(() => {
        throw new Error(`no such model (request ${asked++})`)
      }),
      batching: 'independent',
    }
    const given = { ...options, policy, tasks: 100, repliesPerTask: 1, maxConcurrent: 1, tolerance: 1 }
    await expect(evaluate(given)).rejects.toThrow(/The last 5 requests failed alike.*no such model \(request 0\)/)
    expect(asked).toBe(5)
  })

  it('asks a policy that can be asked whether it answers at all, with the first task, before the others', async () => {
    const first: unknown[] = []
    const policy: Policy = {
      ...scriptedPolicy('yes'),
      check: async ({ messages }) => {
        first.push(messages)
        throw new Error('down')
      },
      generate: async () => {
        throw new Error('was asked nevertheless')
      },
    }
    await expect(evaluate({ ...options, environment: halfBroken, policy })).rejects.toThrow('down')
    expect(first).toEqual([[{ role: 'user', content: 'Task 0' }]])
  })
})

describe('chooseTasks', () => {
  it('leaves out tasks that came before, and gives fewer where there are no more', async () => {
    const digits = defineEnv({
      id: 'digits',
      tasks: generate(({ rng }) => ({ prompt: `Say ${rng.int(0, 99)}.`, answer: '' })),
      rewards: { any: () => true },
      outcome: 'any',
    }).configure()
    const tasks = await chooseTasks(digits, { split: 'train', seed: 1, count: 500 })
    expect(new Set(tasks.map(({ hash }) => hash)).size).toBe(tasks.length)
    expect(tasks.length).toBeGreaterThan(60)
    expect(tasks.length).toBeLessThan(100)
  })

  it('says that a split is empty', async () => {
    await expect(
      chooseTasks(
        defineEnv({
          id: 'empty',
          tasks: ({ split }) => fromTasks<string>(split, []),
          rewards: { any: () => true },
          outcome: 'any',
        }).configure(),
        { split: 'test', seed: 1, count: 5 },
      ),
    ).rejects.toMatchObject({
      code: 'RLVR_TASK',
    })
  })
})
