// A policy of your own: whatever answers, behind the interface `Policy`. This one adds numbers and errs now and then.
// Run it from the repository: npm run -s example -- examples/03-own-policy.ts
// Where rlvr is installed: cp node_modules/rlvr/examples/03-own-policy.ts . && node 03-own-policy.ts
import { Rng, configure, evaluate, type GenerateRequest, type Policy, type Reply } from 'rlvr'
import { checkPolicy } from 'rlvr/testing'

class TiredAdder implements Policy {
  readonly name = 'tired-adder'
  readonly #errorShare: number

  constructor(errorShare: number) {
    this.#errorShare = errorShare
  }

  /** One reply a request, in order, each from the seed of its request alone. */
  async generate(requests: readonly GenerateRequest[], _sampling: unknown, options?: { signal?: AbortSignal }) {
    options?.signal?.throwIfAborted()
    return requests.map((request) => this.#reply(request))
  }

  #reply({ messages, seed }: GenerateRequest): Reply {
    const numbers = messages.at(-1)?.content.match(/\d+/g)?.slice(0, 2).map(Number) ?? []
    const sum = numbers.reduce((total, each) => total + each, 0)
    const slip = Rng.fromSeed(seed).fork('slip').float() < this.#errorShare ? 1 : 0
    return { text: `\\boxed{${sum + slip}}` }
  }
}

// The contract: as many replies as requests, the same for the same seed, ended by an abort, ...
for (const { name, detail } of await checkPolicy(new TiredAdder(0.2))) console.log(`${name} ${detail && `(${detail})`}`)

const summary = await evaluate({
  environment: await configure('addition', { level: 2 }),
  policy: new TiredAdder(0.2),
  tasks: 50,
  repliesPerTask: 4,
})
console.log('')
for (const { k, value, interval } of summary.passAtK)
  console.log(`pass@${k} ${value.toFixed(3)}  [${interval.low.toFixed(3)}, ${interval.high.toFixed(3)}]`)
