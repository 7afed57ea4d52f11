// Tokens that stand apart from a vocabulary's own: marks of turns, of ends, of tools. Text is split at them before
// anything else is done to it, the leftmost and then the longest first, as the `tokenizers` library of Hugging Face
// does (tokenizers/src/tokenizer/added_vocabulary.rs). Text that someone else wrote must not become a mark, so those
// in it are shown to the splitter as stand-ins, one character each, that only it turns back.

export interface AddedToken {
  readonly id: number
  readonly content: string
  /** True for a mark, which is no part of a text that is shown. */
  readonly special: boolean
  /** Takes the white space before or behind it. */
  readonly lstrip: boolean
  readonly rstrip: boolean
  /** Only where no letter or digit stands beside it. */
  readonly single_word: boolean
  /** Looked for in the text after it was normalised. */
  readonly normalized: boolean
}

/** A stretch of text, or a token that stood there. */
export type Section = { readonly text: string } | { readonly token: number }

/** @param contents what stands for each token in the text to split: its content, normalised where it is to be */
export class AddedTokenSplitter {
  readonly #byContent: ReadonlyMap<string, AddedToken>
  readonly #pattern: RegExp | null

  constructor(tokens: readonly AddedToken[], contents: (token: AddedToken) => string = ({ content }) => content) {
    const known = tokens.map((token) => [contents(token), token] as const).filter(([content]) => content !== '')
    this.#byContent = new Map(known)
    this.#pattern = anyOf([...this.#byContent.keys()])
  }

  split(text: string): Section[] {
    if (this.#pattern === null) return text === '' ? [] : [{ text }]
    const sections: Section[] = []
    let done = 0
    for (const { 0: content, index } of text.matchAll(this.#pattern)) {
      const token = this.#byContent.get(content) as AddedToken
      let [start, end] = [index, index + content.length]
      if (start < done || (token.single_word && touchesWord(text, start, end))) continue
      if (token.lstrip) while (start > done && isSpace(text[start - 1])) start--
      if (token.rstrip) while (isSpace(text[end])) end++
      if (start > done) sections.push({ text: text.slice(done, start) })
      sections.push({ token: token.id })
      done = end
    }
    if (done < text.length) sections.push({ text: text.slice(done) })
    return sections
  }
}

/** A pattern of any of the texts, the longest first; null for none. */
function anyOf(texts: readonly string[]): RegExp | null {
  if (texts.length === 0) return null
  const longestFirst = [...texts].sort((a, b) => b.length - a.length)
  return new RegExp(longestFirst.map((text) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|'), 'gu')
}

function touchesWord(text: string, start: number, end: number): boolean {
  return (
    /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}]$/u.test(text.slice(0, start)) ||
    /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}]/u.test(text.slice(end))
  )
}

function isSpace(character: string | undefined): boolean {
  return character !== undefined && /\p{White_Space}/u.test(character)
}

/**
 * Characters that stand nowhere else in a text, in the place of marks in it. They lie one behind the other in a private
 * plane of Unicode, from a place on that is free in the text.
 */
export class StandIns {
  readonly #marks: readonly string[]
  readonly #pattern: RegExp | null

  /** @param marks what must not be taken for a mark */
  constructor(marks: readonly string[]) {
    this.#marks = marks
    this.#pattern = anyOf(marks)
  }

  /** Whether a text holds a mark. */
  needed(text: string): boolean {
    return this.#pattern !== null && text.search(this.#pattern) >= 0
  }

  /** The first place from which on none of the characters is in a text; null where there is no such place. */
  freeIn(text: string): number | null {
    const used = (text.match(inPlanes) ?? [])
      .map((character) => character.codePointAt(0) as number)
      .sort((a, b) => a - b)
    const size = this.#marks.length + extra
    let start = firstPlace
    for (const place of used) {
      if (place - start >= size) break
      if (place >= start) start = place + 1
    }
    return start + size <= lastPlace ? start : null
  }

  /** Two characters behind the stand-ins, for whoever renders the text. */
  pair(start: number): [string, string] {
    const place = start + this.#marks.length
    return [String.fromCodePoint(place), String.fromCodePoint(place + 1)]
  }

  /** The text with stand-ins for its marks. */
  hide(text: string, start: number): string {
    if (this.#pattern === null) return text
    return text.replaceAll(this.#pattern, (mark) => String.fromCodePoint(start + this.#marks.indexOf(mark)))
  }

  /** The text with the marks that stand-ins stood for. */
  show(text: string, start: number): string {
    return text.replaceAll(
      inPlanes,
      (character) => this.#marks[(character.codePointAt(0) as number) - start] ?? character,
    )
  }
}

const extra = 2
/** The private planes of Unicode, without the last two of each, which are no characters. */
const inPlanes = /[\u{f0000}-\u{ffffd}\u{100000}-\u{10fffd}]/gu
const [firstPlace, lastPlace] = [0xf0000, 0x10fffd]
