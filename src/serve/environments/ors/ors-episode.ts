// One ORS session: an episode that begins when the session is created, and calls of its tools one after another, in
// the order in which they came. A call answers { ok: true, output } or { ok: false, error, reason }, after
// openreward 0.1.167, `environments/types.py` (RunToolOutput).
//
// Rewards: a client keeps the last reward that is not null (TRL's and Inspect's adapters) or adds them up; so only the
// end has one, and it is the whole episode's. Where nothing could be judged it is null and the episode is finished; or
// the call fails, where the task_spec asks for that: Inspect's adapter makes a zero of null.
import type { JsonObject } from '../../../core/json.ts'
import type { Grade } from '../grade.ts'
import type { FoundTask } from '../served-environment.ts'
import { ProtocolFault } from '../protocol-fault.ts'
import type { Opening, Session, SessionStep } from '../session.ts'
import { toldWords } from './told-words.ts'
import { ongoingWork, type OngoingWork } from './ongoing-work.ts'
import { textBlock, type TextBlock } from './ors-messages.ts'
import { checkInput, orsTools } from './ors-tools.ts'

export interface ToolOutput {
  readonly blocks: readonly TextBlock[]
  readonly metadata: JsonObject | null
  readonly reward: number | null
  readonly finished: boolean
}

export type ToolResult =
  | { readonly ok: true; readonly output: ToolOutput }
  | { readonly ok: false; readonly error: string; readonly reason: ToolRefusal }

export type ToolRefusal = 'not_found' | 'input_validation' | 'episode_finished'

/** Calls of one session that wait for their turn. */
const mostWaiting = 128

export class OrsEpisode {
  readonly session: Session
  /** Rejects with a `ProtocolFault` where the episode could not begin. */
  readonly opening: Promise<Opening>
  /** What its calls gave, for a client whose stream broke. */
  readonly work: OngoingWork = ongoingWork({ told: toldWords })
  readonly #failsUnjudged: boolean
  #earned = 0
  #waiting = 0
  #last: Promise<unknown>

  /** `failsUnjudged`: the call that ends an episode which could not be judged fails. */
  constructor(session: Session, found: FoundTask, { failsUnjudged = false }: { failsUnjudged?: boolean } = {}) {
    this.session = session
    this.#failsUnjudged = failsUnjudged
    this.opening = session.reset(found)
    this.#last = this.opening.catch(() => undefined)
  }

  /** Throws a `ProtocolFault` `busy` where too many wait; rejects with one where the environment's own code failed. */
  call(name: string, input: JsonObject): Promise<ToolResult> {
    if (this.#waiting >= mostWaiting)
      throw new ProtocolFault('busy', `${this.#waiting} calls of this session are under way; wait for their answers.`)
    this.#waiting++
    const turn = this.#last.then(async () => await this.#run(name, input)).finally(() => this.#waiting--)
    this.#last = turn.catch(() => undefined)
    return turn
  }

  async #run(name: string, input: JsonObject): Promise<ToolResult> {
    await this.opening
    if (this.session.grade !== null)
      return refused(
        'episode_finished',
        `${JSON.stringify(name.slice(0, 100))} was not run: the episode has finished, and no further calls are taken.`,
      )
    const { all, submit } = orsTools(this.session.environment.spec.tools)
    const tool = all.find((each) => each.name === name)
    if (tool === undefined)
      return refused(
        'not_found',
        `${JSON.stringify(name.slice(0, 100))} is not a valid tool; there is ${all.map((each) => each.name).join(', ')}.`,
      )
    const checked = checkInput(tool, input)
    if (!checked.ok) return refused('input_validation', checked.error)
    const step =
      name === submit
        ? await this.session.step({ text: checked.input['answer'] as string, toolCalls: [] })
        : await this.session.call(name, checked.input)
    return { ok: true, output: this.#outputOf(step) }
  }

  #outputOf({ answer, reward, done, truncated, grade }: SessionStep): ToolOutput {
    const blocks = answer.map(({ content }) => textBlock(content))
    if (grade === null) {
      const earned = reward ?? 0
      this.#earned += earned
      return { blocks, metadata: earned === 0 ? null : { step_reward: earned }, reward: null, finished: false }
    }
    if (grade.reward === null && this.#failsUnjudged)
      throw new ProtocolFault('failed', `The episode is over, and could not be judged (${grade.invalid}).`)
    const words = truncated ? 'The episode is over: no turns are left.' : 'The episode is over.'
    return {
      blocks: [...blocks, textBlock(words)],
      metadata: gradeMetadata(grade),
      reward: grade.reward === null ? null : grade.reward + this.#earned,
      finished: done,
    }
  }
}

/** What trainers may log of a grade; no adapter shows it to a model. */
export function gradeMetadata({ outcome, scores, invalid }: Grade): JsonObject {
  return { outcome, scores, invalid }
}

function refused(reason: ToolRefusal, error: string): ToolResult {
  return { ok: false, error, reason }
}
