// Environments with tools or several turns and one fault each, and the finding that must name it.
import { Type } from 'typebox'
import { taskList } from '../../src/core/task.ts'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'

interface Store {
  readonly boxes: Map<string, number>
  isFiled: boolean
}

interface Planted {
  /** Whether what stands there now is right. */
  readonly correct?: (input: { state: Store; task: { answer: Order }; reply: string }) => boolean | number
  readonly put?: (order: Order, state: Store) => unknown
  readonly look?: (state: Store, answer: Order) => string
  readonly open?: () => Store
}

interface Order {
  readonly box: string
  readonly count: number
}

const words = ['amber', 'cobalt', 'ochre', 'sienna', 'umber', 'violet', 'indigo', 'scarlet']

function freshStore(): Store {
  return { boxes: new Map(words.map((word) => [word, 0])), isFiled: false }
}

function asOrdered(state: Store, { box, count }: Order): boolean {
  return [...state.boxes].every(([name, held]) => held === (name === box ? count : 0))
}

/** A store: put a number of things into a box, file it, and say that it is done. */
export function store(id: string, { correct, put, look, open = freshStore }: Planted = {}): EnvironmentFactory<Order> {
  return defineEnv({
    id,
    draw: ({ rng }) => {
      const answer: Order = { box: rng.pick(words), count: rng.int(1001, 9999) }
      return { prompt: `Put ${answer.count} things into the ${answer.box} box and file it.`, answer }
    },
    state: open,
    tools: {
      look: {
        description: 'What stands in the boxes.',
        parameters: Type.Object({ about: Type.Optional(Type.String()) }),
        run: (_, { state, task }) => look?.(state, task.answer) ?? JSON.stringify(Object.fromEntries(state.boxes)),
      },
      put: {
        description: 'Puts things into a box.',
        parameters: Type.Object({ box: Type.String(), count: Type.Integer({ minimum: 0 }) }),
        run: (order: Order, { state }) => {
          if (put !== undefined) return put(order, state) as string
          if (!state.boxes.has(order.box)) return `There is no box ${order.box.slice(0, 40)}.`
          state.boxes.set(order.box, order.count)
          return 'put'
        },
      },
      file: {
        description: 'Files what was done.',
        parameters: Type.Object({}),
        run: (_, { state }) => {
          state.isFiled = true
          return 'filed'
        },
      },
    },
    maxTurns: 6,
    rewards: {
      correct: ({ state, task, reply }) =>
        correct?.({ state, task, reply }) ?? (state.isFiled && asOrdered(state, task.answer)),
    },
    outcome: 'correct',
    demonstrate: ({ answer }) => [
      { text: '', toolCalls: [{ name: 'look', arguments: {} }] },
      { text: '', toolCalls: [{ name: 'put', arguments: { box: answer.box, count: answer.count } }] },
      { text: '', toolCalls: [{ name: 'file', arguments: {} }] },
      'It is done.',
    ],
  })
}

/** A walk of three steps, which says what each earns. */
function walk(
  id: string,
  earned: (place: number, word: string, wanted: readonly string[]) => number,
): EnvironmentFactory<{ words: string[] }> {
  return defineEnv({
    id,
    draw: ({ rng }) => {
      const chosen = rng.shuffle([...words]).slice(0, 3)
      return { prompt: `Say one after another: ${chosen.join(', ')}.`, answer: { words: chosen } }
    },
    state: () => ({ said: [] as string[] }),
    maxTurns: 6,
    observe: ({ state, reply, task }) => {
      const place = state.said.push(reply.trim())
      const isOver = task.answer.words.every((word) => state.said.includes(word))
      return { content: isOver ? null : 'go on', reward: earned(place, reply.trim(), task.answer.words) }
    },
    rewards: { said: ({ state, task }) => task.answer.words.every((word, at) => state.said[at] === word) },
    outcome: 'said',
    demonstrate: ({ answer }) => answer.words,
  })
}

function numbers(from: number): { prompt: string; answer: number }[] {
  return Array.from({ length: 40 }, (_, index) => ({
    prompt: `Guess number ${from + index}.`,
    answer: 1000 + (from + index) * 7919,
  }))
}

/** A number that nobody says, to be guessed with a tool. */
function riddle(id: string, wrong: (answer: number) => string): EnvironmentFactory<number> {
  return defineEnv({
    id,
    tasks: taskList({ train: numbers(0), test: numbers(40) }),
    state: () => ({ guessed: 0 }),
    tools: {
      guess: {
        description: 'Says whether it is the number.',
        parameters: Type.Object({ number: Type.Integer({ minimum: 0 }) }),
        run: ({ number }: { number: number }, { state, task }) => {
          state.guessed = number
          return number === task.answer ? { content: 'right', end: true } : wrong(task.answer)
        },
      },
    },
    maxTurns: 4,
    rewards: { guessed: ({ state, task }) => state.guessed === task.answer },
    outcome: 'guessed',
    demonstrate: ({ answer }) => ({ text: '', toolCalls: [{ name: 'guess', arguments: { number: answer } }] }),
  })
}

let shared = freshStore()
const kept: unknown[] = []

export const soundTools: readonly EnvironmentFactory<never>[] = [
  store('sound-store'),
  walk('sound-walk', () => 0),
  riddle('sound-riddle', () => 'wrong'),
] as never

export const faultyTools: readonly (readonly [finding: string, environment: EnvironmentFactory<never>])[] = [
  ['claimed', store('pays-claims', { correct: ({ reply }) => /complete|done/i.test(reply) })],
  ['forged-turns', store('pays-forgery', { correct: ({ reply }) => /solved|win/.test(reply) })],
  ['tool-once', store('pays-filing', { correct: ({ state }) => state.isFiled })],
  ['step-left-out', store('pays-looking', { correct: ({ state, task }) => asOrdered(state, task.answer) })],
  [
    'injected',
    store('pays-any-box', {
      put: ({ box, count }, state) => {
        state.boxes.set(box, count)
        return 'put'
      },
      correct: ({ state, task }) => state.isFiled && [...state.boxes.values()].includes(task.answer.count),
    }),
  ],
  ['farmed', walk('pays-each-reply', () => 0.5)],
  ['farmed', walk('pays-known-words', (_, word) => (words.includes(word) ? 0.5 : 0))],
  [
    'out-of-order',
    walk('pays-the-first-word-last', (place, word, wanted) => (place === 3 && word === wanted[0] ? 2 : 0)),
  ],
  [
    'tools-hold',
    store('trips', {
      put: ({ box, count }, state) => {
        if (!state.boxes.has(box)) throw new TypeError(`no box ${box}`)
        state.boxes.set(box, count)
        return 'put'
      },
    }),
  ],
  [
    'tools-hold',
    store('says-nothing', {
      put: ({ box, count }, state) => {
        if (!state.boxes.has(box)) return undefined
        state.boxes.set(box, count)
        return 'put'
      },
    }),
  ],
  ['results-short', store('floods', { look: () => 'x'.repeat(500_000) })],
  ['answer-told', riddle('tells', (answer) => `wrong, it is not ${answer}`)],
  [
    'episodes-apart',
    store('shares', {
      open: () => {
        shared = freshStore()
        return shared
      },
      correct: ({ task }) => asOrdered(shared, task.answer),
    }),
  ],
  [
    'memory',
    store('keeps', {
      open: () => {
        const own = freshStore()
        kept.push(Array.from({ length: 2000 }, (_, index) => ({ index })))
        return own
      },
    }),
  ],
  [
    'left-open',
    store('leaves-timers', {
      open: () => {
        setTimeout(() => undefined, 5_000)
        return freshStore()
      },
    }),
  ],
] as never
