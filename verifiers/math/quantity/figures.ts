// Numbers written in figures and marks that the grammar of formulas does not have: `0.333…`, `0.(3)`, `0.\dot{3}`, `1'000`,
// `3{,}14`, `6.02 x 10^{23}`, `\$5M`, figures of other scripts, fractions of one character.

const tailOfDots = /(?<![\d.])(\d*\.\d+)\s?(?:\\(?:ldots|dots|cdots|dotsc)(?![A-Za-z])|…|⋯|\.\.+|···)/g
const dotted = /(\.\d*)\\dot\s?\{?(\d)\}?(\d*)\\dot\s?\{?(\d)\}?/g
const bracketed = /(?<!\d)(\d*\.\d*)\((\d{1,12})\)(?![\d(])/g
const timesTen = /(?<=\d)\s?[xX✕✖]\s?(?=10\s?(?:\^|\*\*))/g
/** Thousands parted by apostrophes or low lines. */
const grouped = /(?<![\d.,'’_])\d{1,3}(?:(?:['’]\d{3})+|(?:_\d{3})+)(?![\d'’_])/g
/** A comma in braces that parts no thousands. */
const bracedComma = /(?<![\d,}.])(\d+)\{,\}(\d{1,2}|\d{4,})(?![\d{,.])/g
const price = /^([-+]?\s?(?:\\?\$|[€£¥₹]|\\text\{\s?Rs\.?\s?\}|Rs\.?)\s?[\d.,]+)\s?([KkMmBb])$/u
const letters: { readonly [letter: string]: string } = { k: 'thousand', m: 'million', b: 'billion' }
const separators: { readonly [character: string]: string } = { '٫': '.', '٬': ',', '٪': '%' }
const fullWidth: { readonly [sign: string]: string } = { '￥': '¥', '＄': '\\$', '￡': '£', '￠': '¢' }
const fractions: { readonly [character: string]: string } = Object.fromEntries(
  '½12 ⅓13 ⅔23 ¼14 ¾34 ⅕15 ⅖25 ⅗35 ⅘45 ⅙16 ⅚56 ⅐17 ⅛18 ⅜38 ⅝58 ⅞78 ⅑19'
    .split(' ')
    .map((each) => [each.charAt(0), `\\frac{${each.charAt(1)}}{${each.charAt(2)}}`]),
)

/**
 * Each replacement is tried only where its marks stand.
 * @example foldMarks('0.333...') // '0.\\overline{3}'
 */
export function foldMarks(given: string): string {
  let text = given.replace(/[￥＄￡￠]/g, (sign) => fullWidth[sign] as string)
  if (/\d['’_]\d/.test(text)) text = text.replace(grouped, (digits) => digits.replace(/['’_]/g, ''))
  if (text.includes('{,}')) text = text.replace(bracedComma, '$1.$2')
  if (/[xX✕✖]\s?10/.test(text)) text = text.replace(timesTen, '\\times ')
  if (/[kmb]$/i.test(text)) {
    text = text.replace(price, (_, digits: string, letter: string) => `${digits} ${letters[letter.toLowerCase()]}`)
  }
  if (!text.includes('.')) return text
  if (text.includes('\\dot')) text = text.replace(dotted, '$1\\overline{$2$3$4}')
  if (/\.\d*\(/.test(text)) text = text.replace(bracketed, '$1\\overline{$2}')
  if (/dots|\.\.|[…⋯]|···/.test(text)) text = text.replace(tailOfDots, (_, digits: string) => repeating(digits))
  return text
}

/** `0.1666` with dots after it: the shortest tail said three times, or twice where it has two figures or more. */
function repeating(digits: string): string {
  const fraction = digits.slice(digits.indexOf('.') + 1)
  for (let length = 1; length <= Math.min(fraction.length / 2, 48); length++) {
    const tail = fraction.slice(-length)
    let count = 1
    while (fraction.endsWith(tail, fraction.length - count * length)) count++
    if (count < (length === 1 ? 3 : 2)) continue
    return `${digits.slice(0, digits.length - count * length)}\\overline{${tail}}`
  }
  return digits
}

/** Figures of any script as ASCII: each script has ten in a row; and the separators of Arabic. */
export function foldFigures(text: string): string {
  if (!/[^\x20-\x7e]/.test(text)) return text
  return text.replace(/(?![0-9])\p{Nd}|[٫٬٪]/gu, (character) => separators[character] ?? String(figureOf(character)))
}

function figureOf(character: string): number {
  const code = character.codePointAt(0) as number
  let value = 0
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++
  return value
}

/** ⅔ as `\frac{2}{3}`. */
export function foldFractions(text: string): string {
  return /[^\x20-\x7e]/.test(text) ? text.replace(/[^\x20-\x7e]/g, (each) => fractions[each] ?? each) : text
}
