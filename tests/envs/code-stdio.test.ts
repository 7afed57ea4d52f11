import { deflateSync } from 'node:zlib'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { privateCases } from '../../envs/code-stdio/live-code-bench.ts'
import { plainJson } from '../../envs/code-stdio/plain-json.ts'
import codeStdio from '../../envs/code-stdio/index.ts'
import type { EnvironmentSpec } from '../../src/core/environment.ts'
import type { Json, JsonObject } from '../../src/core/json.ts'
import { runRubric } from '../../src/core/rubric.ts'
import type { Task } from '../../src/core/task.ts'
import { checkEnvironment } from '../../src/testing.ts'
import { hasPythonSandbox, pythonResources } from './python-sandbox.ts'

async function taskOf(record: JsonObject, options: JsonObject = {}): Promise<Task> {
  const path = join(await mkdtemp(join(tmpdir(), 'rlvr-stdio-')), 'test.jsonl')
  await writeFile(path, JSON.stringify(record))
  const tasks = await codeStdio.configure({ path, ...options }).tasks({ split: 'test', seed: 0 })
  return tasks.at(0)
}

async function testsOf(record: JsonObject, options: JsonObject = {}): Promise<JsonObject> {
  return ((await taskOf(record, options)).answer as { tests: JsonObject }).tests
}

async function faultOf(record: JsonObject): Promise<Json | undefined> {
  return (await testsOf(record))['fault']
}

/** Base64 of zlib of a pickle (protocol 4) of a text. */
function packed(text: string, head = '8004'): string {
  const body = Buffer.from(text)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(body.length)
  const parts = [Buffer.from(`${head}58`, 'hex'), length, body, Buffer.from('942e', 'hex')]
  return deflateSync(Buffer.concat(parts)).toString('base64')
}

const apps = (inputOutput: Json, rest: JsonObject = {}): JsonObject => ({
  problem_id: 7,
  question: 'Add.',
  solutions: '["print(1)"]',
  input_output: typeof inputOutput === 'string' ? inputOutput : JSON.stringify(inputOutput),
  ...rest,
})

describe('APPS and TACO', () => {
  test('inputs and outputs are standard input and output, compared by tokens', async () => {
    const task = await taskOf(apps({ inputs: ['1 2\n', ['3', '4']], outputs: ['3\n', ['7']] }))
    expect(task).toMatchObject({ id: '7', metadata: { solution: 'print(1)' } })
    expect(task.prompt).toMatch(/^Add\.\n\nWrite a Python 3 program that reads standard input/)
    expect(task.answer).toEqual({
      language: 'python',
      tests: {
        format: 'stdio',
        cases: [
          { stdin: '1 2\n', stdout: '3\n' },
          { stdin: '3\n4', stdout: '7' },
        ],
        compare: { mode: 'tokens' },
        scoring: 'all',
      },
    })
  })

  test('the language, the comparison, limits and scoring are the user’s', async () => {
    const options = {
      language: 'cpp',
      compare: 'lines',
      floatTolerance: 1e-6,
      timeMs: 2000,
      memoryMb: 64,
      scoring: 'fraction',
    }
    const task = await taskOf(apps({ inputs: ['1'], outputs: ['1'] }), options)
    expect(task.prompt).toContain('C++17 program')
    expect(task.answer).toMatchObject({
      language: 'cpp',
      tests: {
        compare: { mode: 'lines', floatAbs: 1e-6, floatRel: 1e-6 },
        limits: { timeMs: 2000, memoryMb: 64 },
        scoring: 'fraction',
      },
    })
  })

  test('a function is called with lists of arguments, its outputs out of their lists of one', async () => {
    const record = apps({
      fn_name: 'add',
      inputs: [
        [1, 2],
        [3, [4]],
      ],
      outputs: [[3], [[7]]],
    })
    expect(await testsOf(record)).toEqual({
      format: 'call',
      entry: 'add',
      cases: [
        { args: [1, 2], expected: 3 },
        { args: [3, [4]], expected: [7] },
      ],
      scoring: 'all',
    })
    expect((await taskOf(record)).prompt).toContain('the Python function `add`')
  })

  test('outputs that are not all lists of one stand for themselves', async () => {
    const tests = await testsOf(apps({ fn_name: 'f', inputs: [[1], [2]], outputs: [[3], [4, 5]] }))
    expect(tests['cases']).toEqual([
      { args: [1], expected: [3] },
      { args: [2], expected: [4, 5] },
    ])
  })

  test('a function is called with one JSON value a line too; then its output is JSON', async () => {
    const record = apps({ fn_name: 'f', inputs: ['[1, 2]\n"a"\n'], outputs: ['[12345678901234567890]'] })
    expect((await testsOf(record))['cases']).toEqual([
      { args: [[1, 2], 'a'], expected: [{ $int: '12345678901234567890' }] },
    ])
  })

  test('a class Solution in the starter code makes the function its method', async () => {
    const starter = 'class Solution:\n    def f(self, n: int) -> int:\n'
    const record = apps({ fn_name: 'f', inputs: [[1]], outputs: [2] }, { starter_code: starter })
    expect(await testsOf(record)).toMatchObject({ entry: 'Solution().f', preamble: { name: 'leetcode' } })
    expect((await taskOf(record)).prompt).toContain(starter.trim())
  })

  test('a first argument whose keys are all numbers gets them back', async () => {
    const tests = await testsOf(apps({ fn_name: 'f', inputs: [[{ 1: 'a', 20: 'b' }], [{ x: 1 }]], outputs: [1, 2] }))
    expect(tests['cases']).toEqual([
      {
        args: [
          {
            $dict: [
              [1, 'a'],
              [20, 'b'],
            ],
          },
        ],
        expected: 1,
      },
      { args: [{ x: 1 }], expected: 2 },
    ])
  })

  test.each([
    ['no tests', { inputs: [], outputs: [] }, 'there are no tests'],
    ['more inputs than outputs', { inputs: ['1', '2'], outputs: ['1'] }, '2 inputs and 1 outputs'],
    ['a missing output', { inputs: ['1'], outputs: [null] }, 'test 0 has no expected output'],
    ['a missing input', { inputs: [null], outputs: ['1'] }, 'test 0 has no input'],
    ['no outputs at all', { inputs: ['1'] }, 'input_output.outputs'],
    ['an output that is no text', { inputs: ['1'], outputs: [{ a: 1 }] }, 'output of test 0 is no text'],
    ['an argument that is no JSON', { fn_name: 'f', inputs: ['[1'], outputs: ['1'] }, 'test 0: "[1" is no JSON'],
    ['an input that is a number', { fn_name: 'f', inputs: [1], outputs: [1] }, 'neither a list nor a text'],
    ['a name that is none', { fn_name: 'f(); g', inputs: [[1]], outputs: [1] }, 'the name of a function'],
    ['an empty text', '', 'input_output'],
    ['a text that is no JSON', '{"inputs": [', 'expected JSON'],
  ])('with %s: the task is kept, and its verdict is invalid', async (_, inputOutput, message) => {
    const task = await taskOf(apps(inputOutput))
    expect((task.answer as { tests: JsonObject }).tests['fault']).toContain(message)
    const spec = codeStdio.configure({}, pythonResources) as unknown as EnvironmentSpec
    const reply = '```python\nprint(1)\n```'
    const { reward, verdicts } = await runRubric(spec.rubric, { task, reply, messages: [] })
    expect(reward).toBeNull()
    expect(verdicts['correct']).toMatchObject({ status: 'invalid', cause: 'broken-gold' })
    expect(JSON.stringify(verdicts)).toContain(JSON.stringify(message).slice(1, -1))
  })
})

describe('LiveCodeBench', () => {
  const live = (rest: JsonObject): JsonObject => ({
    question_title: 'Sum',
    question_content: 'Add two numbers.',
    question_id: 'own_1',
    contest_date: '2026-01-01T00:00:00',
    difficulty: 'easy',
    starter_code: '',
    metadata: '{}',
    public_test_cases: JSON.stringify([{ input: '1 2\n', output: '3\n', testtype: 'stdin' }]),
    private_test_cases: JSON.stringify([{ input: '2 2\n', output: '4\n', testtype: 'stdin' }]),
    ...rest,
  })

  test('public and private tests are judged by, and the public ones marked', async () => {
    const cases = [
      { stdin: '1 2\n', stdout: '3\n', public: true },
      { stdin: '2 2\n', stdout: '4\n' },
    ]
    expect(await taskOf(live({}))).toMatchObject({ id: 'own_1', metadata: { difficulty: 'easy' } })
    expect((await testsOf(live({})))['cases']).toEqual(cases)
    const hidden = packed(JSON.stringify([{ input: '2 2\n', output: '4\n', testtype: 'stdin' }]))
    expect((await testsOf(live({ private_test_cases: hidden })))['cases']).toEqual(cases)
  })

  test('functional tests call the method that the metadata names', async () => {
    const functional = JSON.stringify([{ input: '[1, 2.0]\n"a"', output: 'true', testtype: 'functional' }])
    const record = live({
      public_test_cases: functional,
      private_test_cases: packed('[]'),
      starter_code: 'class Solution:\n    def has(self, nums: List[float], name: str) -> bool:\n        ',
      metadata: '{"func_name": "has"}',
    })
    expect(await testsOf(record)).toEqual({
      format: 'call',
      entry: 'Solution().has',
      cases: [{ args: [[1, { $float: '2.0' }], 'a'], expected: true, public: true }],
      preamble: { name: 'leetcode' },
      scoring: 'all',
    })
    expect((await taskOf(record)).prompt).toContain('class Solution:')
  })

  test.each([
    ['an unknown kind', { public_test_cases: '[{"input":"","output":"","testtype":"interactive"}]' }, 'interactive'],
    ['no kind', { public_test_cases: '[{"input":"","output":""}]' }, 'expected `stdin` or `functional`'],
    ['two kinds', { public_test_cases: '[{"input":"","output":"","testtype":"functional"}]' }, 'mix'],
    ['a missing output', { public_test_cases: '[{"input":"","testtype":"stdin"}]' }, 'no expected output'],
    ['no tests', { public_test_cases: '[]', private_test_cases: '[]' }, 'there are no tests'],
    ['something else than base64', { private_test_cases: 'what?' }, 'private_test_cases'],
    ['zlib of no pickle', { private_test_cases: deflateSync('[]').toString('base64') }, 'no pickle'],
    ['a pickle of no JSON', { private_test_cases: packed('nothing') }, 'private_test_cases'],
    ['a pickle that runs something', { private_test_cases: packed('[]', '8004636f730a73797374656d0a') }, 'never run'],
  ])('with %s: the tests are at fault', async (_, rest, message) => {
    expect(await faultOf(live(rest))).toContain(message)
  })

  test('a small text that unpacks into a huge one is refused before it is all there', () => {
    const bomb = packed(' '.repeat(2_000_000))
    expect(bomb.length).toBeLessThan(10_000)
    expect(() => privateCases(bomb, 1_000_000)).toThrow(/private_test_cases|larger than/)
    expect(privateCases(packed('[]'), 2)).toEqual([])
    expect(() => privateCases(packed('[ ]'), 2)).toThrow('3 bytes; at most 2')
  })
})

describe('Codeforces', () => {
  const record = {
    id: '1/A',
    title: 'Halves',
    description: 'Split n into two parts.',
    time_limit: 1.5,
    memory_limit: 256.0,
    input_format: 'One n.',
    output_format: 'Two numbers.',
    interaction_format: null,
    note: null,
    examples: [{ input: '4', output: '2 2' }],
    official_tests: [
      { input: '4\n', output: '2 2\n' },
      { input: '5\n', output: '2 3\n' },
    ],
    official_tests_complete: true,
    input_mode: 'stdio',
    generated_checker: null,
    rating: 800,
  } satisfies JsonObject

  test('limits are those of the problem, times a factor where asked for', async () => {
    const task = await taskOf(record)
    expect(task).toMatchObject({ id: '1/A', metadata: { rating: 800, testsComplete: true } })
    expect(task.prompt).toContain(
      'Halves\nTime limit: 1.5 s. Memory limit: 256 MB.\n\nSplit n into two parts.\n\nInput\nOne n.\n\nOutput\nTwo numbers.\n\nExample 1\nInput:\n4\nOutput:\n2 2\n\nWrite a Python 3 program',
    )
    expect((task.answer as { tests: JsonObject }).tests).toEqual({
      format: 'stdio',
      cases: [
        { stdin: '4\n', stdout: '2 2\n', public: true },
        { stdin: '5\n', stdout: '2 3\n' },
      ],
      compare: { mode: 'tokens' },
      limits: { timeMs: 1500, memoryMb: 256 },
      scoring: 'all',
    })
    expect(await testsOf(record, { timeFactor: 4, memoryMb: 512 })).toMatchObject({
      limits: { timeMs: 6000, memoryMb: 512 },
    })
  })

  test('a memory limit below what an interpreter needs is raised', async () => {
    expect(await testsOf({ ...record, memory_limit: 8 })).toMatchObject({ limits: { memoryMb: 64 } })
  })

  const checker =
    'import sys\n\nn = int(open(sys.argv[1]).read())\nright = open(sys.argv[2]).read().split()\nparts = [int(part) for part in open(sys.argv[3]).read().split()]\nprint(int(len(parts) == len(right) == 2 and sum(parts) == n))\n'

  test('a checker is given what it expects: the answer before the output', async () => {
    const tests = await testsOf({ ...record, generated_checker: checker })
    expect(tests['checker']).toMatchObject({ language: 'python', protocol: 'score' })
    const { code } = tests['checker'] as { code: string }
    expect(code).toContain('sys.argv[2], sys.argv[3] = sys.argv[3], sys.argv[2]')
    expect(code).toContain(JSON.stringify(checker))
  })

  test.skipIf(!hasPythonSandbox)('a checker accepts another right output (skipped without a sandbox)', async () => {
    const task = await taskOf({ ...record, generated_checker: checker })
    const spec = codeStdio.configure({}, pythonResources) as unknown as EnvironmentSpec
    const rewardOf = async (program: string): Promise<number | null> =>
      (await runRubric(spec.rubric, { task, reply: `\`\`\`python\n${program}\n\`\`\``, messages: [] })).reward
    expect(await rewardOf('print(1, int(input()) - 1)')).toBe(1)
    expect(await rewardOf('print(1, int(input()))')).toBe(0)
    expect(await rewardOf('print(0, 0, int(input()))')).toBe(0)
  })

  test.each([
    ['is interactive', { interaction_format: 'Ask and be told.' }, 'interactive'],
    ['reads files', { input_mode: 'file' }, 'input_mode'],
    ['has no tests', { official_tests: [] }, 'there are no tests'],
    ['has a limit out of range', { time_limit: 1e9 }, 'timeMs'],
  ])('a problem that %s is at fault', async (_, rest, message) => {
    expect(await faultOf({ ...record, ...rest })).toContain(message)
  })
})

describe('other records', () => {
  test('CodeContests as SandboxFusion keeps them are compared as there', async () => {
    const record = { id: 3, content: 'Echo.', test: [{ input: { stdin: 'a' }, output: { stdout: 'A' } }] }
    const tests = await testsOf(record)
    expect(tests).toMatchObject({
      cases: [{ stdin: 'a', stdout: 'A' }],
      compare: { mode: 'lines', ignoreCase: true, floatRel: 1e-5 },
    })
    expect(await testsOf({ ...record, test: JSON.stringify(record.test) })).toEqual(tests)
    expect(await faultOf({ ...record, test: [{ input: { stdin: 'a' } }] })).toContain('no expected output')
  })

  test('verifiable-coding records say their language and hold a reference in a fence', async () => {
    const record = {
      problem_id: 'vc_1',
      prompt: 'Echo.',
      gold_standard_solution: '```cpp\nint main() {}\n```',
      verification_info: { language: 'cpp', test_cases: [{ input: 'a', output: 'a', type: 'stdin_stdout' }] },
    }
    const task = await taskOf(record)
    expect(task).toMatchObject({ id: 'vc_1', metadata: { solution: 'int main() {}' }, answer: { language: 'cpp' } })
    expect(await testsOf(record)).toMatchObject({ cases: [{ stdin: 'a', stdout: 'a' }] })
    const text = { test_cases: JSON.stringify({ inputs: ['[1]'], outputs: ['2'], fn_name: 'f' }) }
    expect(await testsOf({ ...record, verification_info: JSON.stringify(text) })).toMatchObject({
      format: 'call',
      entry: 'f',
      cases: [{ args: [[1]], expected: 2 }],
    })
    expect(await faultOf({ ...record, verification_info: '{"language": "python"}' })).toContain('there are no tests')
  })

  test('verl records keep their messages; their ground truth is pairs, calls or assertions', async () => {
    const verl = (truth: Json): JsonObject => ({
      prompt: [{ role: 'user', content: 'Do it.' }],
      reward_model: { style: 'rule', ground_truth: JSON.stringify(truth) },
    })
    expect((await taskOf(verl({ inputs: ['1'], outputs: ['1'] }))).prompt).toEqual([
      { role: 'user', content: 'Do it.' },
    ])
    expect(await testsOf(verl({ inputs: ['1'], outputs: ['1'] }))).toMatchObject({ format: 'stdio' })
    expect(await testsOf(verl({ inputs: ['1'], outputs: ['1'], fn_name: 'f' }))).toMatchObject({
      format: 'call',
      entry: 'f',
      cases: [{ args: [1], expected: 1 }],
    })
    expect(await testsOf(verl({ assert_case: ['assert f(1) == 1', 'assert f(2) == 2'] }))).toMatchObject({
      format: 'assert',
      script: 'assert f(1) == 1\nassert f(2) == 2\n',
    })
    expect(await faultOf(verl({ assert_case: [] }))).toContain('there are no tests')
    expect(await faultOf(verl({ inputs: ['1'], outputs: [] }))).toContain('1 inputs and 0 outputs')
    const broken = { ...verl({}), prompt: [{ role: 'tool', content: 'x' }] }
    await expect(taskOf(broken)).rejects.toThrow('line 1, field `prompt.0`')
  })

  test('one of no known form is an error that says which are known', async () => {
    await expect(taskOf({ instruction: 'x', output: 'y' })).rejects.toThrow(
      /line 1: the record has none of the known forms\. Its fields: instruction, output\. Known: LiveCodeBench/,
    )
  })
})

test('JSON written by Python keeps large integers, floats and keys that look like tags', () => {
  expect(plainJson('[1, -7, 9007199254740993, 1e3, 2.0, 0.5, 1e999, -1E999]')).toEqual([
    1,
    -7,
    { $int: '9007199254740993' },
    { $float: '1e3' },
    { $float: '2.0' },
    0.5,
    { $float: 'inf' },
    { $float: '-inf' },
  ])
  expect(plainJson('{"$int": "1", "b": 2.0}')).toEqual({
    $dict: [
      ['$int', '1'],
      ['b', { $float: '2.0' }],
    ],
  })
  expect(() => plainJson('[1,')).toThrow('"[1," is no JSON')
  expect(plainJson('{"__proto__": 1}')).toEqual(JSON.parse('{"__proto__": 1}'))
})

test.skipIf(!hasPythonSandbox)(
  'the environment keeps its promises (skipped where no sandbox runs Python)',
  async () => {
    await checkEnvironment(codeStdio)
  },
)
