// A reward model as a verifier: somebody's model gives a number of any range, which a stated map brings to 0..1. A number
// that is none, or that lies outside of the range that was stated, is invalid, and never a low reward.
//   logistic: 1 / (1 + e^−raw), the chance to win against a reply of raw score 0 (Bradley and Terry 1952)
//   { least, most }: (raw − least) / (most − least)
import { checkVerifierOptions, markVerifierFactory } from '../../src/core/verifier-factory.ts'
import { describeError, RlvrError, show } from '../../src/core/errors.ts'
import type { Message } from '../../src/core/message.ts'
import { promptMessages } from '../../src/core/message.ts'
import type { PublicTask } from '../../src/core/task.ts'
import { untilAborted } from '../../src/core/until-aborted.ts'
import { invalid, scored, type Verdict } from '../../src/core/verdict.ts'
import { timeoutFault, type Verifier } from '../../src/core/verifier.ts'

/** What a reward model is shown: the conversation that ends with the reply. */
export interface RewardModelInput {
  readonly prompt: readonly Message[]
  readonly reply: string
  /** The prompt and everything after it. */
  readonly messages: readonly Message[]
  readonly task: PublicTask
  readonly signal: AbortSignal
}

/** `logistic`; a range, which nothing may leave; or a function to 0..1. */
export type RewardMap = 'logistic' | { readonly least: number; readonly most: number } | ((raw: number) => number)

export interface RewardModelOptions {
  /** A number, higher for a better reply. */
  readonly score: (input: RewardModelInput) => number | Promise<number>
  /** Default `logistic`. */
  readonly map?: RewardMap
  /** Default `reward-model`. */
  readonly name?: string
  /** The verdict is 1 from this mapped score on, in 0..1, and 0 below; without it, the mapped score. */
  readonly passFrom?: number
  /** Longest time of one score, in milliseconds. Default 60,000. */
  readonly timeoutMs?: number
}

/**
 * @throws RlvrError `RLVR_USAGE` for an option that is none or cannot be
 * @example rewardModel({ score: async ({ messages }) => await ask(messages), map: { least: -20, most: 20 } })
 */
export function rewardModel(options: RewardModelOptions): Verifier {
  checkVerifierOptions('rewardModel()', options, {
    score: true,
    map: true,
    name: true,
    passFrom: true,
    timeoutMs: true,
  })
  const { score, map = 'logistic', name = 'reward-model', passFrom, timeoutMs = 60_000 } = options
  const refuse = (sentence: string): never => {
    throw new RlvrError('RLVR_USAGE', `rewardModel(): ${sentence}`)
  }
  if (typeof score !== 'function') refuse(`\`score\` is a function that gives a number; got ${show(score, 60)}.`)
  const fault = mapFault(map) ?? timeoutFault(timeoutMs)
  if (fault !== null) refuse(`${fault}.`)
  if (passFrom !== undefined && !(passFrom > 0 && passFrom <= 1))
    refuse(`\`passFrom\` is a mapped score above 0, at most 1; got ${show(passFrom, 60)}.`)
  return {
    name,
    timeoutMs,
    verify: async ({ task, reply, messages, signal }) => {
      if (reply.trim() === '') return scored(0, 'The reply says nothing; the reward model was not asked.')
      const shown = {
        prompt: promptMessages(task.prompt),
        reply,
        messages,
        task: { id: task.id, prompt: task.prompt, public: task.public ?? {} },
        signal,
      }
      let raw: unknown
      try {
        raw = await untilAborted(signal, name, async () => await score(shown))
      } catch (thrown) {
        signal.throwIfAborted()
        return invalid('judge', `${name} gave no score: ${describeError(thrown)}`)
      }
      return verdictOf(raw, { name, map, passFrom })
    },
  }
}

markVerifierFactory(rewardModel, 'rewardModel({ score })')

function verdictOf(
  raw: unknown,
  { name, map, passFrom }: { readonly name: string; readonly map: RewardMap; readonly passFrom: number | undefined },
): Verdict {
  if (typeof raw !== 'number' || !Number.isFinite(raw)) {
    const given = typeof raw === 'number' ? String(raw) : show(raw, 80)
    return invalid('judge', `${name} gave ${given}; a score is a finite number.`, { given })
  }
  const words = typeof map === 'string' ? map : typeof map === 'function' ? 'function' : `${map.least} to ${map.most}`
  const evidence = { raw, map: words }
  let mapped: unknown
  try {
    mapped = mappedScore(raw, map)
  } catch (thrown) {
    return invalid('judge', `\`map\` of ${name} threw for ${raw}: ${describeError(thrown)}`, evidence)
  }
  if (typeof mapped !== 'number' || !(mapped >= 0 && mapped <= 1))
    return invalid(
      'judge',
      typeof map === 'object'
        ? `${name} gave ${raw}, outside of its range from ${words}.`
        : `\`map\` of ${name} gives a number in 0..1; for ${raw} it gave ${typeof mapped === 'number' ? String(mapped) : show(mapped, 60)}.`,
      evidence,
    )
  return scored(passFrom === undefined ? mapped : mapped >= passFrom, `${name} gave ${raw}: ${mapped}.`, evidence)
}

/** @returns what an own function gives, which may be anything */
function mappedScore(raw: number, map: RewardMap): unknown {
  if (map === 'logistic') return raw >= 0 ? 1 / (1 + Math.exp(-raw)) : Math.exp(raw) / (1 + Math.exp(raw))
  return typeof map === 'function' ? map(raw) : (raw - map.least) / (map.most - map.least)
}

function mapFault(map: unknown): string | null {
  if (map === 'logistic' || typeof map === 'function') return null
  const { least, most } = (map ?? {}) as { least?: unknown; most?: unknown }
  const isRange = Number.isFinite(least) && Number.isFinite(most) && (least as number) < (most as number)
  return isRange
    ? null
    : `\`map\` is \`logistic\`, a range { least, most }, or a function to 0..1; got ${show(map, 60)}`
}
