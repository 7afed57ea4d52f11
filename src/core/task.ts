// A task and a taskset. A taskset is random-access: `at(index)` is a pure function, so an endless
// generator can be resumed, shared between processes and split without overlap.
import { RlvrError } from './errors.ts'
import { contentHash, type Json, type JsonObject } from './json.ts'
import type { Message } from './message.ts'
import { Rng } from './random.ts'
import { hashSplit, type Split } from './split.ts'

export type { Split } from './split.ts'

export interface Task<Answer = Json> {
  readonly id: string
  readonly prompt: string | readonly Message[]
  /** The reference answer, as the verifiers of the environment read it. */
  readonly answer: Answer
  readonly metadata: JsonObject
  /** Identity of the content: 16 hexadecimal digits over prompt and answer. */
  readonly hash: string
}

/** What an author writes for a task; the rest is derived. */
export interface TaskFields<Answer = Json> {
  readonly id?: string
  readonly prompt: string | readonly Message[]
  readonly answer: Answer
  readonly metadata?: JsonObject
}

export interface Taskset<Answer = Json> {
  readonly split: Split
  /** How many tasks there are, or null for an endless generator. */
  readonly size: number | null
  /** The task at a whole index from 0; pure. Throws `RLVR_TASK` past the end or for a faulty task. */
  at(index: number): Task<Answer>
}

/** What a task source is given: which split, the environment's options, and a seed for generated tasks. */
export interface TaskContext<Options = JsonObject> {
  readonly split: Split
  readonly options: Options
  readonly seed: number | string
}

/** Makes the taskset of a split. */
export type TaskSource<Answer = Json, Options = JsonObject> = (
  context: TaskContext<Options>,
) => Taskset<Answer> | Promise<Taskset<Answer>>

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
  const hash = contentHash({ prompt: fields.prompt, answer: fields.answer })
  return { id, prompt: fields.prompt, answer: fields.answer, metadata: fields.metadata ?? {}, hash }
}

/** A finite list of tasks: the given ones are `train`, and `test` where given, else the same list serves both. */
export function taskList<Answer>(lists: {
  train: readonly TaskFields<Answer>[]
  test?: readonly TaskFields<Answer>[]
}): TaskSource<Answer, object> {
  return ({ split }) => {
    const fields = split === 'test' ? (lists.test ?? lists.train) : lists.train
    const tasks = fields.map((each, index) => makeTask(each, `${split}-${index}`))
    return fromTasks(split, tasks)
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

/**
 * An endless taskset: task `index` is drawn by `draw` from a stream of its own.
 * Splits never share a task: the hash of a drawn task's prompt decides its split, and drawing repeats until
 * the wanted one comes up.
 */
export function generate<Answer, Options = object>(
  draw: (context: { rng: Rng; index: number; options: Options }) => TaskFields<Answer>,
): TaskSource<Answer, Options> {
  return ({ split, options, seed }) => {
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
}
