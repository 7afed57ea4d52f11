// The reward URLs of trainers, each in the words of its own source. None of them knows "not judged", so that is 503,
// which each tries again and then drops or stops at; whoever would rather have a number asks for one with `?invalid=0`.
//   POST /openrlhf  OpenRLHF's --reward.remote_url (openrlhf/utils/agent.py): { query, prompts, labels } →
//                   { rewards, scores, extra_logs }; five tries, then None
//   POST /slime     slime's --rm-url (slime/rollout/rm_hub/__init__.py): { prompt, response, label } → a number
//   POST /grade     Azure's endpoint grader (reinforcement fine-tuning): { sample, item, trace_id } → { score }
import type { Context, Hono } from 'hono'
import { Type, type Static, type TObject } from 'typebox'
import { describeError } from '../../../core/errors.ts'
import type { Json, JsonObject } from '../../../core/json.ts'
import { isObject } from '../../../data/field.ts'
import type { Asking } from '../../http/http-app.ts'
import { RequestFault, readBody } from '../../http/request-fault.ts'
import { completionOf, withoutEnd } from './query-reply.ts'
import type { JudgedRollout, RolloutJudge } from './judge-rollouts.ts'
import { mostDeadlineMs, readDeadline, type Rollout } from './read-rollouts.ts'
import { refused } from './score-fault.ts'

export const facePaths = ['POST /openrlhf', 'POST /slime', 'POST /grade'] as const

const texts = Type.Array(Type.String(), { maxItems: 10_000 })
const openrlhfFields = { query: texts, prompts: texts, labels: Type.Array(Type.Unknown()) }
const openrlhf: TObject<typeof openrlhfFields> = Type.Object(openrlhfFields)
const slimeFields = { prompt: Type.Unknown(), response: Type.String(), label: Type.Unknown() }
const slime: TObject<typeof slimeFields> = Type.Object(slimeFields)
const gradeFields = { sample: Type.Object({}), item: Type.Unknown() }
const grade: TObject<typeof gradeFields> = Type.Object(gradeFields)

export function addFaces(app: Hono, asking: (context: Context) => Asking, judge: RolloutJudge): void {
  const judged = async (
    context: Context,
    rollouts: readonly Rollout[],
    place: (index: number) => string,
  ): Promise<readonly JudgedRollout[]> => {
    const deadlineMs = deadlineOf(context)
    const found = refused(await judge.find(rollouts), place)
    const { signal } = asking(context)
    return await judge.judge(found, { signal, deadlineMs })
  }

  app.post('/openrlhf', async (context) => {
    const expected = '{"query": ["prompt and reply"], "prompts": ["prompt"], "labels": ["…"]}'
    const { query, prompts, labels } = await readBody<Static<typeof openrlhf>>(context, openrlhf, expected)
    if (prompts.length !== query.length || labels.length !== query.length)
      throw new RequestFault(
        400,
        `There are ${query.length} queries, ${prompts.length} prompts and ${labels.length} labels. Expected ${expected}, as many of each.`,
      )
    const invalid = invalidOf(context)
    const byOutcome = scoresByOutcome(context)
    const rollouts = query.map((text, index) => ({
      task: { by: 'row' as const, row: labels[index] as Json },
      completion: completionOf(text, prompts[index] as string),
    }))
    const results = await judged(context, rollouts, (index) => `labels[${index}]`)
    const rewards = results.map((result) => numberOf(result, invalid))
    const logs = { invalid: results.map(({ grade: { reward } }) => (reward === null ? 1 : 0)) }
    const scores = byOutcome ? results.map(({ grade: { outcome } }) => (outcome === true ? 1 : 0)) : rewards
    return context.json({ rewards, scores, extra_logs: logs })
  })

  app.post('/slime', async (context) => {
    const expected = '{"prompt": "…", "response": "…", "label": "…"}'
    const { response, label } = await readBody<Static<typeof slime>>(context, slime, expected)
    const invalid = invalidOf(context)
    const rollout: Rollout = { task: { by: 'row', row: label as Json }, completion: withoutEnd(response) }
    const [result] = await judged(context, [rollout], () => '`label`')
    return context.json(numberOf(result as JudgedRollout, invalid))
  })

  app.post('/grade', async (context) => {
    const expected = '{"sample": {"choices": [{"message": {"role": "assistant", "content": "…"}}]}, "item": {…}}'
    const { sample, item } = await readBody<Static<typeof grade>>(context, grade, expected)
    const invalid = invalidOf(context)
    const completion = sampleCompletion(sample as JsonObject)
    if (completion === null)
      throw new RequestFault(400, `\`sample\` holds no message and no text. Expected ${expected}.`)
    const rollout: Rollout = { task: { by: 'row', row: item as Json }, completion }
    const [result] = await judged(context, [rollout], () => '`item`')
    return context.json({ score: numberOf(result as JudgedRollout, invalid) })
  })
}

/** What the model said, of a chat completion or of a sample that holds the text alone. */
function sampleCompletion(sample: JsonObject): Json | null {
  const [choice] = Array.isArray(sample['choices']) ? (sample['choices'] as readonly Json[]) : []
  const message = isObject(choice) ? choice['message'] : undefined
  if (isObject(message)) return [{ ...message, role: 'assistant' }]
  return typeof sample['output_text'] === 'string' ? sample['output_text'] : null
}

function numberOf({ grade: { reward, invalid: cause } }: JudgedRollout, invalid: number | null): number {
  const number = reward ?? invalid
  if (number !== null) return number
  throw new RequestFault(
    503,
    `harness_error: it could not be judged (${cause}). Not judged is no reward of 0; \`?invalid=0\` asks for a number all the same.`,
  )
}

/** The number that stands for what could not be judged; null where none is to. */
function invalidOf(context: Context): number | null {
  const given = context.req.query('invalid')
  if (given === undefined) return null
  const number = Number(given)
  if (given.trim() !== '' && Number.isFinite(number)) return number
  throw new RequestFault(400, `\`?invalid=\` is a number, such as 0; got ${JSON.stringify(given.slice(0, 60))}.`)
}

/** OpenRLHF's dynamic filter takes a mean of `scores` in a range; shaping must not pose there as success. */
function scoresByOutcome(context: Context): boolean {
  const given = context.req.query('scores')
  if (given === undefined || given === 'reward') return false
  if (given === 'outcome') return true
  throw new RequestFault(400, `\`?scores=\` is "reward" or "outcome"; got ${JSON.stringify(given.slice(0, 60))}.`)
}

function deadlineOf(context: Context): number {
  const given = context.req.query('deadlineMs')
  if (given === undefined) return mostDeadlineMs
  try {
    return readDeadline(Number(given))
  } catch (thrown) {
    throw new RequestFault(400, describeError(thrown))
  }
}
