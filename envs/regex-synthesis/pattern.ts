// Patterns over the letters a to c with . | * + ? and parentheses: a parser and a matcher of our own, which takes one
// step a letter whatever the pattern (Glushkov 1961, The abstract theory of automata: the positions of a pattern's
// letters are the states of an automaton).

/** At most this many letters and dots: positions are the bits of a number. */
const mostPositions = 30

/** What a part of a pattern can begin and end with, as bits of positions. */
interface Part {
  readonly first: number
  readonly last: number
  /** Whether it matches the empty text. */
  readonly isNullable: boolean
}

export interface Pattern {
  /** Bits of the positions at which each of a, b, c may stand. */
  readonly letters: readonly number[]
  readonly first: number
  readonly last: number
  readonly isNullable: boolean
  /** Positions that may follow each position. */
  readonly follow: readonly number[]
}

/** A pattern, or what is wrong with its text in a sentence. */
export function parsePattern(text: string): Pattern | string {
  const follow: number[] = []
  const letters = [0, 0, 0]
  let at = 0
  const fault = (what: string): never => {
    throw new SyntaxError(what)
  }
  const join = (from: number, to: number): void => {
    for (let position = 0; position < follow.length; position++) if ((from >> position) & 1) follow[position]! |= to
  }
  const alternatives = (): Part => {
    let part = sequence()
    while (text[at] === '|') {
      at++
      const other = sequence()
      part = {
        first: part.first | other.first,
        last: part.last | other.last,
        isNullable: part.isNullable || other.isNullable,
      }
    }
    return part
  }
  const sequence = (): Part => {
    let part: Part = { first: 0, last: 0, isNullable: true }
    while (at < text.length && text[at] !== '|' && text[at] !== ')') {
      const next = repeated()
      join(part.last, next.first)
      part = {
        first: part.first | (part.isNullable ? next.first : 0),
        last: next.last | (next.isNullable ? part.last : 0),
        isNullable: part.isNullable && next.isNullable,
      }
    }
    return part
  }
  const repeated = (): Part => {
    let part = single()
    for (; '*+?'.includes(text[at] ?? ' '); at++) {
      if (text[at] !== '?') join(part.last, part.first)
      part = { ...part, isNullable: part.isNullable || text[at] !== '+' }
    }
    return part
  }
  const single = (): Part => {
    const sign = text[at++] ?? ''
    if (sign === '(') {
      const part = alternatives()
      if (text[at++] !== ')') fault('A parenthesis is not closed.')
      return part
    }
    if (!/^[abc.]$/.test(sign)) fault(`\`${sign}\` cannot stand at character ${at}.`)
    if (follow.length === mostPositions) fault(`It has more than ${mostPositions} letters.`)
    const bit = 1 << follow.length
    follow.push(0)
    for (const [index, letter] of ['a', 'b', 'c'].entries()) if (sign === '.' || sign === letter) letters[index]! |= bit
    return { first: bit, last: bit, isNullable: false }
  }
  try {
    const { first, last, isNullable } = alternatives()
    if (at < text.length) fault(`\`${text[at]}\` cannot stand at character ${at + 1}.`)
    return { letters, first, last, isNullable, follow }
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return thrown.message
    throw thrown
  }
}

/** Whether the whole text matches. */
export function matches({ letters, first, last, isNullable, follow }: Pattern, text: string): boolean {
  if (text === '') return isNullable
  let possible = first
  for (let index = 0; ; index++) {
    possible &= letters[text.charCodeAt(index) - 97] ?? 0
    if (index === text.length - 1) return (possible & last) !== 0
    let next = 0
    for (let left = possible; left !== 0; left &= left - 1) next |= follow[31 - Math.clz32(left & -left)] as number
    possible = next
  }
}
