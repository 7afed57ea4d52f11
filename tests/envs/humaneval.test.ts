import { existsSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { completedProgram } from '../../envs/humaneval/completed.ts'
import humaneval from '../../envs/humaneval/index.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { Rng } from '../../src/core/random.ts'
import { runRubric } from '../../src/core/rubric.ts'
import type { Task } from '../../src/core/task.ts'
import { checkEnvironment } from '../../src/testing.ts'
import type { EnvironmentSpec } from '../../src/core/environment.ts'
import { goldFaults } from './gold-faults.ts'
import { hasPythonSandbox, pythonResources } from './python-sandbox.ts'

const published = new URL('../../../shared/data/humaneval/HumanEval.jsonl', import.meta.url).pathname

const record = {
  task_id: 'Own/1',
  prompt:
    'from typing import List\n\n\ndef one():\n    return 1\n\n\ndef plus_one(numbers: List[int]) -> List[int]:\n    """One more of each."""\n',
  entry_point: 'plus_one',
  canonical_solution: '    return [number + one() for number in numbers]\n',
  test: 'def check(candidate):\n    assert candidate([1, 2]) == [2, one() + 2]\n',
} satisfies JsonObject

async function tasksOf(records: readonly JsonObject[], options: JsonObject = {}): Promise<Task[]> {
  const path = join(await mkdtemp(join(tmpdir(), 'rlvr-humaneval-')), 'records.jsonl')
  await writeFile(path, records.map((each) => `${JSON.stringify(each)}\n`).join(''))
  const tasks = await humaneval.configure({ path, ...options }).tasks({ split: 'test', seed: 0 })
  return Array.from({ length: tasks.size ?? 0 }, (_, index) => tasks.at(index) as unknown as Task)
}

test('a record becomes a prompt, the check as a script, and what stands before the function as its preamble', async () => {
  const [task] = await tasksOf([record])
  expect(task).toMatchObject({
    id: 'Own/1',
    answer: {
      language: 'python',
      completes: record.prompt,
      tests: {
        format: 'assert',
        entry: 'plus_one',
        script: record.test,
        preamble: 'from typing import List\n\n\ndef one():\n    return 1\n',
      },
    },
    metadata: { solution: record.prompt + record.canonical_solution },
  })
  expect(task?.prompt).toContain(`\`\`\`python\n${record.prompt}\`\`\``)
  const [bare] = await tasksOf([record], { style: 'completion' })
  expect(bare?.prompt).toBe(record.prompt)
  const [chat, completion] = ['chat', 'completion'].map((style) => humaneval.configure({ style }))
  const demonstrated = [chat, completion].map((spec) => spec?.demonstrate(task as never, Rng.fromSeed(0))?.[0]?.text)
  expect(demonstrated).toEqual([
    `\`\`\`python\n${record.prompt}${record.canonical_solution}\`\`\``,
    record.canonical_solution,
  ])
})

test('every problem is for testing, unless one in eight is held out', async () => {
  const records = Array.from({ length: 40 }, (_, index) => ({
    ...record,
    task_id: `Own/${index}`,
    prompt: record.prompt.replace('One more', `One more (${index})`),
  }))
  expect(await tasksOf(records)).toHaveLength(40)
  const held = await tasksOf(records, { division: 'held-out' })
  expect(held.length).toBeGreaterThan(0)
  expect(held.length).toBeLessThan(15)
  const path = join(await mkdtemp(join(tmpdir(), 'rlvr-humaneval-')), 'records.jsonl')
  await writeFile(path, JSON.stringify(record))
  await expect(humaneval.configure({ path }).tasks({ split: 'train', seed: 0 })).rejects.toThrow(
    'The train split of `humaneval` is empty',
  )
})

describe('a reply', () => {
  const start = 'import math\n\ndef f(x):\n    """Twice."""\n'

  test.each([
    ['that is the whole function stands for itself', 'def f(x):\n    return 2 * x\n'],
    ['that repeats the prompt stands for itself', `${start}    return 2 * x\n`],
    ['that defines the function otherwise stands for itself', 'f = lambda x: 2 * x\n'],
  ])('%s', (_, code) => {
    expect(completedProgram(code, start)).toBe(code)
  })

  test('that is indented goes on where the prompt ends', () => {
    expect(completedProgram('    return 2 * x\n', start)).toBe(`${start}    return 2 * x\n`)
    expect(completedProgram('\n  \n\treturn 2 * x', start.trimEnd())).toBe(`${start}\n  \n\treturn 2 * x`)
  })

  test.each(['def main():', 'class A:', 'if __name__ == "__main__":', 'print(f(1))', '# Test', '@cache'])(
    'that goes on with %s at the top is cut there',
    (line) => {
      expect(completedProgram(`    y = 2\n\n    return y * x\n${line}\n    f(3)\n`, start)).toBe(
        `${start}    y = 2\n\n    return y * x\n`,
      )
    },
  )
})

describe('a record at fault', () => {
  test('keeps its task, whose tests say what is wrong', async () => {
    const [task] = await tasksOf([{ ...record, test: ' ' }])
    expect(task?.answer).toMatchObject({ tests: { fault: expect.stringContaining('Field `test`') as string } })
    const [other] = await tasksOf([{ ...record, test: null }])
    expect(other?.answer).toMatchObject({
      tests: { fault: expect.stringContaining('expected a text; got null') as string },
    })
    const spec = humaneval.configure({}, pythonResources) as unknown as EnvironmentSpec
    const reply = '```python\ndef plus_one(numbers):\n    return numbers\n```'
    const result = await runRubric(spec.rubric, { task: task as Task, reply, messages: [] })
    expect(result).toMatchObject({
      reward: null,
      outcome: null,
      verdicts: { correct: { status: 'invalid', cause: 'broken-gold' } },
    })
  })

  test('is skipped, or an error that names it, where asked for', async () => {
    const faulty = { ...record, task_id: 'Own/2', test: '' }
    expect(await tasksOf([faulty, record], { onFault: 'skip' })).toHaveLength(1)
    await expect(tasksOf([record, faulty], { onFault: 'fail' })).rejects.toThrow(
      /line 2: record `Own\/2`: Field `test`/,
    )
  })

  test('that is no record of HumanEval is an error, whatever is asked for', async () => {
    await expect(tasksOf([{ question: 'What?' }])).rejects.toThrow('line 1, field `prompt`: is missing')
    await expect(tasksOf([{ ...record, entry_point: 'other' }])).rejects.toThrow(
      'line 1, field `prompt`: expected a program that ends in a function `other`',
    )
  })
})

describe('a record of EvalPlus', () => {
  const plus = { ...record, base_input: [[[1]]], plus_input: [[[]], [[5, -1]]], atol: 0 }

  test('is judged by what its reference solution gives', async () => {
    const [task] = (await tasksOf([plus])) as [Task]
    const { tests } = task.answer as { tests: { script: string; entry: string } }
    expect(tests.entry).toBe('plus_one')
    expect(tests.script).toContain(JSON.stringify(record.prompt + record.canonical_solution))
    expect(tests.script).toContain(JSON.stringify('[[[1]],[[]],[[5,-1]]]'))
  })

  test('without inputs, or with others than lists, is at fault', async () => {
    for (const inputs of [{ base_input: [], plus_input: [] }, { base_input: [1] }]) {
      const [task] = await tasksOf([{ ...plus, ...inputs }])
      expect(task?.answer).toMatchObject({ tests: { fault: expect.stringContaining('base_input') as string } })
    }
  })

  test.skipIf(!hasPythonSandbox)('accepts its reference and refuses others (skipped without a sandbox)', async () => {
    const spec = humaneval.configure({}, pythonResources) as unknown as EnvironmentSpec
    const [task] = (await tasksOf([plus])) as [Task]
    const right = spec.demonstrate(task, Rng.fromSeed(0))?.[0]?.text ?? ''
    expect((await runRubric(spec.rubric, { task, reply: right, messages: [] })).reward).toBe(1)
    const wrong = '```python\ndef plus_one(numbers):\n    return [abs(n) + 1 for n in numbers]\n```'
    expect((await runRubric(spec.rubric, { task, reply: wrong, messages: [] })).reward).toBe(0)
  })
})

describe.skipIf(!hasPythonSandbox)('in a sandbox (skipped where none runs Python)', () => {
  test('the environment keeps its promises', async () => {
    await checkEnvironment(humaneval)
  })

  test.each([
    [
      'the function alone',
      '```python\ndef plus_one(numbers: List[int]):\n    return [n + one() for n in numbers]\n```',
      1,
    ],
    ['the whole program', `\`\`\`python\n${record.prompt}${record.canonical_solution}\`\`\``, 1],
    ['the rest of it', `\`\`\`python\n${record.canonical_solution}\`\`\``, 1],
    ['a helper made to lie', '```python\ndef one():\n    return 0\ndef plus_one(numbers):\n    return numbers\n```', 0],
    ['no code', 'I would add one to each.', 0],
  ])('a reply of %s', async (_, reply, reward) => {
    const [task] = (await tasksOf([record])) as [Task]
    const spec = humaneval.configure({}, pythonResources) as unknown as EnvironmentSpec
    expect((await runRubric(spec.rubric, { task, reply, messages: [] })).reward).toBe(reward)
  })

  test('the environment keeps its promises in the completion style too', async () => {
    await checkEnvironment(humaneval.configure({ style: 'completion' }, pythonResources))
  })

  test('a bare continuation counts in the completion style', async () => {
    const [task] = (await tasksOf([record], { style: 'completion' })) as [Task]
    const spec = humaneval.configure({ style: 'completion' }, pythonResources) as unknown as EnvironmentSpec
    const reply = `${record.canonical_solution}\n\nprint(plus_one(`
    expect((await runRubric(spec.rubric, { task, reply, messages: [] })).reward).toBe(1)
  })

  test.skipIf(!existsSync(published))(
    'every published solution is right (skipped where ../shared/data is absent)',
    { timeout: 120_000 },
    async () => {
      const spec = humaneval.configure({ path: published, timeMs: 60_000 }) as unknown as EnvironmentSpec
      expect(await goldFaults(spec, ['test'])).toEqual({ tasks: 164, wrong: [] })
    },
  )
})

test.skipIf(!existsSync(published))(
  'every published record loads (skipped where ../shared/data is absent)',
  async () => {
    const tasks = await humaneval.configure({ path: published, onFault: 'fail' }).tasks({ split: 'test', seed: 0 })
    expect(tasks.size).toBe(164)
    expect(tasks.at(0).id).toBe('HumanEval/0')
  },
)
