// The mathematics that a number in prose is a part of. What stands at a number belongs to it: a sign of any kind, a root, a
// function, a fraction, an exponent, letters, brackets, the rest of a list or of a sum. All of it is the candidate, whether
// it can be read or not; the bare number out of it never is. Works on pieces between spaces, from the number outwards.
import { isKnownUnit } from '../quantity/read-unit.ts'
import { functions, greek } from '../read/commands.ts'
import { plainNotation } from '../read/plain-notation.ts'

export interface Span {
  readonly text: string
  readonly at: number
}

const longestReach = 120
const mostSteps = 12

/** What parts a piece from what adjoins it without a space: writing without spaces, dashes, arrows, signs of approximation. */
const edge =
  /[\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}，。：；、！？—≈~→⇒⟹∴:"'′″“”‘’`«»「」]/u
const openSigns = /^(?:\*{2,}|[_#>]+(?=[^\s=])|[=,;.]+)+/
const closeSigns = /(?:\*{1,3}|[_,;?]|'|(?<!\.)\.)+$/
/** A mark of emphasis rather than a factorial: the line or the sentence ends with it. */
const emphasis = /!+[*_]*$/u
const minus = '[-−–﹣－‐‑]'
const signs = new RegExp(`^${minus}$`, 'u')
const surelyMinus = /^[−﹣－]$/u
const relation = /^(?:[<>≤≥≠≡⩽⩾]|[<>!]=|=)$/u
const operator = new RegExp(`^(?:${minus}|[+*×·⋅∙/÷^±∓%]|\\*\\*|mod)$`, 'u')
const joint = /^(?:or|and|,)$/i
const figure = /^[-−+]?[$€£¥]?[\d.,]*(?:\d|[¼-¾⅐-⅞])%?,?$/u
const rootOrSymbol = /^[√∛∜π∞]/u
/** A word before which a hyphen is a sign, and after which a list begins. */
const saying =
  /^(?:is|are|was|were|be|equals?|gives?|give|get|gets|obtain|have|has|find|to|that|then|thus|hence|so|therefore|yields?|equal|becomes?|makes?|leaves|need|needs|until|as|ist|sind|daher|also|est|sont|vaut|donc|es|son|é|è|получаем|равно|=)$/iu
const announces = (word: string): boolean => saying.test(word) || /(?:[:：=]|\p{L},)$/u.test(word)
/** What opens an expression, beside the names of functions. */
const leading = /^(?:sqrt|[√∛∜∫∑∏Σ]|log(?:_\S+|[₀-₉]+)|d\/d[a-z])$/u
/** A letter, a differential or a function that the number before it multiplies. */
const factor = /^(?:[iknxyz]|\p{L}(?:\^\S+|[¹²³⁴-⁹ⁿ]+)|d[txyz])$/u
const conditional =
  /(?:^|[,;:.])\s*(?:(?:so|and|thus|then|but|now) )?(?:if|when|for|since|because|on|in|at|with|after|by|from|where|step)(?!\p{L})/iu
/** What makes a relation no claim, so that only its value is looked at, as a bound or a part. */
const unclaimed =
  /(?<!\p{L})(?:if|unless|when|whenever|suppose|assume|assuming|not|never|neither|cannot|without)(?!\p{L})|n['’]t(?!\p{L})/iu
const ordinal = /^\d+(?:st|nd|rd|th)$/iu
const ordinalTail = /^\s(?:powers?|roots?|multiple|term|prime|harmonic)(?!\p{L})(?:\s(?:of|in)\s\S{1,20})?/iu

/**
 * The whole expression around a number that stands in prose; the number itself where nothing belongs to it.
 * @example wholeExpression('so 2√3 is the side', { text: '3', at: 5 }).text // '2√3'
 */
export function wholeExpression(reply: string, number: Span): Span {
  const low = Math.max(reply.lastIndexOf('\n', number.at) + 1, number.at - longestReach)
  const newline = reply.indexOf('\n', number.at)
  const high = Math.min(newline < 0 ? reply.length : newline, number.at + number.text.length + longestReach)
  const piece = pieceAt(reply, number, low, high)
  if (piece === null) return number
  let { from, to } = piece
  const left = tokensBefore(reply, from, low)
  const right = tokensAfter(reply, to, high)
  for (let step = 0; step < mostSteps; step++) {
    const start = leftward(left, reply.slice(from, to), reply.slice(low, from))
    if (start === null) break
    from = start
  }
  for (let step = 0; step < mostSteps; step++) {
    const end = rightward(right, reply.slice(from, to))
    if (end === null) break
    to = end
  }
  const cut = beforeValue(reply, from, to, low)
  if (cut > 0 && from + cut <= number.at) from += cut
  const text = reply.slice(from, to)
  if (ordinal.test(text)) to += ordinalTail.exec(reply.slice(to, high))?.[0].length ?? 0
  return to === from + text.length && bare(text) === bare(number.text)
    ? number
    : { text: reply.slice(from, to), at: from }
}

/** Of `3 * 4 = 12`, and of any relation that is only supposed or denied, the value counts: what to pass over before it. */
function beforeValue(reply: string, from: number, to: number, low: number): number {
  const text = reply.slice(from, to)
  const clause = /[^.;!]*$/.exec(reply.slice(low, from).replace(/\.(?=\d)/g, ''))?.[0] ?? ''
  const pattern = unclaimed.test(clause) ? /^.*[=<>≤≥≠]\s*/u : /^[^\p{L}<>≤≥≠]*=\s*(?=[^=]*$)/u
  return pattern.exec(text)?.[0].length ?? 0
}

/** Brackets around a number alone say nothing. */
const bare = (text: string): string => text.replace(/^\((.*)\)$/, '$1').replace(/(?:st|nd|rd|th)$/i, '')

interface Bounds {
  readonly from: number
  readonly to: number
}

/** The run without spaces that holds the number, with brackets matched; null where it is no mathematics. */
function pieceAt(reply: string, { text, at }: Span, low: number, high: number): Bounds | null {
  let from = at
  let to = at + text.length
  while (from > low && !edge.test(reply.charAt(from - 1)) && reply.slice(from - 2, from) !== '>>') from--
  while (to < high && !edge.test(reply.charAt(to)) && reply.slice(to, to + 2) !== '>>') to++
  from += openSigns.exec(reply.slice(from, at))?.[0].length ?? 0
  if (/^\s*$|^\s+\p{Lu}/u.test(reply.slice(to, high)))
    to -= emphasis.exec(reply.slice(at + text.length, to))?.[0].length ?? 0
  to -= closeSigns.exec(reply.slice(at + text.length, to))?.[0].length ?? 0
  const around = bracketed(reply, { from, to }, low, high)
  if (around !== null) return around
  ;({ from, to } = balanced(reply, from, to, at, at + text.length))
  const behind = reply.slice(at + text.length, to)
  if (behind.length > 1 && /^\p{L}+[²³]?$/u.test(behind) && isKnownUnit(plainNotation(behind))) to = at + text.length
  if (isMathematics(reply.slice(from, to))) return { from, to }
  // `speed=12` states what stands behind the sign.
  const equals = reply.slice(from, at).lastIndexOf('=')
  if (equals >= 0 && isMathematics(reply.slice(from + equals + 1, to))) return { from: from + equals + 1, to }
  // `12-sided` and `12km` are words with a number; a sign before the number is the number's.
  const sign = /(?:[-−–﹣－‐‑√∛∜±+][$€£¥]?|[√∛∜]\()$/u.exec(reply.slice(from, at))?.[0].length ?? 0
  const isApart = sign > 0 && !/[\p{L}\d)]/u.test(reply.charAt(at - sign - 1))
  return isApart ? { from: at - sign, to: at + text.length } : null
}

/** `(12, 13)`: the brackets, where a space inside them parted the piece and nothing but mathematics stands in them. */
function bracketed(reply: string, { from, to }: Bounds, low: number, high: number): Bounds | null {
  const [opened, closed] = [
    unmatched(reply.slice(from, to), '([{', ')]}'),
    unmatched(reply.slice(from, to), ')]}', '([{'),
  ]
  if (opened === 0 && closed === 0) return null
  let start = from
  let end = to
  if (closed > 0) {
    for (let depth = closed, index = from - 1; index >= low && depth > 0; index--) {
      if (')]}'.includes(reply.charAt(index))) depth++
      else if ('([{'.includes(reply.charAt(index)) && --depth === 0) start = index
    }
    if (start === from) return null
    while (start > low && /[\p{Script=Latin}\p{Script=Greek}\d√∛∜^+\-−]/u.test(reply.charAt(start - 1))) start--
  }
  if (opened > 0) {
    for (let depth = opened, index = to; index < high && depth > 0; index++) {
      if ('([{'.includes(reply.charAt(index))) depth++
      else if (')]}'.includes(reply.charAt(index)) && --depth === 0) end = index + 1
    }
    if (end === to) return null
  }
  const inside = reply.slice(start, end)
  const isTuple = /^[([{][^\p{L}]*[,;][^\p{L}]*[)\]}]$/u.test(inside)
  return (isTuple || inside.split(/\s+/).every((each) => isMathematics(each))) && /[,;+*/^√−-]|^\p{L}/u.test(inside)
    ? { from: start, to: end }
    : null
}

function unmatched(text: string, opening: string, closing: string): number {
  let depth = 0
  const characters = opening === '([{' ? text.split('').toReversed() : text.split('')
  let worst = 0
  for (const each of characters) {
    if (closing.includes(each)) depth++
    else if (opening.includes(each)) {
      if (depth === 0) worst++
      else depth--
    }
  }
  return worst
}

/** The piece without brackets that only open or only close outside the number. */
function balanced(reply: string, first: number, last: number, start: number, end: number): Bounds {
  let [from, to] = [first, last]
  while (from < start && '([{*'.includes(reply.charAt(from)) && unmatched(reply.slice(from, to), '([{', ')]}') > 0)
    from++
  while (to > end && ')]}*.,;'.includes(reply.charAt(to - 1)) && unmatched(reply.slice(from, to), ')]}', '([{') > 0)
    to--
  return { from, to }
}

const known = (word: string): boolean => functions.has(word) || greek.has(word) || /^(?:pi|sqrt|mod|oo)$/i.test(word)

/** Figures, signs, single letters, names of functions; `xy` in a product. */
function isMathematics(piece: string): boolean {
  if (ordinal.test(piece)) return true
  if (!/[\p{N}\p{Sm}√∛∜π∞()|^*/-]/u.test(piece) && !/^\p{L}$/u.test(piece)) return false
  if (/[#@&\\$](?!\d)|\$.*\$/.test(piece.replace(/^[-−–﹣－]?[$€£¥]/u, ''))) return false
  return (piece.match(/\p{L}{2,}/gu) ?? []).every(
    (word) => known(word) || (word.length === 2 && /[\^=+*/()]/.test(piece) && !/\d\p{L}{2}(?!\p{L})/u.test(piece)),
  )
}

interface Token extends Bounds {
  readonly text: string
}

function tokensBefore(reply: string, from: number, low: number): Token[] {
  return tokens(reply, low, from)
}

function tokensAfter(reply: string, to: number, high: number): Token[] {
  return tokens(reply, to, high).toReversed()
}

function tokens(reply: string, from: number, to: number): Token[] {
  const pattern = /[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}，。：；、]+/gu
  return [...reply.slice(from, to).matchAll(pattern)].map((match) => {
    const start = from + match.index
    return { text: match[0], from: start, to: start + match[0].length }
  })
}

/** Where the expression begins once the token before it belongs to it; null where it does not. Takes what it joins. */
function leftward(left: Token[], text: string, before: string): number | null {
  const last = left.at(-1)
  const earlier = left.at(-2)
  if (last === undefined || !/^\s*$/.test(before.slice(before.length - 1).replace(/\S/u, ''))) return null
  if (/[.!?;]$/.test(last.text)) return null
  const word = last.text.replace(/^[(*_]+/, '')
  // `sin 12`, `√ 12`
  if (functions.has(word) || leading.test(word)) return take(left, 1, word)
  if (
    operator.test(last.text) ||
    relation.test(last.text) ||
    (/^x$/i.test(last.text) && figure.test(earlier?.text ?? ''))
  ) {
    if (last.text === '%') return null
    const isOperand =
      earlier !== undefined && !/[,;.!?:]$/.test(earlier.text) && isMathematics(unbracketed(earlier.text))
    if (isOperand && !/^[aAI*•-]$/.test(earlier.text)) return take(left, 2, unbracketed(earlier.text))
    if (signs.test(last.text)) {
      const isSign = surelyMinus.test(last.text) || (earlier !== undefined && announces(earlier.text))
      return isSign ? take(left, 1, last.text) : null
    }
    return last.text === '=' || operator.test(last.text) ? null : take(left, 1, last.text)
  }
  // `x = 3 or x = 4`
  if (joint.test(last.text) && /[=<>≤≥]/.test(text) && earlier !== undefined && left.length >= 4) {
    const [name, sign] = [left.at(-4), left.at(-3)]
    if (name !== undefined && sign !== undefined && relation.test(sign.text) && isMathematics(name.text))
      return take(left, 4, name.text)
    return null
  }
  if (!figure.test(last.text)) return null
  // `2 1/2`, `2 √3`
  if (!last.text.endsWith(',')) return /^[\d√∛π]/u.test(text) ? take(left, 1, last.text) : null
  // `11, 12`
  const opener = left.findLast((token) => !figure.test(token.text))
  const isListed = opener === undefined || announces(opener.text)
  const lead = opener === undefined ? '' : before.slice(0, before.lastIndexOf(opener.text) + opener.text.length)
  return isListed &&
    /^[-−]?[\d.,]+$/.test(text.split(',')[0] ?? '') &&
    !conditional.test(/[^.,;]*$/.exec(lead)?.[0] ?? '')
    ? take(left, 1, last.text)
    : null
}

const unbracketed = (text: string): string => text.replace(/^\*+/, '')

/** Takes so many tokens; the expression begins where the first of them does, without what opens it. */
function take(left: Token[], count: number, text: string): number {
  const first = left.splice(-count)[0] as Token
  return first.to - text.length
}

/** Where the expression ends once the tokens behind it belong to it; null where they do not. */
function rightward(right: Token[], text: string): number | null {
  const next = right.at(-1)
  const after = right.at(-2)
  if (next === undefined) return null
  const word = next.text.replace(/[.,;:!?*)]+$/, '')
  if (rootOrSymbol.test(word) && /\d$/.test(text) && isMathematics(word)) {
    right.pop()
    return next.from + word.length
  }
  // `7 x²`, `7 sin x`; `7 m²` is a quantity.
  if (/^[-−]?[\d.,]+$/.test(text) && factor.test(word) && !isKnownUnit(plainNotation(word))) {
    right.pop()
    return next.from + word.length
  }
  if (/\d$/.test(text) && functions.has(next.text) && next.text.length > 1 && after !== undefined) {
    const argument = after.text.replace(/[.,;:!?*]+$/, '')
    right.splice(-2)
    return after.from + argument.length
  }
  if (after === undefined || (!operator.test(next.text) && !relation.test(next.text))) return null
  const operand = after.text.replace(/[.,;:!?*]+$/, '')
  // `12 - a`: an article is no letter.
  if (!isMathematics(operand) || /^[aAI]$/.test(operand) || /^[-*•]$/.test(operand)) return null
  right.splice(-2)
  return after.from + operand.length
}
