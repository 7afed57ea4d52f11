// Environments whose replies are programs run them in the sandbox that they were handed, such as one on another machine.
import { expect, test } from 'vitest'
import codeBasics from '../../envs/code-basics/index.ts'
import codeStdio from '../../envs/code-stdio/index.ts'
import humaneval from '../../envs/humaneval/index.ts'
import leetcode from '../../envs/leetcode/index.ts'
import mbpp from '../../envs/mbpp/index.ts'
// oxlint-disable-next-line import/no-unassigned-import -- it makes the environments known
import '../../envs/table.ts'
import { Rng } from '../../src/core/random.ts'
import { make, openEnvironment } from '../../src/core/registry.ts'
import { runRubric } from '../../src/core/rubric.ts'
import type { JudgeJob, JudgeResult, Sandbox } from '../../src/sandbox/sandbox.ts'

/** Judges every program right, and remembers what it was asked. */
function elsewhere(asked: JudgeJob[]): Sandbox {
  const result: JudgeResult = {
    verdict: 'accepted',
    reward: 1,
    reason: 'All tests pass.',
    tests: [],
    executed: 1,
    total: 1,
    flags: [],
    isolation: 'L3',
    engine: 'elsewhere',
    attempts: 1,
    wallMs: 1,
    cached: false,
  }
  const unused = (): never => expect.unreachable()
  return {
    languages: ['python', 'javascript'],
    isolation: unused,
    run: unused,
    stats: unused,
    judge: async (job) => {
      asked.push(job)
      return result
    },
    close: unused,
  }
}

test.each([codeBasics, codeStdio, humaneval, leetcode, mbpp])('$id', async (factory) => {
  const asked: JudgeJob[] = []
  await using spec = factory.configure({}, { sandbox: elsewhere(asked) })
  const task = (await spec.tasks({ split: 'test', seed: 0 })).at(0)
  const reply = spec.demonstrate(task, Rng.fromSeed(0))?.[0]?.text ?? ''
  const { reward, verdicts } = await runRubric(spec.rubric, { task, reply, messages: [] })
  expect(reward).toBe(1)
  expect(verdicts['correct']).toMatchObject({ evidence: { engine: 'elsewhere', isolation: 'L3' } })
  expect(asked).toHaveLength(1)
})

test('a Gym face by id takes resources too', async () => {
  const asked: JudgeJob[] = []
  const face = await make('mbpp', { split: 'test', resources: { sandbox: elsewhere(asked) } })
  await face.reset({ index: 0 })
  expect((await face.step('```python\npass\n```')).reward).toBe(1)
  expect(asked.map(({ language, source }) => [language, source])).toEqual([['python', 'pass\n']])
})

test('an environment is closed by who configured it', async () => {
  const log: string[] = []
  const open = async (): Promise<{ close(): Promise<void> }> => ({ close: async () => void log.push('closed') })
  const owned = mbpp.configure()
  {
    await using opened = await openEnvironment(owned)
    expect(opened.spec).toBe(owned)
  }
  // Still open: it belongs to this test.
  await expect(owned.tasks({ split: 'test', seed: 0 })).resolves.toMatchObject({ size: 1 })
  const probe = mbpp.configure()
  const factory = { ...mbpp, configure: () => ({ ...probe, close: async () => await (await open()).close() }) }
  {
    await using opened = await openEnvironment(factory)
    expect([opened.spec.id, log]).toEqual(['mbpp', []])
  }
  expect(log).toEqual(['closed'])
})
