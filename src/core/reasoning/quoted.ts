// Whether a delimiter is quoted: a program, a JSON text or a sentence may speak of `</think>` without ending anything.

const fence = /^[ \t]*(`{3,}|~{3,})([^`\n]*)$/

/** A fenced block that stands open, and where it closes; -1 where it never does, or holds the beginning of another. */
interface OpenFence {
  readonly mark: string
  readonly closesAt: number
}

/** Fences whose end is looked for: each search may read on to the end of the reply. */
const mostSearches = 64
const marks = ['"', '`'] as const

/**
 * Walks a reply from delimiter to delimiter, in order, and says of each whether it is quoted: in a closed fenced block,
 * where it does not have a line to itself, or within double quotes or backticks that open before and close behind it on
 * its line. Takes time in proportion to the reply.
 */
export class Quotes {
  readonly #reply: string
  /** Where the line being read begins, and how far its marks are counted. */
  #line = 0
  #counted = 0
  #isOdd = { '"': false, '`': false }
  #open: OpenFence | null = null
  #searches = 0
  readonly #next: { readonly [mark: string]: (from: number) => number }

  constructor(reply: string) {
    this.#reply = reply
    this.#next = { '"': finder(reply, '"'), '`': finder(reply, '`'), '\n': finder(reply, '\n') }
  }

  /** Forgets what stands before `index`: marks that reasoning left open mean nothing in the answer. */
  restart(index: number): void {
    this.#beginLine(index)
    this.#open = null
  }

  isQuoted(at: number, end: number): boolean {
    this.#readLinesUpTo(at)
    this.#countUpTo(at)
    const lineEnd = this.#find('\n', end)
    if (this.#open !== null && this.#isFenceEnd(at)) return false
    if (this.#open !== null && this.#open.closesAt > end)
      return !isBlank(this.#reply, this.#line, at) || !isBlank(this.#reply, end, lineEnd)
    return marks.some((mark) => this.#isOdd[mark] && this.#find(mark, end) < lineEnd)
  }

  /** Whether the open block ends on this very line, before the delimiter. */
  #isFenceEnd(at: number): boolean {
    const found = at - this.#line > 256 ? null : fenceOf(this.#reply.slice(this.#line, at))
    return found?.info === '' && found.mark.startsWith(this.#open?.mark ?? found.mark)
  }

  #find(mark: string, from: number): number {
    return this.#next[mark]?.(from) ?? this.#reply.length
  }

  #beginLine(index: number): void {
    this.#line = index
    this.#counted = index
    this.#isOdd = { '"': false, '`': false }
  }

  /** Reads the whole lines before `at`, for the fences they open and close. */
  #readLinesUpTo(at: number): void {
    for (;;) {
      const end = this.#find('\n', this.#line)
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

  #countUpTo(at: number): void {
    let index = this.#counted
    for (; index < at; index++) {
      const character = this.#reply.charAt(index)
      if (character === '\\') index++
      else if (character === '"' || character === '`') this.#isOdd[character] = !this.#isOdd[character]
    }
    this.#counted = Math.max(index, at)
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

/** The first place of `mark` from an index on, the reply's length where there is none; asked for rising indices. */
function finder(reply: string, mark: string): (from: number) => number {
  let found = -1
  return (from) => {
    if (found < from) {
      found = reply.indexOf(mark, from)
      if (found < 0) found = reply.length
    }
    return found
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
