// A task and a taskset. A task has a public and a secret half, and is frozen. A taskset is random-access: `at(index)`
// is a pure function, so an endless generator can be resumed, shared between processes and split without overlap.
import { describeAuthorError } from './author-place.ts'
import { checkNames } from './check-names.ts'
import { RlvrError, shapeOf, show, unknownField } from './errors.ts'
import { frozenData, frozenRecord } from './freeze.ts'
import { contentHash, type Json, type JsonObject } from './json.ts'
import { messageFault, type Message } from './message.ts'
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
  /** Which tasks a training meets, where that follows from what came of those before; everyone else goes by `at`. */
  readonly course?: TaskCourse<Answer>
}

/** What came of a task that was drawn. */
export interface TaskResult {
  readonly task: Task
  /** The outcome of each reply; null where it could not be judged. */
  readonly outcomes: readonly (boolean | null)[]
}

/**
 * Tasks that follow from what came of those before, as those of a curriculum do. A course holds nothing itself: its state
 * is plain data that whoever trains keeps, with its checkpoints, and gives to each call, so that a training that is
 * resumed meets the same tasks.
 */
export interface TaskCourse<Answer = unknown> {
  readonly initial: Json
  /** Throws `RLVR_USAGE` for a state that a course of other settings left behind. */
  check(state: Json): void
  /** The next tasks, and the state after they were drawn. Pure. */
  draw(state: Json, count: number): { readonly tasks: readonly Task<Answer>[]; readonly state: Json }
  /** The state after it is told what came of drawn tasks. Pure. */
  observe(state: Json, results: readonly TaskResult[]): Json
  /** The task that was drawn under an id, which `at` of the taskset may not reach; null for an id that is none of the course's. Pure. */
  find?(id: string): Task<Answer> | null
  /** What a state says of itself, by names under `curriculum/`. */
  metrics(state: Json): { readonly [name: string]: number | null }
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

const noMetadata: JsonObject = frozenRecord({})

/** A complete task from an author's fields. Throws `RLVR_TASK` with the id when a field is missing or malformed. */
export function makeTask<Answer>(fields: TaskFields<Answer>, fallbackId: string): Task<Answer> {
  if (typeof fields !== 'object' || fields === null)
    throw new RlvrError('RLVR_TASK', `Task \`${fallbackId}\` is { prompt, answer }; got ${show(fields, 80)}.`)
  const id = fields.id ?? fallbackId
  if (typeof id !== 'string')
    throw new RlvrError('RLVR_TASK', `Task \`${fallbackId}\`: \`id\` is a text; got ${show(id, 80)}.`)
  // A complete task is one of fields too; its hash is made anew.
  const strange = unknownField(fields, ['id', 'prompt', 'answer', 'metadata', 'public', 'hash'])
  if (strange !== null) throw new RlvrError('RLVR_TASK', `Task \`${id}\` ${strange}`)
  checkPrompt(id, fields.prompt)
  if (fields.answer === undefined) {
    throw new RlvrError(
      'RLVR_TASK',
      `Task \`${id}\`: \`answer\` is missing. Write null where a task has no reference answer.`,
    )
  }
  for (const name of ['metadata', 'public'] as const) {
    const value: unknown = fields[name]
    if (value !== undefined && (typeof value !== 'object' || value === null || Array.isArray(value)))
      throw new RlvrError(
        'RLVR_TASK',
        `Task \`${id}\`: \`${name}\` is an object of named values; got ${show(value, 80)}.`,
      )
  }
  const part = <T>(name: string, value: T): T =>
    frozenData(value, { code: 'RLVR_TASK', owner: `Task \`${id}\`: ${name}` })
  const prompt = part('prompt', fields.prompt)
  const answer = part('answer', fields.answer)
  const metadata = fields.metadata === undefined ? noMetadata : part('metadata', fields.metadata)
  const hash = contentHash({ prompt, answer })
  if (fields.public === undefined) return frozenRecord({ id, prompt, answer, metadata, hash })
  return frozenRecord({ id, prompt, answer, metadata, public: part('public', fields.public), hash })
}

function checkPrompt(id: string, prompt: unknown): void {
  if (typeof prompt === 'string') return
  if (!Array.isArray(prompt) || prompt.length === 0)
    throw new RlvrError('RLVR_TASK', `Task \`${id}\`: \`prompt\` must be a text or a non-empty list of messages.`)
  for (const [index, message] of prompt.entries()) {
    const fault = messageFault(message)
    if (fault !== null) throw new RlvrError('RLVR_TASK', `Task \`${id}\`: message ${index} of \`prompt\` ${fault}`)
  }
}

/**
 * A task of an author's own taskset, checked and frozen.
 * @throws RlvrError `RLVR_TASK` where it is no task
 */
export function checkedTask<Answer>(task: Task<Answer>): Task<Answer> {
  const given: unknown = task
  if (typeof given !== 'object' || given === null || typeof (given as { id?: unknown }).id !== 'string')
    throw new RlvrError(
      'RLVR_TASK',
      `A taskset gives tasks, as \`makeTask\` makes them: { id, prompt, answer, metadata, hash }; got ${isNamed(given) ? `an \`id\` that is no text: ${show(given.id, 80)}` : shapeOf(given)}.`,
    )
  checkPrompt(task.id, task.prompt)
  if (task.answer === undefined)
    throw new RlvrError('RLVR_TASK', `Task \`${task.id}\`: \`answer\` is missing. Write null where there is none.`)
  return frozenTask(task)
}

function isNamed(given: unknown): given is { readonly id: unknown } {
  return typeof given === 'object' && given !== null && 'id' in given
}

/** A task that nobody can change: the same one where it is frozen, as `makeTask` gives it, else a copy. */
export function frozenTask<Answer>(task: Task<Answer>): Task<Answer> {
  return frozenData(task, { code: 'RLVR_TASK', owner: `Task \`${task.id}\`` })
}

/** The half of a task that a policy may see. */
export function publicTask({ id, prompt, public: shown = {} }: Task): PublicTask {
  return Object.freeze({ id, prompt, public: shown })
}

/**
 * A finite list of tasks: the given ones are `train`, and `test` where given, else the same list serves both.
 * @throws RlvrError `RLVR_USAGE` for what is no list, or an empty one; `RLVR_TASK` for a faulty task
 */
export function taskList<Answer>(lists: {
  train: readonly TaskFields<Answer>[]
  test?: readonly TaskFields<Answer>[]
}): TaskList<Answer> {
  checkNames('taskList', lists, ['train', 'test'], { word: 'list' })
  const train = listed('train', lists.train)
  let test = lists.test === undefined ? null : listed('test', lists.test)
  return {
    open: ({ split }) => {
      if (split === 'train') return fromTasks(split, train)
      test ??= listed('test', lists.train)
      return fromTasks(split, test)
    },
  }
}

function listed<Answer>(split: Split, fields: readonly TaskFields<Answer>[]): readonly Task<Answer>[] {
  if (!Array.isArray(fields) || fields.length === 0)
    throw new RlvrError(
      'RLVR_USAGE',
      `taskList({ train: […], test: […] }): \`${split}\` is a list of at least one task { prompt, answer }; got ${show(fields, 80)}.${split === 'test' ? ' Leave it out, and the list of `train` serves both.' : ''}`,
    )
  const tasks = (fields as readonly TaskFields<Answer>[]).map((each, index) => makeTask(each, `${split}-${index}`))
  const ids = new Set<string>()
  for (const { id } of tasks) {
    if (ids.has(id))
      throw new RlvrError(
        'RLVR_TASK',
        `Two tasks of the ${split} split have the id \`${id}\`. Give each its own, or none: then its place is its id.`,
      )
    ids.add(id)
  }
  return tasks
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
  return drawnSource(draw, 'The function given to `generate`')
}

/** As `generate`; errors begin with `owner`, which names the function. */
export function drawnSource<Answer, Options>(
  draw: DrawTask<Answer, Options>,
  owner: string,
): TaskSource<Answer, Options> & {
  open(context: TasksetChoice & { readonly options: Options }): Taskset<Answer>
} {
  return { open: ({ split, options, seed }) => drawnTasks({ draw, options, owner }, { split, seed }) }
}

interface Drawing<Answer, Options> {
  readonly draw: DrawTask<Answer, Options>
  readonly options: Options
  readonly owner: string
}

function drawnTasks<Answer, Options>(
  { draw, options, owner }: Drawing<Answer, Options>,
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
        const fields = drawn(() => draw({ rng: own.fork(attempt), index, options }), `${owner}, task ${split}-${index}`)
        if (hashSplit(fields.prompt) === split) return makeTask(fields, `${split}-${index}`)
      }
      throw new RlvrError(
        'RLVR_TASK',
        `${owner}: 1000 draws gave no task of the ${split} split, because too few of its prompts differ. Draw more different prompts, or give the few as a list: \`tasks: taskList({ train: […] })\`.`,
      )
    },
  }
}

/** What a draw gave, where it can become a task. */
function drawn<Answer>(draw: () => TaskFields<Answer>, where: string): TaskFields<Answer> {
  let given: TaskFields<Answer>
  try {
    given = draw()
  } catch (thrown) {
    if (RlvrError.isInstance(thrown)) throw thrown
    throw new RlvrError('RLVR_TASK', `${where}: it threw: ${describeAuthorError(thrown)}`, { cause: thrown })
  }
  const refuse = (what: string): never => {
    throw new RlvrError('RLVR_TASK', `${where}: it gives a task { prompt, answer }; ${what}`)
  }
  if (given instanceof Promise) {
    given.catch(() => undefined)
    refuse('it gave a promise. Make it a function that is not async: read files before, or use `tasks`.')
  }
  if (typeof given !== 'object' || given === null) refuse(`it gave ${show(given, 80)}.`)
  const { prompt } = given
  if (typeof prompt !== 'string' && !Array.isArray(prompt))
    refuse(`its \`prompt\` is a text or a list of messages; got ${show(prompt, 80)}.`)
  return given
}
