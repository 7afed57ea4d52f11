import { expect, test } from 'vitest'
import { drawDemand, levels } from '../../envs/json-generation/draw.ts'
import jsonGeneration from '../../envs/json-generation/index.ts'
import type { Json, JsonObject } from '../../src/core/json.ts'
import { Rng } from '../../src/core/random.ts'
import { tasksOf } from './play.ts'
import { verdictsOf } from './verdicts.ts'

const outcomes = async (answer: ReturnType<typeof drawDemand>['demand'], replies: readonly Json[]) =>
  await verdictsOf(
    jsonGeneration,
    {},
    { prompt: 'given', answer },
    replies.map((reply) => (typeof reply === 'string' ? reply : JSON.stringify(reply))),
  )

test('every fact counts, in any order of keys, and nothing may be added or left out', async () => {
  for (let level = 1; level <= levels.length; level++) {
    const { demand } = drawDemand(Rng.fromSeed(level), level)
    const { example, facts, schema } = demand
    const turned = Object.fromEntries(Object.entries(example).toReversed())
    expect(await outcomes(demand, [example, turned, `Here it is:\n${JSON.stringify(example)}`])).toEqual([
      true,
      true,
      true,
    ])
    const keys = Object.keys(facts)
    const others = drawDemand(Rng.fromSeed(level + 100), level).demand.example
    const without = keys.map((key): JsonObject =>
      Object.fromEntries(Object.entries(example).filter(([own]) => own !== key)),
    )
    const nulled = keys.map((key): JsonObject => ({ ...example, [key]: null }))
    const wrong = [...without, ...nulled, { ...example, more: 1 }, {}, schema, others, `not ${JSON.stringify(example)}`]
    expect(new Set(await outcomes(demand, wrong)), `level ${level}`).toEqual(new Set([false]))
  }
})

test('another value that fits the schema is wrong, and a free text is free', async () => {
  const schema = {
    type: 'object',
    properties: { city: { type: 'string' }, note: { type: 'string', minLength: 3 } },
    required: ['city', 'note'],
    additionalProperties: false,
  }
  const demand = { schema, facts: { city: 'Lyon' }, example: { city: 'Lyon', note: 'none' } }
  expect(
    await outcomes(demand, [
      { city: 'Lyon', note: 'whatever' },
      { city: 'Lyon', note: 'x' },
      { city: 'Kyoto', note: 'whatever' },
      { note: 'Lyon' },
    ]),
  ).toEqual([true, false, false, false])
})

test('the text tells every fact, and each level asks for what it is named for', async () => {
  const marks = ['"boolean"', '"height"', '"maxItems"', '"pattern"', '"oneOf"']
  for (const [index, mark] of marks.entries()) {
    const prompts = (await tasksOf(jsonGeneration.configure({ level: index + 1 }), 40)).map(
      ({ prompt }) => prompt as string,
    )
    expect(
      prompts.some((prompt) => prompt.includes(mark)),
      mark,
    ).toBe(true)
    if (index > 0) {
      const easier = await tasksOf(jsonGeneration.configure({ level: index }), 40)
      expect(
        easier.some(({ prompt }) => (prompt as string).includes(mark)),
        mark,
      ).toBe(false)
    }
  }
})
