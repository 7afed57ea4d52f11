// Replies of one environment each that are right in another form, or wrong by little.
import { expect, test } from 'vitest'
// oxlint-disable-next-line import/no-unassigned-import -- it makes the environments known
import '../../envs/index.ts'
import type { Json, JsonObject } from '../../src/core/json.ts'
import { configure } from '../../src/core/registry.ts'
import { runRubric } from '../../src/core/rubric.ts'
import { makeTask } from '../../src/core/task.ts'

async function scoreOf(
  id: string,
  options: JsonObject,
  answer: Json,
  reply: string,
): Promise<[boolean | null, number | null]> {
  const task = makeTask({ prompt: 'given', answer }, 'given')
  const { outcome, reward } = await runRubric((await configure(id, options)).rubric, { task, reply, messages: [] })
  return [outcome, reward]
}

test.each([
  ['\\boxed{42}', true],
  ['17 and 25 make \\boxed{ 42 }.', true],
  ['\\boxed{17+25}', false],
  ['\\boxed{41} or \\boxed{42', false],
  ['42', false],
])('addition: %s is %s', async (reply, isRight) => {
  expect((await scoreOf('addition', {}, '42', reply))[0]).toBe(isRight)
})

test.each([
  ['<answer>[1, 2,10]</answer>', true],
  ['<answer>1 2 10</answer>', true],
  ['<answer>1, 10, 2</answer>', false],
  ['<answer>1, 2, 10, 10</answer>', false],
  ['<answer>1, 2, 1e1</answer>', false],
  ['1, 2, 10', false],
])('sort: %s is %s', async (reply, isRight) => {
  expect((await scoreOf('sort', {}, '1, 2, 10', reply))[0]).toBe(isRight)
})

test.each([
  ['3*7+4', true],
  ['(3*7)+4=25', true],
  ['25', false],
  ['3*7+4+0', false],
  ['3*7+4=26', false],
  ['7*4-3', true],
  ['7*4-4', false],
  ['3*7', false],
])('countdown: %s is %s', async (reply, isRight) => {
  const answer = { numbers: [3, 4, 7], target: 25 }
  expect((await scoreOf('countdown', { prompt: 'compact' }, answer, reply))[0]).toBe(isRight)
})

const fenced = (value: Json): string => `Here it is:\n\`\`\`json\n${JSON.stringify(value)}\n\`\`\``

test('json-extract: a wrong field costs its share and the outcome; another shape earns nothing', async () => {
  const answer = { customer: 'Ada Abe', item: 'lamp', quantity: 3 }
  expect(await scoreOf('json-extract', {}, answer, fenced(answer))).toEqual([true, 1.1])
  const [outcome, reward] = await scoreOf('json-extract', {}, answer, fenced({ ...answer, quantity: 4 }))
  expect(outcome).toBe(false)
  expect(reward).toBeCloseTo(2 / 3 + 0.1)
  expect(await scoreOf('json-extract', {}, answer, fenced({ ...answer, more: 1 }))).toEqual([false, 0])
  expect(await scoreOf('json-extract', {}, answer, fenced({ ...answer, quantity: '3' }))).toEqual([false, 0])
})
