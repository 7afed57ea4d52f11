import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { callsFault, goldCalls, type ExpectedCall } from '../../envs/function-calling/expected-calls.ts'
import functionCalling from '../../envs/function-calling/index.ts'
import { checkEnvironment } from '../../src/testing/check-environment.ts'
import { tasksOf } from './play.ts'
import { verdictsOf } from './verdicts.ts'

const record = {
  id: 'parallel_0',
  question: [[{ role: 'user', content: 'Play A and B.' }]],
  function: [{ name: 'play', description: '', parameters: { type: 'dict', properties: {} } }],
}
const truth = {
  id: 'parallel_0',
  ground_truth: [{ play: { song: ['A'] } }, { play: { song: ['B'], loud: ['', true] } }],
}

const play = (song: string, more: object = {}): { name: string; arguments: never } => ({
  name: 'play',
  arguments: { song, ...more } as never,
})
const expected: readonly ExpectedCall[] = [
  { name: 'play', arguments: { song: ['A', 'Song A'] } },
  { name: 'play', arguments: { song: ['A', 'B'], loud: ['', true] } },
]

test('the samples keep the contract', async () => {
  await checkEnvironment(functionCalling)
})

test('calls are matched in any order, though one fits two that are expected', () => {
  for (const calls of [
    [play('A'), play('B')],
    [play('B', { loud: true }), play('a')],
    [play('A'), play('song-a')],
    [play('A'), play('A')],
  ])
    expect(callsFault(calls, expected), JSON.stringify(calls)).toBe(null)
})

test.each([
  [[], 'There are 0 calls; expected are 2.'],
  [[play('A'), play('B'), play('A')], 'There are 3 calls'],
  [[play('B'), play('B')], 'Two calls are the same'],
  [[play('A'), play('C')], '`song` of `play` has another value'],
  [[play('A'), play('B', { loud: 'true' })], '`loud` of `play` has another value'],
  [[play('A'), play('B', { loud: '' })], '`loud` of `play` has another value'],
  [[play('A'), play('B', { speed: 1 })], 'unexpected argument'],
  [[play('A'), { name: 'play', arguments: {} as never }], '`song` of `play` is missing'],
  [[play('A'), { name: 'stop', arguments: {} as never }], 'No call of `stop` is expected.'],
])('other calls are wrong: %j', (calls, message) => {
  expect(callsFault(calls, expected)).toContain(message)
})

test('values within objects and lists are compared too', () => {
  const nested: ExpectedCall[] = [
    { name: 'f', arguments: { at: [{ x: [1, 2], name: ['', 'Ada'] }], all: [[1, 'a'], [['b']]] } },
  ]
  const fault = (at: object, all: unknown): string | null =>
    callsFault([{ name: 'f', arguments: { at, all } as never }], nested)
  expect(fault({ x: 2 }, [1, 'A'])).toBe(null)
  expect(fault({ x: 1, name: 'ada' }, [['b']])).toBe(null)
  for (const [at, all] of [
    [{ x: 3 }, [1, 'a']],
    [{}, [1, 'a']],
    [{ x: 1, y: 1 }, [1, 'a']],
    [{ x: 1, constructor: 1 }, [1, 'a']],
    [{ x: 1 }, ['a', 1]],
    [{ x: 1 }, [1, 'a', 1]],
    [{ x: '1' }, [1, 'a']],
    [[], [1, 'a']],
  ] as const)
    expect(fault(at, all), JSON.stringify([at, all])).not.toBe(null)
  expect(callsFault(goldCalls(nested), nested)).toBe(null)
})

test('calls that cannot be read are wrong, as is a call in words', async () => {
  const task = { prompt: 'given', answer: [expected[0] as ExpectedCall] }
  const call = '<tool_call>{"name": "play", "arguments": {"song": "A"}}</tool_call>'
  const replies = [call, `<think>${call}</think>${call}`, `${call}<tool_call>{</tool_call>`, 'play(song="A")', '']
  expect(await verdictsOf(functionCalling, {}, task, replies)).toEqual([true, true, false, false, false])
  expect(await verdictsOf(functionCalling, {}, { prompt: 'given', answer: [] }, [call])).toEqual([null])
  const without = [{ name: 'play', arguments: { song: [] } }]
  expect(await verdictsOf(functionCalling, {}, { prompt: 'given', answer: without }, [call])).toEqual([null])
})

test('expected calls are read from `possible_answer` beside the file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rlvr-calls-'))
  const path = join(folder, 'BFCL_v4_parallel.json')
  await mkdir(join(folder, 'possible_answer'))
  await writeFile(path, `${JSON.stringify(record)}\n`)
  await writeFile(join(folder, 'possible_answer', 'BFCL_v4_parallel.json'), `${JSON.stringify(truth)}\n`)
  const tasks = await functionCalling.configure({ path }).tasks({ split: 'test', seed: 0 })
  expect(tasks.at(0)).toMatchObject({ id: 'parallel_0', answer: [{ name: 'play', arguments: { song: ['A'] } }, {}] })
  await checkEnvironment(functionCalling.configure({ path, division: 'held-out' })).catch((thrown: Error) => {
    expect(thrown.message).toContain('split of `function-calling` is empty')
  })
  await writeFile(join(folder, 'possible_answer', 'BFCL_v4_parallel.json'), 'x\n')
  await expect(functionCalling.configure({ path }).tasks({ split: 'test', seed: 0 })).rejects.toThrow(
    'line 1: expected a',
  )
})

test('an argument that its description requires may not be left out', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'rlvr-calls-')), 'records.jsonl')
  const parameters = { type: 'dict', properties: {}, required: ['song'] }
  const called = { ...record, function: [{ name: 'play', parameters }], ground_truth: [{ play: { song: ['', 'A'] } }] }
  await writeFile(path, JSON.stringify(called))
  const tasks = await functionCalling.configure({ path }).tasks({ split: 'test', seed: 0 })
  expect(tasks.at(0).answer).toEqual([{ name: 'play', arguments: { song: ['A'] } }])
})

test.each<[object, string]>([
  [record, 'field `ground_truth`: is missing'],
  [{ ...record, ground_truth: [{ stop: {} }] }, 'field `ground_truth`: expected a list'],
  [{ ...record, ground_truth: [{ play: { song: 'A' } }] }, 'field `ground_truth`: expected a list'],
  [{ ...record, ...truth, function: {} }, 'field `function`: expected a list'],
  [{ ...record, ...truth, question: [[{ role: 'user', content: 'a' }], []] }, 'field `question`: expected one turn'],
  [{ ...record, involved_classes: ['Files'] }, 'field `involved_classes`: is of a record of several turns'],
  [{ ...record, ...truth, question: [[{ role: 'robot', content: 'a' }]] }, 'field `question`: expected messages'],
])('a faulty record is told by its line and field: %j', async (faulty, message) => {
  const path = join(await mkdtemp(join(tmpdir(), 'rlvr-calls-')), 'records.jsonl')
  await writeFile(path, `${JSON.stringify({ ...record, ...truth, id: 'a' })}\n${JSON.stringify(faulty)}\n`)
  const loading = functionCalling.configure({ path }).tasks({ split: 'test', seed: 0 })
  await expect(loading).rejects.toThrow(`line 2, ${message}`)
})

describe('arithmetic', () => {
  const spec = functionCalling.configure({ calls: 'arithmetic', prompt: 'compact' })

  test('keeps the contract in both styles', async () => {
    await checkEnvironment(spec)
    await checkEnvironment(functionCalling.configure({ calls: 'arithmetic' }))
  })

  test('the call is that of the sign, in any order of its parts; numbers in another order are wrong', async () => {
    const names = { '+': 'add', '-': 'subtract', '*': 'multiply', '/': 'divide' }
    for (const { prompt, answer } of await tasksOf(spec, 40)) {
      const [, a, sign, b] = /^(\d+)([-+*/])(\d+):$/.exec(prompt as string) ?? []
      const name = names[sign as keyof typeof names]
      const call = (given: object): string => `<tool_call>${JSON.stringify(given)}</tool_call>`
      const replies = [
        call({ name, arguments: { a: Number(a), b: Number(b) } }),
        call({ arguments: { b: Number(b), a: Number(a) }, name }),
        call({ name, arguments: { a: Number(a) + 1, b: Number(b) } }),
        call({ name: name === 'add' ? 'divide' : 'add', arguments: { a: Number(a), b: Number(b) } }),
      ]
      expect(await verdictsOf(functionCalling, {}, { prompt, answer }, replies)).toEqual([true, true, false, false])
    }
  })

  test('what cannot be is refused: a path beside it, records in few characters', async () => {
    const opened = (options: Parameters<typeof functionCalling.configure>[0]): Promise<unknown> =>
      functionCalling.configure(options).tasks({ split: 'train', seed: 0 })
    await expect(opened({ calls: 'arithmetic', path: 'x' })).rejects.toThrow('draws `arithmetic` itself')
    await expect(opened({ prompt: 'compact' })).rejects.toThrow('compact prompts of `calls: arithmetic` alone')
  })
})

test('where no function fits, words without a call are right', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rlvr-calls-'))
  const path = join(folder, 'BFCL_v4_irrelevance.json')
  const ids = ['irrelevance_0', 'live_irrelevance_0-0-0']
  await writeFile(path, ids.map((id) => JSON.stringify({ ...record, id })).join('\n'))
  const spec = functionCalling.configure({ path })
  const tasks = await spec.tasks({ split: 'test', seed: 0 })
  expect([tasks.at(0).answer, tasks.at(1).answer]).toEqual(['no call', 'no call'])
  const call = '<tool_call>{"name": "play", "arguments": {}}</tool_call>'
  const replies = ['No function fits.', `<think>${call}</think>None fits.`, call, `No. ${call}`, '<tool_call>{', '', ' ', `<think>${call}</think>`] // prettier-ignore
  expect(await verdictsOf(functionCalling, {}, { prompt: 'given', answer: 'no call' }, replies)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
    false,
    false,
  ])
})
