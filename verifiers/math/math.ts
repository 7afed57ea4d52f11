// The verifier of mathematical answers, as an environment uses it.
import { Type, type TObject } from 'typebox'
import type { JsonObject } from '../../src/core/json.ts'
import { checkOptions } from '../../src/core/schema.ts'
import { invalid, scored } from '../../src/core/verdict.ts'
import type { Verifier } from '../../src/core/verifier.ts'
import { markVerifierFactory } from '../../src/core/verifier-factory.ts'
import { foundEvidence } from '../reply/found.ts'
import { verify, type MathOptions } from './verify.ts'

/** The options of `math()` and `verify()` as a schema, for whoever takes them as data. */
export const mathOptionsSchema: TObject = Type.Object(
  {
    answerFrom: Type.Optional(
      Type.Union([Type.Literal('any'), Type.Literal('boxed'), Type.Literal('hashes'), Type.Literal('last-line')]),
    ),
    mode: Type.Optional(Type.Union([Type.Literal('strict'), Type.Literal('lenient')])),
    choices: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })),
    allowSetRelation: Type.Optional(Type.Boolean()),
    decimals: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
    reasoningDelimiter: Type.Optional(Type.String({ minLength: 1 })),
  },
  { additionalProperties: false },
)

/**
 * 1 where the reply states the task's answer, else 0. A faulty answer of the task is an invalid verdict.
 * @throws RlvrError `RLVR_USAGE` for an unknown or malformed option
 * @example math({ answerFrom: 'boxed' })
 */
export function math(options: MathOptions = {}): Verifier<string | number> {
  const checked = checkOptions<MathOptions>('math()', mathOptionsSchema, options)
  return {
    name: 'math',
    reads: 'reply',
    verify: ({ task, reply }) => {
      const { verdict, reason, code, tier, candidate } = verify(task.answer, reply, checked)
      const evidence: JsonObject = { ...(candidate && foundEvidence(candidate)), code, tier }
      if (verdict === 'unscorable') return invalid('broken-gold', reason, evidence)
      return scored(verdict === 'correct', reason, evidence)
    },
  }
}

markVerifierFactory(math, 'math()')
