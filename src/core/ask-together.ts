// What many episodes ask of one policy, asked once: a policy that judges or plays along is asked from within a step, by
// each episode for itself, and one that answers in batches is many times slower that way. Where episodes are stepped
// together (`stepTogether`), their requests are held until every one of them waits or has ended its step, and go in the
// order of the episodes, so that a batch does not depend on who came first. Elsewhere a batch is what comes within one
// turn of the event loop, in the order of the seeds. A policy that is best asked one by one (`independent`) is left alone.
import { AsyncLocalStorage } from 'node:async_hooks'
import { RlvrError, show } from './errors.ts'
import { canonicalJson, type Json } from './json.ts'
import { mapConcurrently } from './map-concurrently.ts'
import { ofPolicy } from './policy-fault.ts'
import type { GenerateRequest, Policy, Reply, Sampling } from './policy.ts'

/** One call of `generate` that waits to be made together with others. */
interface Ask {
  readonly policy: Policy
  readonly requests: readonly GenerateRequest[]
  readonly sampling: Sampling
  readonly signal: AbortSignal | undefined
  /** The place of who asks among the episodes that are stepped together. */
  readonly place: number
  readonly answer: PromiseWithResolvers<Reply[]>
}

const whereabouts = new AsyncLocalStorage<Place | null>()

/**
 * As `mapConcurrently`; what the works ask of policies that were made by `askedTogether` is asked in batches.
 * @param options.signal ends what is asked
 */
export async function stepTogether<Item>(
  items: readonly Item[],
  { limit, signal }: { readonly limit: number; readonly signal?: AbortSignal | undefined },
  work: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  const turn = new Turn(items.length, Math.max(1, Math.floor(limit)), signal)
  await mapConcurrently(items, limit, async (item, index) => {
    const place = new Place(turn, index)
    try {
      await whereabouts.run(place, async () => await work(item, index))
    } catch (thrown) {
      // Nobody new begins after that, so those under way would wait for ever for those who do not come.
      turn.end(thrown)
      throw thrown
    } finally {
      place.leave()
    }
  })
}

const fronts = new WeakMap<Policy, Policy>()

/** The policy, whose requests wait for those of others who ask at the same time. The same policy gives the same front. */
export function askedTogether(policy: Policy): Policy {
  if (policy.batching === 'independent') return policy
  const known = fronts.get(policy)
  if (known !== undefined) return known
  const front = new Front(policy)
  fronts.set(policy, front)
  // It is a front already.
  fronts.set(front, front)
  return front
}

class Front implements Policy {
  readonly #policy: Policy
  #gathered: Ask[] = []

  constructor(policy: Policy) {
    this.#policy = policy
  }

  get name(): string {
    return this.#policy.name
  }

  get version(): number {
    return this.#policy.version ?? 0
  }

  get multipleReplies(): boolean {
    return this.#policy.multipleReplies === true
  }

  async generate(
    requests: readonly GenerateRequest[],
    sampling: Sampling,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<Reply[]> {
    signal?.throwIfAborted()
    if (requests.length === 0) return []
    const place = whereabouts.getStore()
    const asker = place?.isLeft === false ? place : null
    const answer = Promise.withResolvers<Reply[]>()
    const ask = { policy: this.#policy, requests, sampling, signal, place: asker?.index ?? 0, answer }
    if (asker === null) this.#gather(ask)
    else asker.ask(ask)
    return await answerOf(ask)
  }

  async check(...given: Parameters<NonNullable<Policy['check']>>): Promise<void> {
    await this.#policy.check?.(...given)
  }

  async close(): Promise<void> {
    await this.#policy.close?.()
  }

  #gather(ask: Ask): void {
    this.#gathered.push(ask)
    if (this.#gathered.length > 1) return
    setImmediate(() => {
      const asks = this.#gathered.filter((each) => each.signal?.aborted !== true)
      this.#gathered = []
      const keyed = asks.map((each) => ({ each, key: canonicalJson(each.requests.map(({ seed }) => seed) as Json) }))
      keyed.sort((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0))
      void answerAll(
        keyed.map(({ each }) => each),
        undefined,
      ).then((hand) => hand())
    })
  }
}

/** Episodes that are stepped together. */
class Turn {
  readonly #limit: number
  readonly #signal: AbortSignal | undefined
  #left: number
  #waiting = 0
  #asks: Ask[] = []
  #isAsking = false
  #failure: { readonly thrown: unknown } | null = null

  constructor(count: number, limit: number, signal: AbortSignal | undefined) {
    this.#left = count
    this.#limit = limit
    this.#signal = signal
  }

  hold(ask: Ask): void {
    if (this.#failure === null) this.#asks.push(ask)
    else ask.answer.reject(this.#failure.thrown)
  }

  /** Nothing is asked any more. */
  end(thrown: unknown): void {
    this.#failure ??= { thrown }
    for (const { answer } of this.#asks) answer.reject(thrown)
    this.#asks = []
  }

  /** Counts who waits: `by` is 1 or -1. */
  wait(by: 1 | -1): void {
    this.#waiting += by
    this.#askWhenAllWait()
  }

  leave(place: number): void {
    this.#left--
    // Who has ended its step waits for nothing any more.
    for (const ask of this.#asks.filter((each) => each.place === place))
      ask.answer.reject(new RlvrError('RLVR_INTERRUPTED', 'Its episode has ended.'))
    this.#asks = this.#asks.filter((each) => each.place !== place)
    this.#askWhenAllWait()
  }

  #askWhenAllWait(): void {
    if (this.#isAsking || this.#asks.length === 0 || !this.#allWait) return
    this.#isAsking = true
    // What is asked beside it in the same breath belongs to the same batch. A policy is nobody who is stepped.
    whereabouts.run(null, () => setImmediate(() => void this.#ask()))
  }

  get #allWait(): boolean {
    return this.#waiting >= Math.min(this.#limit, this.#left)
  }

  async #ask(): Promise<void> {
    if (!this.#allWait) {
      this.#isAsking = false
      return
    }
    const asks = this.#asks
      .filter(({ signal }) => signal?.aborted !== true)
      .sort((left, right) => left.place - right.place)
    this.#asks = []
    const hand = await answerAll(asks, this.#signal)
    // Replies are handed out together, so that what is asked next does not depend on which policy was quicker.
    hand()
    this.#isAsking = false
    this.#askWhenAllWait()
  }
}

/** One episode's place among those that are stepped together. */
class Place {
  readonly index: number
  readonly #turn: Turn
  #asked = 0
  isLeft = false

  constructor(turn: Turn, index: number) {
    this.#turn = turn
    this.index = index
  }

  ask(ask: Ask): void {
    this.#turn.hold(ask)
    const answered = (): void => this.#count(-1)
    ask.answer.promise.then(answered, answered)
    this.#count(1)
  }

  leave(): void {
    this.isLeft = true
    const wasWaiting = this.#asked > 0
    this.#asked = 0
    this.#turn.leave(this.index)
    if (wasWaiting) this.#turn.wait(-1)
  }

  #count(by: 1 | -1): void {
    if (this.isLeft) return
    this.#asked += by
    if (by === 1 ? this.#asked === 1 : this.#asked === 0) this.#turn.wait(by)
  }
}

/** The reply, or the end of who waits for it. */
async function answerOf({ signal, answer }: Ask): Promise<Reply[]> {
  if (signal === undefined) return await answer.promise
  const end = (): void => answer.reject(signal.reason)
  signal.addEventListener('abort', end, { once: true })
  try {
    return await answer.promise
  } finally {
    signal.removeEventListener('abort', end)
  }
}

/** Asks each policy once for all that is asked with one sampling; gives what hands the replies out. */
async function answerAll(asks: readonly Ask[], signal: AbortSignal | undefined): Promise<() => void> {
  const batches = new Map<Policy, Map<string, Ask[]>>()
  for (const ask of asks) {
    const bySampling = batches.get(ask.policy) ?? new Map<string, Ask[]>()
    batches.set(ask.policy, bySampling)
    const key = canonicalJson(ask.sampling)
    const alike = bySampling.get(key)
    if (alike === undefined) bySampling.set(key, [ask])
    else alike.push(ask)
  }
  const handed = await Promise.all(
    [...batches].map(async ([policy, bySampling]) => {
      const ofPolicy: (() => void)[] = []
      for (const batch of bySampling.values()) ofPolicy.push(await answerBatch(policy, batch, signal))
      return ofPolicy
    }),
  )
  return () => {
    for (const hand of handed.flat()) hand()
  }
}

async function answerBatch(policy: Policy, asks: readonly Ask[], signal: AbortSignal | undefined): Promise<() => void> {
  const counts = asks.map(({ requests }) => requests.reduce((sum, { n = 1 }) => sum + n, 0))
  const total = counts.reduce((sum, count) => sum + count, 0)
  const { sampling } = asks[0] as Ask
  const reject =
    (thrown: unknown): (() => void) =>
    () => {
      for (const { answer } of asks) answer.reject(thrown)
    }
  let replies: unknown
  try {
    const ends = endOfAll(asks, signal)
    replies = await ofPolicy(policy, async () =>
      policy.generate(
        asks.flatMap(({ requests }) => requests),
        sampling,
        ends === undefined ? {} : { signal: ends },
      ),
    )
  } catch (thrown) {
    return asks.length > 1 && !isEnd(thrown, signal) ? await answerOneByOne(policy, asks, signal) : reject(thrown)
  }
  if (!Array.isArray(replies) || replies.length !== total)
    return reject(
      new RlvrError(
        'RLVR_POLICY',
        `Policy \`${policy.name}\` was asked for ${total} replies and gave ${Array.isArray(replies) ? replies.length : show(replies, 80)}. It must give one a request, in order.`,
      ),
    )
  const given = replies as Reply[]
  return () => {
    let start = 0
    for (const [index, { answer }] of asks.entries()) {
      const end = start + (counts[index] as number)
      answer.resolve(given.slice(start, end))
      start = end
    }
  }
}

/** What one of them asks may be at fault, and costs the others nothing. */
async function answerOneByOne(
  policy: Policy,
  asks: readonly Ask[],
  signal: AbortSignal | undefined,
): Promise<() => void> {
  const hands: (() => void)[] = []
  for (const ask of asks) hands.push(await answerBatch(policy, [ask], signal))
  return () => {
    for (const hand of hands) hand()
  }
}

/** An abort, or a deadline that has passed: to ask again would be to wait again. */
function isEnd(thrown: unknown, signal: AbortSignal | undefined): boolean {
  if (signal?.aborted === true) return true
  const { name, code, cause } = (thrown ?? {}) as { name?: unknown; code?: unknown; cause?: unknown }
  if (name === 'TimeoutError' || name === 'AbortError' || code === 'RLVR_INTERRUPTED') return true
  return cause !== undefined && isEnd(cause, undefined)
}

/** Aborts when the turn does, or when nobody waits any more. */
function endOfAll(asks: readonly Ask[], signal: AbortSignal | undefined): AbortSignal | undefined {
  const own = asks.map((ask) => ask.signal)
  if (own.some((each) => each === undefined)) return signal
  const all = new AbortController()
  let waiting = own.length
  const end = (): void => {
    if (--waiting === 0) all.abort(own[0]?.reason)
  }
  for (const each of own) {
    if (each?.aborted === true) end()
    else each?.addEventListener('abort', end, { once: true })
  }
  return signal === undefined ? all.signal : AbortSignal.any([signal, all.signal])
}
