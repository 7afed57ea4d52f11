// A rule where it is certain, a judge where it is not. The rule is asked first, and what it certifies stands: no judge is
// asked, so none can overturn it. Rules are right where they say "the same" (about 99 % on mathematics), and miss answers in
// other words (recall 86 %; arXiv 2505.22203): those are what a judge is for.
import { RlvrError, show } from '../../src/core/errors.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { scored, type Verdict } from '../../src/core/verdict.ts'
import { beginVerdict, type Verifier } from '../../src/core/verifier.ts'
import { checkVerifierOptions, markVerifierFactory } from '../../src/core/verifier-factory.ts'

export interface CertifiedOrOptions {
  /** Whether a verdict of the rule stands by itself. Default: where it has compared. */
  readonly certified?: (verdict: Verdict) => boolean
}

/** Codes of `math()` that say that nothing was compared, or only as texts. */
const undecided: readonly unknown[] = ['no-answer', 'unreadable', 'undefined', 'over-limit']
const weakTiers: readonly unknown[] = ['text', 'none', 'probabilistic']

/**
 * Whether a rule has decided. Full marks always do. Fewer do unless the rule says that it could not compare: that `math()`
 * found no answer, could not read it, or found texts that differ. A gold answer that the rule cannot read, and a question
 * that does not arise for it, are undecided; a sandbox that failed is no matter for a judge, and stays invalid.
 */
export function isCertified(verdict: Verdict): boolean {
  if (verdict.status === 'not-applicable') return false
  if (verdict.status === 'invalid') return verdict.cause !== 'broken-gold'
  if (verdict.score === 1) return true
  const { code, tier, candidate } = verdict.evidence ?? {}
  // The letter of a choice is all that it says.
  if (typeof candidate === 'string' && /^\(?[A-J]\)?$/.test(candidate)) return true
  return !(undecided.includes(code) || (code === 'different' && weakTiers.includes(tier)))
}

/**
 * The verdict of `rule` where it is certain, else that of `judge`. Evidence says who decided.
 * @throws RlvrError `RLVR_USAGE` for what is no verifier
 * @example certifiedOr(math(), judge({ question: 'Is the reply’s final answer the same as the reference?' }))
 */
export function certifiedOr<Answer, State>(
  rule: Verifier<Answer, State>,
  judge: Verifier<Answer, State>,
  options: CertifiedOrOptions = {},
): Verifier<Answer, State> {
  checkVerifierOptions('certifiedOr()', options, { certified: true })
  const { certified = isCertified } = options
  for (const [name, given] of Object.entries({ rule, judge }))
    if (typeof (given as Partial<Verifier> | null)?.verify !== 'function')
      throw new RlvrError(
        'RLVR_USAGE',
        `certifiedOr() takes a rule and a judge, as in \`certifiedOr(math(), judge({ question }))\`; its ${name} is ${show(given, 60)}.`,
      )
  if (rule.name === 'judge' && judge.name !== 'judge')
    throw new RlvrError(
      'RLVR_USAGE',
      `certifiedOr() takes the rule first and the judge after it; write \`certifiedOr(${judge.name}(), judge({ … }))\`.`,
    )
  return {
    name: `${rule.name}-or-${judge.name}`,
    // Each is given the part that it reads, and has its own deadline.
    reads: 'reply',
    timeoutMs: Infinity,
    verify: (input) => {
      // Handed on, not read: most rules are done at once, and it costs more than many of them.
      const ending = {
        get signal() {
          return input.signal
        },
      }
      const byRule = beginVerdict(rule as Verifier, input, ending)
      if (!(byRule instanceof Promise) && certified(byRule)) return decidedBy('rule', byRule)
      return otherwise(byRule)

      async function otherwise(given: Verdict | Promise<Verdict>): Promise<Verdict> {
        const first = await given
        if (certified(first)) return decidedBy('rule', first)
        return decidedBy('judge', await beginVerdict(judge as Verifier, input, ending), first)
      }
    },
  }
}

markVerifierFactory(certifiedOr, 'certifiedOr(math(), judge({ question }))')

function decidedBy(who: 'rule' | 'judge', verdict: Verdict, byRule?: Verdict): Verdict {
  if (verdict.status === 'not-applicable') return verdict
  const evidence: JsonObject = {
    ...verdict.evidence,
    decidedBy: who,
    ...(byRule !== undefined && { rule: byRule.reason }),
  }
  return verdict.status === 'scored' ? scored(verdict.score, verdict.reason, evidence) : { ...verdict, evidence }
}
