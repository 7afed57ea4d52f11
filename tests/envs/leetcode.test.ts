import { existsSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import leetcode from '../../envs/leetcode/index.ts'
import type { EnvironmentSpec } from '../../src/core/environment.ts'
import type { JsonObject } from '../../src/core/json.ts'
import type { Task } from '../../src/core/task.ts'
import { checkEnvironment } from '../../src/testing.ts'
import { goldFaults } from './gold-faults.ts'
import { hasPythonSandbox } from './python-sandbox.ts'

const published = new URL('../../../shared/data/leetcode/functional.jsonl', import.meta.url).pathname

const check = 'def check(candidate):\n    assert candidate(n = 2) == 4\n'
const record = {
  problem: 'Double a number.',
  solutions: 'class Solution:\n    def double(self, n: int) -> int:\n        return 2 * n\n',
  tests: { functional: `${check}\n\ncheck(Solution().double)` },
}

async function tasksOf(records: readonly JsonObject[], options: JsonObject = {}): Promise<Task[]> {
  const path = join(await mkdtemp(join(tmpdir(), 'rlvr-leetcode-')), 'test.jsonl')
  await writeFile(path, records.map((each) => `${JSON.stringify(each)}\n`).join(''))
  const tasks = await leetcode.configure({ path, ...options }).tasks({ split: 'test', seed: 0 })
  return Array.from({ length: tasks.size ?? 0 }, (_, index) => tasks.at(index) as unknown as Task)
}

const expected = { format: 'assert', entry: 'Solution().double', script: check, preamble: { name: 'leetcode' } }

test('the call of check at the end names the method; the check itself becomes the script', async () => {
  const [task] = await tasksOf([record])
  expect(task).toMatchObject({ id: 'test-0', prompt: record.problem, metadata: { solution: record.solutions } })
  expect(task?.answer).toEqual({ language: 'python', tests: expected })
})

test('tests as JSON text and solutions as a list are read too', async () => {
  const [task] = await tasksOf([{ ...record, tests: JSON.stringify(record.tests), solutions: [record.solutions] }])
  expect(task?.answer).toEqual({ language: 'python', tests: expected })
  expect(task?.metadata['solution']).toBe(record.solutions)
})

test('a script that ends otherwise stays as it is', async () => {
  const functional = `${check}\n\ncheck(Solution().double)\nassert Solution().double(1) == 2`
  const [task] = await tasksOf([{ ...record, tests: { functional } }])
  expect(task?.answer).toEqual({
    language: 'python',
    tests: { format: 'assert', script: `${functional}\n`, preamble: { name: 'leetcode' } },
  })
})

test('a record of LeetCodeDataset brings its own imports and names its method', async () => {
  const [task] = await tasksOf([
    {
      task_id: 'double',
      query: 'Double it.',
      prompt: 'from typing import *\n',
      completion: record.solutions,
      entry_point: 'Solution().double',
      test: check,
    },
  ])
  expect(task).toMatchObject({ id: 'double', prompt: 'Double it.', metadata: { solution: record.solutions } })
  expect(task?.answer).toEqual({ language: 'python', tests: { ...expected, preamble: 'from typing import *\n' } })
})

test('a record without a check keeps its task and says so; one without a problem is an error', async () => {
  for (const tests of [{}, { functional: ' ' }, { functional: 1 }, null, 'no JSON', 7]) {
    const [task] = await tasksOf([{ ...record, tests }])
    expect(task?.answer, JSON.stringify(tests)).toMatchObject({
      tests: { fault: expect.stringContaining('Field `tests') as string },
    })
  }
  await expect(tasksOf([{ tests: record.tests }])).rejects.toThrow('line 1, field `problem`: is missing')
})

test.skipIf(!existsSync(published))(
  'every published record loads (skipped where ../shared/data is absent)',
  async () => {
    const spec = leetcode.configure({ path: published, onFault: 'fail' })
    let count = 0
    for (const split of ['train', 'test'] as const) {
      const tasks = await spec.tasks({ split, seed: 0 })
      for (let index = 0; index < (tasks.size ?? 0); index++, count++)
        expect(tasks.at(index).answer.tests).toHaveProperty('entry', expect.stringMatching(/^Solution\(\)\.\w+$/))
    }
    expect(count).toBe(150)
  },
)

describe.skipIf(!hasPythonSandbox)('in a sandbox (skipped where none runs Python)', () => {
  test('the environment keeps its promises', async () => {
    await checkEnvironment(leetcode)
  })

  test.skipIf(!existsSync(published))(
    'every published solution is right (skipped where ../shared/data is absent)',
    { timeout: 120_000 },
    async () => {
      const spec = leetcode.configure({ path: published, timeMs: 60_000 }) as unknown as EnvironmentSpec
      expect(await goldFaults(spec, ['train', 'test'])).toEqual({ tasks: 150, wrong: [] })
    },
  )
})
