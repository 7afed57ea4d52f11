// Conditions beside an answer: `for all real x`, `k \in \mathbb{Z}`, `(n \ge 1)`, "with C constant", 其中 k 为整数. They are
// split off the text and read apart, so that an answer with them can be compared with one without.
import { anyFeature, features } from './features.ts'
import { withNumberSets } from './number-sets.ts'

/** What is said about one letter: numbers of a kind, or an inequality as it is written. */
export interface Condition {
  /** The letters; empty for "for all real numbers". */
  readonly names: readonly string[]
  /** `R`, `Z`, `Z>0`, `Z>=0`, `N`, `Q`, `C`, `constant`, `any`, or null where `relation` says more. */
  readonly kind: string | null
  /** `n \ge 1`, `x \neq 0`; null where the kind says all. */
  readonly relation: string | null
  /** Whether "for all" was said. */
  readonly isForAll?: boolean
}

export interface Qualified {
  readonly core: string
  readonly conditions: readonly Condition[]
}

const connectors =
  'for all|for any|for every|for each|for some|for|whenever|where|with|when|if|assuming(?: that)?|provided(?: that)?|' +
  'providing(?: that)?|given(?: that)?|such that|as long as|so long as|valid for|defined for|as|on|' +
  'für alle|für|wobei|mit|pour tout(?:e|es)?|pour|où|avec|para todo|para|donde|con|per ogni|dove|para qualquer|onde|' +
  'для всех|для любого|где|при'
const connector = new RegExp(
  `(?<![\\p{L}\\\\])(?:${connectors})(?![\\p{L}])|\\\\forall(?![A-Za-z])|其中|对于任意的?|对任意的?|对所有的?|对于|当|若|如果|任意`,
  'giu',
)
const anyConnector = new RegExp(connector.source, 'iu')
const letter = String.raw`(?:\\(?:alpha|beta|gamma|lambda|mu|theta|varphi|phi|omega|tau)|[A-Za-z])(?:_\{?\w{1,3}\}?)?(?![A-Za-z])`
const letters = String.raw`${letter}(?:\s?(?:,|and|\\text\{ and \}|、|和)\s?${letter})*`

const kinds: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:positive (?:integer|whole number|natural)|natural number(?: excluding| without) zero|正整数|strictly positive integer)$/,
    'Z>0',
  ],
  [/^(?:non-?negative integer|whole number)$/, 'Z>=0'],
  [/^(?:natural(?: number)?|自然数|entier naturel|natürliche zahl)$/, 'N'],
  [
    /^(?:integer|arbitrary integer|整数|entier(?: relatif)?|ganze zahl|entero|intero|inteiro|целое(?: число)?|целых)$/,
    'Z',
  ],
  [/^(?:real(?: number| value)?|实数|réel|reelle zahl|reell|número real|reale|вещественн\p{L}*)$/u, 'R'],
  [/^(?:rational(?: number)?|有理数)$/, 'Q'],
  [/^(?:complex(?: number)?|复数)$/, 'C'],
  [
    /^(?:(?:real |arbitrary |integration |complex )*(?:constant|parameter)(?: of integration)?|常数|任意常数|积分常数|konstante?|constante)$/,
    'constant',
  ],
  [/^(?:arbitrary|value|number|variable)$/, 'any'],
]
const setKinds: { readonly [set: string]: string } = {
  R: 'R',
  Z: 'Z',
  N: 'N',
  Q: 'Q',
  C: 'C',
  'Z_{>0}': 'Z>0',
  'Z_{≥0}': 'Z>=0',
}

/** The answer without its conditions, and those; null where it has none that are understood. */
export function splitQualifiers(text: string, found: number = anyFeature): Qualified | null {
  const { words, rare, beyond, angle, equals, comma, dot, round, colon } = features
  // A kind of numbers, a connector, a set or a relation is what conditions are made of; `n = 0, 1, …` is one as well.
  const isCounted = (found & equals) !== 0 && (found & comma) !== 0 && (found & dot) !== 0
  if ((found & (words | rare | beyond | angle)) === 0 && !isCounted) return null
  const isParted = (found & (rare | beyond | comma | round | colon)) !== 0
  if (!isParted && !anyConnector.test(text)) return null
  if (!/[\p{L}∀∈]/u.test(text) || text.length > 1000 || /\\begin|otherwise|\belse\b/.test(text)) return null
  const plain = withNumberSets(
    text
      .replace(/\\(?:text|textbf|textit|textrm|textnormal|mathrm|mbox)\s?\{([^{}]*)\}/g, (written, inner: string) =>
        /[\p{L}]{2}|[,;()]/u.test(inner) || /\\text|mbox/.test(written) ? ` ${inner} ` : written,
      )
      .replace(/\\(?:left|right)(?=[()[\]])/g, '')
      .replace(/∀/g, '\\forall ')
      .replace(/（/g, '(')
      .replace(/）/g, ')')
      .replace(/，/g, ',')
      .replace(/\\q?quad/g, '  ')
      .replace(/\\[,;:! ]|~/g, ' ')
      .replace(/\$/g, ' '),
  ).trim()
  return led(plain) ?? bracketed(plain) ?? connected(plain) ?? listed(plain)
}

/** `For all real x, x^2 + 1` */
function led(text: string): Qualified | null {
  const first = firstConnector(text)
  if (first === null || first.index !== 0) return null
  const parts = topLevelParts(text.slice(first[0].length))
  for (let count = 1; count < parts.length; count++) {
    const conditions = conditionsOf(parts.slice(0, count).join(','), isUniversal(first[0]))
    const core = parts.slice(count).join(',').trim()
    if (conditions !== null && core !== '') return { core, conditions }
  }
  return null
}

/** `2^n - 1 (n \ge 1)` */
function bracketed(text: string): Qualified | null {
  if (!text.endsWith(')')) return null
  let depth = 0
  for (let at = text.length - 1; at > 0; at--) {
    if (text.charAt(at) === ')') depth++
    else if (text.charAt(at) === '(' && --depth === 0) {
      const inner = text.slice(at + 1, -1)
      const lead = firstConnector(inner)
      const isLed = lead !== null && inner.slice(0, lead.index).trim() === ''
      const said = isLed ? inner.slice(lead.index + lead[0].length) : inner
      if (!isLed && !/[∈<>≤≥≠=]|\\(?:in|ge|le|ne|gt|lt)|\p{L}{4}|[一-鿿]/u.test(inner)) return null
      const conditions = conditionsOf(said, isLed && isUniversal(lead[0]))
      const core = text.slice(0, at).replace(/[\s,;]+$/, '')
      if (conditions === null || core === '') return null
      return { core, conditions }
    }
  }
  return null
}

function firstConnector(text: string): RegExpExecArray | null {
  connector.lastIndex = 0
  const found = connector.exec(text)
  connector.lastIndex = 0
  return found
}

/** `2x for x > 0`, `x^2 \forall x` */
function connected(text: string): Qualified | null {
  for (const match of text.matchAll(connector)) {
    const core = text.slice(0, match.index).replace(/[\s,;:(]+$/, '')
    if (core === '' || depthOf(core) !== 0) continue
    const rest = text.slice(match.index + match[0].length)
    const conditions = conditionsOf(rest, isUniversal(match[0]))
    if (conditions === null) return null
    return { core, conditions }
  }
  return null
}

/** `2k\pi, k \in \mathbb{Z}`, `x^3 + C, C a constant` */
function listed(text: string): Qualified | null {
  const parts = topLevelParts(text)
  // The shortest end first: what stands before may hold more of them.
  for (let count = parts.length - 1; count > 0; count--) {
    const conditions = conditionsOf(parts.slice(count).join(','), false)
    const core = parts.slice(0, count).join(',').trim()
    if (conditions !== null && core !== '') return { core, conditions }
  }
  return spacedOff(text)
}

/** `2k\pi \quad k \in \mathbb{Z}`: only wide space stands between. */
function spacedOff(text: string): Qualified | null {
  const match = /^(.*\S)\s{2,}(\S.*)$/.exec(text)
  if (match === null || !/∈|\\in(?![A-Za-z])/.test(match[2] as string)) return null
  const conditions = conditionsOf(match[2] as string, false)
  return conditions === null ? null : { core: match[1] as string, conditions }
}

const isUniversal = (said: string): boolean =>
  /all|any|every|each|some|forall|任意|所有|tout|todo|ogni|всех|любого|qualquer/i.test(said)

function depthOf(text: string): number {
  let depth = 0
  for (const character of text) {
    if ('([{'.includes(character)) depth++
    else if (')]}'.includes(character)) depth--
  }
  return depth
}

function topLevelParts(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index)
    if ('([{'.includes(character)) depth++
    else if (')]}'.includes(character)) depth--
    else if (depth <= 0 && (character === ',' || character === ';' || character === ':')) {
      parts.push(text.slice(from, index))
      from = index + 1
    }
  }
  parts.push(text.slice(from))
  return parts
}

/** All that the text says as conditions; null where any of it is something else. */
function conditionsOf(text: string, isUniversalSaid: boolean): Condition[] | null {
  const said = text
    .replace(/^[\s,;:(]+|[\s.)]+$/g, (ends) => (/\)/.test(ends) && depthOf(text) === 0 ? ends.trimEnd() : ''))
    .replace(/\s+/g, ' ')
    .trim()
  if (said === '') return null
  const whole = conditionOf(said, isUniversalSaid)
  if (whole !== null) return [whole]
  const parts = said.split(/\s?[,;]\s?(?:and\s)?|\sand\s|且|以及/).filter((part) => part !== '')
  if (parts.length < 2) return null
  const conditions = parts.map((part) => conditionOf(part.trim(), isUniversalSaid))
  return conditions.includes(null) ? null : (conditions as Condition[])
}

const article =
  /^(?:(?:all|any|every|each|some|the|an?|arbitrary|given|fixed|est un|ist eine?|es un)\s+|任意的?|所有的?|一切)/i

function conditionOf(text: string, isUniversalSaid: boolean): Condition | null {
  const lead = firstConnector(text)
  let said = lead?.index === 0 ? text.slice(lead[0].length).trim() : text
  if (lead?.index === 0 && said === '') return null
  const isAll = isUniversalSaid || (lead?.index === 0 && isUniversal(lead[0]))
  while (article.test(said) && !new RegExp(`^${letter}\\s?(?:$|[∈<>=\\\\])`).test(said))
    said = said.replace(article, '')
  const bare = new RegExp(`^(?:values? of |choices? of )?(${letters})$`).exec(said)
  if (bare !== null) return isAll ? { names: namesIn(bare[1] as string), kind: 'any', relation: null } : null
  // "real numbers x", "integer k"
  const kindFirst = new RegExp(`^(.{2,40}?)s?(?:\\s(${letters}))?$`, 'u').exec(said)
  const firstKind = kindFirst && kindOf(kindFirst[1] as string)
  if (kindFirst !== null && firstKind !== null && (kindFirst[2] !== undefined || isAll)) {
    return { names: namesIn(kindFirst[2] ?? ''), kind: firstKind, relation: null }
  }
  // "k is an integer", "C constant", k 为整数
  const nameFirst = new RegExp(
    `^(${letters})\\s?(?:is|are|be|being|as|denotes?|represents?|为|是|est|ist|es|sont|è|—|-)?\\s?(.{2,40})$`,
    'u',
  ).exec(said)
  const lastKind = nameFirst && kindOf((nameFirst[2] as string).replace(/s$/, ''))
  if (nameFirst !== null && lastKind !== null)
    return { names: namesIn(nameFirst[1] as string), kind: lastKind, relation: null }
  const relation = mathematical(said)
  return relation === null ? null : { ...relation, isForAll: isAll }
}

function kindOf(words: string): string | null {
  let said = words.toLowerCase().trim()
  while (article.test(said)) said = said.replace(article, '')
  said = said
    .replace(/^(?:in|of|belongs to) /, '')
    .replace(/numbers?$/, 'number')
    .replace(/^\s+|\s+$/g, '')
  return kinds.find(([pattern]) => pattern.test(said))?.[1] ?? null
}

const namesIn = (text: string): string[] => text.match(new RegExp(letter, 'g')) ?? []

/** `k \in \mathbb{Z}`, `n \ge 1`, `x \neq 0`, `n = 1, 2, 3, \ldots` */
function mathematical(text: string): Condition | null {
  const member = new RegExp(
    `^(${letters})\\s?(?:\\\\in|∈)\\s?(?:\\\\mathbb\\s?\\{?(Z_\\{[>≥]0\\}|[RZNQC])\\}?|(\\(0,\\\\infty\\)))\\s?$`,
  ).exec(text)
  if (member !== null) {
    const names = namesIn(member[1] as string)
    if (member[3] !== undefined) return { names, kind: null, relation: `${names[0]} > 0` }
    return { names, kind: setKinds[member[2] as string] ?? null, relation: null }
  }
  const counted = new RegExp(
    `^(${letter})\\s?=\\s?([01])\\s?,\\s?(?:\\\\?pm\\s?1|1|2|\\\\pm 1)\\s?,.*(?:ldots|cdots|dots|\\.\\.\\.|…)\\s?$`,
  ).exec(text)
  if (counted !== null) {
    const isSigned = /pm|±/.test(text)
    return { names: [counted[1] as string], kind: isSigned ? 'Z' : counted[2] === '1' ? 'Z>0' : 'Z>=0', relation: null }
  }
  // One relation with one letter, alone on a side or in the middle.
  if (
    !/[<>≤≥≠]|\\(?:[gl]eq?(?:slant)?|[gl]t|neq?|not)(?![A-Za-z])/.test(text) ||
    /=(?!\s*0)/.test(text.replace(/[<>!]=/g, ''))
  )
    return null
  const names = [
    ...new Set(namesIn(text.replace(/\\(?!alpha|beta|gamma|lambda|mu|theta|varphi|phi|omega|tau)[A-Za-z]+/g, ' '))),
  ].filter((name) => name !== 'e')
  if (names.length !== 1 || /\p{L}{3}/u.test(text.replace(/\\[A-Za-z]+/g, ' '))) return null
  return { names, kind: null, relation: text }
}
