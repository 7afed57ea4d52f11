// The configured environment over several parts: each task is played by the rules of the part that it is of.
import type { Conversation, EnvironmentSpec } from '../environment.ts'
import { RlvrError } from '../errors.ts'
import { GymEnvironment } from '../gym-environment.ts'
import { canonicalJson } from '../json.ts'
import { tighter } from '../limits.ts'
import { promptMessages, type ToolDescription } from '../message.ts'
import { originalTask, ownerOf } from './mixed-tasks.ts'
import type { Rubric } from '../rubric.ts'
import type { GroupTerms } from '../group-rewards.ts'
import { requireNothingLacks } from '../needs.ts'
import { checkSplit } from '../split.ts'
import { checkedTask, type Task, type Taskset, type TasksetChoice } from '../task.ts'

/** One of several, with its share of the tasks. */
export interface Part {
  readonly name: string
  readonly turns: number
  readonly spec: EnvironmentSpec
}

/** The part that a task is of, and the task as it knows it. Throws `RLVR_TASK` for a task of none. */
export type Required = (task: Task) => { readonly part: Part; readonly original: Task }

export interface JoinedRewards {
  readonly rubric: Rubric
  readonly groupTerms: GroupTerms
  /** An episode of a part as one of the whole. */
  readonly joined: (conversation: Conversation, part: Part) => Conversation
}

export interface JoinedParts extends Pick<
  EnvironmentSpec,
  'handed' | 'id' | 'description' | 'card' | 'optionsSchema' | 'options'
> {
  readonly parts: readonly Part[]
  /** What it is called in errors. */
  readonly kind: 'Mix' | 'Curriculum'
  readonly rewards: (required: Required) => JoinedRewards
  /** The tasks of all parts as one. */
  readonly dealt: (opened: readonly OpenedPart[], choice: TasksetChoice) => Taskset
}

export interface OpenedPart extends Pick<Part, 'name' | 'turns'> {
  readonly taskset: Taskset
}

export function joinedSpec({ parts, kind, rewards, dealt, ...face }: JoinedParts): EnvironmentSpec {
  const { id } = face
  const partOf = (task: Partial<Task>): Part | null => {
    const owner = ownerOf(task)
    return parts.find(({ name }) => name === owner) ?? null
  }
  const required: Required = (task) => {
    const part = partOf(task)
    if (part !== null) return { part, original: originalTask(task) }
    throw new RlvrError(
      'RLVR_TASK',
      `Task \`${task.id}\` does not say which ${kind === 'Mix' ? 'environment' : 'level'} of ${kind.toLowerCase()} \`${id}\` it is of (\`metadata.environment\`): ${parts.map(({ name }) => name).join(', ')}.`,
    )
  }
  const close = async (): Promise<void> => void (await Promise.all(parts.map(async ({ spec }) => await spec.close())))
  const { rubric, groupTerms, joined } = rewards(required)
  const mixed: EnvironmentSpec = {
    ...face,
    rubric,
    groupTerms,
    maxTurns: Math.max(...parts.map(({ spec }) => spec.maxTurns)),
    // Those of any of them: each episode has its own.
    limits: parts.reduce((all, { spec }) => tighter(all, spec.limits), {}),
    needs: [...new Set(parts.flatMap(({ spec }) => spec.needs))],
    lacks: [...new Set(parts.flatMap(({ spec }) => spec.lacks))],
    ...(parts.some(({ spec }) => spec.forgets === true) && { forgets: true }),
    tools: mixedTools(`${kind} \`${id}\``, parts),
    tasks: async (choice) => {
      checkSplit(choice?.split)
      const opened = await Promise.all(
        parts.map(async ({ name, turns, spec }) => ({ name, turns, taskset: await spec.tasks(choice) })),
      )
      const empty = opened.find(({ taskset }) => taskset.size === 0)
      if (empty !== undefined)
        throw new RlvrError(
          'RLVR_TASK',
          `\`${empty.name}\` of ${kind.toLowerCase()} \`${id}\` has no tasks in its ${choice.split} split.`,
        )
      return dealt(opened, choice)
    },
    // What is no task of the mix is shown as it stands.
    opening: (task) => partOf(task)?.spec.opening(task) ?? promptMessages(task.prompt),
    demonstrate: (task, rng) => {
      const { part, original } = required(task)
      return part.spec.demonstrate(original, rng)
    },
    create: ({ split = 'train', seed = 0 } = {}) => {
      checkSplit(split)
      return new GymEnvironment(mixed, { split, seed })
    },
    begin: async ({ task, ...rest }) => {
      requireNothingLacks(mixed)
      const { part, original } = required(checkedTask(task))
      return joined(await part.spec.begin({ ...rest, task: original }), part)
    },
    close,
    [Symbol.asyncDispose]: close,
  }
  return mixed
}

/** All tools that any episode shows. */
function mixedTools(who: string, parts: readonly Part[]): readonly ToolDescription[] {
  const tools = new Map<string, { readonly tool: ToolDescription; readonly owner: string }>()
  for (const { name, spec } of parts)
    for (const tool of spec.tools) {
      const known = tools.get(tool.name)
      if (known !== undefined && canonicalJson(known.tool) !== canonicalJson(tool))
        throw new RlvrError(
          'RLVR_USAGE',
          `${who}: \`${known.owner}\` and \`${name}\` both have a tool \`${tool.name}\`, and they are not the same; clients know tools by their names. Rename one of them, or mix other environments.`,
        )
      tools.set(tool.name, { tool, owner: name })
    }
  return [...tools.values()].map(({ tool }) => tool)
}
