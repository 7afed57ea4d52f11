// Whether a reply holds JSON that fits a schema, and, where asked, whether it is the reference answer.
import { describeError, RlvrError, show } from '../../src/core/errors.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { splitReply } from '../../src/core/reasoning/split-reply.ts'
import { compileSchema } from '../../src/core/schema.ts'
import { invalid, scored, type Verdict } from '../../src/core/verdict.ts'
import type { Verifier } from '../../src/core/verifier.ts'
import { checkVerifierOptions, markVerifierFactory } from '../../src/core/verifier-factory.ts'
import { cut, foundEvidence, movedFound } from '../reply/found.ts'
import { compareFields, equalJson } from './compare-json.ts'
import { findJson, type JsonPlace } from './find-json.ts'
import { nestingDepth } from './nesting-depth.ts'

export interface JsonSchemaOptions {
  /** JSON Schema, draft 2020-12; a TypeBox schema is one. */
  readonly schema: object
  /** Where the JSON must stand. Default `any`. */
  readonly from?: JsonPlace
  /** Ask also that the value equals the task's answer. Default false. */
  readonly matchesAnswer?: boolean
  /** With `matchesAnswer`: a value that fits the schema earns the share of its fields that are right. Default false. */
  readonly partialCredit?: boolean
  /** The longest JSON text read, in characters; more is refused. Default 1,000,000. */
  readonly maxCharacters?: number
}

const deepestNesting = 200
const mostFaultsShown = 20

/**
 * 1 where the reply's JSON parses, fits the schema and, with `matchesAnswer`, equals the answer; else 0, with the path
 * of each fault as evidence.
 * @throws RlvrError `RLVR_USAGE` for a schema that is none, or for `partialCredit` without `matchesAnswer`
 * @example jsonSchema({ schema: Type.Object({ name: Type.String() }), matchesAnswer: true })
 */
export function jsonSchema(options: JsonSchemaOptions): Verifier {
  checkVerifierOptions('jsonSchema()', options, {
    schema: true,
    from: true,
    matchesAnswer: true,
    partialCredit: true,
    maxCharacters: true,
  })
  if (options.partialCredit === true && options.matchesAnswer !== true) {
    throw new RlvrError(
      'RLVR_USAGE',
      '`partialCredit` is credit for fields of the answer: set `matchesAnswer` as well.',
    )
  }
  if (typeof options.schema !== 'object' || options.schema === null)
    throw new RlvrError(
      'RLVR_USAGE',
      `jsonSchema() takes { schema }, a JSON Schema like \`Type.Object({ name: Type.String() })\`; got ${show(options.schema, 80)}.`,
    )
  const check = compileSchema(options.schema)
  return {
    name: 'json-schema',
    reads: 'reply',
    verify: ({ reply, task }) => {
      const parsed = parseReply(reply, options.from ?? 'any', options.maxCharacters ?? 1_000_000)
      if (!parsed.ok) return scored(false, parsed.reason, parsed.evidence)
      const checked = check(parsed.value)
      if (!checked.ok) {
        const faults = checked.faults.slice(0, mostFaultsShown).map(cut)
        const more = checked.faults.length - faults.length
        const reason = `The JSON does not fit the schema: ${faults.slice(0, 3).join('; ')}.`
        return scored(false, reason, { ...parsed.evidence, faults, ...(more > 0 && { moreFaults: more }) })
      }
      if (options.matchesAnswer !== true) return scored(true, 'The JSON fits the schema.', parsed.evidence)
      return compareWithAnswer(checked.value, task.answer, options.partialCredit ?? false, parsed.evidence)
    },
  }
}

markVerifierFactory(jsonSchema, 'jsonSchema({ schema })')

type Parsed =
  | { readonly ok: true; readonly value: unknown; readonly evidence: JsonObject }
  | { readonly ok: false; readonly reason: string; readonly evidence?: JsonObject }

function parseReply(reply: string, place: JsonPlace, maxCharacters: number): Parsed {
  const { answer, at } = splitReply(reply)
  const found = findJson(answer, place)
  if (found === null) return { ok: false, reason: 'The reply holds no JSON where it is expected.' }
  const evidence = foundEvidence(movedFound(found, at))
  if (found.text.length > maxCharacters) {
    return { ok: false, reason: `The JSON is longer than ${maxCharacters} characters.`, evidence }
  }
  if (nestingDepth(found.text) > deepestNesting) {
    return { ok: false, reason: `The JSON nests deeper than ${deepestNesting} levels.`, evidence }
  }
  try {
    return { ok: true, value: JSON.parse(found.text) as unknown, evidence }
  } catch (thrown) {
    return { ok: false, reason: `The JSON does not parse: ${cut(describeError(thrown))}`, evidence }
  }
}

function compareWithAnswer(value: unknown, answer: unknown, partialCredit: boolean, evidence: JsonObject): Verdict {
  if (answer === undefined) return invalid('broken-gold', 'The task has no answer to compare the JSON with.', evidence)
  if (equalJson(value, answer)) return scored(true, 'The JSON fits the schema and equals the answer.', evidence)
  const fields = compareFields(value, answer)
  if (fields === null) return scored(false, 'The JSON fits the schema but is not the answer.', evidence)
  const wrong = fields.wrong.slice(0, mostFaultsShown).map(cut)
  const reason = `The JSON fits the schema; these fields differ from the answer: ${wrong.join(', ')}.`
  return scored(partialCredit ? fields.share : 0, reason, { ...evidence, wrongFields: wrong })
}
