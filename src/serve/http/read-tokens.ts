// A file of tokens: a JSON list like
// [{ "name": "trainer", "token": "…", "maxSessions": 512, "maxInFlight": 256, "protocols": ["openenv", "score"] }]
import { readFileSync } from 'node:fs'
import { Type } from 'typebox'
import { RlvrError, describeError } from '../../core/errors.ts'
import { compileSchema } from '../../core/schema.ts'
import type { NamedToken } from './access.ts'

const schema = Type.Array(
  Type.Object(
    {
      name: Type.String({ pattern: '^[\\w.-]{1,64}$' }),
      token: Type.String({ minLength: 1 }),
      maxSessions: Type.Optional(Type.Integer({ minimum: 0 })),
      maxInFlight: Type.Optional(Type.Integer({ minimum: 1 })),
      protocols: Type.Optional(Type.Array(Type.String())),
    },
    { additionalProperties: false },
  ),
  { minItems: 1 },
)

/** Throws `RLVR_USAGE` for what is no such file. `protocols` are the names that a token may open. */
export function readTokens(path: string, protocols: readonly string[]): NamedToken[] {
  let given: unknown
  try {
    given = JSON.parse(readFileSync(path, 'utf8'))
  } catch (thrown) {
    // The words of a syntax error quote the text, which is secret.
    const words = thrown instanceof SyntaxError ? 'it is no JSON' : describeError(thrown)
    throw new RlvrError('RLVR_USAGE', `Cannot read the tokens of ${path}: ${words}.`, { cause: thrown })
  }
  const checked = compileSchema(schema)(given)
  if (!checked.ok)
    throw new RlvrError(
      'RLVR_USAGE',
      `${path}: ${checked.faults.slice(0, 3).join('; ')}. Expected [{"name": "trainer", "token": "…", "maxSessions": 512}].`,
    )
  const tokens = checked.value as NamedToken[]
  for (const field of ['name', 'token'] as const)
    if (new Set(tokens.map((each) => each[field])).size < tokens.length)
      throw new RlvrError('RLVR_USAGE', `${path}: two entries have the same ${field}.`)
  const strange = tokens.flatMap((each) => each.protocols ?? []).find((name) => !protocols.includes(name))
  if (strange !== undefined)
    throw new RlvrError('RLVR_USAGE', `${path}: there is no protocol ${strange}; there are ${protocols.join(', ')}.`)
  return tokens
}
