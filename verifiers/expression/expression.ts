// Whether a reply builds a target from given numbers: the verifier of countdown.
import { show } from '../../src/core/errors.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { invalid, scored, type Verdict } from '../../src/core/verdict.ts'
import type { Verifier } from '../../src/core/verifier.ts'
import { checkVerifierOptions, markVerifierFactory } from '../../src/core/verifier-factory.ts'
import { equal, fromNumber, toText, type Rational } from '../number/rational.ts'
import { cut, foundEvidence } from '../reply/found.ts'
import { findExpression } from './find-expression.ts'
import { parseArithmetic } from './parse-arithmetic.ts'

/** What a task asks: reach `target` with `numbers`. */
export interface ExpressionTask {
  readonly numbers: readonly number[]
  readonly target: number
}

export interface ExpressionOptions {
  /** `all`: each given number exactly once. `some`: each at most once. Default `all`. */
  readonly use?: 'all' | 'some'
}

/**
 * 1 where the reply's arithmetic uses the given numbers as asked and its exact value is the target. `expression =
 * target` is read as well; another right-hand side is wrong. The evidence's `code` names the fault.
 * @example expression() // answer { numbers: [3, 5, 7], target: 36 }, reply '<answer>(5 + 7) * 3</answer>'
 */
export function expression(options: ExpressionOptions = {}): Verifier<ExpressionTask> {
  checkVerifierOptions('expression()', options, { use: true })
  const use = options.use ?? 'all'
  return {
    name: 'expression',
    reads: 'reply',
    verify: ({ reply, task }) => {
      const wanted = readTask(task.answer)
      if (wanted === null) {
        return invalid(
          'broken-gold',
          `expression() needs an answer { numbers: [3, 5, 7], target: 36 } of finite numbers; got ${show(task.answer)}.`,
        )
      }
      return judgeReply(reply, wanted, use)
    },
  }
}

markVerifierFactory(expression, 'expression()')

interface ExactTask {
  readonly numbers: readonly Rational[]
  readonly target: Rational
}

function judgeReply(reply: string, task: ExactTask, use: 'all' | 'some'): Verdict {
  const found = findExpression(reply)
  if (found === null) return refused('no-expression', 'The reply states no expression.')
  const evidence = foundEvidence(found)
  const sides = found.text.split('=', 3)
  const arithmetic = parseArithmetic(sides[0] ?? '')
  if (!arithmetic.ok) return refused(arithmetic.code, arithmetic.reason, evidence)
  if (sides.length > 1) {
    const right = parseArithmetic(sides[1] ?? '')
    if (sides.length > 2 || !right.ok || !equal(right.value, task.target)) {
      const reason = `After \`=\` the target ${toText(task.target)} and nothing else may stand.`
      return refused('wrong-right-side', reason, evidence)
    }
  }
  const misuse = misusedNumber(arithmetic.numbers, task.numbers, use)
  if (misuse !== null) return refused('wrong-numbers', misuse, evidence)
  const value = cut(toText(arithmetic.value))
  if (!equal(arithmetic.value, task.target)) {
    const reason = `The expression equals ${value}, not the target ${toText(task.target)}.`
    return refused('misses-target', reason, { ...evidence, value })
  }
  return scored(true, `The expression uses the numbers as asked and equals ${value}.`, {
    ...evidence,
    value,
    code: 'reached',
  })
}

/** What is wrong with the numbers used, in words; null where nothing is. */
function misusedNumber(used: readonly Rational[], given: readonly Rational[], use: 'all' | 'some'): string | null {
  const left = given.map(toText)
  for (const number of used.map(toText)) {
    const index = left.indexOf(number)
    if (index < 0) {
      const isGiven = given.some((each) => toText(each) === number)
      return isGiven ? `It uses ${number} more often than it is given.` : `It uses ${number}, which is not given.`
    }
    left.splice(index, 1)
  }
  return use === 'all' && left.length > 0 ? `It leaves out ${left.join(', ')}.` : null
}

function readTask(answer: unknown): ExactTask | null {
  if (typeof answer !== 'object' || answer === null) return null
  const { numbers, target } = answer as { numbers?: unknown; target?: unknown }
  if (!Array.isArray(numbers) || numbers.length === 0 || typeof target !== 'number') return null
  const exactNumbers = numbers.map((number) => (typeof number === 'number' ? fromNumber(number) : null))
  const exactTarget = fromNumber(target)
  if (exactTarget === null || exactNumbers.includes(null)) return null
  return { numbers: exactNumbers as Rational[], target: exactTarget }
}

function refused(code: string, reason: string, evidence: JsonObject = {}): Verdict {
  return scored(false, reason, { ...evidence, code })
}
