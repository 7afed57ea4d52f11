// One episode as a client of the Gym face plays it. Each step has its turn's number, so that one whose answer was lost
// on its way can be asked for again: it is answered as before, and nothing is done twice.
import type { Action } from '../../../core/environment.ts'
import type { Grade } from '../grade.ts'
import { ProtocolFault } from '../protocol-fault.ts'
import type { Session } from '../session.ts'
import { chatMessage, type ChatMessage } from './chat-message.ts'

export interface StepAnswer {
  /** What the environment said to the action. */
  readonly messages: readonly ChatMessage[]
  /** What this step earned; at the end with the reward of the rubric, null where that could not be judged. */
  readonly reward: number | null
  readonly done: boolean
  /** A limit ended the episode. */
  readonly truncated: boolean
  /** Of the whole episode, its steps' rewards included; null before the end. */
  readonly grade: Grade | null
}

export class Episode {
  readonly #session: Session
  #turns = 0
  #earned = 0
  #last: { readonly action: string; readonly answer: Promise<StepAnswer> } | null = null

  constructor(session: Session) {
    this.#session = session
  }

  /** Throws `ProtocolFault`. A client that hangs up does not end the step: it may ask again. */
  async step(turn: number, action: Action): Promise<StepAnswer> {
    const text = JSON.stringify(action)
    if (this.#last !== null && turn === this.#turns - 1) {
      if (text === this.#last.action) return await this.#last.answer
      throw new ProtocolFault('malformed', `Turn ${turn} was another action; the next turn is ${this.#turns}.`)
    }
    if (turn !== this.#turns)
      throw new ProtocolFault('malformed', `The next turn is ${this.#turns}; this is turn ${turn}.`)
    this.#turns++
    const answer = this.#play(action)
    this.#last = { action: text, answer }
    return await answer
  }

  async #play(action: Action): Promise<StepAnswer> {
    const { answer, reward, done, truncated, grade } = await this.#session.step(action)
    const earlier = this.#earned
    this.#earned += reward ?? 0
    return {
      messages: answer.map(chatMessage),
      reward,
      done,
      truncated,
      grade: grade?.reward === null || grade === null ? grade : { ...grade, reward: grade.reward + earlier },
    }
  }
}
