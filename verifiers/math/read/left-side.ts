// What stands left of the sign of equality and only names what is asked for: `f^{-1}(x) =`, `\frac{dy}{dx} =`, `P(A|B) =`,
// `\text{Area} =`, `m\angle ABC =`, "the value is". It becomes one symbol, `\variable{…}`, named alike for alike.
import { functions, greek } from './commands.ts'
import { anyFeature, features } from './features.ts'

const leading =
  /^(?:\\(?:therefore|because|implies|Rightarrow|Longrightarrow|rightarrow|to|quad|iff|Leftrightarrow)(?![A-Za-z])|[∴⇒⟹→]|=>|(?:therefore|hence|thus|so|then|finally)\b,?(?=\s))\s*/i
const announcing =
  /^\\(?:text|textbf|mathrm|mbox)\s?\{\s?(?:the )?(?:final |correct )?(?:answer|ans|result|solution)s?\s?(?:is|are|:|=|：)?\s?[:：]?\s?\}\s?(?:=(?!=)|:)?\s?/i
const generic =
  /^(?:the )?(?:final |correct |required |desired |total |exact )*(?:answer|ans|result|value|solution|output|number|it)s?(?: set)?$/

/** The text without the sign of inference at its beginning, and with a name that is only a name made one symbol. */
export function withNamedLeft(text: string, found: number = anyFeature): string {
  const { words, rare, beyond, equals, colon, text: upright } = features
  if ((found & (words | rare | beyond | equals | colon | upright)) === 0) return text
  const plain = text
    .replace(leading, '')
    .replace(announcing, '')
    .replace(leading, '')
    .replace(/^([a-zA-Z])\s?(?::|\\colon)\s?([a-z])\s?(?:\\mapsto|\\longmapsto|↦)/, '$1($2) =')
    .replace(/^([a-zA-Z]\([a-z]\))\s?(?:\\equiv|≡|:=|\\coloneqq)/, '$1 =')
  const at = topLevelEqual(plain)
  const left = at < 0 ? '' : plain.slice(0, at).trim()
  const right = at < 0 ? '' : plain.slice(at + 1).trim()
  if (at >= 0 && left !== '' && right !== '' && left.length <= 120) {
    const name = /^[A-Z]{2}$/.test(right.replace(/\\[A-Za-z]+|[|{}]/g, '')) ? null : nameOf(left)
    return name === null ? plain : name === '' ? right : `${name} = ${right}`
  }
  return ((found & words) === 0 ? null : announced(plain)) ?? plain
}

/** The first `=` outside brackets, `\text{…}` included; -1 where there is none or where other relations come before. */
function topLevelEqual(text: string): number {
  let depth = 0
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index)
    if (character === '\\') {
      if (
        depth === 0 &&
        /^\\(?:le|ge|leq|geq|lt|gt|ne|neq|in|approx|begin|to|mapsto)(?![A-Za-z])/.test(text.slice(index, index + 9))
      ) {
        // The arrow of a limit stands in its subscript.
        return -1
      }
      index++
    } else if ('([{'.includes(character)) depth++
    else if (')]}'.includes(character)) depth--
    else if (depth === 0 && /[<>≤≥≠≈∈,;]/.test(character)) return -1
    else if (depth === 0 && character === '=')
      return /[<>!=:]/.test(text.charAt(index - 1)) || text.charAt(index + 1) === '=' ? -1 : index
  }
  return -1
}

/** A name's canonical form; '' for one that says nothing; null where the left side is an expression. */
function nameOf(left: string): string | null {
  const squeezed = left
    .replace(/\\(?:left|right|,|;|!|:| |displaystyle|big|Big)/g, '')
    .replace(/\\(?:mathrm|operatorname|mathbf|mathbb|mathit|rm)\s?\{([A-Za-z]+)\}/g, '$1')
    .replace(/\^\s?\{?\s?\\prime\s?\}?/g, "'")
    .replace(/\\[dt]frac/g, '\\frac')
    .replace(/\\(?:mid|vert)(?![A-Za-z])|∣/g, '|')
  const tight = squeezed.replace(/\s/g, '')
  const derivative =
    /^\\frac\{(?:d|\\partial)(\^?\{?\d?\}?)([A-Za-z])(?:\(x\))?\}\{(?:d|\\partial)([A-Za-z])(?:\^?\{?\d?\}?)\}$/.exec(
      tight,
    )
  if (derivative !== null) {
    const [, order = '', of = '', by = ''] = derivative
    const primes = "'".repeat(Number(/\d/.exec(order)?.[0] ?? 1))
    return by === 'x' && !left.includes('partial') ? of + primes : named(`${of}${primes} by ${by}`)
  }
  if (/^[A-Za-z]'+(?:\([^()]*\))?$/.test(tight)) return tight
  const inverse = /^([A-Za-z])\^\{?-1\}?(?:\(([A-Za-z])\))?$/.exec(tight)
  if (inverse !== null && inverse[2] !== undefined) return named(`${inverse[1]} inverse of ${inverse[2]}`)
  const composed = /^\(?([A-Za-z])(?:\\circ|∘)([A-Za-z])\)?\(([^()]*)\)$/.exec(tight)
  if (composed !== null) return named(tight)
  // P(A|B), P(X = 3), E[X], Var(X), n(A ∪ B): a call whose argument is no plain value.
  const call = /^(?:[PE]|\\?Pr|Var|Cov|SD|Corr|n|N|V|F|I)[([](.{1,60})[)\]]$/.exec(tight)
  if (call !== null && (/[|=∪∩<>]|\\c[ua]p|\\[gl]e/.test(tight) || /^(?:Var|Cov|SD|Corr|\\?Pr|E)/.test(tight)))
    return named(tight)
  const sides = /^(?:m?\\(?:angle|measuredangle)|∠|m∠)\{?([A-Z]{1,3}|\d)\}?$/.exec(tight)
  // ∠ABC is ∠CBA.
  if (sides !== null) {
    const letters = sides[1] as string
    return named(`angle ${[letters, Array.from(letters).toReversed().join('')].sort()[0]}`)
  }
  const segment = /^(?:\||\\overline\{|\\lvert|\\vert)?([A-Z]{2})(?:\||\}|\\rvert|\\vert)?$/.exec(tight)
  if (segment !== null) return named(`segment ${segment[1]}`)
  if (/^\[[A-Z]{3,6}\]$/.test(tight)) return named(tight)
  if (/^\\\{[a-z]_\{?n\}?\\\}$/.test(tight)) return tight.replace(/\\[{}]/g, '')
  // `\\mathrm{pH}`, `\\text{Re}`: a name of two letters or more that is set as one.
  const set = /^\\(?:mathrm|text|textrm|textit|operatorname|mathit)\s?\{\s?([A-Za-z]{2,12})\s?\}$/.exec(
    left.trim(),
  )?.[1]
  if (set !== undefined && !functions.has(set.toLowerCase())) return named(`said ${set.toLowerCase()}`)
  return wordsName(left)
}

/** One symbol, by braces that hold no other. */
const named = (name: string): string => `\\variable{${name.replace(/[{}\s]/g, '.')}}`

const negation = /\b(?:not|no|never|cannot|except|unless|without|if|when|for|where|other|wrong|false|or|and)\b|n't\b/i

/** Words before the sign: `\text{Area}`, `Area of triangle ABC`. */
function wordsName(left: string): string | null {
  const words = left
    .replace(/\\(?:text|textbf|textit|textrm|mathrm|mbox|operatorname|mathbf)\s?\{([^{}]*)\}/g, ' $1 ')
    .replace(/\\(?:triangle|square|angle|odot|quad|circ)(?![A-Za-z])|△/g, ' ')
    .replace(/[*_~]|\\[ ,;]/g, ' ')
    .replace(/[:：]\s*$/, '')
    .replace(/\s+/g, ' ')
    .trim()
  if (!/^[\p{L}\d\s()'’.,%$/&-]+$/u.test(words) || negation.test(words)) return null
  const long = words
    .match(/\p{L}{3,}/gu)
    ?.filter((word) => !functions.has(word) && !greek.has(word) && !/^[A-Z]{3}$/.test(word))
  if (long === undefined || long.length === 0) return null
  const said = words
    .toLowerCase()
    .replace(/[.,]/g, '')
    .replace(/^(?:the|an?|your|my) /, '')
    .trim()
  return generic.test(said) ? '' : named(`said ${said}`)
}

/** "the area is 12", "Answer: 5": words, then the value. */
function announced(text: string): string | null {
  const said = text
    .replace(/\\(?:text|textbf|textrm|mbox|mathrm)\s?\{([^{}]*)\}/g, ' $1 ')
    .replace(/\s+/g, ' ')
    .trim()
  const match =
    /^([\p{L}][\p{L}\s'()-]{1,80}?)\s?(?:\s(?:is|are|equals|was)\s(?:equal to\s|given by\s|about\s|approximately\s)?|[:：]\s?)(?=[-+\d\\$(|√π]|[a-zA-Z]\b(?!\s\p{L}{2}))([^]+)$/u.exec(
      said,
    )
  const [, label = '', value = ''] = match ?? []
  if (match === null || /\p{L}{4,}/u.test(value.replace(/\\[A-Za-z]+/g, '')) || negation.test(label)) return null
  const name = wordsName(label)
  return name === null ? null : name === '' ? value : `${name} = ${value}`
}
