// The two forms of a vote: yes or no to a question, or marks by a rubric. Each is one JSON object with a reason before the
// verdict, so that the verdict follows from it, held to by JSON Schema.
import { Type } from 'typebox'
import { show } from '../../src/core/errors.ts'
import { compileSchema } from '../../src/core/schema.ts'
import { readJson, type ExactJson } from '../json-schema/exact-json.ts'

/** What a judge said: a vote, or why there is none. */
export type ReadVote =
  | {
      readonly ok: true
      readonly verdict: string | number
      readonly score: number
      /** The verdict in words. */
      readonly said: string
      readonly reason: string
    }
  | { readonly ok: false; readonly why: string }

export interface VoteForm {
  /** What the judge is told of it. */
  readonly words: string
  readonly schema: object
  /** The score in 0..1 of a value that fits, and how the judge said it. */
  readonly score: (value: { readonly verdict: string | number }) => { readonly score: number; readonly said: string }
}

export const yesOrNo: VoteForm = {
  words:
    'Answer with one JSON object and nothing else: {"reason": "one or two sentences", "verdict": "yes"}, or "no" as its verdict.',
  schema: Type.Object({ reason: Type.String(), verdict: Type.Enum(['yes', 'no']) }),
  score: ({ verdict }) => ({ score: verdict === 'yes' ? 1 : 0, said: String(verdict) }),
}

/** @param most the marks of a reply that lacks nothing */
export function marksUpTo(most: number): VoteForm {
  return {
    words: `Answer with one JSON object and nothing else: {"reason": "one or two sentences", "verdict": N}, where N is the number of marks from 0 to ${most}.`,
    schema: Type.Object({ reason: Type.String(), verdict: Type.Number({ minimum: 0, maximum: most }) }),
    score: ({ verdict }) => ({ score: (verdict as number) / most, said: `${verdict} of ${most}` }),
  }
}

/** A longer answer is none. */
const longestAnswer = 100_000
const mostObjects = 200

/**
 * The vote that an answer holds. Words around the JSON are passed over; two verdicts that differ are none, because one of
 * them may be quoted from the reply.
 */
export function readVote(answer: string, { schema, score }: VoteForm): ReadVote {
  if (answer.trim() === '') return { ok: false, why: 'it says nothing' }
  if (answer.length > longestAnswer)
    return { ok: false, why: `it has ${answer.length} characters; at most ${longestAnswer} are read` }
  const objects = objectsIn(answer)
  const last = objects.at(-1)
  if (last === undefined) return { ok: false, why: 'it holds no JSON object' }
  const check = compileSchema(schema)
  const fitting = objects.filter(({ holder }) => check(holder[0]).ok)
  if (fitting.length === 0) {
    const checked = check(last.holder[0])
    return { ok: false, why: checked.ok ? 'it does not fit' : `its JSON does not fit: ${checked.faults.join('; ')}` }
  }
  const repeated = fitting.find((each) => each.repeated.length > 0)
  if (repeated !== undefined) return { ok: false, why: `its JSON says ${show(repeated.repeated[0], 40)} twice` }
  const votes = fitting.map(({ holder }) => holder[0] as { reason: string; verdict: string | number })
  const [first, ...others] = votes as [{ reason: string; verdict: string | number }]
  if (others.some(({ verdict }) => verdict !== first.verdict))
    return { ok: false, why: `it gives ${votes.length} verdicts that differ` }
  return { ok: true, verdict: first.verdict, reason: first.reason, ...score(first) }
}

type FoundObject = ExactJson & { readonly repeated: readonly string[] }

/** The JSON objects of a text that stand in no other one. */
function objectsIn(text: string): FoundObject[] {
  const objects: FoundObject[] = []
  let at = text.indexOf('{')
  for (let tried = 0; at >= 0 && tried < mostObjects; tried++) {
    const read = readJson(text, at)
    if (read.ok) objects.push(read)
    at = text.indexOf('{', read.ok ? read.end : at + 1)
  }
  return objects
}
