// The verdict on one reply against a gold answer: extract one candidate, read both, compare.
import { LRUCache } from 'lru-cache'
import { cut, movedFound, type Found } from '../reply/found.ts'
import { OverLimit } from './bounds/limits.ts'
import { compareAnswers } from './compare/compare.ts'
import { equalTexts, nameOf, unwrapped } from './compare/compare-text.ts'
import { different, type ComparePolicy, type Comparison, type Tier } from './compare/comparison.ts'
import { withNumberE } from './compare/letter-e.ts'
import { UndefinedValue } from './compare/normal-form.ts'
import { extractAnswer, saidIn, type AnswerFrom } from './extract/extract.ts'
import { statedChoice } from './extract/stated-choice.ts'
import { letterOfGold, statedLetter } from './extract/stated-letter.ts'
import { isStatedWord, statedWord } from './extract/stated-word.ts'
import { readGold } from './gold.ts'
import { holdsQuantity } from './quantity/read-quantity.ts'
import { isUnread, readAnswer, type Answer } from './read/read-answer.ts'

export interface MathOptions {
  /** Where the reply must state its answer. Default `any`. */
  readonly answerFrom?: AnswerFrom
  /** `strict`: only a box, `<answer>` or `####` states an answer. Default `lenient`: phrases and last numbers as well. */
  readonly mode?: 'strict' | 'lenient'
  /** Compare numbers rounded to this many decimals, 0 to 100. Default: exactly, by the policy of `compare-decimals.ts`. */
  readonly decimals?: number
  /** The answer is one of these, such as `['A', 'B', 'C', 'D']`. */
  readonly choices?: readonly string[]
  /** Accept `-2 ≤ x ≤ 7` where the gold is the interval [-2, 7]. Default false: it may only restate the question. */
  readonly allowSetRelation?: boolean
  /**
   * What ends a reasoning section; everything up to its last occurrence is cut. Default: the delimiters of the model
   * families in use. Where it is given, a reply without it has no answer.
   */
  readonly reasoningDelimiter?: string
}

/** What decided, as a code that programs can count. */
export type MathCode =
  | 'equal'
  | 'different'
  | 'no-answer'
  | 'hedged'
  | 'unreadable'
  | 'over-limit'
  | 'undefined'
  | 'broken-gold'

export interface MathVerdict {
  /** `unscorable` only for a faulty gold: a faulty reply is `incorrect`. */
  readonly verdict: 'correct' | 'incorrect' | 'unscorable'
  /** For people; `code` is for programs. */
  readonly reason: string
  readonly code: MathCode
  /** The means of comparison that decided; `none` where none was reached. */
  readonly tier: Tier
  /** The one piece of the reply that was graded. */
  readonly candidate: Found | null
}

type Decision = Omit<MathVerdict, 'candidate' | 'reason'> & { readonly why: string }

/** The replies of a group repeat their answers, and so do golds. */
const remembered = new LRUCache<string, Decision>({ max: 4096 })
const longestRemembered = 512

/**
 * Whether a reply states the gold answer. Never throws, and takes bounded time for any gold and reply.
 * @example verify('1/2', 'So \\boxed{0.5}').verdict // 'correct'
 */
export function verify(gold: string | number, reply: string, options: MathOptions = {}): MathVerdict {
  const reference = readGold(gold)
  if (typeof reference === 'string') return unscorable(reference)
  if (options.choices !== undefined) return verifyChoice(reference, reply, options.choices, options.reasoningDelimiter)
  // The letter of a choice is stated in more ways than a value; only a mark states it as a value.
  const isNumber = reference.tree.kind === 'number'
  const letter =
    isNumber || options.mode === 'strict' || (options.answerFrom ?? 'any') !== 'any'
      ? null
      : letterOfGold(reference.text)
  if (letter !== null) {
    const verdict = verifyChoice(reference, reply, Array.from('ABCDEFGHIJ'), options.reasoningDelimiter)
    if (verdict.candidate !== null) return verdict
  }
  const isStrict = options.mode === 'strict' || letter !== null
  const isMeasured = holdsQuantity(reference.tree) || reference.quantities.length > 0
  const isOfWords = reference.tree.kind === 'text' || nameOf(reference.text) !== null
  const extraction = { isStrict, parts: partsOf(reference), isMeasured, isOpen: isOpen(reference), isOfWords }
  const found = extractAnswer(reply, options.answerFrom, options.reasoningDelimiter, extraction)
  const word = isStrict || isNumber || !isStatedWord(reference.text) ? null : wordFor(found, reply, options)
  if (word !== null) return verdictOf(decide(reference, word.text, options), word, reference)
  const verdict =
    typeof found === 'string'
      ? { ...faulty('no-answer', found), candidate: null, reason: found }
      : verdictOf(decideAll(reference, found, options), found, reference)
  // A gold of words and formulas has no one place in a reply: the reply may be it.
  const mayBeAnywhere = !isStrict && (options.answerFrom ?? 'any') === 'any'
  if (verdict.verdict === 'correct' || !mayBeAnywhere) return verdict
  const { answer: said, at } = saidIn(reply, options.reasoningDelimiter)
  if (!isWholeGold(reference, said)) return verdict
  const whole: Found = { text: said.trim(), where: 'whole reply', at }
  return verdictOf({ verdict: 'correct', code: 'equal', tier: 'text', why: '' }, whole, reference)
}

/** Where nothing marks the answer to a question of yes or no, the word that the reply begins with. */
function wordFor(found: Found | string, reply: string, options: MathOptions): Found | null {
  const isMarked = typeof found !== 'string' && /box|answer|####|JSON/.test(found.where)
  if (isMarked || (options.answerFrom ?? 'any') !== 'any') return null
  const { answer, at } = saidIn(reply, options.reasoningDelimiter)
  const word = statedWord(answer)
  return word && { ...word, at: word.at + at }
}

/** What a reply states twice must be right twice. */
function decideAll(gold: Answer, found: Found, options: MathOptions): Decision {
  const decision = decide(gold, found.text, options)
  const other =
    decision.verdict === 'correct'
      ? found.others?.find(({ text }) => decide(gold, text, options).verdict !== 'correct')
      : undefined
  if (other === undefined) return decision
  return { verdict: 'incorrect', code: 'hedged', tier: 'none', why: `the reply goes on to state ${cut(other.text)}` }
}

function decide(gold: Answer, candidate: string, { decimals, allowSetRelation }: MathOptions): Decision {
  const key = `${gold.text}\0${candidate}\0${decimals ?? ''}\0${allowSetRelation ?? ''}`
  const isShort = key.length <= longestRemembered
  const known = isShort ? remembered.get(key) : undefined
  if (known !== undefined) return known
  const policy: ComparePolicy = {
    ...(decimals !== undefined && { decimals }),
    ...(allowSetRelation !== undefined && { allowSetRelation }),
  }
  const decision = decideAnew(gold, candidate, policy)
  if (isShort) remembered.set(key, decision)
  return decision
}

function decideAnew(gold: Answer, candidate: string, policy: ComparePolicy): Decision {
  try {
    const answer = readAnswer(candidate)
    let compared = compareAnswers(gold, answer, policy)
    // Where the gold is a list, `100,200` may be one as well.
    if (!compared.equal && gold.tree.kind === 'list' && /\d,\d/.test(candidate)) {
      compared = compareAnswers(gold, readAnswer(candidate, { isList: true }), policy)
    }
    const inE = compared.equal ? null : withNumberE(gold, answer)
    if (inE !== null) compared = compareAnswers(...inE, policy)
    return decisionOf(gold, answer, compared)
  } catch (thrown) {
    if (thrown instanceof UndefinedValue) return faulty('undefined', `The answer has no value: ${thrown.message}.`)
    if (thrown instanceof OverLimit) return faulty('over-limit', `The answer is too large: ${thrown.message}.`)
    throw thrown
  }
}

function decisionOf(gold: Answer, answer: Answer, compared: Comparison): Decision {
  const { tier, why = '' } = compared
  if (compared.equal) return { verdict: 'correct', code: 'equal', tier, why }
  if (isHedged(answer.text) && !isHedged(gold.text)) {
    return { verdict: 'incorrect', code: 'hedged', tier: 'none', why: 'it names several answers' }
  }
  const isStrange = isUnread(answer) && !isUnread(gold)
  return { verdict: 'incorrect', code: isStrange ? 'unreadable' : 'different', tier, why }
}

/** Whether a reply names several answers where one was asked: "7 or 42". */
function isHedged(text: string): boolean {
  return /(?:^|[^\p{L}])or(?:[^\p{L}]|$)/iu.test(text)
}

function isWholeGold(gold: Answer, reply: string): boolean {
  const isLong = reply.length > 2 * gold.text.length + 64
  if (isLong || (reply.includes('\\boxed') && !gold.text.includes('\\boxed'))) return false
  const said = (text: string): string => unwrapped(text.trim()).replace(/\s/g, '')
  return said(reply) === said(gold.text)
}

/** Whether the gold says a bound, a set or words: then "at least 3", "not 3" and "unknown" may be it. */
function isOpen({ tree }: Answer): boolean {
  return (
    tree.kind === 'relation' ||
    tree.kind === 'text' ||
    (tree.kind === 'list' && tree.items.some((item) => item.kind === 'relation'))
  )
}

function partsOf({ tree }: Answer): number {
  return tree.kind === 'list' && ['', 'and', 'or', '{}'].includes(tree.brackets) ? tree.items.length : 1
}

function verifyChoice(gold: Answer, reply: string, choices: readonly string[], delimiter?: string): MathVerdict {
  const { answer, at } = saidIn(reply, delimiter)
  const areLetters = choices.every((choice) => /^[A-Z]$/.test(choice))
  const stated = areLetters ? statedLetter(answer, choices) : statedChoice(answer, choices)
  const found = typeof stated === 'string' ? stated : movedFound(stated, at)
  if (typeof found === 'string') return { ...faulty('no-answer', found), candidate: null, reason: found }
  const isEqual = equalTexts((areLetters ? letterOfGold(gold.text) : null) ?? gold.text, found.text)
  const decision: Decision = isEqual
    ? { verdict: 'correct', code: 'equal', tier: 'text', why: '' }
    : { verdict: 'incorrect', code: 'different', tier: 'text', why: '' }
  return verdictOf(decision, found, gold)
}

function verdictOf({ verdict, code, tier, why }: Decision, candidate: Found, gold: Answer): MathVerdict {
  if (code === 'over-limit' || code === 'undefined') return { verdict, code, tier, candidate, reason: why }
  const relation = verdict === 'correct' ? 'equals the gold' : 'is not the gold'
  const because = why === '' ? '.' : `: ${why}.`
  const reason = `${cut(candidate.text)} (${candidate.where}) ${relation} ${cut(gold.text)}${because}`
  return { verdict, code, tier, candidate, reason }
}

function faulty(code: MathCode, why: string): Decision {
  return { verdict: 'incorrect', code, tier: different('none').tier, why }
}

function unscorable(fault: string): MathVerdict {
  return {
    verdict: 'unscorable',
    code: 'broken-gold',
    reason: `The gold answer cannot be used. ${fault}`,
    tier: 'none',
    candidate: null,
  }
}
