// Tasks as rows of a trainer's data set: the prompt, and a text that alone names the task to `/score`. Nothing of the
// answer is in them. The fields are those that each reads by itself: verl 0.9.1 (verl/utils/dataset/rl_dataset.py,
// verl/experimental/reward_loop), TRL 1.16 (every column but `prompt` is an argument of the reward function), OpenRLHF
// 0.11.2 (openrlhf/datasets/prompts_dataset.py), slime (slime/utils/data.py), skyrl-train (its dataset preparation),
// and the chat rows of OpenAI's and Azure's reinforcement fine-tuning, which reach a grader as `item`.
import type { Message, ToolDescription } from '../../../core/message.ts'
import type { Split } from '../../../core/task.ts'
import { toChatMessage, toChatTool } from '../../../policy/servers/chat-request.ts'
import { chatMessage } from '../gym/chat-message.ts'
import type { ServedEnvironment } from '../served-environment.ts'
import { referenceText } from '../task-reference.ts'

interface RowParts {
  readonly environment: string
  /** What an episode opens with. */
  readonly messages: readonly Message[]
  readonly tools: readonly ToolDescription[]
  readonly split: Split
  readonly index: number
  /** The task's `referenceText`. */
  readonly reference: string
}

export interface RowFormat {
  /** For the help of the command line. */
  readonly description: string
  readonly row: (parts: RowParts) => object
}

const verlRow = ({ environment, messages, reference, split, index }: RowParts): object => ({
  data_source: environment,
  prompt: messages.map(chatMessage),
  ability: environment,
  reward_model: { style: 'rule', ground_truth: reference },
  extra_info: { split, index },
})

const chatRow = ({ environment, messages, tools, reference, split, index }: RowParts): object => ({
  messages: messages.map(toChatMessage),
  ...(tools.length > 0 && { tools: tools.map(toChatTool) }),
  ground_truth: reference,
  environment,
  split,
  index,
})

export const rowFormatNames = ['score', 'verl', 'trl', 'openrlhf', 'slime', 'skyrl', 'azure', 'openai-chat'] as const

export type RowFormatName = (typeof rowFormatNames)[number]

export const rowFormats: { readonly [name in RowFormatName]: RowFormat } = {
  score: { description: 'rows as POST /score takes them, which are those of verl', row: verlRow },
  verl: { description: 'verl: `ground_truth` is what its `compute_score` is given', row: verlRow },
  trl: {
    description: 'TRL: a prompt of messages, `ground_truth` and `data_source` for its reward function',
    row: ({ environment, messages, reference }) => ({
      prompt: messages.map(chatMessage),
      data_source: environment,
      ground_truth: reference,
    }),
  },
  openrlhf: {
    description: 'OpenRLHF: --data.input_key prompt --data.label_key label --data.apply_chat_template',
    row: ({ environment, messages, reference }) => ({
      prompt: messages.map(chatMessage),
      label: reference,
      datasource: environment,
    }),
  },
  slime: {
    description: 'slime: --input-key prompt --label-key label --apply-chat-template',
    row: ({ environment, messages, reference, split, index }) => ({
      prompt: messages.map(chatMessage),
      label: reference,
      metadata: { environment, split, index },
    }),
  },
  skyrl: {
    description: 'skyrl-train: `reward_spec.ground_truth` is what its environment is given; `env_class` is rlvr',
    row: ({ environment, messages, reference, split, index }) => ({
      data_source: environment,
      prompt: messages.map(chatMessage),
      env_class: 'rlvr',
      reward_spec: { method: 'rule', ground_truth: reference },
      extra_info: { split, index },
    }),
  },
  azure: { description: 'Azure: messages, and what its grader finds in `item`', row: chatRow },
  'openai-chat': { description: 'OpenAI chat: messages and tools', row: chatRow },
}

export interface RowsOptions {
  readonly format: RowFormatName
  readonly split: Split
  /** How many, from index 0; of a shorter taskset all of it. */
  readonly count: number
}

/** The rows of the first tasks of a split. Throws `ProtocolFault` where it has none. */
export async function* taskRows(
  environment: ServedEnvironment,
  { format, split, count }: RowsOptions,
): AsyncGenerator<object> {
  const { size } = await environment.taskset(split)
  const { row }: RowFormat = rowFormats[format]
  const { spec } = environment
  for (let index = 0; index < (size === null ? count : Math.min(count, Math.max(size, 1))); index++) {
    const { task, reference } = await environment.choose({ split, index })
    yield row({
      environment: environment.name,
      messages: spec.opening(task),
      tools: spec.tools,
      split,
      index,
      reference: referenceText(reference),
    })
  }
}
