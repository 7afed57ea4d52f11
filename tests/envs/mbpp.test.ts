import { existsSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import mbpp from '../../envs/mbpp/index.ts'
import { publishedSplit } from '../../envs/mbpp/record.ts'
import type { EnvironmentSpec } from '../../src/core/environment.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { runRubric } from '../../src/core/rubric.ts'
import type { Split, Task } from '../../src/core/task.ts'
import { checkEnvironment } from '../../src/testing.ts'
import { goldFaults } from './gold-faults.ts'
import { hasPythonSandbox, pythonResources } from './python-sandbox.ts'

const published = new URL('../../../shared/data/mbpp/', import.meta.url).pathname

const record = {
  task_id: 42,
  text: 'Write a function to add up a list.\r\n',
  code: 'def total(numbers):\r\n  return sum(numbers)',
  test_setup_code: 'from fractions import Fraction\r\nhalf = Fraction(1, 2)',
  test_list: ['assert total([1, 2]) == 3', 'assert total([]) == 0', 'assert total([half, half]) == 1'],
  challenge_test_list: ['assert total([-1]) == -1'],
}

async function tasksOf(
  records: readonly JsonObject[],
  options: JsonObject = {},
  split: Split = 'test',
): Promise<Task[]> {
  const path = join(await mkdtemp(join(tmpdir(), 'rlvr-mbpp-')), 'records.jsonl')
  await writeFile(path, records.map((each) => `${JSON.stringify(each)}\n`).join(''))
  const tasks = await mbpp.configure({ path, ...options }).tasks({ split, seed: 0 })
  return Array.from({ length: tasks.size ?? 0 }, (_, index) => tasks.at(index) as unknown as Task)
}

test('set-up and assertions become one script; the prompt shows the first assertion', async () => {
  const [task] = await tasksOf([record])
  const script = `from fractions import Fraction\nhalf = Fraction(1, 2)\n${record.test_list.join('\n')}\n`
  expect(task).toMatchObject({
    id: 'mbpp-42',
    answer: { language: 'python', tests: { format: 'assert', script } },
    metadata: { solution: 'def total(numbers):\n  return sum(numbers)' },
  })
  expect(task?.answer).not.toHaveProperty('tests.entry')
  expect(task?.prompt).toContain('Write a function to add up a list.\n')
  expect(task?.prompt).toContain('assert total([1, 2]) == 3')
  expect(task?.prompt).not.toContain('assert total([])')
})

test('all assertions are shown and the challenge ones judged by, where asked for', async () => {
  const [task] = await tasksOf([record], { shown: 'all', challenge: true })
  for (const line of record.test_list) expect(task?.prompt).toContain(line)
  expect(task?.prompt).not.toContain('-1')
  expect(task?.answer).toMatchObject({
    tests: { script: expect.stringContaining('assert total([-1]) == -1\n') as string },
  })
})

test('the time of a test is the user’s, where given', async () => {
  const [task] = await tasksOf([record], { timeMs: 2500 })
  expect(task?.answer).toMatchObject({ tests: { limits: { timeMs: 2500 } } })
})

test('a record of the sanitized set is read too', async () => {
  const { text: prompt, test_setup_code: _, challenge_test_list: __, ...rest } = record
  const [task] = await tasksOf([{ ...rest, prompt, source_file: 'x', test_imports: ['import math'] }])
  expect(task?.answer).toMatchObject({ tests: { script: `import math\n${record.test_list.join('\n')}\n` } })
})

test('problems are divided by their number as published', async () => {
  const ids = [1, 10, 11, 510, 511, 600, 601, 974, 975]
  expect(ids.map(publishedSplit)).toEqual([null, null, 'test', 'test', null, null, 'train', 'train', null])
  const records = ids.map((id) => ({ ...record, task_id: id, text: `Problem ${id}` }))
  expect((await tasksOf(records)).map(({ id }) => id)).toEqual(['mbpp-11', 'mbpp-510'])
  expect((await tasksOf(records, {}, 'train')).map(({ id }) => id)).toEqual(['mbpp-601', 'mbpp-974'])
})

test('all problems are used, one in eight held out, where asked for', async () => {
  const records = Array.from({ length: 60 }, (_, id) => ({ ...record, task_id: id, text: `Problem ${id}` }))
  const [train, held] = [
    await tasksOf(records, { division: 'held-out' }, 'train'),
    await tasksOf(records, { division: 'held-out' }),
  ]
  expect(train.length + held.length).toBe(60)
  expect(held.length).toBeGreaterThan(1)
})

test('a record without assertions, or with others than texts, keeps its task and says so', async () => {
  for (const tests of [[], [1], 'assert f() == 1', null]) {
    const [task] = await tasksOf([{ ...record, test_list: tests }])
    expect(task?.answer, JSON.stringify(tests)).toMatchObject({
      tests: { fault: expect.stringContaining('Field `test_list`') as string },
    })
  }
  await expect(tasksOf([{ ...record, test_list: [] }], { onFault: 'fail' })).rejects.toThrow('record `mbpp-42`')
  await expect(tasksOf([{ task_id: 42 }])).rejects.toThrow('line 1, field `prompt`: is missing')
})

test.skipIf(!existsSync(published))(
  'every published record loads (skipped where ../shared/data is absent)',
  async () => {
    const spec = mbpp.configure({ path: published, onFault: 'fail' })
    expect((await spec.tasks({ split: 'train', seed: 0 })).size).toBe(374)
    expect((await spec.tasks({ split: 'test', seed: 0 })).size).toBe(500)
  },
)

describe.skipIf(!hasPythonSandbox)('in a sandbox (skipped where none runs Python)', () => {
  test('the environment keeps its promises', async () => {
    await checkEnvironment(mbpp)
  })

  test('a program is judged by every assertion, not by the one that is shown', async () => {
    const spec = mbpp.configure({}, pythonResources) as unknown as EnvironmentSpec
    const [task] = (await tasksOf([record])) as [Task]
    const replies = { right: 'def total(n):\n    return sum(n)', hardCoded: 'def total(n):\n    return 3' }
    for (const [name, program] of Object.entries(replies)) {
      const reply = `\`\`\`python\n${program}\n\`\`\``
      expect((await runRubric(spec.rubric, { task, reply, messages: [] })).reward).toBe(name === 'right' ? 1 : 0)
    }
  })

  test.skipIf(!existsSync(published))(
    'every published solution is right (skipped where ../shared/data is absent)',
    { timeout: 300_000 },
    async () => {
      const spec = mbpp.configure({
        path: published,
        timeMs: 60_000,
        division: 'held-out',
      }) as unknown as EnvironmentSpec
      expect(await goldFaults(spec, ['train', 'test'])).toEqual({ tasks: 974, wrong: [] })
    },
  )
})
