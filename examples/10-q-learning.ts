// A policy that learns by a table: Q-learning on cliff walking, up to the best return there is.
//   Q(s, a) += rate · (reward + max over b of Q(s', b) − Q(s, a))          (Watkins 1989; no discount)
// What a place is worth is learned from the rewards of steps through the Gym face; what has learned is a `Policy` like
// any other, and is measured as one.
// Run it from the repository: npm run -s example -- examples/10-q-learning.ts
// Where rlvr is installed: cp node_modules/rlvr/examples/10-q-learning.ts . && node 10-q-learning.ts
import { Rng, configure, make, runEpisodes, type GenerateRequest, type Message, type Policy, type Reply } from 'rlvr'
// oxlint-disable-next-line import/no-unassigned-import -- it makes the environments known
import 'rlvr/envs'

const actions = ['left', 'down', 'right', 'up'] as const

class QTable implements Policy {
  readonly name = 'q-table'
  readonly #values = new Map<string, Float64Array>()

  /** What each action is worth at a place; 0 where nobody has been, which no real return reaches: so all is tried. */
  valuesAt(place: string): Float64Array {
    const values = this.#values.get(place) ?? new Float64Array(actions.length)
    this.#values.set(place, values)
    return values
  }

  best(place: string): number {
    const values = this.valuesAt(place)
    return values.indexOf(Math.max(...values))
  }

  async generate(requests: readonly GenerateRequest[]): Promise<Reply[]> {
    return requests.map(({ messages }) => ({ text: actions[this.best(placeIn(messages))] ?? '' }))
  }
}

/** The row and the column in the last thing that was said: `4x12 3,0:` and `3,0:`. */
function placeIn(messages: readonly Message[]): string {
  return messages.at(-1)?.content.match(/(\d+,\d+):$/)?.[1] ?? ''
}

const options = { prompt: 'compact' }
const table = new QTable()
const rng = Rng.fromSeed(0)
const environment = await make('cliff-walking', { options })
for (let episode = 1; episode <= 400; episode++) {
  let place = placeIn((await environment.reset({ index: episode })).observation.messages)
  for (let isOver = false, sum = 0; !isOver;) {
    const action = rng.float() < 0.1 ? rng.int(0, 3) : table.best(place)
    const { observation, reward, terminated, truncated } = await environment.step(actions[action] ?? '')
    isOver = terminated || truncated
    const next = placeIn(observation.messages)
    const ahead = terminated ? 0 : Math.max(...table.valuesAt(next))
    const values = table.valuesAt(place)
    values[action]! += 0.5 * ((reward ?? 0) + ahead - values[action]!)
    place = next
    sum += reward ?? 0
    if (isOver && episode % 100 === 0) console.log(`episode ${episode}: return ${sum}`)
  }
}
await environment.close()

const spec = await configure('cliff-walking', options)
const task = (await spec.tasks({ split: 'test', seed: 0 })).at(0)
const plan = { task, groupId: 'test', index: 0, seed: 'greedy' }
const [episode] = await runEpisodes([plan], { environment: spec, policy: table })
console.log(`greedy: return ${episode?.record.reward} in ${episode?.record.turns} moves; the best there is: -13`)
