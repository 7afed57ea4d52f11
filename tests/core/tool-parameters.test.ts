import { type } from 'arktype'
import { Type } from 'typebox'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { defineEnv } from '../../src/core/define-env.ts'
import { taskList } from '../../src/core/task.ts'
import { checkArguments, parameterSchema } from '../../src/core/tool-parameters.ts'
import type { Tool } from '../../src/core/tool.ts'

const words = { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] }

test.each([
  ['TypeBox', Type.Object({ word: Type.String() })],
  ['Zod', z.object({ word: z.string() })],
  ['ArkType', type({ word: 'string' })],
  ['Valibot with its JSON Schema', { schema: v.object({ word: v.string() }), jsonSchema: words }],
  ['a JSON Schema', words],
])('parameters of %s are told as one JSON Schema, and checked', async (_, parameters) => {
  expect(parameterSchema(parameters)).toEqual({ schema: words })
  expect(await checkArguments(parameters, { word: 'a' })).toEqual({ ok: true, value: { word: 'a' } })
  const refused = await checkArguments(parameters, { word: 1 })
  expect(refused).toMatchObject({ ok: false, faults: [expect.stringMatching(/^\/word .*string/)] })
})

test('a tool without arguments may leave out its properties', () => {
  expect(parameterSchema(type({}))).toEqual({ schema: { type: 'object', properties: {} } })
})

const circle = { type: 'object', properties: {} as Record<string, unknown> }
circle.properties['self'] = circle

test.each([
  [undefined, 'has no schema of its arguments. Give `parameters`'],
  [7, 'has no schema of its arguments'],
  [Type.String(), 'has no schema of its arguments'],
  [circle, 'has no schema of its arguments'],
  [z.string(), 'has a `parameters` that is no schema of an object; give one with one property an argument'],
  [
    v.object({ word: v.string() }),
    'has `parameters` whose validator of `valibot` does not tell its JSON Schema. Give them as `{ schema, jsonSchema }` with the JSON Schema that the policy is to read, or as `toStandardJsonSchema(schema)` of `@valibot/to-json-schema`.',
  ],
  [
    z.object({ day: z.date() }),
    'cannot tell its JSON Schema (Date cannot be represented in JSON Schema). Give them as',
  ],
  [{ schema: v.object({}), jsonSchema: null }, 'has a `jsonSchema` that is no schema of an object'],
  [{ schema: v.object({}), jsonSchema: { type: 'string' } }, 'has a `jsonSchema` that is no schema of an object'],
])('parameters that the policy cannot be told are refused where they are defined (%#)', (parameters, told) => {
  expect(() =>
    defineEnv({
      id: 'broken',
      draw: () => ({ prompt: 'x', answer: 1 }),
      tools: { look: { description: 'Looks.', parameters, run: () => '' } as unknown as Tool },
      rewards: { correct: () => true },
      outcome: 'correct',
    }),
  ).toThrow(`Environment \`broken\`: tool \`look\` ${told.startsWith('has') ? told : ''}`)
  expect(parameterSchema(parameters)).toMatchObject({ fault: expect.stringContaining(told) as string })
})

test('a validator transforms, waits, and tells the policy its faults; what it throws is for the author', async () => {
  const slow = z.object({
    city: z.string().refine(async (city) => await Promise.resolve(city === 'Oslo'), 'no such city'),
  })
  const environment = defineEnv({
    id: 'cities',
    tasks: taskList({ train: [{ prompt: 'x', answer: 1 }] }),
    tools: {
      look: {
        description: 'Looks.',
        parameters: slow.transform(({ city }) => ({ city, letters: city.length })),
        run: ({ city, letters }) => `${city} ${letters}`,
      },
      broken: {
        description: 'Breaks.',
        parameters: z.object({ n: z.number().refine((n) => BigInt(n) > 0n) }),
        run: () => 'never',
      },
    },
    rewards: { correct: () => true },
    outcome: 'correct',
  }).configure()
  expect(environment.tools[0]?.parameters).toEqual({
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
  })
  const task = (await environment.tasks({ split: 'train', seed: 0 })).at(0)
  const episode = await environment.begin({ task })
  const call = async (name: string, given: object): Promise<string | undefined> => {
    const { observation } = await episode.step({ text: '', toolCalls: [{ id: 'x', name, arguments: given as never }] })
    return observation.messages.at(-1)?.content
  }
  expect(await call('look', { city: 'Oslo' })).toBe('Oslo 4')
  expect(await call('look', { city: 'Lima' })).toBe('The arguments of `look` do not fit: /city no such city.')
  expect(await call('broken', { n: 0.5 })).toBe('`broken` failed.')
  expect(episode.toolFaults).toEqual([
    { turn: 2, tool: 'broken', message: expect.stringContaining('the validator of its arguments threw: ') },
  ])
  await episode.close()
})
