import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readFormedCalls } from '../../src/core/tool-call-forms.ts'

const call = (index: number, name: string, given: object): object => ({ id: `call-${index}`, name, arguments: given })

describe('a reply that is a call', () => {
  test('is read with parameters or arguments, behind a mark or not, one or several', () => {
    const due = [call(0, 'add', { a: 1 })]
    expect(readFormedCalls('{"name": "add", "parameters": {"a": 1}}', 'object')).toEqual(due)
    expect(readFormedCalls(' <|python_tag|>{"name": "add", "arguments": {"a": 1}}\n', 'object')).toEqual(due)
    expect(readFormedCalls('{"type": "function", "name": "add", "parameters": {"a": 1}}', 'object')).toEqual(due)
    const two = '{"name": "add", "parameters": {"a": "};"}}; {"name": "now", "parameters": {}}'
    expect(readFormedCalls(two, 'object')).toEqual([call(0, 'add', { a: '};' }), call(1, 'now', {})])
  })

  test('is none where anything else is said, or the object is another one', () => {
    for (const text of ['', 'It is 3.', 'I call {"name": "add", "parameters": {}}', '{"answer": 3}', '{}'])
      expect([text, readFormedCalls(text, 'object')]).toEqual([text, []])
  })

  test('that cannot be read is one all the same, and says why', () => {
    expect(readFormedCalls('{"name": "add", "parameters": {"a": 1', 'object')).toEqual([
      { ...call(0, '', {}), fault: expect.stringMatching(/cannot be read: .*JSON.*\{"name": "…", "parameters"/s) },
    ])
    expect(readFormedCalls('<|python_tag|>add.call(a=1)', 'object')).toMatchObject([
      { fault: expect.stringContaining('cannot be read') },
    ])
    expect(readFormedCalls('{"name": 3, "parameters": {}}', 'object')).toMatchObject([
      { fault: expect.stringContaining('names no tool') },
    ])
    expect(readFormedCalls('{"name": "add", "parameters": [1]}', 'object')).toMatchObject([
      { name: 'add', fault: expect.stringContaining('JSON object') },
    ])
  })
})

describe('calls behind [TOOL_CALLS]', () => {
  test('are read as a list, as one object, or as names with arguments', () => {
    expect(
      readFormedCalls(
        'Well. [TOOL_CALLS] [{"name": "add", "arguments": {"a": 1}, "id": "x"}, {"name": "now"}]',
        'list',
      ),
    ).toEqual([call(0, 'add', { a: 1 }), call(1, 'now', {})])
    expect(readFormedCalls('[TOOL_CALLS]{"name": "add", "arguments": "{\\"a\\": 1}"}', 'list')).toEqual([
      call(0, 'add', { a: 1 }),
    ])
    expect(readFormedCalls('[TOOL_CALLS]add{"a": 1}[TOOL_CALLS]now[ARGS]{}', 'list')).toEqual([
      call(0, 'add', { a: 1 }),
      call(1, 'now', {}),
    ])
    expect(readFormedCalls('No [{"name": "add"}]', 'list')).toEqual([])
  })

  test('that cannot be read say why', () => {
    for (const text of [
      '[TOOL_CALLS] [{"name": "add", ',
      '[TOOL_CALLS] add the numbers',
      '[TOOL_CALLS] [3]',
      '[TOOL_CALLS]',
    ])
      expect([text, readFormedCalls(text, 'list')]).toEqual([
        text,
        [{ ...call(0, '', {}), fault: expect.stringContaining('[TOOL_CALLS] [{"name"') }],
      ])
  })
})

test('any text is read without a throw, and quickly', () => {
  for (const form of ['object', 'list'] as const) {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom('{', '}', '"', '\\', '[TOOL_CALLS]', '<|python_tag|>', '"name":', '"a"', '[', ']', ';', ' '),
        ),
        (parts) => {
          for (const { id } of readFormedCalls(parts.join(''), form)) expect(id).toMatch(/^call-\d+$/)
        },
      ),
    )
    for (const part of ['{"name":', '[TOOL_CALLS]', '[TOOL_CALLS]a{', '{"name": "a"};', '"'])
      readFormedCalls(part.repeat(50_000), form)
    for (const part of ['{"name": "a"}', '{'])
      expect(readFormedCalls(`<|python_tag|>${part.repeat(50_000)}`, form).length).toBeLessThanOrEqual(128)
  }
})
