import { afterAll, expect, test } from 'vitest'
import { resourcesFrom } from '../../../src/core/resources.ts'
import { makeTask } from '../../../src/core/task.ts'
import { callTool, type AnyTool, type ToolContext } from '../../../src/core/tool.ts'
import { calculator } from '../../../src/tools/calculator/calculator.ts'

const resources = resourcesFrom({}, 'the test')
afterAll(async () => await resources.close())
const context: ToolContext = {
  task: makeTask({ prompt: 'x', answer: 1 }, 'one'),
  state: null,
  resources,
  episode: resourcesFrom({}, 'an episode'),
  signal: new AbortController().signal,
}

async function ask(tool: AnyTool, expression: unknown, given: ToolContext = context): Promise<string> {
  const call = { id: 'x', name: 'calculator', arguments: { expression } as never }
  return (await callTool({ calculator: tool }, call, given)).content
}

test('it calculates, and tells what it cannot', async () => {
  const tool = calculator()
  expect(await ask(tool, '12345678987654321 * 98765432123456789')).toBe(String(12345678987654321n * 98765432123456789n))
  expect(await ask(tool, '1 +')).toMatch(/^`calculator` failed: Unexpected end of expression/)
  expect(await ask(tool, 5)).toContain('/expression must be string')
  expect(await ask(tool, '1'.repeat(1001))).toContain('must NOT have more than 1000 characters')
})

test('what takes too long is ended, and the next calculation is done', async () => {
  const hasty = calculator({ timeoutMs: 300 })
  for (const endless of ['(1e7)!', 'factorial(9e6) / 3'])
    expect(await ask(hasty, endless)).toBe('`calculator` failed: the calculation takes longer than 0.3 s')
  expect(await ask(calculator(), '1 + 1')).toBe('2')
})

test('one that cannot be had is an error of the episode, not of the policy', async () => {
  const gone = resourcesFrom({}, 'The environment')
  await gone.close()
  await expect(ask(calculator(), '1', { ...context, resources: gone })).rejects.toThrow(
    'Tool `calculator`: The calculator is not to be had: The environment is closed',
  )
})

test('options that are none are refused', () => {
  expect(() => calculator({ timeout: 1 } as never)).toThrow('has no option `timeout`. Did you mean `timeoutMs`?')
  expect(() => calculator({ timeoutMs: 0 })).toThrow('`timeoutMs` is a whole number from 1; got 0.')
  expect(() => calculator(5 as never)).toThrow('takes options as an object: { timeoutMs, description }; got 5.')
})
