// Whether a reply matches an author's pattern. A pattern that backtracks without end on some reply would stop the
// whole run: V8's regular-expression engine cannot be interrupted from the same thread, except by the watchdog of a
// `node:vm` call. So the match runs in one, under a time limit. That watchdog goes by the wall's clock: a match that it
// ends before the processor has worked on it is tried again with more of it, or a busy machine would give other verdicts.
import { createContext, Script, type Context } from 'node:vm'
import { isRegExp } from 'node:util/types'
import { describeError, RlvrError, show } from '../../src/core/errors.ts'
import { namesDelimiter } from '../../src/core/reasoning/delimiters.ts'
import { splitReply } from '../../src/core/reasoning/split-reply.ts'
import { invalid, scored, type Verdict } from '../../src/core/verdict.ts'
import type { Verifier } from '../../src/core/verifier.ts'
import { checkVerifierOptions, markVerifierFactory } from '../../src/core/verifier-factory.ts'
import { cut } from '../reply/found.ts'

export interface RegularExpressionOptions {
  /** The longest one match may take, in milliseconds of work. Default 250. */
  readonly matchTimeoutMs?: number
  /** What the pattern asks for, in words, for the reason of a verdict. Default: the pattern itself. */
  readonly description?: string
  /** What is matched: what the reply says, or all of it with its reasoning. Default `answer`. */
  readonly from?: 'answer' | 'reply'
}

/** The pattern and the reply are the context's only contents; neither is run as code. */
const match = new Script('pattern.lastIndex = 0; pattern.exec(reply)')

/**
 * 1 where the pattern occurs in the reply (anchor it with `^` and `$` for the whole reply), else 0. A match that
 * outlasts its limit is an invalid verdict: the pattern is at fault, not the reply.
 * @example regularExpression(/^\d+$/, { description: 'a whole number and nothing else' })
 */
export function regularExpression(pattern: RegExp, options: RegularExpressionOptions = {}): Verifier {
  checkVerifierOptions('regularExpression()', options, { matchTimeoutMs: true, description: true, from: true })
  if (!isRegExp(pattern))
    throw new RlvrError(
      'RLVR_USAGE',
      `regularExpression() takes a regular expression such as /^\\d+$/; got ${show(pattern, 80)}.${typeof pattern === 'string' ? ' Write it between slashes, or make it with new RegExp(…).' : ''}`,
    )
  const { matchTimeoutMs = 250, description = `a match of ${String(pattern)}` } = options
  if (!(Number.isSafeInteger(matchTimeoutMs) && matchTimeoutMs > 0)) {
    throw new RlvrError(
      'RLVR_USAGE',
      `\`matchTimeoutMs\` is a whole number of milliseconds from 1; got ${show(matchTimeoutMs, 80)}.`,
    )
  }
  const { from } = options
  if (from !== undefined && from !== 'answer' && from !== 'reply')
    throw new RlvrError('RLVR_USAGE', `\`from\` is 'answer' or 'reply'; got ${show(from, 80)}.`)
  if (from === undefined && namesDelimiter(pattern.source))
    throw new RlvrError(
      'RLVR_USAGE',
      `${String(pattern)} asks for reasoning, which is cut before a reply is matched. Say { from: 'reply' } to match all of it, or use tags(['think', 'answer']).`,
    )
  // A copy, so that `lastIndex` of the author's own object never moves.
  const context = createContext({ pattern: new RegExp(pattern), reply: '' })
  return {
    name: 'regular-expression',
    reads: 'reply',
    verify: ({ reply }) => {
      const { answer, at } = from === 'reply' ? { answer: reply, at: 0 } : splitReply(reply)
      return matchIn(context, { text: answer, at }, matchTimeoutMs, description)
    },
  }
}

markVerifierFactory(regularExpression, 'regularExpression(/^\\d+$/)')

function matchIn(
  context: Context,
  { text, at }: { text: string; at: number },
  timeoutMs: number,
  description: string,
): Verdict {
  context['reply'] = text
  try {
    const found = matchWithin(context, timeoutMs)
    if (found === null) return scored(false, `The reply lacks ${description}.`)
    return scored(true, `The reply has ${description}.`, { candidate: cut(found[0]), at: found.index + at })
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      return invalid(
        'timeout',
        `The pattern did not end within ${timeoutMs} ms. Rewrite it without nested repetition such as (a+)+.`,
      )
    }
    return invalid('verifier-error', `The pattern failed: ${describeError(thrown)}`)
  } finally {
    context['reply'] = ''
  }
}

/** The match; it throws where the processor worked on it for half of the limit and more, and the wall's clock ran out. */
function matchWithin(context: Context, limitMs: number): RegExpExecArray | null {
  for (let timeout = limitMs; ; timeout *= 2) {
    const before = process.threadCpuUsage()
    try {
      return match.runInContext(context, { timeout }) as RegExpExecArray | null
    } catch (thrown) {
      const { user, system } = process.threadCpuUsage(before)
      const isStarved = (user + system) / 1000 < limitMs / 2
      if (!isStarved || (thrown as { code?: unknown }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw thrown
    }
  }
}
