// Whether a reply holds JSON that fits a schema, and, where asked, whether it is the reference answer.
import { RlvrError, show } from '../../src/core/errors.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { splitReply } from '../../src/core/reasoning/split-reply.ts'
import { invalid, scored, type Verdict } from '../../src/core/verdict.ts'
import type { Verifier } from '../../src/core/verifier.ts'
import { checkVerifierOptions, markVerifierFactory } from '../../src/core/verifier-factory.ts'
import { cut, foundEvidence, movedFound } from '../reply/found.ts'
import { compareFields, equalJson } from './compare-json.ts'
import { readJson, type ExactJson } from './exact-json.ts'
import { findJson, type JsonPlace } from './find-json.ts'
import { replySchema, type ReplySchema } from './reply-schema.ts'

export interface JsonSchemaOptions {
  /** JSON Schema of the draft that `$schema` names (06, 07, 2019-09, 2020-12), without it 2020-12. TypeBox's are some. */
  readonly schema: object
  /** Where the JSON must stand. Default `any`. */
  readonly from?: JsonPlace
  /**
   * Ask also that the value equals the task's answer, by exact numbers and whatever the order of keys. An answer that is
   * a text is JSON itself where the reply's value is no text: the way to give numbers that no double holds. Default false.
   */
  readonly matchesAnswer?: boolean
  /** With `matchesAnswer`: a value that fits the schema earns the share of its fields that are right. Default false. */
  readonly partialCredit?: boolean
  /** The longest JSON text read, in characters; more is refused. Default 1,000,000. */
  readonly maxCharacters?: number
}

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
  const schema = replySchema(options.schema)
  return {
    name: 'json-schema',
    reads: 'reply',
    verify: ({ reply, task }) => {
      const parsed = parseReply(reply, schema, options.from ?? 'any', options.maxCharacters ?? 1_000_000)
      if (!parsed.ok) return scored(false, parsed.reason, parsed.evidence)
      const found = schema.faults(parsed.json)
      if (found.length > 0) {
        const faults = found.slice(0, mostFaultsShown).map(cut)
        const more = found.length - faults.length
        const reason = `The JSON does not fit the schema: ${faults.slice(0, 3).join('; ')}.`
        return scored(false, reason, { ...parsed.evidence, faults, ...(more > 0 && { moreFaults: more }) })
      }
      if (options.matchesAnswer !== true) return scored(true, 'The JSON fits the schema.', parsed.evidence)
      return compareWithAnswer(parsed.json, task.answer, options.partialCredit ?? false, parsed.evidence)
    },
  }
}

markVerifierFactory(jsonSchema, 'jsonSchema({ schema })')

type Parsed =
  | { readonly ok: true; readonly json: ExactJson; readonly evidence: JsonObject }
  | { readonly ok: false; readonly reason: string; readonly evidence?: JsonObject }

function parseReply(
  reply: string,
  { types, mayBeEmpty }: ReplySchema,
  place: JsonPlace,
  maxCharacters: number,
): Parsed {
  const { answer, at } = splitReply(reply)
  const found = findJson(answer, place, { types, mayBeEmpty })
  if (found === null) return { ok: false, reason: 'The reply holds no JSON where it is expected.' }
  const evidence = foundEvidence(movedFound(found, at))
  if (found.text.length > maxCharacters) {
    return { ok: false, reason: `The JSON is longer than ${maxCharacters} characters.`, evidence }
  }
  const read = readJson(found.text)
  if (!read.ok) return { ok: false, reason: `The JSON does not parse: ${read.why}.`, evidence }
  if (read.end < found.text.length)
    return {
      ok: false,
      reason: `The JSON does not parse: it ends at position ${read.end}, and text follows.`,
      evidence,
    }
  const [twice] = read.repeated
  if (twice !== undefined) {
    return { ok: false, reason: `The JSON gives the key ${show(cut(twice))} two different values.`, evidence }
  }
  return { ok: true, json: read, evidence }
}

function compareWithAnswer(json: ExactJson, answer: unknown, partialCredit: boolean, evidence: JsonObject): Verdict {
  if (answer === undefined) return invalid('broken-gold', 'The task has no answer to compare the JSON with.', evidence)
  const gold = readGold(json, answer)
  if (gold === null) {
    return invalid('broken-gold', `The task's answer is a text that is no JSON: ${show(answer, 80)}.`, evidence)
  }
  if (equalJson(json, gold)) return scored(true, 'The JSON fits the schema and equals the answer.', evidence)
  const fields = compareFields(json, gold)
  if (fields === null) return scored(false, 'The JSON fits the schema but is not the answer.', evidence)
  const wrong = fields.wrong.slice(0, mostFaultsShown).map(cut)
  const reason = `The JSON fits the schema; these fields differ from the answer: ${wrong.join(', ')}.`
  return scored(partialCredit ? fields.share : 0, reason, { ...evidence, wrongFields: wrong })
}

/** The answer as it is, or read as the reply is where it is JSON text; null where such a text is no JSON. */
function readGold(json: ExactJson, answer: unknown): ExactJson | null {
  if (typeof answer !== 'string' || typeof json.holder[0] === 'string')
    return { holder: [answer], written: new WeakMap() }
  const read = readJson(answer.trim())
  return read.ok && read.end === answer.trim().length ? read : null
}
