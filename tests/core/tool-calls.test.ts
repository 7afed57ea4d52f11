import { assert, array, dictionary, jsonValue, property, record, stringMatching } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readToolCalls, toolCallFrom, writtenAction } from '../../src/core/tool-calls.ts'

const call = (name: string, given: object): string =>
  `<tool_call>${JSON.stringify({ name, arguments: given })}</tool_call>`
const [first, second] = [call('add', { a: 1 }), call('take', { b: [2] })]

describe('calls in a text', () => {
  test('are all read, in their order, with an id each', () => {
    expect(readToolCalls(`First ${first} then\n${second}${first} done.`)).toEqual([
      { id: 'call-0', name: 'add', arguments: { a: 1 } },
      { id: 'call-1', name: 'take', arguments: { b: [2] } },
      { id: 'call-2', name: 'add', arguments: { a: 1 } },
    ])
    expect(readToolCalls('No call here: tool_call>{}')).toEqual([])
    expect(readToolCalls('')).toEqual([])
  })

  test('may stand on lines of their own, and need no arguments', () => {
    expect(readToolCalls('<tool_call>\n{"name": "now"}\n</tool_call>')).toEqual([
      { id: 'call-0', name: 'now', arguments: {} },
    ])
  })

  test.each(['</tool_call>', '<tool_call>', '<think>', '</think>', '\\"</tool_call>', 'a\\\\'])(
    'may hold the mark %s in a text',
    (mark) => {
      const written = call('find', { text: mark, list: [{ mark }] })
      expect(readToolCalls(`${written} and\n ${second}`)).toEqual([
        { id: 'call-0', name: 'find', arguments: { text: mark, list: [{ mark }] } },
        { id: 'call-1', name: 'take', arguments: { b: [2] } },
      ])
    },
  )

  test.each(['<tool_call>x', '<tool_call>{"', 'a<think>', '<tool_call>{"</think>', ' <think>', '</tool_call>{"a":"'])(
    'are read in time that rises with the text, not with its square: %s',
    (part) => {
      const started = performance.now()
      expect(readToolCalls(part.repeat(100_000)).length).toBeLessThanOrEqual(129)
      // By the square it would take minutes.
      expect(performance.now() - started).toBeLessThan(10_000)
    },
  )

  test('are read back as they were written', () => {
    const action = record({
      name: stringMatching(/^[a-z]{1,8}$/),
      arguments: dictionary(stringMatching(/^\w+$/), jsonValue()),
    })
    assert(
      property(array(action, { minLength: 1, maxLength: 5 }), (calls) => {
        const written = writtenAction({
          text: 'Here:',
          toolCalls: calls.map((each, index) => ({ id: `call-${index}`, ...each })) as never,
        })
        expect(readToolCalls(written)).toEqual(
          calls.map((each, index) => ({ id: `call-${index}`, ...(JSON.parse(JSON.stringify(each)) as object) })),
        )
      }),
    )
  })
})

describe('what stands in reasoning is not called', () => {
  test.each([
    ['between its marks', `<think>I could ${first}</think>${second}`],
    ['before an end that the prompt opened', `I could ${first}</think>${second}`],
    ['in several thoughts', `<think>${first}</think>\n<think>${first}</think> ${second}`],
    ['in an unclosed call within it', `<think><tool_call>{"name": </think>${second}`],
  ])('%s', (_, text) => {
    expect(readToolCalls(text)).toEqual([{ id: 'call-0', name: 'take', arguments: { b: [2] } }])
  })

  test('after a thought that is never closed, where it begins a line', () => {
    expect(readToolCalls(`${first}\n  <think>${second}`).map(({ name }) => name)).toEqual(['add'])
    expect(readToolCalls(`The mark <think> is a word. ${second}`).map(({ name }) => name)).toEqual(['take'])
  })
})

describe('a call that cannot be read is a call with a fault', () => {
  test.each([
    [
      'no JSON',
      '<tool_call>{"name": "add", </tool_call>',
      '',
      /^The call is no JSON: .*A call is written as <tool_call>/,
    ],
    ['a list', '<tool_call>[1]</tool_call>', '', /^The call must be an object; got \[1\]/],
    ['null', '<tool_call>null</tool_call>', '', /must be an object; got null/],
    ['no name', '<tool_call>{"arguments": {}}</tool_call>', '', /names no tool: `name` is undefined/],
    ['an empty name', '<tool_call>{"name": "", "arguments": {}}</tool_call>', '', /names no tool/],
    [
      'a wrong key',
      '<tool_call>{"name": "add", "parameters": {"a": 1}}</tool_call>',
      'add',
      /no `arguments`, but `parameters`/,
    ],
    [
      'a list of arguments',
      '<tool_call>{"name": "add", "arguments": [1]}</tool_call>',
      'add',
      /are a JSON object; got \[1\]/,
    ],
    [
      'a text that is no JSON',
      '<tool_call>{"name": "add", "arguments": "a=1"}</tool_call>',
      'add',
      /arguments of `add` are no JSON/,
    ],
    ['no end', 'Now <tool_call>{"name": "add", "arguments": {}}', '', /^The call is never closed\. A call is written/],
  ])('%s', (_, text, name, fault) => {
    const calls = readToolCalls(text)
    expect(calls).toHaveLength(1)
    expect(calls[0]).toMatchObject({ id: 'call-0', name, arguments: {} })
    expect(calls[0]?.fault).toMatch(fault)
  })

  test('and the others are read', () => {
    const calls = readToolCalls(`${first}<tool_call>{</tool_call><tool_call>${second}`)
    expect(calls.map(({ id, name, fault }) => [id, name, fault?.slice(0, 16)])).toEqual([
      ['call-0', 'add', undefined],
      ['call-1', '', 'The call is no J'],
      ['call-2', '', 'The call is neve'],
      ['call-3', 'take', undefined],
    ])
  })
})

test('a server’s arguments may be a text that is JSON of an object, or empty', () => {
  expect(toolCallFrom('x', 'add', '{"a": 1}')).toEqual({ id: 'x', name: 'add', arguments: { a: 1 } })
  expect(toolCallFrom('x', 'add', '')).toEqual({ id: 'x', name: 'add', arguments: {} })
  expect(toolCallFrom('x', 'add', { a: 1 })).toEqual({ id: 'x', name: 'add', arguments: { a: 1 } })
  expect(toolCallFrom('x', 'add', '[1]').fault).toMatch(/are a JSON object; got \[1\]/)
  expect(toolCallFrom('x', 'add', null).fault).toMatch(/got null/)
  expect(toolCallFrom('x', 7, {})).toMatchObject({ name: '', fault: 'The call names no tool: `name` is 7.' })
})

test('an action is written with its calls after its text, or as its text', () => {
  expect(writtenAction({ text: 'Hi' })).toBe('Hi')
  expect(writtenAction({ text: '', toolCalls: [{ id: 'x', name: 'add', arguments: { a: 1 } }] })).toBe(first)
  expect(writtenAction({ text: 'Hi', toolCalls: [{ id: 'x', name: 'add', arguments: { a: 1 } }] })).toBe(`Hi\n${first}`)
})
