// An environment as it is served: its splits, and a text for each task by which a client names it again.
import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { EnvironmentSpec } from '../../core/environment.ts'
import { RlvrError } from '../../core/errors.ts'
import { requireForgetsNothing } from '../../core/forgetting.ts'
import { requireNoGroupRewards } from '../../core/group-rewards.ts'
import { indexOfSeed } from '../../core/gym-environment.ts'
import type { Json } from '../../core/json.ts'
import { requireUnspent } from '../../core/limits.ts'
import type { Split, Task, Taskset } from '../../core/task.ts'
import { ProtocolFault } from './protocol-fault.ts'
import { readReference, type TaskReference } from './task-reference.ts'

/** Which task a client asks for: by index, by seed as the Gym face does, or any (index 0 of `train`). */
export interface TaskChoice {
  /** Default `train`. */
  readonly split?: Split | undefined
  readonly index?: number | undefined
  readonly seed?: number | undefined
}

/** A task with the reference by which a client names it again. */
export interface FoundTask {
  readonly task: Task
  readonly reference: TaskReference
}

/** How many tasks an endless generator is said to have: clients make data sets of it. Those beyond are there too. */
export const endlessTasks = 10_000

export class ServedEnvironment {
  /** How clients call it: its id. */
  readonly name: string
  readonly spec: EnvironmentSpec
  /** The seed of its generated tasks. */
  readonly seed: string
  readonly #tasksets = new Map<Split, Promise<Taskset>>()
  /** A group asks for its task many times, a batch for hundreds; a generated one is drawn anew each time. */
  readonly #found = new LRUCache<string, FoundTask>({ max: 10_000 })

  constructor(spec: EnvironmentSpec, { seed = '0' }: { seed?: string } = {}) {
    requireNoGroupRewards(spec, 'a server')
    requireForgetsNothing(spec, 'a server')
    requireUnspent(spec, 'a server')
    this.name = spec.id
    this.spec = spec
    this.seed = seed
  }

  async taskset(split: Split): Promise<Taskset> {
    let opening = this.#tasksets.get(split)
    if (opening === undefined) {
      opening = this.spec.tasks({ split, seed: this.seed })
      this.#tasksets.set(split, opening)
      opening.catch(() => this.#tasksets.delete(split))
    }
    return await opening
  }

  /** Throws `ProtocolFault` for a task that is not there. */
  async choose({ split = 'train', index, seed = 0 }: TaskChoice = {}): Promise<FoundTask> {
    const taskset = await this.taskset(split)
    if (taskset.size === 0)
      throw new ProtocolFault('unknown-task', `\`${this.name}\` has no tasks in its ${split} split.`)
    const place = index ?? indexOfSeed(taskset, seed)
    if (!Number.isSafeInteger(place) || place < 0 || (taskset.size !== null && place >= taskset.size))
      throw new ProtocolFault(
        'unknown-task',
        `The ${split} split of \`${this.name}\` has ${taskset.size === null ? 'tasks' : `${taskset.size} tasks`} from index 0; there is none at ${place}.`,
      )
    const key = `${split}-${place}`
    const known = this.#found.get(key)
    if (known !== undefined) return known
    const task = taskset.at(place)
    const prompt = promptDigest(task)
    const found = { task, reference: { env: this.name, split, index: place, seed: this.seed, prompt } }
    this.#found.set(key, found)
    return found
  }

  /** The task that a reference names. Throws `ProtocolFault` where it is another one by now. */
  async find(reference: TaskReference): Promise<Task> {
    if (reference.env !== this.name)
      throw new ProtocolFault('unknown-task', `The row is of \`${reference.env}\`; this is \`${this.name}\`.`)
    if (reference.seed !== this.seed)
      throw new ProtocolFault(
        'unknown-task',
        `The row was written with seed ${reference.seed}; this server has seed ${this.seed}. Serve with --seed ${reference.seed}, or write the rows again.`,
      )
    const { task, reference: own } = await this.choose({ split: reference.split, index: reference.index })
    if (own.prompt !== reference.prompt)
      throw new ProtocolFault(
        'unknown-task',
        `Task ${reference.index} of the ${reference.split} split of \`${this.name}\` is another one here than where the row was written: other options, data or version. Serve with the same ones, or write the rows again.`,
      )
    return task
  }
}

/** The environments of a server by their names. */
export class ServedEnvironments {
  readonly #byName: ReadonlyMap<string, ServedEnvironment>
  readonly #known = new Map<string, ReferencedTask>()

  constructor(environments: readonly ServedEnvironment[]) {
    this.#byName = new Map(environments.map((each) => [each.name, each]))
    if (environments.length === 0) throw new RlvrError('RLVR_USAGE', 'Nothing to serve: name an environment.')
    if (this.#byName.size < environments.length)
      throw new RlvrError(
        'RLVR_USAGE',
        'Two environments to be served have the same id; clients tell them apart by it.',
      )
  }

  get names(): readonly string[] {
    return [...this.#byName.keys()]
  }

  get all(): readonly ServedEnvironment[] {
    return [...this.#byName.values()]
  }

  /** Where one alone is served a client need not name it. Throws `ProtocolFault`. */
  named(name?: string): ServedEnvironment {
    const [only] = this.#byName.values()
    const found = name === undefined && this.#byName.size === 1 ? only : this.#byName.get(name ?? '')
    if (found !== undefined) return found
    throw new ProtocolFault(
      'unknown-environment',
      `${name === undefined ? 'No environment is named' : `There is no environment ${JSON.stringify(name.slice(0, 100))} here`}; served are ${this.names.join(', ')}.`,
    )
  }

  /** The environment and task of a reference, or of a text or object that should be one. Throws `ProtocolFault`. */
  async find(given: Json | undefined): Promise<ReferencedTask> {
    const known = typeof given === 'string' ? this.#known.get(given) : undefined
    if (known !== undefined) return known
    const reference = readReference(given)
    const environment = this.named(reference.env)
    const found = { environment, task: await environment.find(reference), reference }
    if (typeof given === 'string' && given.length <= longestKept) this.#keep(given, found)
    return found
  }

  /** A group asks for one task again and again. The oldest goes. */
  #keep(text: string, found: ReferencedTask): void {
    this.#known.set(text, found)
    const [oldest] = this.#known.size > mostKept ? this.#known.keys() : []
    if (oldest !== undefined) this.#known.delete(oldest)
  }
}

export interface ReferencedTask extends FoundTask {
  readonly environment: ServedEnvironment
}

/** Tasks that were asked for, and the longest text that one is known by. */
const [mostKept, longestKept] = [4096, 1000]

/** Of what a client sees of the task anyway: it tells nothing of the answer. */
function promptDigest({ prompt }: Task): string {
  return createHash('sha256').update(JSON.stringify(prompt)).digest('hex').slice(0, 16)
}
