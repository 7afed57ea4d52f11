// What the rows of a scoring came to: the numbers of an evaluation, of replies that others wrote.
import { counted } from '../../core/counted.ts'
import type { JudgedReply } from '../../eval/summarise.ts'
import { summariseReplies, type ReplyNumbers } from '../../eval/summarise.ts'
import { numberLines } from './evaluation-table.ts'

/** Keeps of each result what the numbers need, so that a long file costs little memory. */
export class ScoreSummary {
  #malformed = 0
  readonly #replies: JudgedReply[] = []

  get rows(): number {
    return this.#replies.length
  }

  get malformed(): number {
    return this.#malformed
  }

  addMalformed(): void {
    this.#malformed++
  }

  add(reply: JudgedReply): void {
    this.#replies.push(reply)
  }

  /** The numbers as plain data. */
  numbers(): ReplyNumbers & { readonly malformed: number } {
    return { malformed: this.#malformed, ...summariseReplies(this.#replies) }
  }

  /** @example 'scored 4 rows of 3 tasks; 1 malformed\nreward      0.5000  [0.1000, 0.9000]  bootstrap over 3 tasks\n…' */
  text(): string {
    const numbers = this.numbers()
    const heading = `scored ${counted(numbers.replies, 'row')} of ${counted(numbers.tasks, 'task')}; ${numbers.malformed} malformed`
    return [heading, ...(numbers.replies === 0 ? [] : numberLines(numbers))].join('\n')
  }
}
