// Facts of a short text as a JSON object that fits a schema.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { jsonSchema } from '../../verifiers/index.ts'
import { schemas, tellOrder } from './facts.ts'

const jsonExtract: EnvironmentFactory<JsonObject> = defineEnv({
  id: 'json-extract',
  description: 'Extract the facts of a short text as JSON that fits a schema.',
  card: {
    source: 'Generated from word lists; nothing is downloaded.',
    verifier:
      'jsonSchema: the reply’s JSON must fit the schema; `correct` is the share of right fields, and solved means all of them. 0.1 for fitting the schema.',
    limits: 'Texts, numbers and dates must be written as the facts have them: no credit for synonyms.',
  },
  options: Type.Object({
    level: Type.Integer({
      minimum: 1,
      maximum: schemas.length,
      default: 1,
      description: '1: three facts; 2: five, with a date to rewrite; 3: a list of goods and sentences beside the point',
    }),
  }),
  draw: ({ rng, options }) => {
    const { text, facts } = tellOrder(rng, options.level)
    const schema = JSON.stringify(schemas[options.level - 1])
    const prompt = `Extract the order from the text as one JSON object. Write goods in the singular.\n\nText: ${text}\n\nJSON Schema: ${schema}`
    return { prompt, answer: facts }
  },
  rewards: ({ level }) => {
    const schema = schemas[level - 1] as (typeof schemas)[number]
    return {
      correct: jsonSchema({ schema, matchesAnswer: true, partialCredit: true }),
      format: { weight: 0.1, verify: jsonSchema({ schema }) },
    }
  },
  outcome: 'correct',
  demonstrate: ({ answer }) => JSON.stringify(answer),
})

export default jsonExtract
export const noRecipe = 'Sentences of many names need a policy that reads; train a checkpoint on them.'
