// Ways of writing numbers that the grammar of formulas does not have, rewritten into ways that it has: percent in words,
// ordinals, degrees in words, millions, endless decimals, figures of other scripts, numbers in words.
import { readChineseNumber } from './chinese-numbers.ts'
import { readNumberWords } from './number-words.ts'

const percent =
  /(?:\s|~|\\[,;: ])*(?:\\(?:text|mathrm|mbox|textrm)\s?\{\s?(?:percent|per\s?cent|pct|percentage points?|\\?%)\.?\s?\}|(?<![\p{L}])(?:percent|per\s?cent|pct|percentage points?)(?![\p{L}])|个?百分点|\\?[%％٪])\.?/giu
const ordinal =
  /(?<![\d.,])(\d{1,12})(?:\s|~|\\[,; ])?(?:\^\s?\{?\s?)?(?:\\(?:text|mathrm|mbox|textrm|textsuperscript)\s?\{\s?(st|nd|rd|th)\s?\}|(st|nd|rd|th))\s?\}?(?![\p{L}\d])/giu
const degrees =
  /(?<=[\d)}])(?:\s|~|\\[,; ])*(?:\\(?:text|mathrm|mbox)\s?\{\s?degrees?\.?\s?\}|(?<![\p{L}])degrees?|度)(?=[.\s$]*$|\s?(?:and|,))/giu
const multiples: { readonly [word: string]: number } = {
  hundred: 2,
  thousand: 3,
  lakh: 5,
  million: 6,
  mln: 6,
  mn: 6,
  crore: 7,
  billion: 9,
  bn: 9,
  trillion: 12,
  tn: 12,
  百: 2,
  千: 3,
  万: 4,
  萬: 4,
  亿: 8,
  億: 8,
}
const multiple =
  /(?<=[\d}])(?:\s|~|\\[,; ])*(\\(?:text|mathrm|mbox)\s?\{\s?)?(?<![\p{Script=Latin}])(hundred|thousand|lakh|million|crore|billion|trillion|mln|mn|bn|tn|百|千(?![克米瓦])|[万萬亿億])s?(?![\p{Script=Latin}])\.?/giu
const currencyMultiple = /^([-+]?\s?(?:\\?\$|[€£¥₹]|\\text\{\s?Rs\.?\s?\}|Rs\.?)\s?[\d.,]+)\s?([KkMmBb])(?![\p{L}])/u
const tailOfDots = /(?<![\d.])(\d*\.\d+)\s?(?:\\(?:ldots|dots|cdots|dotsc)(?![A-Za-z])|…|⋯|\.\.\.+|···)/g
const dotted = /(\.\d*)\\dot\s?\{?(\d)\}?(\d*)\\dot\s?\{?(\d)\}?/g
const bracketed = /(?<!\d)(\d*\.\d*)\((\d{1,12})\)(?![\d(])/g
const hints = /[^\x20-\x7e]|[%]|\\dot|\.\d*\(|\.\.|dots|\d\s?(?:\\?[a-z]*\{)?[\s~\\,;^{]*\p{L}|^\p{L}|[A-Za-z$]\s?\d/u

/**
 * @example foldWritten('25 percent') // '25\\%'
 */
export function foldWritten(given: string): string {
  const written = given.replace(/^the\s(?=\d)/i, '')
  if (!hints.test(written)) return written
  let text = /[^\x20-\x7e]/.test(written) ? foldFractions(written) : written
  text = text
    .replace(percent, '\\%')
    .replace(ordinal, (all, digits: string, inText?: string, bare?: string) =>
      endingOf(digits) === (inText ?? bare ?? '').toLowerCase() ? `${digits} ` : all,
    )
    .replace(dotted, '$1\\overline{$2$3$4}')
    .replace(bracketed, '$1\\overline{$2}')
    .replace(tailOfDots, (_, digits: string) => repeating(digits))
    .replace(currencyMultiple, (_, price: string, letter: string) => `${price} ${letterWords[letter.toLowerCase()]}`)
  text = readChineseNumber(readNumberWords(text))
  return text
    .replace(multiple, (_, command: string | undefined, word: string) => {
      const power = multiples[word.toLowerCase()] as number
      return `\\times 10^{${power}} ${command ?? ''}`
    })
    .replace(/\\(?:text|mathrm|mbox)\s?\{\s*\}/g, '')
    .replace(degrees, '^\\circ ')
    .trim()
}

const letterWords: { readonly [letter: string]: string } = { k: 'thousand', m: 'million', b: 'billion' }

function endingOf(digits: string): string {
  if (/1[123]$/.test(digits)) return 'th'
  return ['th', 'st', 'nd', 'rd'][Number(digits.at(-1))] ?? 'th'
}

/** `0.1666` with dots after it: the shortest tail said three times, or twice where it has two figures or more. */
function repeating(digits: string): string {
  const fraction = digits.slice(digits.indexOf('.') + 1)
  for (let length = 1; length <= fraction.length / 2; length++) {
    const tail = fraction.slice(-length)
    let count = 1
    while (fraction.slice(0, fraction.length - count * length).endsWith(tail)) count++
    if (count < (length === 1 ? 3 : 2)) continue
    const kept = digits.slice(0, digits.length - count * length)
    return `${kept}\\overline{${tail}}`
  }
  return digits
}

/** Figures of any script as ASCII: each script has ten in a row; and the separators of Arabic. */
export function foldFigures(text: string): string {
  return text.replace(/\p{Nd}|[٫٬٪]/gu, (character) => separators[character] ?? String(figureOf(character)))
}

function foldFractions(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (character) => fractions[character] ?? character)
}

function figureOf(character: string): number {
  let value = 0
  for (
    let code = (character.codePointAt(0) as number) - 1;
    value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code));
    code--
  )
    value++
  // Scripts may stand side by side: ten figures back, the next begins.
  return value
}

const separators: { readonly [character: string]: string } = { '٫': '.', '٬': ',', '٪': '%' }
const fractions: { readonly [character: string]: string } = Object.fromEntries(
  '½12 ⅓13 ⅔23 ¼14 ¾34 ⅕15 ⅖25 ⅗35 ⅘45 ⅙16 ⅚56 ⅐17 ⅛18 ⅜38 ⅝58 ⅞78 ⅑19'
    .split(' ')
    .map((each) => [each.charAt(0), `\\frac{${each.charAt(1)}}{${each.charAt(2)}}`]),
)
