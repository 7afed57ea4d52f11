// A policy on the other side of a board: it sees a conversation of its own, as the player does, and is asked once more
// where its reply is no move. Self-play, where it is the one that learns.
import type { Message } from '../src/core/message.ts'
import { defaultSampling, type Policy } from '../src/core/policy.ts'

export class OpposingPolicy {
  readonly #policy: Policy
  readonly #luck: number
  readonly #messages: Message[] = []

  /** @param options.luck of the task: all attempts at it that come to one position meet the same reply */
  constructor(policy: Policy, { luck }: { luck: number }) {
    this.#policy = policy
    this.#luck = luck
  }

  /** Whether it has not been asked yet: its first message says the rules. */
  get isNew(): boolean {
    return this.#messages.length === 0
  }

  /**
   * Its move; null where it makes none twice.
   * @param turn what it is shown, the position, what it is told where a reply was no move, and how a reply is read
   */
  async move(turn: {
    readonly shown: string
    readonly position: string
    readonly fault: string
    readonly read: (reply: string) => number | null
  }): Promise<number | null> {
    let content = turn.shown
    for (let attempt = 0; attempt < 2; attempt++) {
      this.#messages.push({ role: 'user', content })
      const request = { messages: [...this.#messages], seed: `${this.#luck}/${turn.position}/${attempt}` }
      const [reply] = await this.#policy.generate([request], defaultSampling)
      const text = reply?.text ?? ''
      this.#messages.push({ role: 'assistant', content: text })
      const move = turn.read(text)
      if (move !== null) return move
      content = turn.fault
    }
    return null
  }
}
