// Episodes turn by turn, for NeMo Gym's `gymnasium_agent` (resources_servers/gymnasium/base.py): the environment runs the
// tools and says what the user says, so it is played as anywhere else. /reset takes a row, /step that row with one
// response of the model. The agent adds up rewards and knows no mask (responses_api_agents/gymnasium_agent/app.py), so an
// end that could not be judged is an HTTP error.
import type { JsonObject } from '../../../core/json.ts'
import { RequestFault } from '../../http/request-fault.ts'
import type { SessionStep } from '../session.ts'
import type { Episode } from './episodes.ts'
import type { VerifyBody } from './read-row.ts'
import { maskOf } from './verify-reply.ts'

/** What `/reset` answers: the prompt is in the row; the agent may ask for a step again, and closes what it has begun. */
export const resetAnswer: JsonObject = {
  observation: null,
  info: { supports_explicit_close: true, supports_step_idempotency: true },
}

/** The answer to one step. Throws `RequestFault` where the episode ended without a verdict. */
export async function gymnasiumStep(
  episode: Episode,
  { row, replies, broken }: VerifyBody,
  signal: AbortSignal,
): Promise<JsonObject> {
  if (broken !== null) throw new RequestFault(422, `The response has the status ${broken}: the model gave no answer.`)
  const mark = row['_ng_step_request_id']
  const action = replies.at(-1) ?? { text: '', toolCalls: [] }
  const step = await episode.step(action, { signal, mark: typeof mark === 'string' ? mark : null })
  const masked = step.grade === null ? null : maskOf(step.grade)
  if (masked !== null) throw new RequestFault(500, `Not judged (${masked.kind}): ${masked.reason}`)
  return {
    observation: observationOf(step),
    reward: step.reward,
    terminated: step.terminated,
    truncated: step.truncated,
    info: {
      tool_outputs: step.answer
        .filter(({ role }) => role === 'tool')
        .map(({ toolCallId, content }) => ({ call_id: toolCallId ?? '', output: content })),
      ...(step.grade?.outcome != null && { resolved: step.grade.outcome }),
    },
  }
}

/** What the user says to it; null where that is nothing. */
function observationOf({ answer }: SessionStep): string | null {
  const said = answer.filter(({ role }) => role === 'user').map(({ content }) => content)
  return said.length === 0 ? null : said.join('\n')
}
