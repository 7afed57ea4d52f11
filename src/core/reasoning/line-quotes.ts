// Texts between double quotes or backticks on one line, as a sentence, a program or JSON has them. A mark opens where no
// word ends before it (so the inches of 5" do not) and closes where no word begins behind it.
import { finder } from './finder.ts'

const word = /[\p{L}\p{N}_]/u
const notBehind = /[\p{L}\p{N}_([{$\\]/u

/** Walks a reply line by line, forwards; takes time in proportion to what it walks over. */
export class LineQuotes {
  readonly #reply: string
  /** Where the next mark is looked for, and behind it nothing that matters any more. */
  #at = 0
  readonly #next: { readonly [mark in '"' | '`' | '\n']: (from: number) => number }

  constructor(reply: string) {
    this.#reply = reply
    this.#next = { '"': finder(reply, '"'), '`': finder(reply, '`'), '\n': finder(reply, '\n') }
  }

  /** Where a line begins, or the answer within one. */
  restart(index: number): void {
    this.#at = index
  }

  /** Whether a place of the line, behind those asked for before, stands between two marks. */
  isWithin(place: number): boolean {
    while (this.#at < place) {
      const character = this.#reply.charAt(this.#at)
      if (character === '\\') this.#at += 2
      else if (character !== '"' && character !== '`') this.#at++
      else {
        const mark = character === '"' ? '"' : this.#run(this.#at)
        const end = this.#endOf(mark, this.#at)
        if (end > place) return true
        this.#at = end < 0 ? this.#at + mark.length : end
      }
    }
    return false
  }

  #run(from: number): string {
    let end = from
    while (this.#reply.charAt(end) === '`') end++
    return this.#reply.slice(from, end)
  }

  /** Index just past the mark that closes the one at `at`; -1 where none does. Three backticks are a fence. */
  #endOf(mark: string, at: number): number {
    if (mark.length > 2 || word.test(this.#reply.charAt(at - 1))) return -1
    const isDouble = mark === '"'
    const find = this.#next[isDouble ? '"' : '`']
    let close = find(at + mark.length)
    // Where there is none, the reply's end stands for it, and a backslash may stand before that too.
    if (isDouble) while (close < this.#reply.length && this.#reply.charAt(close - 1) === '\\') close = find(close + 1)
    const end = close + mark.length
    if (close >= this.#next['\n'](at) || notBehind.test(this.#reply.charAt(end))) return -1
    return isDouble || this.#run(close) === mark ? end : -1
  }
}
