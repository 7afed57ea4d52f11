import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { resourcesFrom } from '../../src/core/resources.ts'
import { makeTask } from '../../src/core/task.ts'
import { callTool, tool, ToolError, type AnyTool, type ToolContext, type ToolResult } from '../../src/core/tool.ts'

const context: ToolContext = {
  task: makeTask({ prompt: 'x', answer: 5 }, 'one'),
  state: { calls: 0 },
  resources: resourcesFrom({}, 'x'),
  episode: resourcesFrom({}, 'an episode'),
  signal: AbortSignal.abort(),
}

const run = async (tools: { readonly [name: string]: AnyTool }, name: string, given: object): Promise<ToolResult> =>
  await callTool(tools, { id: 'x', name, arguments: given as never }, context)

const add = tool({
  description: 'Adds.',
  parameters: Type.Object({ a: Type.Number(), b: Type.Number({ default: 2 }) }),
  run: ({ a, b }) => String(a + b),
})

test('a tool gets checked arguments with their defaults, and the context', async () => {
  expect(await run({ add }, 'add', { a: 1 })).toEqual({ ok: true, content: '3', reward: 0 })
  let seen: unknown
  const spy = tool({ description: 'x', parameters: Type.Object({}), run: (_, given) => ((seen = given), 'seen') })
  await run({ spy }, 'spy', {})
  expect(seen).toBe(context)
})

test('a tool may wait, and may say what the step earned', async () => {
  const pay = tool({
    description: 'x',
    parameters: Type.Object({}),
    run: async () => ({ content: 'paid', reward: 0.5 }),
  })
  const plain = tool({ description: 'x', parameters: Type.Object({}), run: async () => ({ content: 'none' }) })
  expect(await run({ pay }, 'pay', {})).toEqual({ ok: true, content: 'paid', reward: 0.5 })
  expect(await run({ plain }, 'plain', {})).toEqual({ ok: true, content: 'none', reward: 0 })
})

test('a tool may say that the task has come to its end', async () => {
  const over = tool({
    description: 'x',
    parameters: Type.Object({ end: Type.Unknown() }),
    run: ({ end }) => ({ content: 'over', end: end as boolean }),
  })
  expect(await run({ over }, 'over', { end: true })).toEqual({ ok: true, content: 'over', reward: 0, end: true })
  expect(await run({ over }, 'over', { end: false })).toEqual({ ok: true, content: 'over', reward: 0 })
  expect(await run({ over }, 'over', { end: 'yes' })).toMatchObject({
    ok: false,
    fault: expect.stringContaining('end') as string,
  })
})

test('what fails is told in words, and nothing runs', async () => {
  let runs = 0
  const count = tool({ description: 'x', parameters: Type.Object({ n: Type.Number() }), run: () => String(runs++) })
  const tools = { add, count }
  expect(await run(tools, 'subtract', {})).toEqual({
    ok: false,
    content: 'There is no tool `subtract`. Tools: add, count.',
    reward: 0,
  })
  expect((await run(tools, 'toString', {})).content).toMatch(/There is no tool `toString`/)
  expect(await run(tools, 'count', { n: 'x' })).toEqual({
    ok: false,
    content: 'The arguments of `count` do not fit: /n must be number.',
    reward: 0,
  })
  expect(await callTool(tools, { id: 'x', name: 'count', arguments: { n: 1 }, fault: 'No.' }, context)).toEqual({
    ok: false,
    content: 'No.',
    reward: 0,
  })
  expect(runs).toBe(0)
})

test('a throw, a rejection and what is no text become failures, whose words are for the author alone', async () => {
  const of = (answer: () => unknown): { x: AnyTool } => ({
    x: tool({ description: 'x', parameters: Type.Object({}), run: answer as never }),
  })
  const failing = (): never => {
    throw new Error('boom')
  }
  const failure = { ok: false, content: '`x` failed.', reward: 0, fault: 'boom' }
  expect(await run(of(failing), 'x', {})).toEqual(failure)
  expect(
    await run(
      of(async () => await Promise.reject(new Error('boom'))),
      'x',
      {},
    ),
  ).toEqual(failure)
  for (const answer of [7, null, undefined, {}, { content: 7 }, { content: { answer: 'SECRET' } }]) {
    const result = await run(
      of(() => answer),
      'x',
      {},
    )
    expect(result).toMatchObject({ ok: false, content: '`x` failed.' })
    expect(result.fault).toMatch(/^it gave .*; `run` returns a text or \{ content, reward, end \}/)
    expect(result.fault).not.toContain('SECRET')
  }
})

test('a ToolError tells the policy what its author says', async () => {
  const x = tool({
    description: 'x',
    parameters: Type.Object({}),
    run: () => {
      throw new ToolError('There is a wall.')
    },
  })
  expect(await run({ x }, 'x', {})).toEqual({ ok: false, content: '`x` failed: There is a wall.', reward: 0 })
})

test.each(['5', null, true, Number.NaN, Number.POSITIVE_INFINITY, 1n, {}])(
  'a tool that pays %o is an error of the environment, not coerced',
  async (reward) => {
    const x = tool({ description: 'x', parameters: Type.Object({}), run: () => ({ content: 'x', reward }) as never })
    await expect(run({ x }, 'x', {})).rejects.toThrow(
      /The reward of a step is a finite number; run\(\) of the tool `x` gave/,
    )
  },
)

test('an answer with an unknown field is a fault of the tool that names it', async () => {
  const answer = { content: 'x', rewrad: 1 }
  const x = tool({ description: 'x', parameters: Type.Object({}), run: () => answer })
  const { ok, fault } = await run({ x }, 'x', {})
  expect(ok).toBe(false)
  expect(fault).toContain('has no field `rewrad`. Did you mean `reward`? Fields: content, reward, end.')
})

test('a long answer is cut with a note, and its author is told', async () => {
  const long = { description: 'x', parameters: Type.Object({}), run: () => 'x'.repeat(3 << 20) }
  const { ok, content, fault } = await run({ long }, 'long', {})
  expect(ok).toBe(true)
  expect(content).toHaveLength((1 << 20) + '\n[cut: these are the first 1048576 of 3145728 characters]'.length)
  expect(fault).toContain('the first 1048576 of 3145728 characters')
  const short = await run({ long: { ...long, mostCharacters: 4 } }, 'long', {})
  expect(short.content).toBe('xxxx\n[cut: these are the first 4 of 3145728 characters]')
})
