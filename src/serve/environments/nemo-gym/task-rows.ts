// Tasks as rows of NeMo Gym's data sets (nemo_gym/task_data.py): `responses_create_params` is what the model is asked, in
// the words of OpenAI's Responses (openai-python src/openai/types/responses/response_create_params.py); `rlvr` names the
// task to `/verify`, and holds nothing of the answer.
import type { Message, ToolDescription } from '../../../core/message.ts'
import type { JsonObject } from '../../../core/json.ts'
import type { Split } from '../../../core/task.ts'
import type { ServedEnvironment } from '../served-environment.ts'

export interface NemoGymRowsOptions {
  readonly split: Split
  /** How many, from index 0; of a shorter taskset all of it. */
  readonly count: number
  /** The agent that plays them, as the configuration calls it. */
  readonly agent: string
  /** Ask for an HTTP error in place of `mask_sample`, for clients that know none. */
  readonly reportsInvalid?: boolean
}

/** The rows of the first tasks of a split. Throws `ProtocolFault` where it has none. */
export async function* nemoGymRows(
  environment: ServedEnvironment,
  { split, count, agent, reportsInvalid = false }: NemoGymRowsOptions,
): AsyncGenerator<JsonObject> {
  const { size } = await environment.taskset(split)
  const { spec } = environment
  for (let index = 0; index < (size === null ? count : Math.min(count, Math.max(size, 1))); index++) {
    const { task, reference } = await environment.choose({ split, index })
    yield {
      responses_create_params: {
        input: spec.opening(task).flatMap(inputItems),
        ...(spec.tools.length > 0 && { tools: spec.tools.map(toTool), parallel_tool_calls: true }),
      },
      rlvr: { ...reference, ...(reportsInvalid && { invalid: 'error' }) },
      agent_ref: { type: 'responses_api_agents', name: agent },
    }
  }
}

/** A message as items of `input`; calls and their answers are items of their own. */
function inputItems({ role, content, toolCalls = [], toolCallId }: Message): JsonObject[] {
  if (role === 'tool') return [{ type: 'function_call_output', call_id: toolCallId ?? '', output: content }]
  const calls = toolCalls.map(({ id, name, arguments: given }) => ({
    type: 'function_call',
    call_id: id,
    name,
    arguments: JSON.stringify(given),
  }))
  return content === '' && calls.length > 0 ? calls : [{ role, content, type: 'message' }, ...calls]
}

function toTool({ name, description, parameters }: ToolDescription): JsonObject {
  return { type: 'function', name, description, parameters, strict: false }
}
