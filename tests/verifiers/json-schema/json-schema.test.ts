import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonSchema } from '../../../verifiers/index.ts'
import { findJson } from '../../../verifiers/json-schema/find-json.ts'
import { scoreOf, verdictOf } from '../verdict-of.ts'

const schema = {
  type: 'object',
  properties: { name: { type: 'string' }, items: { type: 'array', items: { type: 'number' } } },
  required: ['name'],
}

describe('findJson', () => {
  it.each([
    ['{"a": 1}', '{"a": 1}'],
    ['Here: {"a": "}"}. Done {x', '{"a": "}"}'],
    ['{"a": 1} or {"a": 2}', '{"a": 2}'],
    ['```json\n{"a": 1}\n``` and {"b": 2}', '{"a": 1}'],
    ['use { to open. [1, {"b": [2]}]', '[1, {"b": [2]}]'],
    ['```python\nx = {}\n```', '{}'],
  ])('finds in %j the text %j', (reply, text) => {
    expect(findJson(reply, 'any')?.text).toBe(text)
  })

  it('finds any JSON object in any prose without brackets or fences', () => {
    const prose = fc.string().map((text) => text.replace(/[[\]{}`]/g, ''))
    const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }))
    fc.assert(
      fc.property(prose, object, prose, (before, value, after) => {
        const text = JSON.stringify(value).replace(/`/g, '\\u0060')
        const found = findJson(`${before}\n${text}\n${after}`, 'any')
        expect(found?.text).toBe(text)
      }),
      { seed: 1 },
    )
  })
})

describe('jsonSchema', () => {
  it('accepts JSON that fits and names the path of each fault otherwise', async () => {
    const verifier = jsonSchema({ schema })
    expect(await scoreOf(verifier, null, 'So: {"name": "Ada", "items": [1]}')).toBe(1)
    expect(await verdictOf(verifier, null, '{"items": [1, "2"]}')).toMatchObject({
      score: 0,
      evidence: { faults: [expect.stringContaining("'name'"), expect.stringContaining('/items/1')] },
    })
  })

  it.each(['', 'no JSON', "{'name': 'Ada'}", '{"name": "Ada",}', '{"name": NaN}', '{"name": "Ada"'])(
    'scores %j 0',
    async (reply) => {
      expect(await scoreOf(jsonSchema({ schema }), null, reply)).toBe(0)
    },
  )

  it('looks only where it is told', async () => {
    const reply = 'So: {"name": "Ada"}'
    expect(await scoreOf(jsonSchema({ schema, from: 'whole' }), null, reply)).toBe(0)
    expect(await scoreOf(jsonSchema({ schema, from: 'fenced' }), null, reply)).toBe(0)
    expect(await scoreOf(jsonSchema({ schema, from: 'last' }), null, reply)).toBe(1)
  })

  it('compares with the answer by content, not by order of keys', async () => {
    const verifier = jsonSchema({ schema, matchesAnswer: true })
    const answer = { name: 'Ada', items: [1, 2] }
    expect(await scoreOf(verifier, answer, '{"items": [1, 2.0], "name": "Ada"}')).toBe(1)
    expect(await scoreOf(verifier, answer, '{"items": [2, 1], "name": "Ada"}')).toBe(0)
    expect(await scoreOf(verifier, answer, '{"items": [1, 2], "name": "Ada", "more": 1}')).toBe(0)
  })

  it('gives the share of right fields as partial credit, and none for invented ones', async () => {
    const verifier = jsonSchema({ schema, matchesAnswer: true, partialCredit: true })
    expect(await scoreOf(verifier, { name: 'Ada', items: [1] }, '{"name": "Ada", "items": []}')).toBe(0.5)
    expect(await scoreOf(verifier, { name: 'Ada' }, '{"name": "Ada", "a": 1, "b": 2, "c": 3}')).toBe(0.25)
  })

  it('is not fooled by fields that every object inherits', async () => {
    const verifier = jsonSchema({ schema: { type: 'object' }, matchesAnswer: true })
    expect(await scoreOf(verifier, { toString: 1 }, '{"a": 1}')).toBe(0)
    expect(await scoreOf(verifier, { a: 1 }, '{"__proto__": {"a": 1}}')).toBe(0)
  })

  it('refuses JSON that nests or runs too far instead of failing on it', async () => {
    const verifier = jsonSchema({ schema: {}, maxCharacters: 1000 })
    expect(await scoreOf(verifier, null, '['.repeat(300) + ']'.repeat(300))).toBe(0)
    expect(await scoreOf(verifier, null, JSON.stringify(['a'.repeat(2000)]))).toBe(0)
  })

  it('refuses a schema that is none and credit without an answer', () => {
    expect(() => jsonSchema({ schema: { type: 'nonsense' } })).toThrow(/no valid JSON Schema/)
    expect(() => jsonSchema({ schema, partialCredit: true })).toThrow(/matchesAnswer/)
  })

  it('calls a missing answer a broken gold', async () => {
    const verifier = jsonSchema({ schema: {}, matchesAnswer: true })
    expect(await verdictOf(verifier, undefined, '{}')).toMatchObject({ status: 'invalid', cause: 'broken-gold' })
  })

  const person = {
    type: 'object',
    properties: { name: { type: 'string' }, n: { type: 'integer' } },
    required: ['name', 'n'],
    additionalProperties: false,
  }

  it.each<[reply: string, score: number]>([
    ['Answer: {"name": "Ada", "n": 3}. Braces {} are JSON.', 1],
    ['{"name": "Ada", "n": 3} and see [1].', 1],
    ['{"name": "Ada", "n": 3}\n\nThe placeholder {name} is a text.', 1],
    ['```json\n{"name": "Ada", "n": 3}\n```\nThe schema was:\n```\n{"name": "who", "n": 0}\n```', 1],
    ['```json\n{"name": "Bob", "n": 1}\n```\nBetter:\n```json\n{"name": "Ada", "n": 3}\n```', 1],
    ['```json\n{"name": "Ada", "n": 3}\n```\nfor\n```python\nx = {"name": "Bob", "n": 1}\n```', 1],
    ['```json\n// the answer\n{"name": "Ada", "n": 3}\n```', 1],
    ['~~~\n{"name": "Ada", "n": 3}\n~~~', 1],
    ['{"name": "Ada", "n": 3.0}', 1],
    ['{"name": "Ada", "n": 30e-1}', 1],
    ['{"n": 3, "name": "A\\u0064a"}', 1],
    ['{"name": "Ada", "n": 3, "n": 3}', 1],
    ['{"name": "Ada", "n": 3}\nNo: {"name": "Ada", "n": "3"}', 0],
    ['{"name": "Ada", "n": 3}\nNo: {"name": "Ada", "n": 4,}', 0],
    ['{"name": "Ada", "n": 3} or {"name": "Bob", "n": 1}', 0],
    ['[{"name": "Ada", "n": 3}]', 0],
    ['{"answer": {"name": "Ada", "n": 3}}', 0],
    ['{"answer": {"name": "Ada", "n": 3}', 0],
    ['{"answer": {"name": "Ada", "n": 3},}', 0],
    ['{"name": "Ada", "n": 2, "n": 3}', 0],
    ['{"name": "Ada", "n": 3.0000000000000000001}', 0],
    ['{"name": "Ada", "n": "3"}', 0],
    ["{'name': 'Ada', 'n': 3}", 0],
    ['{"name": "Ada", "n": 03}', 0],
    ['{"name": "Ada", "n": +3}', 0],
    ['"{\\"name\\": \\"Ada\\", \\"n\\": 3}"', 0],
    ['{\\"name\\": \\"Ada\\", \\"n\\": 3}', 0],
    ['{"name": "Ada", "n": 3} <think>{"name": "Bob", "n": 1}</think>', 1],
    ['<think>{"name": "Ada", "n": 3}</think>', 0],
  ])('of all JSON in %j judges the one that answers: %d', async (reply, score) => {
    expect(await scoreOf(jsonSchema({ schema: person, matchesAnswer: true }), { name: 'Ada', n: 3 }, reply)).toBe(score)
  })

  it('lets marks of a fence stand inside a text', async () => {
    const answer = { name: '```\nls\n```', n: 3 }
    const reply = `\`\`\`json\n${JSON.stringify(answer)}\n\`\`\``
    expect(await scoreOf(jsonSchema({ schema: person, matchesAnswer: true }), answer, reply)).toBe(1)
  })

  it.each<[answer: unknown, reply: string, score: number]>([
    [12345678901234567000, '12345678901234567890', 0],
    ['12345678901234567890', '12345678901234567890', 1],
    ['12345678901234567890', '12345678901234567891', 0],
    ['{"a": [9007199254740993]}', '{"a": [9007199254740993]}', 1],
    ['{"a": [9007199254740993]}', '{"a": [9007199254740992]}', 0],
    [0.3, '0.3', 1],
    [0.1 + 0.2, '0.3', 0],
    [0, '-0', 1],
    [-0, '0', 1],
    ['1e400', '1e400', 1],
    ['1e400', '1e401', 0],
    ['1e-400', '0', 0],
    ['1e400', '10e399', 1],
    [[1, 2], '[1.0, 20e-1]', 1],
    [[1, 2], '[2, 1]', 0],
    [{ a: { b: 1, c: [1] } }, '{"a": {"c": [1], "b": 1.0}}', 1],
    [{ a: null }, '{}', 0],
    [true, 'true', 1],
    [true, '"true"', 0],
    ['Ada', '"Ada"', 1],
    [['1'], '[1]', 0],
  ])('for %j scores %j %d, by the numbers that are written', async (answer, reply, score) => {
    expect(await scoreOf(jsonSchema({ schema: {}, matchesAnswer: true }), answer, reply)).toBe(score)
  })

  it('calls an answer that should be JSON and is none a broken gold', async () => {
    const verifier = jsonSchema({ schema: { type: 'object' }, matchesAnswer: true })
    expect(await verdictOf(verifier, 'Ada', '{"a": 1}')).toMatchObject({ status: 'invalid', cause: 'broken-gold' })
  })
})
