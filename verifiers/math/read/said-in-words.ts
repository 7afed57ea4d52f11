// Answers that are said in words and have a notation: no solution, all real numbers except 2, at least √2, infinity.
// Each phrase must be the whole answer; what stands in no table stays words.
import { anyFeature, features } from './features.ts'

const filler =
  /^(?:the\s(?:answer|limit|value|result|solution\sset|solution|domain|range|integral|series|sum|expression|function|equation|system|derivative|set)\s(?:is\s)?(?:given\sby\s)?|it\s(?:is\s)?|it's\s|there\s(?:is|are)\s|this\s|is\s|are\s|has\s|we\shave\s)+/

const nothing =
  /^(?:(?:there (?:is|are) )?no (?:real |integer |such |valid |possible |positive )*(?:solutions?|roots?|values?|numbers?|answers?|[a-z]|integers?)(?: exists?| in (?:the )?reals?)?|(?:the )?(?:empty|null) set|empty|none|no solution exists|has no (?:real )?solutions?|无解|無解|没有解|无实数解|空集|解なし|keine lösung|sin solución|aucune solution|нет решений)$/
const nonexistent =
  /^(?:d\.?n\.?e\.?|(?:\\lim\S* .*|[a-z] |[a-z]\([a-z]\) )?(?:does not|doesn't|doesnt|do not|don't|cannot) exist|nonexistent|non-existent|不存在|existe pas|existiert nicht|no existe|не существует)$/
const undefinedWords = /^(?:undefined|not defined|indeterminate|无意义|未定义|undefiniert)$/
const divergent = /^(?:diverges?|divergent|does not converge|doesn't converge|not convergent|发散)$/
const infinite =
  /^(?:(?:diverges|tends|goes|grows) to )?(\+|positive |plus |-|negative |minus )?\s?(?:infinity|infinite|unbounded|\\infty|∞|无穷大?|正无穷|infini|unendlich|infinito)$/

const kinds: { readonly [words: string]: string } = {
  real: '\\mathbb{R}',
  integer: '\\mathbb{Z}',
  'whole number': '\\mathbb{Z_{≥0}}',
  'natural number': '\\mathbb{N}',
  'rational number': '\\mathbb{Q}',
  'complex number': '\\mathbb{C}',
  'positive integer': '\\mathbb{Z_{>0}}',
  'negative integer': '\\mathbb{Z_{<0}}',
  'nonnegative integer': '\\mathbb{Z_{≥0}}',
  'positive real': '(0,\\infty)',
  'negative real': '(-\\infty,0)',
  'nonnegative real': '[0,\\infty)',
  'nonzero real': '\\mathbb{R}\\setminus\\{0\\}',
  实数: '\\mathbb{R}',
  全体实数: '\\mathbb{R}',
  任意实数: '\\mathbb{R}',
  一切实数: '\\mathbb{R}',
  所有实数: '\\mathbb{R}',
  实数集: '\\mathbb{R}',
  整数: '\\mathbb{Z}',
}
const everyKind =
  /^(?:(?:the )?set of )?(?:all |any |every |the )*((?:(?:positive|negative|non-?negative|non-?zero|natural|rational|complex|whole|real|integer)s?\s?)*(?:numbers?|integers?|reals?|values?)?)(?: numbers?)?(?: (?:for |of )?[a-z])?(?: (?:is|are|work|works|are valid|are solutions|satisfy.*))?$/
const exception =
  /^(.*?),?\s?(?:except|excluding|other than|but not|besides|apart from|不等于|且不等于)(?: for| when)?\s(.+)$/

/** A word of every phrase above and of every relation below. */
const hint =
  /no|null|empty|aucune|exist|dne|defined|definiert|indeterminate|verge|infini|unbounded|real|integer|number|values?|than|least|most|equal|exceeding|all|any|every/i

/** The words that stand for the empty set. */
export const noSolution = '\\text{no solution}'

/** What the words say in notation, or the text as it is. */
export function withoutWords(text: string, found: number = anyFeature): string {
  const { words, rare, beyond, infinity, dot } = features
  // `d.n.e.` is no word.
  if ((found & (words | rare | beyond | infinity | dot)) === 0) return text
  if ((found & (rare | beyond | infinity | dot)) === 0 && !hint.test(text)) return text
  if (!/\p{L}{2}|[一-鿿]/u.test(text)) return text
  const all = /^\\forall\s?([a-z]\s?\\in\b.*)$/.exec(text)
  if (all !== null) return all[1] as string
  return meaningOf(text) ?? verbalRelation(text)
}

/** The notation of what the words as a whole mean: no solution, ℝ, ∞; null for others. */
export function meaningOf(text: string): string | null {
  const said = saidIn(text)
  if (said.length > 200 || said === '') return null
  const plain = said.replace(filler, '').trim()
  for (const phrase of plain === said ? [said] : [said, plain]) {
    if (nothing.test(phrase) && !/\bnot? no\b/.test(phrase)) return noSolution
    if (nonexistent.test(phrase) || text === '\\nexists') return '\\text{does not exist}'
    if (undefinedWords.test(phrase)) return '\\text{undefined}'
    if (divergent.test(phrase)) return '\\text{diverges}'
    const infinity = infinite.exec(phrase)
    if (infinity !== null) return /^(?:-|negative|minus)/.test(infinity[1] ?? '') ? '-\\infty' : '\\infty'
    const set = numberSet(phrase)
    if (set !== null) return set
  }
  return null
}

/** Lower case, without marks of text, spaces of type and the stop. */
function saidIn(text: string): string {
  return text
    .replace(/\\(?:text|textbf|textit|textrm|textnormal|mathrm|mbox)\s?\{([^{}]*)\}/g, ' $1 ')
    .replace(/\\[ ,;:!]|~|\\quad/g, ' ')
    .replace(/[’]/g, "'")
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/(?<!\.[a-z])[.。!]$/i, '')
    .trim()
    .toLowerCase()
}

function numberSet(phrase: string): string | null {
  const excepted = exception.exec(phrase)
  if (excepted !== null) {
    const [, whole = '', left = ''] = excepted
    const set = numberSet(whole)
    const values = left
      .replace(/^[a-z]\s?=\s?/, '')
      .replace(/\bzero\b/g, '0')
      .replace(/\s(?:and|or)\s/g, ', ')
    return set === null || /[a-z]{3}/.test(values.replace(/\\[a-z]+/g, '')) ? null : `${set}\\setminus\\{${values}\\}`
  }
  if (Object.hasOwn(kinds, phrase)) return kinds[phrase] as string
  const named = everyKind.exec(phrase)?.[1]?.trim()
  if (named === undefined || named === '') return null
  const kind = named
    .replace(/non-/g, 'non')
    .replace(/^real numbers?$|^reals?$|^real values?$/, 'real')
    .replace(/ real numbers?$| reals$/, ' real')
    .replace(/s$/, '')
  return Object.hasOwn(kinds, kind) ? (kinds[kind] as string) : null
}

const verbal: readonly (readonly [RegExp, string])[] = [
  [/\b(?:is |are )?(?:greater than or equal to|at least|no less than|not less than|no smaller than)\b/gi, '\\ge '],
  [
    /\b(?:is |are )?(?:less than or equal to|at most|no more than|not more than|no greater than|not exceeding)\b/gi,
    '\\le ',
  ],
  [/\b(?:is |are )?(?:strictly )?(?:greater|larger|bigger|more) than\b/gi, '> '],
  [/\b(?:is |are )?(?:strictly )?(?:less|smaller|fewer) than\b/gi, '< '],
  [/\b(?:is |are )?not equal to\b/gi, '\\ne '],
  [/\b(?:is |are )equal to\b|\bequals\b/gi, '= '],
]

/** `x is at least 3`, `all real numbers less than 2` as inequalities; other words stay. */
function verbalRelation(text: string): string {
  if (!/\bthan\b|\bat (?:least|most)\b|\bequal|\bexceeding\b/i.test(text)) {
    return text.replace(
      /^\\text\s?\{\s?(?:all|any|every)\s?\}\s?|^(?:all|any|every)\s(?=[a-z]\s?(?:[<>≤≥≠]|\\[gln]e))/,
      '',
    )
  }
  let said = text.replace(/\\(?:text|textrm|textnormal|mathrm|mbox)\s?\{([^{}]*)\}/g, ' $1 ')
  for (const [words, mark] of verbal) said = said.replace(words, mark)
  said = said
    .replace(/\s+/g, ' ')
    .replace(/^\s*(?:all|any|every)\s(?:real\s)?(?:numbers|reals|values)(?:\sof)?\s(?=[<>\\])/i, 'x ')
    .replace(/^\s*(?:all|any|every)\s(?:real\s)?(?:(?:numbers|values of)\s)?(?=[a-z]\b)/i, '')
    .trim()
  return /[a-z]{3}/i.test(said.replace(/\\[a-z]+/gi, '').replace(/\b(?:and|or)\b/g, '')) ? text : said
}
