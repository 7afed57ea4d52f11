import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonSchema } from '../../../verifiers/index.ts'
import { equalJson } from '../../../verifiers/json-schema/compare-json.ts'
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
        expect(equalJson(JSON.parse(found?.text ?? ''), JSON.parse(text))).toBe(true)
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
})
