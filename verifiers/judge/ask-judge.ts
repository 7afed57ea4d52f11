// One request to a judge under its deadline. A judge that takes one batch at a time is asked together with those of other
// verdicts (`askedTogether`); one that takes conversations by themselves is asked for as many at once as it says.
import { askedTogether } from '../../src/core/ask-together.ts'
import { RlvrError, show } from '../../src/core/errors.ts'
import type { GenerateRequest, Policy, Reply, Sampling } from '../../src/core/policy.ts'
import { roomFor, type Room } from '../../src/core/room.ts'
import { untilAborted } from '../../src/core/until-aborted.ts'

export interface JudgeCall {
  readonly request: GenerateRequest
  readonly sampling: Sampling
  /** Longest time of an answer, in milliseconds, from when the judge is asked for it. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** An answer that did not come in time. */
class JudgeTimeout extends Error {
  // Nobody of a batch is asked again after that.
  override readonly name = 'TimeoutError'
}

/** Whether it is what `askJudge` throws at the deadline, or was made of it. */
export function isJudgeTimeout(thrown: unknown): boolean {
  return thrown instanceof JudgeTimeout || (thrown instanceof Error && thrown.cause instanceof JudgeTimeout)
}

/**
 * The judge's answer.
 * @throws what `isJudgeTimeout` knows where it does not come in time; whatever the policy throws; `RLVR_INTERRUPTED` on `signal`
 */
export async function askJudge(judge: Policy, { request, sampling, timeoutMs, signal }: JudgeCall): Promise<Reply> {
  const timed = timedJudge(judge, timeoutMs)
  const ask = async (): Promise<Reply> => (await timed.generate([request], sampling, { signal }))[0] as Reply
  if (judge.batching === 'independent') return await roomOf(judge).use(ask, signal)
  return await untilAborted(signal, judge.name, ask)
}

const rooms = new WeakMap<Policy, Room>()

function roomOf(judge: Policy): Room {
  const known = rooms.get(judge)
  if (known !== undefined) return known
  const made = roomFor(judge.maxConcurrent ?? Infinity)
  rooms.set(judge, made)
  return made
}

const timedJudges = new WeakMap<Policy, Map<number, Policy>>()

/** The judge with a deadline for each of its calls, which are made for all who ask at the same time. */
function timedJudge(judge: Policy, timeoutMs: number): Policy {
  const byTime = timedJudges.get(judge) ?? new Map<number, Policy>()
  timedJudges.set(judge, byTime)
  const known = byTime.get(timeoutMs)
  if (known !== undefined) return known
  const { name, batching } = judge
  const made = askedTogether({
    name,
    ...(batching !== undefined && { batching }),
    generate: async (requests, sampling, options = {}) =>
      await answersInTime(judge, requests, { sampling, timeoutMs, signal: options.signal }),
  })
  byTime.set(timeoutMs, made)
  return made
}

interface TimedCall {
  readonly sampling: Sampling
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
}

/** One call of the judge: its replies, as many as were asked for, in time. */
async function answersInTime(
  judge: Policy,
  requests: readonly GenerateRequest[],
  { sampling, timeoutMs, signal }: TimedCall,
): Promise<Reply[]> {
  const late = new AbortController()
  const timer = setTimeout(
    () => late.abort(new JudgeTimeout(`${judge.name} gave no answer within ${timeoutMs} ms.`)),
    Math.min(timeoutMs, 2 ** 31 - 1),
  )
  const ending = signal === undefined ? late.signal : AbortSignal.any([signal, late.signal])
  try {
    const replies: unknown = await untilAborted(
      ending,
      judge.name,
      async () => await judge.generate(requests, sampling, { signal: ending }),
    )
    const texts = Array.isArray(replies) ? (replies as readonly (Partial<Reply> | null | undefined)[]) : []
    if (texts.length === requests.length && texts.every((reply) => typeof reply?.text === 'string'))
      return replies as Reply[]
    throw new RlvrError(
      'RLVR_POLICY',
      `${judge.name} gives a reply { text } to each of ${requests.length} requests; it gave ${show(replies, 80)}.`,
    )
  } catch (thrown) {
    throw late.signal.aborted ? late.signal.reason : thrown
  } finally {
    clearTimeout(timer)
  }
}
