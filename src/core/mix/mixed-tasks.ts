// Which environment of a mix a task comes from, and how a task is told whose it is. Places are dealt out in rounds: each
// holds every environment as often as its weight says, shuffled by the seed, so that shares are exact after each round
// and any place is found without those before it.
import { RlvrError, show } from '../errors.ts'
import { frozenTask, type Task, type Taskset, type TasksetChoice } from '../task.ts'
import { Rng } from '../random.ts'
import type { Json } from '../json.ts'
import type { TaskCourse, TaskResult } from '../task.ts'
import { taskAt } from '../task-order.ts'

/** Places of a round at most: weights are kept to a thousandth where they are no simple shares. */
const longestRound = 1000

/**
 * How often each has its turn in a round, the shortest round that keeps to the weights.
 * @throws RlvrError `RLVR_USAGE` for a weight that is no finite number above 0
 * @example turnsOf([2, 1]) // [2, 1]
 * @example turnsOf([0.5, 0.3, 0.2]) // [5, 3, 2]
 */
export function turnsOf(weights: readonly number[]): readonly number[] {
  const strange = weights.find((weight) => !(Number.isFinite(weight) && weight > 0))
  if (strange !== undefined)
    throw new RlvrError('RLVR_USAGE', `A weight in a mix is a finite number above 0; got ${show(strange, 40)}.`)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  for (let size = weights.length; size <= longestRound; size++) {
    const turns = weights.map((weight) => (weight / total) * size)
    if (turns.every((turn) => turn > 0.5 && Math.abs(turn - Math.round(turn)) < 1e-9)) return turns.map(Math.round)
  }
  return weights.map((weight) => Math.max(1, Math.round((weight / total) * longestRound)))
}

/** One environment's part of a mix. */
export interface MixedTaskset {
  readonly name: string
  readonly turns: number
  readonly taskset: Taskset
}

/** Endless tasks: lists among them are gone round, each time in a new order. */
export function mixedTaskset(members: readonly MixedTaskset[], { split, seed }: TasksetChoice): Taskset {
  const dealt = members.flatMap(({ turns }, member) => Array.from({ length: turns }, () => member))
  const stream = Rng.fromSeed(seed).fork('mix').fork(split)
  let known: { readonly round: number; readonly order: readonly number[] } | null = null
  const orderOf = (round: number): readonly number[] => {
    if (known?.round !== round) known = { round, order: stream.fork(round).shuffle(dealt) }
    return known.order
  }
  const dealtAt = (index: number): { readonly member: MixedTaskset; readonly place: number } => {
    const round = Math.floor(index / dealt.length)
    const order = orderOf(round)
    const place = index % dealt.length
    const chosen = order[place] as number
    const member = members[chosen] as MixedTaskset
    const before = order.slice(0, place).filter((each) => each === chosen).length
    return { member, place: round * member.turns + before }
  }
  const taskOf = (index: number): Task => {
    const { member, place } = dealtAt(index)
    const { name, taskset } = member
    return mixedTask(taskAt(taskset, place, `${seed}/${split}/${name}`), name, `${split}-${index}`)
  }
  const followed = members.filter(({ taskset }) => taskset.course !== undefined)
  return {
    split,
    size: null,
    ...(followed.length > 0 && {
      course: mixedCourse(followed, { ownerAt: (index) => dealtAt(index).member, taskOf, split }),
    }),
    at(index) {
      if (!Number.isSafeInteger(index) || index < 0)
        throw new RlvrError('RLVR_TASK', `A task index is a whole number from 0; got ${index}.`)
      return taskOf(index)
    },
  }
}

interface MixedCourseState {
  /** Places dealt so far. */
  readonly drawn: number
  /** The states of the courses, by the names of their environments. */
  readonly of: { readonly [name: string]: Json }
}

/** The course of a mix of which some have one: places are dealt as ever, and those with a course say which task it is. */
function mixedCourse(
  followed: readonly MixedTaskset[],
  given: {
    readonly ownerAt: (index: number) => MixedTaskset
    readonly taskOf: (index: number) => Task
    readonly split: string
  },
): TaskCourse {
  const { ownerAt, taskOf, split } = given
  const courses = new Map(followed.map(({ name, taskset }) => [name, taskset.course as TaskCourse]))
  /** Its id is that of the course, `train-level-2-5`, with the name of its environment: `train-countdown-level-2-5`. */
  const followedTask = (task: Task, name: string): Task =>
    mixedTask(
      task,
      name,
      `${split}-${name}-${task.id.startsWith(`${split}-`) ? task.id.slice(split.length + 1) : task.id}`,
    )
  const read = (state: Json): MixedCourseState => state as unknown as MixedCourseState
  const written = (state: MixedCourseState): Json => state as unknown as Json
  const each = (of: (course: TaskCourse, name: string) => Json): { readonly [name: string]: Json } =>
    Object.fromEntries([...courses].map(([name, course]) => [name, of(course, name)]))
  return {
    initial: written({ drawn: 0, of: each(({ initial }) => initial) }),
    check: (state) => {
      const { of = {} } = (state ?? {}) as Partial<MixedCourseState>
      for (const [name, course] of courses) course.check(of[name] ?? null)
    },
    draw: (state, count) => {
      const { drawn, of } = read(state)
      const states: { [name: string]: Json } = { ...of }
      const tasks = Array.from({ length: count }, (_, nth) => {
        const index = drawn + nth
        const { name } = ownerAt(index)
        const course = courses.get(name)
        if (course === undefined) return taskOf(index)
        const next = course.draw(states[name] as Json, 1)
        states[name] = next.state
        return followedTask(next.tasks[0] as Task, name)
      })
      return { tasks, state: written({ drawn: drawn + count, of: states }) }
    },
    find: (id) => {
      for (const [name, course] of courses) {
        const start = `${split}-${name}-`
        const found = id.startsWith(start) ? course.find?.(`${split}-${id.slice(start.length)}`) : null
        const task = found ? followedTask(found, name) : null
        if (task?.id === id) return task
      }
      return null
    },
    observe: (state, results) => {
      const { drawn, of } = read(state)
      const resultsOf = (owner: string): TaskResult[] =>
        results
          .filter(({ task }) => ownerOf(task) === owner)
          .map(({ task, outcomes }) => ({ task: originalTask(task), outcomes }))
      return written({ drawn, of: each((course, name) => course.observe(of[name] as Json, resultsOf(name))) })
    },
    metrics: (state) =>
      Object.fromEntries(
        [...courses].flatMap(([name, course]) =>
          Object.entries(course.metrics(read(state).of[name] as Json)).map(([metric, value]) => [
            `${name}/${metric}`,
            value,
          ]),
        ),
      ),
  }
}

/** The metadata of a mixed task: whose it is, and what its own environment needs to know of it. */
interface Origin {
  readonly environment: string
  readonly id: string
  readonly metadata: Task['metadata']
}

const originals = new WeakMap<Task, Task>()

/** A task of one environment as one of the mix. Prompt, answer and hash stay. */
export function mixedTask(task: Task, name: string, id: string): Task {
  const origin: Origin = { environment: name, id: task.id, metadata: task.metadata }
  const mixed = frozenTask({ ...task, id, metadata: { ...origin } })
  originals.set(mixed, task)
  return mixed
}

/** Whose task of a mix it is; null where it does not say, as one that is not of the mix. */
export function ownerOf({ metadata }: { readonly metadata?: Task['metadata'] }): string | null {
  const name = metadata?.['environment']
  return typeof name === 'string' ? name : null
}

/** The task as its own environment gave it, of one that went through JSON too. */
export function originalTask(mixed: Task): Task {
  const known = originals.get(mixed)
  if (known !== undefined) return known
  const { id, metadata } = mixed.metadata as unknown as Partial<Origin>
  const original = frozenTask({ ...mixed, id: id ?? mixed.id, metadata: metadata ?? {} })
  originals.set(mixed, original)
  return original
}
