// A unit's text to its pieces: words, powers, marks of product and quotient, in LaTeX and plain text.
// Superscript figures are powers by then: `plainNotation` comes first.

export interface UnitPiece {
  /** `word`, whole `power` after ^, a `mark` of `* / ( ) { } frac`, or `other` for anything that no unit holds. */
  readonly kind: 'word' | 'power' | 'mark' | 'other'
  readonly value: string
  /** Where the number before it would end: before the command whose braces hold it; −1 inside of them. */
  readonly at: number
  /** Whether a command marks the word as text. */
  readonly isMarked: boolean
  /** Whether nothing stands between it and the piece before. */
  readonly isGlued: boolean
}

const textCommand =
  /\\(?:text|textbf|textnormal|textrm|textit|textsf|mathrm|mathsf|mathbf|mathit|mbox|hbox|operatorname|unit|si|rm|bf)(?![A-Za-z])\s?(\{)?/y
const space =
  /(?:\s|~|\\[,;:! ]|\\(?:quad|qquad|left|right|displaystyle|thinspace|enspace|cdotp|big|Big)(?![A-Za-z]))+/y
const power =
  /(?:\^|\*\*)\s?(?:\{\s?([-−+]?)\s?(\d{1,2})\s?\}|([-−+]?)\s?(\d{1,2})|\{\s?\\text\{\s?([-−]?)(\d)\s?\}\s?\})/y
const word = /\p{L}+(?:(?<=\p{L})\$)?|[°℃℉′″]|\\?[$€£¥₹₩₽₱฿₺¢]/uy
const degreeSign = /\^?\s?\{?\s?(?:\\circ|\\degree|°|º|∘)\s?\}?/y
const product = /\\(?:cdot|times|ast)(?![A-Za-z])|[*·⋅×∙•]|(?<=\p{L})[-‐‑](?=\p{L})/uy
const named: { readonly [command: string]: string } = {
  Omega: 'Ω',
  ohm: 'Ω',
  mu: 'µ',
  micro: 'µ',
  AA: 'Å',
  celsius: '°C',
  euro: '€',
  pounds: '£',
  yen: '¥',
  ell: 'L',
}

/** All pieces of a text. Time is linear in its length. */
export function unitPieces(text: string): UnitPiece[] {
  const pieces: UnitPiece[] = []
  /** For each open brace whether a command of text opened it. */
  const braces: boolean[] = []
  let index = 0
  let commandAt = -1
  let glued = false
  const matchAt = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = index
    return pattern.exec(text)
  }
  const push = (kind: UnitPiece['kind'], value: string, length: number): void => {
    const isMarked = braces.includes(true) || commandAt >= 0
    const at = commandAt >= 0 ? commandAt : braces.includes(true) ? -1 : index
    pieces.push({ kind, value, at, isMarked, isGlued: glued })
    commandAt = -1
    glued = true
    index += length
  }
  while (index < text.length) {
    const blank = matchAt(space)
    if (blank !== null) {
      index += blank[0].length
      glued = false
      continue
    }
    const command = matchAt(textCommand)
    if (command !== null) {
      if (commandAt < 0) commandAt = index
      index += command[0].length
      if (command[1] !== undefined) braces.push(true)
      continue
    }
    const sign = matchAt(degreeSign)
    if (sign !== null) {
      pushWord('°', sign[0].length)
      continue
    }
    const exponent = matchAt(power)
    if (exponent !== null) {
      const [, minus, digits, bareMinus, bareDigits, textMinus, textDigits] = exponent
      const isNegative = (minus ?? bareMinus ?? textMinus ?? '').match(/[-−]/) !== null
      push('power', `${isNegative ? '-' : ''}${digits ?? bareDigits ?? textDigits}`, exponent[0].length)
      continue
    }
    const letters = matchAt(word)
    if (letters !== null) {
      pushWord(letters[0].replace('\\', ''), letters[0].length)
      continue
    }
    const times = matchAt(product)
    if (times !== null) {
      push('mark', '*', times[0].length)
      continue
    }
    const other = /^\\([A-Za-z]+)|^\\./.exec(text.slice(index, index + 40))
    if (other !== null) pushCommand(other[1] ?? '', other[0].length)
    else pushCharacter(text.charAt(index))
  }
  return pieces

  function pushWord(value: string, length: number): void {
    const last = pieces.at(-1)
    // `°` and `C`, `µ` and `m`: one name.
    const joins =
      (last?.value === '°' && /^[CFRK]$/.test(value)) ||
      (last?.value === 'µ' && /^\p{L}+$/u.test(value)) ||
      (value === 'Ω' && /^[kMGmTn]$/.test(last?.value ?? ''))
    if (last?.kind !== 'word' || !joins) return push('word', value, length)
    pieces[pieces.length - 1] = { ...last, value: value === 'K' ? 'K' : last.value + value, isMarked: true }
    commandAt = -1
    index += length
  }

  function pushCommand(name: string, length: number): void {
    if (/^[dtc]?frac$/.test(name)) push('mark', 'frac', length)
    else if (name === 'div') push('mark', '/', length)
    else if (named[name] !== undefined) pushWord(named[name], length)
    else push('other', name, length)
  }

  function pushCharacter(character: string): void {
    const last = pieces.at(-1)
    if (character === '{') {
      if (text.charAt(index + 1) === '}') index += 2
      else {
        braces.push(false)
        push('mark', '{', 1)
      }
    } else if (character === '}') {
      const isText = braces.at(-1) === true
      if (!isText) push('mark', '}', 1)
      else index++
      braces.pop()
    } else if (character === '/' || character === '(' || character === ')') push('mark', character, 1)
    // A stop abbreviates the word before it.
    else if (character === '.' && last?.kind === 'word') {
      index++
      glued = false
    } else if (/[23]/.test(character) && glued && last?.kind === 'word' && !/\d/.test(text.charAt(index + 1))) {
      push('power', character, 1)
    } else push('other', character, 1)
  }
}
