// One request to a judge, beside those of other verdicts. A policy that takes one batch at a time is asked for all that
// wait in one call; one that takes conversations by themselves is asked for as many at once as it says.
import { canonicalJson } from '../../src/core/json.ts'
import { RlvrError, show } from '../../src/core/errors.ts'
import type { GenerateRequest, Policy, Reply, Sampling } from '../../src/core/policy.ts'
import { roomFor, type Room } from '../../src/core/room.ts'
import { untilAborted } from '../../src/core/until-aborted.ts'

export interface JudgeCall {
  readonly request: GenerateRequest
  readonly sampling: Sampling
  /** Longest time of an answer, in milliseconds, from when it is asked for. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** An answer that did not come in time. */
export class JudgeTimeout extends Error {}

interface Asked extends JudgeCall {
  readonly resolve: (reply: Reply) => void
  readonly reject: (reason: unknown) => void
}

/** What is asked of one policy, whoever asks it. */
interface Desk {
  readonly room: Room
  waiting: Asked[]
  isBusy: boolean
}

const desks = new WeakMap<Policy, Desk>()

/**
 * The judge's answer.
 * @throws JudgeTimeout where it does not come in time; whatever the policy throws; `RLVR_INTERRUPTED` on `signal`
 */
export async function askTogether(judge: Policy, call: JudgeCall): Promise<Reply> {
  const desk = deskOf(judge)
  if (judge.batching === 'independent')
    return await desk.room.use(async () => (await generate(judge, [call]))[0] as Reply, call.signal)
  return await untilAborted(call.signal, judge.name, async () => {
    const answer = Promise.withResolvers<Reply>()
    desk.waiting.push({ ...call, resolve: answer.resolve, reject: answer.reject })
    if (!desk.isBusy) void serve(judge, desk)
    return await answer.promise
  })
}

function deskOf(judge: Policy): Desk {
  const known = desks.get(judge)
  if (known !== undefined) return known
  const made = { room: roomFor(judge.maxConcurrent ?? Infinity), waiting: [], isBusy: false }
  desks.set(judge, made)
  return made
}

/** Asks for all that wait, batch by batch, until nobody does. Never rejects. */
async function serve(judge: Policy, desk: Desk): Promise<void> {
  desk.isBusy = true
  // Verdicts of one moment come one after the other: they are let come before the first is asked for.
  await new Promise((resolve) => setImmediate(resolve))
  for (;;) {
    desk.waiting = desk.waiting.filter(({ signal }) => !signal.aborted)
    const [first] = desk.waiting
    if (first === undefined) break
    const alike = canonicalJson([first.sampling, first.timeoutMs])
    const batch = desk.waiting.filter((each) => canonicalJson([each.sampling, each.timeoutMs]) === alike)
    desk.waiting = desk.waiting.filter((each) => !batch.includes(each))
    await answerAll(judge, batch)
  }
  desk.isBusy = false
}

async function answerAll(judge: Policy, batch: readonly Asked[]): Promise<void> {
  try {
    const replies = await generate(judge, batch)
    for (const [index, each] of batch.entries()) each.resolve(replies[index] as Reply)
  } catch (thrown) {
    if (batch.length === 1 || thrown instanceof JudgeTimeout) for (const each of batch) each.reject(thrown)
    // What one of them asks may be at fault, and costs the others nothing.
    else for (const each of batch) await answerAll(judge, [each])
  }
}

/** One call of the policy: its replies, as many as were asked for, in time. */
async function generate(judge: Policy, calls: readonly JudgeCall[]): Promise<readonly Reply[]> {
  const [{ sampling, timeoutMs }] = calls as [JudgeCall]
  const ending = new AbortController()
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => {
      late.reject(new JudgeTimeout(`${judge.name} gave no answer within ${timeoutMs} ms.`))
      ending.abort()
    },
    Math.min(timeoutMs, 2 ** 31 - 1),
  )
  // It goes on for as long as anybody wants it.
  let wanted = calls.length
  const leave = (): void => {
    if (--wanted === 0) ending.abort()
  }
  for (const { signal } of calls)
    if (signal.aborted) leave()
    else signal.addEventListener('abort', leave, { once: true })
  try {
    const requests = calls.map(({ request }) => request)
    const replies: unknown = await Promise.race([
      untilAborted(
        ending.signal,
        judge.name,
        async () => await judge.generate(requests, sampling, { signal: ending.signal }),
      ),
      late.promise,
    ])
    const texts = Array.isArray(replies) ? (replies as readonly (Partial<Reply> | null | undefined)[]) : []
    if (texts.length === calls.length && texts.every((reply) => typeof reply?.text === 'string'))
      return replies as readonly Reply[]
    throw new RlvrError(
      'RLVR_POLICY',
      `${judge.name} gives a reply { text } to each of ${calls.length} requests; it gave ${show(replies, 80)}.`,
    )
  } finally {
    clearTimeout(timer)
    for (const { signal } of calls) signal.removeEventListener('abort', leave)
  }
}
