// JSON by a schema that each task draws, holding the facts of a text: valid alone is not enough, nor are the facts alone.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { invalid } from '../../src/core/verdict.ts'
import type { Verifier } from '../../src/core/verifier.ts'
import { isObject } from '../../src/data/field.ts'
import { jsonSchema } from '../../verifiers/index.ts'
import { levelOption } from '../level-option.ts'
import { drawDemand, levels, type Demand } from './draw.ts'

/** By what is demanded: a schema is compiled once for all replies to its task. */
const verifiers = new WeakMap<object, Verifier>()

const jsonGeneration: EnvironmentFactory<Demand, { level: number }> = defineEnv({
  id: 'json-generation',
  description: 'Write JSON that fits a drawn JSON Schema and holds the facts of a text.',
  card: {
    source: 'Generated: schema and facts are drawn field by field, from word lists of our own.',
    verifier:
      'jsonSchema: the reply’s JSON fits the schema; and each fact of the text stands at its place, exactly. All or nothing.',
    limits: 'Of fields that the text says nothing about only the schema is asked.',
  },
  options: Type.Object({
    level: levelOption(
      levels,
      '1: flat; 2: objects within; 3: lists with bounds, and a text of one’s own; 4: enums and patterns; 5: oneOf and formats',
    ),
  }),
  draw: ({ rng, options }) => {
    const { text, demand } = drawDemand(rng, options.level)
    const prompt = `Write one JSON object that fits the schema and holds what the text says.\n\nText: ${text}\n\nJSON Schema: ${JSON.stringify(demand.schema)}`
    return { prompt, answer: demand }
  },
  rewards: {
    correct: {
      name: 'schema-and-facts',
      verify: async (given) => {
        const answer: Partial<Demand> | undefined = given.task.answer
        if (!isObject(answer?.schema) || !isObject(answer?.facts))
          return invalid('broken-gold', 'The task has no schema and facts.')
        const demand = answer as Demand
        const own = verifiers.get(demand) ?? jsonSchema({ schema: withFacts(demand) })
        verifiers.set(demand, own)
        return await own.verify(given)
      },
    },
  },
  outcome: 'correct',
  demonstrate: ({ answer }) => JSON.stringify(answer.example),
})

/** The schema of the task, and that each fact is what its key holds. */
function withFacts({ schema, facts }: Demand): JsonObject {
  const properties = Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, { const: value }]))
  return { type: 'object', allOf: [schema, { properties, required: Object.keys(facts) }] }
}

export default jsonGeneration
export const noRecipe = 'Schemas need a policy that reads; train a checkpoint on them.'
