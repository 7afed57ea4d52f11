// Whether a delimiter is quoted: a program, a JSON text or a sentence may speak of `</think>` without ending anything.
import { finder } from './finder.ts'
import { LineQuotes } from './line-quotes.ts'

const fence = /^[ \t]*(`{3,}|~{3,})([^`\n]*)$/

/** A fenced block that stands open, and where it closes; -1 where it never does, or holds the beginning of another. */
interface OpenFence {
  readonly mark: string
  readonly closesAt: number
}

/** Fences whose end is looked for: each search may read on to the end of the reply. */
const mostSearches = 64
/** How far around a delimiter its line is looked at for the mark of a block. */
const nearest = 256

/**
 * Walks a reply from delimiter to delimiter, in order, and says of each whether it is quoted: in a closed fenced block,
 * where it does not begin a line, or within double quotes or backticks that open before and close behind it on
 * its line. Takes time in proportion to the reply.
 */
export class Quotes {
  readonly #reply: string
  /** Where the line being read begins. */
  #line = 0
  #open: OpenFence | null = null
  #searches = 0
  readonly #lineEnd: (from: number) => number
  readonly #quotes: LineQuotes

  constructor(reply: string) {
    this.#reply = reply
    this.#lineEnd = finder(reply, '\n')
    this.#quotes = new LineQuotes(reply)
  }

  /** Forgets what stands before `index`: marks that reasoning left open mean nothing in the answer. */
  restart(index: number): void {
    this.#beginLine(index)
    this.#open = null
  }

  isQuoted(at: number, end: number): boolean {
    this.#readLinesUpTo(at)
    const block = this.#open
    if (block !== null && block.closesAt > end)
      return !this.#meetsMark(at, end, block.mark) && !isBlank(this.#reply, this.#line, at)
    return this.#quotes.isWithin(at)
  }

  /** Whether the line of a delimiter has the mark of the block too: the block has ended there, or the next one begins. */
  #meetsMark(at: number, end: number, mark: string): boolean {
    const before = this.#reply.slice(Math.max(this.#line, at - nearest), at)
    const after = this.#reply.slice(end, Math.min(this.#lineEnd(end), end + nearest))
    return before.includes(mark) || after.includes(mark)
  }

  #beginLine(index: number): void {
    this.#line = index
    this.#quotes.restart(index)
  }

  /** Reads the whole lines before `at`, for the fences they open and close. */
  #readLinesUpTo(at: number): void {
    for (;;) {
      const end = this.#lineEnd(this.#line)
      if (end >= at) return
      const found = fenceOf(this.#reply.slice(this.#line, end))
      if (this.#open === null) {
        if (found !== null) this.#open = { mark: found.mark, closesAt: this.#closeOf(found.mark, end + 1) }
      } else if (found?.info === '' && found.mark.startsWith(this.#open.mark)) {
        this.#open = null
      }
      this.#beginLine(end + 1)
    }
  }

  #closeOf(mark: string, from: number): number {
    if (this.#searches++ > mostSearches) return -1
    let line = from
    while (line < this.#reply.length) {
      const next = this.#reply.indexOf('\n', line)
      const end = next < 0 ? this.#reply.length : next
      const found = fenceOf(this.#reply.slice(line, end))
      if (found?.mark.startsWith(mark)) return found.info === '' ? line : -1
      line = end + 1
    }
    return -1
  }
}

function isBlank(reply: string, from: number, to: number): boolean {
  return reply.slice(from, to).trim() === ''
}

function fenceOf(line: string): { mark: string; info: string } | null {
  // Most lines have no mark, and few are long.
  if (!/^[ \t]*[`~]/.test(line)) return null
  const [, mark, info = ''] = fence.exec(line.trimEnd()) ?? []
  return mark === undefined ? null : { mark, info: info.trim() }
}
