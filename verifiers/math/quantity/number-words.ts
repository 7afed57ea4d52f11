// Numbers in English words at the beginning of an answer: `twelve`, `three hundred and five`, `twenty-one days`,
// `two thirds`, `the seventh`. Roman numerals are not read.
const small = (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen ' +
  'eighteen nineteen'
).split(' ')
const tens = '_ _ twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
const scales: { readonly [word: string]: number } = { thousand: 1e3, million: 1e6, billion: 1e9, trillion: 1e12 }
const ordinals: { readonly [word: string]: string } = {
  first: 'one',
  second: 'two',
  third: 'three',
  fifth: 'five',
  eighth: 'eight',
  ninth: 'nine',
  twelfth: 'twelve',
}
const parts: { readonly [word: string]: number } = {
  half: 2,
  halves: 2,
  third: 3,
  thirds: 3,
  quarter: 4,
  quarters: 4,
  fourth: 4,
  fourths: 4,
  fifth: 5,
  fifths: 5,
  sixth: 6,
  sixths: 6,
  seventh: 7,
  sevenths: 7,
  eighth: 8,
  eighths: 8,
  ninth: 9,
  ninths: 9,
  tenth: 10,
  tenths: 10,
  twelfth: 12,
  twelfths: 12,
  hundredth: 100,
  hundredths: 100,
}
const longest = 120

/**
 * The text with the number in words at its beginning as figures; the text itself where it does not begin so.
 * @example readNumberWords('twenty-one days') // '21 days'
 */
export function readNumberWords(text: string): string {
  if (!/^(?:\\text(?:bf)?\{\s?)?(?:minus |negative |the |an? )?\p{L}{3,9}/iu.test(text) || text.length > longest)
    return text
  const inner = /^\\text(?:bf)?\{([^{}]*)\}(.*)$/.exec(text)
  const plain = inner === null ? text : `${inner[1]} ${inner[2]}`
  const words = plain.trim().split(/(?<=\p{L})-(?=\p{L})|\s+/u)
  const lower = words.map((word) => word.toLowerCase().replace(/[.,]$/, ''))
  const sign = lower[0] === 'minus' || lower[0] === 'negative' ? '-' : ''
  let at = sign === '' && lower[0] !== 'the' ? 0 : 1
  const isArticle = lower[at] === 'a' || lower[at] === 'an'
  const top = isArticle ? { value: 1, next: at + 1, isOrdinal: false } : cardinal(lower, at)
  if (top === null) return text
  at = top.next
  const rest = (from: number): string => {
    const tail = words.slice(from).join(' ')
    return tail === '' ? '' : inner === null ? ` ${tail}` : `\\text{ ${tail}}`
  }
  const divisor = top.isOrdinal ? undefined : parts[lower[at] ?? '']
  if (divisor !== undefined) {
    const isDone = at + 1 === words.length || lower[at + 1] === 'of' || /^[a-z]{3,}$/.test(lower[at + 1] ?? '')
    return isDone ? `${sign}\\frac{${top.value}}{${divisor}}${rest(afterOf(lower, at + 1))}` : text
  }
  if (isArticle) return text
  // `two and a half`
  if (lower[at] === 'and' && lower[at + 1] === 'a' && lower[at + 2] === 'half') {
    return `${sign}${top.value}.5${rest(at + 3)}`
  }
  const isWhole = at === words.length
  // `one-to-one`, `second derivative`, `two or three` are no numbers.
  const isUnit =
    !top.isOrdinal &&
    words.slice(at).every((word) => /^[\p{L}./%]+$/u.test(word)) &&
    !isNumberWord(lower[at]) &&
    !/^(?:to|by|or|and|of|way|fold)$/.test(lower[at] ?? '')
  return isWhole || isUnit ? `${sign}${top.value}${rest(at)}` : text
}

/** `three quarters of a mile` */
function afterOf(words: readonly string[], at: number): number {
  if (words[at] !== 'of') return at
  return words[at + 1] === 'a' || words[at + 1] === 'an' ? at + 2 : at + 1
}

/** The number that stands at `at`; null for none. */
function cardinal(words: readonly string[], at: number): { value: number; next: number; isOrdinal: boolean } | null {
  let total = 0
  let group = 0
  let next = at
  let isOrdinal = false
  let last: 'none' | 'small' | 'ten' | 'hundred' | 'scale' = 'none'
  while (next < words.length && !isOrdinal) {
    let word = words[next] as string
    if (word === 'and' && (last === 'hundred' || last === 'scale') && isNumberWord(words[next + 1])) {
      next++
      continue
    }
    const base = cardinalOf(word)
    // `two thirds`: after a number an ordinal is a part.
    if (base !== null && base !== word) {
      if (last !== 'none' && last !== 'ten' && last !== 'hundred' && last !== 'scale') break
      if ((last === 'hundred' || last === 'scale') && words[next - 1] !== 'and') break
      isOrdinal = true
      word = base
    }
    const unit = small.indexOf(word)
    const ten = tens.indexOf(word)
    const scale = scales[word]
    if (
      unit >= 0 &&
      (last === 'none' || last === 'hundred' || last === 'scale' || (last === 'ten' && unit > 0 && unit < 10))
    ) {
      group += unit
      last = 'small'
    } else if (ten > 1 && (last === 'none' || last === 'hundred' || last === 'scale')) {
      group += ten * 10
      last = 'ten'
    } else if (word === 'hundred' && last === 'small') {
      group *= 100
      last = 'hundred'
    } else if (scale !== undefined && (last === 'small' || last === 'ten' || last === 'hundred')) {
      total += group * scale
      group = 0
      last = 'scale'
    } else {
      isOrdinal = false
      break
    }
    next++
  }
  return next === at ? null : { value: total + group, next, isOrdinal }
}

function isNumberWord(word: string | undefined): boolean {
  return word !== undefined && cardinalOf(word) !== null
}

/** The cardinal of `seventh`, `twentieth`, `seven`; null for what is no number. */
function cardinalOf(word: string): string | null {
  if (small.includes(word) || tens.indexOf(word) > 1 || word === 'hundred' || scales[word] !== undefined) return word
  const irregular = ordinals[word]
  if (irregular !== undefined) return irregular
  const stem = word.replace(/ieth$/, 'y').replace(/th$/, '')
  return stem !== word && (small.includes(stem) || tens.includes(stem)) ? stem : null
}
