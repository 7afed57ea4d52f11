import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { resourcesFrom } from '../../src/core/resources.ts'
import { makeTask } from '../../src/core/task.ts'
import { callTool, tool, type AnyTool, type ToolContext, type ToolResult } from '../../src/core/tool.ts'

const context: ToolContext = {
  task: makeTask({ prompt: 'x', answer: 5 }, 'one'),
  state: { calls: 0 },
  resources: resourcesFrom({}, 'x'),
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

test('a throw, a rejection and what is no text become failures with their words', async () => {
  const of = (answer: () => unknown): { x: AnyTool } => ({
    x: tool({ description: 'x', parameters: Type.Object({}), run: answer as never }),
  })
  const failing = (): never => {
    throw new Error('boom')
  }
  const failure = { ok: false, content: '`x` failed: boom', reward: 0 }
  expect(await run(of(failing), 'x', {})).toEqual(failure)
  expect(
    await run(
      of(async () => await Promise.reject(new Error('boom'))),
      'x',
      {},
    ),
  ).toEqual(failure)
  for (const answer of [7, null, undefined, {}, { content: 7 }])
    expect(
      (
        await run(
          of(() => answer),
          'x',
          {},
        )
      ).content,
    ).toMatch(/^`x` failed: the tool gave no text/)
})
