// A task and a taskset. A task has a public and a secret half, and is frozen. A taskset is random-access: `at(index)`
// is a pure function, so an endless generator can be resumed, shared between processes and split without overlap.
import { RlvrError } from './errors.ts'
import { frozenData } from './freeze.ts'
import { contentHash, type JsonObject } from './json.ts'
import type { Message } from './message.ts'
import { Rng } from './random.ts'
import type { Resources } from './resources.ts'
import { hashSplit, type Split } from './split.ts'

export type { Split } from './split.ts'

/** What a policy, a client and the Gym face may know of a task. */
export interface PublicTask {
  readonly id: string
  readonly prompt: string | readonly Message[]
  /** What the author marked as public. */
  readonly public: JsonObject
}

/**
 * The whole of a task, for verifiers, `demonstrate`, `state`, `observe` and tools. It is plain data, frozen all the way
 * down. All but its public half is secret, the hash included: a short answer can be guessed from it.
 */
export interface Task<Answer = unknown> {
  readonly id: string
  readonly prompt: string | readonly Message[]
  /** The reference answer, as the verifiers of the environment read it. */
  readonly answer: Answer
  readonly metadata: JsonObject
  /** What the author marked as public; left out where it is nothing. */
  readonly public?: JsonObject
  /** Identity of the content: 16 hexadecimal digits over prompt and answer. */
  readonly hash: string
}

/** What an author writes for a task; the rest is derived. */
export interface TaskFields<Answer = unknown> {
  readonly id?: string
  readonly prompt: string | readonly Message[]
  readonly answer: Answer
  /** Kept from the policy, as the answer is. */
  readonly metadata?: JsonObject
  /** Shown beside the prompt, in `info.task.public` of the Gym face. */
  readonly public?: JsonObject
}

export interface Taskset<Answer = unknown> {
  readonly split: Split
  /** How many tasks there are, or null for an endless generator. */
  readonly size: number | null
  /** The task at a whole index from 0; pure. Throws `RLVR_TASK` past the end or for a faulty task. */
  at(index: number): Task<Answer>
}

/** Which tasks: of which split, and from which seed where they are generated. */
export interface TasksetChoice {
  readonly split: Split
  readonly seed: number | string
}

/** What a task source is given: the choice, and the environment's options and resources. */
export interface TaskContext<Options = JsonObject> extends TasksetChoice {
  readonly options: Options
  readonly resources: Resources
}

/**
 * Makes the taskset of a split. An object, not a function: TypeScript reads what a generic function gives before the
 * functions beside it, and so knows the answers of `tasks: taskList(…)` in rewards, unless it gives a function.
 */
export interface TaskSource<Answer = unknown, Options = object> {
  open(context: TaskContext<Options>): Taskset<Answer> | Promise<Taskset<Answer>>
}

/** A source that needs to know the split alone. */
export interface TaskList<Answer = unknown> {
  open(choice: Pick<TasksetChoice, 'split'>): Taskset<Answer>
}

/** A complete task from an author's fields. Throws `RLVR_TASK` with the id when a field is missing or malformed. */
export function makeTask<Answer>(fields: TaskFields<Answer>, fallbackId: string): Task<Answer> {
  const id = fields.id ?? fallbackId
  const promptIsText = typeof fields.prompt === 'string'
  const promptIsMessages =
    Array.isArray(fields.prompt) &&
    fields.prompt.length > 0 &&
    fields.prompt.every((message) => typeof message?.content === 'string')
  if (!promptIsText && !promptIsMessages) {
    throw new RlvrError('RLVR_TASK', `Task \`${id}\`: \`prompt\` must be a text or a non-empty list of messages.`)
  }
  if (fields.answer === undefined) {
    throw new RlvrError(
      'RLVR_TASK',
      `Task \`${id}\`: \`answer\` is missing. Write null where a task has no reference answer.`,
    )
  }
  const part = <T>(name: string, value: T): T =>
    frozenData(value, { code: 'RLVR_TASK', owner: `Task \`${id}\`: ${name}` })
  const prompt = part('prompt', fields.prompt)
  const answer = part('answer', fields.answer)
  const metadata = part('metadata', fields.metadata ?? {})
  const shown = fields.public === undefined ? {} : { public: part('public', fields.public) }
  return frozenTask({ id, prompt, answer, metadata, ...shown, hash: contentHash({ prompt, answer }) })
}

/** A task that nobody can change: the same one where it is frozen, as `makeTask` gives it, else a copy. */
export function frozenTask<Answer>(task: Task<Answer>): Task<Answer> {
  return frozenData(task, { code: 'RLVR_TASK', owner: `Task \`${task.id}\`` })
}

/** The half of a task that a policy may see. */
export function publicTask({ id, prompt, public: shown = {} }: Task): PublicTask {
  return Object.freeze({ id, prompt, public: shown })
}

/** A finite list of tasks: the given ones are `train`, and `test` where given, else the same list serves both. */
export function taskList<Answer>(lists: {
  train: readonly TaskFields<Answer>[]
  test?: readonly TaskFields<Answer>[]
}): TaskList<Answer> {
  return {
    open: ({ split }) => {
      const fields = split === 'test' ? (lists.test ?? lists.train) : lists.train
      const tasks = fields.map((each, index) => makeTask(each, `${split}-${index}`))
      const ids = new Set<string>()
      for (const { id } of tasks) {
        if (ids.has(id))
          throw new RlvrError(
            'RLVR_TASK',
            `Two tasks of the ${split} split have the id \`${id}\`. Give each its own, or none: then its place is its id.`,
          )
        ids.add(id)
      }
      return fromTasks(split, tasks)
    },
  }
}

/** A taskset over tasks that are already complete. */
export function fromTasks<Answer>(split: Split, tasks: readonly Task<Answer>[]): Taskset<Answer> {
  return {
    split,
    size: tasks.length,
    at(index) {
      const task = tasks[index]
      if (task === undefined)
        throw new RlvrError('RLVR_TASK', `There is no task ${index}: the ${split} split holds ${tasks.length}.`)
      return task
    },
  }
}

/** Draws a task; `rng` is the task's own. */
export type DrawTask<Answer, Options> = (context: { rng: Rng; index: number; options: Options }) => TaskFields<Answer>

/**
 * Endless tasks: task `index` is drawn by `draw` from a stream of its own. A definition's `draw` is this source.
 * Splits never share a task: the hash of a drawn task's prompt decides its split, and drawing repeats until
 * the wanted one comes up.
 */
export function generate<Answer, Options = object>(
  draw: DrawTask<Answer, Options>,
): { open(context: TasksetChoice & { readonly options: Options }): Taskset<Answer> } {
  return { open: ({ split, options, seed }) => drawnTasks(draw, options, { split, seed }) }
}

function drawnTasks<Answer, Options>(
  draw: DrawTask<Answer, Options>,
  options: Options,
  { split, seed }: TasksetChoice,
): Taskset<Answer> {
  const stream = Rng.fromSeed(seed).fork('tasks').fork(split)
  return {
    split,
    size: null,
    at(index) {
      if (!Number.isSafeInteger(index) || index < 0)
        throw new RlvrError('RLVR_TASK', `A task index is a whole number from 0; got ${index}.`)
      const own = stream.fork(index)
      for (let attempt = 0; attempt < 1000; attempt++) {
        const fields = draw({ rng: own.fork(attempt), index, options })
        if (hashSplit(fields.prompt) === split) return makeTask(fields, `${split}-${index}`)
      }
      throw new RlvrError(
        'RLVR_TASK',
        `1000 draws gave no task of the ${split} split: the generator has too few different prompts to be split.`,
      )
    },
  }
}
