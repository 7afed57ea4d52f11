// Numbers that words are part of, rewritten into what the grammar of formulas has: percent, ordinals, degrees, millions,
// numbers in words. What figures and marks alone write is folded first.
import { readChineseNumber } from './chinese-numbers.ts'
import { foldFractions, foldMarks } from './figures.ts'
import { readNumberWords } from './number-words.ts'

const percent =
  /(?:\s|~|\\[,;: ]){0,4}(?:\\(?:text|mathrm|mbox|textrm)\s?\{\s?(?:percent|per\s?cent|pct|percentage points?|\\?%)\.?\s?\}|(?<![\p{L}])(?:percent|per\s?cent|pct|percentage points?)(?![\p{L}])|个?百分点|\\?[%％٪])\.?/giu
const ordinal =
  /(?<![\d.,])(\d{1,12})(?:\s|~|\\[,; ])?(?:\^\s?\{?\s?)?(?:\\(?:text|mathrm|mbox|textrm|textsuperscript)\s?\{\s?(st|nd|rd|th)\s?\}|(st|nd|rd|th))\s?\}?(?![\p{L}\d])/giu
const degrees =
  /(?<=[\d)}])(?:\s|~|\\[,; ]){0,4}(?:\\(?:text|mathrm|mbox)\s?\{\s?degrees?\.?\s?\}|(?<![\p{L}])degrees?|度)(?=[.\s$]{0,4}$|\s?(?:and|,))/giu
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
  /(?<=[\d}])(?:\s|~|\\[,; ]){0,4}(\\(?:text|mathrm|mbox)\s?\{\s?)?(?<![\p{Script=Latin}])(hundred|thousand|lakh|million|crore|billion|trillion|mln|mn|bn|tn|百|千(?![克米瓦])|[万萬亿億])s?(?![\p{Script=Latin}])\.?/giu
/** A word outside of commands, a command of text, or a character beyond ASCII. */
const words = /(?<![\\A-Za-z])[A-Za-z]{2,}|\\(?:text|mathrm|mbox)|[^\x20-\x7e]/

/**
 * @example foldWritten('25 percent') // '25\\%'
 */
export function foldWritten(given: string): string {
  const text = foldMarks(given)
  return words.test(text) ? foldWords(text.replace(/^the\s(?=\d)/i, '')) : text
}

function foldWords(written: string): string {
  const text = readNumberWords(foldFractions(written))
    .replace(/(?<![\d.,])(\d{1,9})\sand\sa\shalf(?![\p{L}])/u, '$1.5')
    .replace(percent, '\\%')
    .replace(ordinal, (all, digits: string, inText?: string, bare?: string) =>
      endingOf(digits) === (inText ?? bare ?? '').toLowerCase() ? `${digits} ` : all,
    )
  return readChineseNumber(text)
    .replace(multiple, (all, command: string | undefined, word: string) => {
      // `MN` and `mN` are units, and so is `TN`.
      if (word.length === 2 && /^[mbt]n$/i.test(word) && word !== word.toLowerCase()) return all
      return `\\times 10^{${multiples[word.toLowerCase()] as number}} ${command ?? ''}`
    })
    .replace(/\\(?:text|mathrm|mbox)\s?\{\s{0,4}\}/g, '')
    .replace(degrees, '^\\circ ')
    .trim()
}

function endingOf(digits: string): string {
  if (/1[123]$/.test(digits)) return 'th'
  return ['th', 'st', 'nd', 'rd'][Number(digits.at(-1))] ?? 'th'
}
