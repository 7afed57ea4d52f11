// The judgement of one reply against a gold answer: extract one candidate, read both, compare.
import { cut, type Found } from '../reply/found.ts'
import { compareAnswers, type Comparison, type ComparePolicy, type Tier } from './compare.ts'
import { extractAnswer, type AnswerFrom } from './extract.ts'
import { OverLimit } from './limits.ts'
import { UndefinedValue } from './normal-form.ts'
import { isHedged, readAnswer, type Answer } from './read.ts'

export interface MathOptions {
  /** Where the reply must state its answer. Default `any`. */
  readonly answerFrom?: AnswerFrom
  /** Compare numbers rounded to this many decimals, 0 to 100. Default: exactly, by the policy of `compare-decimals.ts`. */
  readonly decimals?: number
  /** What ends a reasoning section; everything up to its last occurrence is cut. Default `</think>`. */
  readonly reasoningDelimiter?: string
}

/** What decided, as a code that programs can count. */
export type MathCode = 'equal' | 'different' | 'no-answer' | 'hedged' | 'over-limit' | 'undefined' | 'broken-gold'

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

/**
 * Whether a reply states the gold answer. Never throws, and takes bounded time for any gold and reply.
 * @example verify('1/2', 'So \\boxed{0.5}').verdict // 'correct'
 */
export function verify(gold: string | number, reply: string, options: MathOptions = {}): MathVerdict {
  const reference = readGold(gold)
  if (typeof reference === 'string') return unscorable(reference)
  const found = extractAnswer(reply, options.answerFrom, options.reasoningDelimiter)
  if (typeof found === 'string') return incorrect('no-answer', found, null)
  const policy: ComparePolicy = options.decimals === undefined ? {} : { decimals: options.decimals }
  let compared: Comparison
  try {
    compared = compareAnswers(reference, readAnswer(found.text), policy)
  } catch (thrown) {
    if (thrown instanceof UndefinedValue)
      return incorrect('undefined', `The answer has no value: ${thrown.message}.`, found)
    if (thrown instanceof OverLimit)
      return incorrect('over-limit', `The answer is too large: ${thrown.message}.`, found)
    throw thrown
  }
  const shown = `${cut(found.text)} (${found.where})`
  if (compared.equal) {
    const reason = `${shown} equals the gold ${cut(reference.text)}.`
    return { verdict: 'correct', code: 'equal', reason, tier: compared.tier, candidate: found }
  }
  if (isHedged(found.text) && !isHedged(reference.text)) {
    return incorrect('hedged', `${shown} names several answers; the gold is ${cut(reference.text)}.`, found)
  }
  return { ...incorrect('different', `${shown} is not the gold ${cut(reference.text)}.`, found), tier: compared.tier }
}

/** The last gold read: the replies of a group share one. */
let lastGold: { readonly gold: string | number; readonly read: Answer | string } | null = null

/** The gold as an answer, or what is wrong with it, in words. */
function readGold(gold: string | number): Answer | string {
  if (lastGold !== null && lastGold.gold === gold) return lastGold.read
  const read = readFreshGold(gold)
  lastGold = { gold, read }
  return read
}

function readFreshGold(gold: unknown): Answer | string {
  if (typeof gold === 'number' && !Number.isFinite(gold)) return `It is ${gold}; a finite number is needed.`
  if (typeof gold !== 'string' && typeof gold !== 'number')
    return `It is a ${typeof gold}; a text or a number is needed.`
  const written = String(gold)
  if (written.trim() === '') return 'It is blank.'
  const found = /\$|\\boxed|\\\(|\\\[|####/.test(written) || written.length > 400 ? extractAnswer(written) : null
  if (typeof found === 'string') return found
  const text = found?.text ?? written
  try {
    const answer = readAnswer(text)
    if (answer.tree.kind === 'text' && !hasBalancedBraces(text)) return `Its braces are not balanced: ${cut(text)}`
    const itself = compareAnswers(answer, answer, {})
    return itself.equal ? answer : `It is not equal to itself: ${cut(text)}`
  } catch (thrown) {
    if (thrown instanceof UndefinedValue) return `It has no value: ${thrown.message}.`
    if (thrown instanceof OverLimit) return `It is too large: ${thrown.message}.`
    throw thrown
  }
}

function hasBalancedBraces(text: string): boolean {
  let depth = 0
  for (const brace of text.replace(/\\[{}]/g, '').match(/[{}]/g) ?? []) {
    depth += brace === '{' ? 1 : -1
    if (depth < 0) return false
  }
  return depth === 0
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

function incorrect(code: MathCode, reason: string, candidate: Found | null): MathVerdict {
  return { verdict: 'incorrect', code, reason, tier: 'none', candidate }
}
