// Environments that take a wrong answer for a right one, or refuse a right one, and the finding that must name it.
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Rng } from '../../src/core/random.ts'
import type { VerifyFunction } from '../../src/core/verifier.ts'

type Correct = VerifyFunction<string>

interface Made {
  readonly draw: (rng: Rng) => { readonly prompt: string; readonly answer: string }
  readonly terms: { readonly [name: string]: Correct }
  readonly weights?: { readonly [name: string]: number }
  readonly gold?: ((answer: string) => string) | null
}

export function made(id: string, { draw, terms, weights = {}, gold = (answer) => answer }: Made): EnvironmentFactory {
  return defineEnv({
    id,
    draw: ({ rng }: { rng: Rng }) => draw(rng),
    rewards: Object.fromEntries(
      Object.entries(terms).map(([name, verify]) => [name, { weight: weights[name] ?? 1, verify }]),
    ),
    outcome: 'correct',
    ...(gold !== null && { demonstrate: ({ answer }: { answer: string }) => gold(answer) }),
  } as never) as EnvironmentFactory
}

/** The last number of a reply. */
export function lastNumber(reply: string): number {
  return Number(reply.match(/-?\d+(?:\.\d+)?/g)?.at(-1) ?? Number.NaN)
}

export const asNumber: Correct = ({ reply, task }) => lastNumber(reply.replaceAll(',', '')) === Number(task.answer)

export function product(rng: Rng): { prompt: string; answer: string } {
  const [a, b] = [rng.int(23, 99), rng.int(23, 99)]
  return { prompt: `Multiply ${a} by ${b}.`, answer: String(a * b) }
}

export function half(rng: Rng): { prompt: string; answer: string } {
  const whole = rng.int(1, 4000)
  return { prompt: `A rope of ${whole} m in eight parts: how long is one?`, answer: (whole / 8).toFixed(3) }
}

const town = ['lisbon', 'oslo', 'turin', 'ghent', 'bergen', 'malmo', 'leeds', 'porto', 'basel', 'graz', 'bonn', 'cork']

export function shouted(rng: Rng): { prompt: string; answer: string } {
  const name = `${rng.pick(town)} ${rng.pick(town)} ${rng.int(10, 99)}`
  return { prompt: `Write in capital letters: ${name}`, answer: name.toUpperCase() }
}

export const plantedGolds: readonly (readonly [finding: string, status: string, environment: EnvironmentFactory])[] = [
  [
    'wrong-in-form',
    'fault',
    made('pays-final-line', {
      draw: product,
      gold: (answer) => `FINAL = ${answer}`,
      terms: { correct: asNumber, form: ({ reply }) => /^FINAL = -?\d+$/m.test(reply) },
    }),
  ],
  [
    'wrong-in-form',
    'warning',
    made('pays-json-keys', {
      draw: product,
      gold: (answer) => `{"result": ${answer}}`,
      terms: { correct: asNumber, form: ({ reply }) => /"result": \d/.test(reply) },
      weights: { form: 0.6 },
    }),
  ],
  [
    'solvable',
    'warning',
    made('never-full', {
      draw: product,
      gold: null,
      terms: { correct: (input) => (asNumber(input) === true ? 0.99 : 0) },
    }),
  ],
  [
    'solvable',
    'warning',
    made('asks-other-than-judged', {
      draw: product,
      gold: null,
      terms: { correct: ({ reply, task }) => reply === `#${task.answer}#` },
    }),
  ],
  [
    'other-form',
    'warning',
    made('by-letters', { draw: half, terms: { correct: ({ reply, task }) => reply.trim() === task.answer } }),
  ],
  [
    'other-form',
    'warning',
    made('no-thousands', {
      draw: product,
      terms: { correct: ({ reply, task }) => lastNumber(reply) === Number(task.answer) },
    }),
  ],
  [
    'tolerance',
    'warning',
    made('within-two-percent', {
      draw: product,
      terms: {
        correct: ({ reply, task }) => Math.abs(lastNumber(reply) / Number(task.answer) - 1) < 0.02,
      },
    }),
  ],
  [
    'tolerance',
    'warning',
    made('within-one', {
      draw: half,
      terms: { correct: ({ reply, task }) => Math.abs(lastNumber(reply) - Number(task.answer)) <= 1 },
    }),
  ],
  [
    'letter-case',
    'warning',
    made('any-case', {
      draw: shouted,
      terms: { correct: ({ reply, task }) => reply.trim().toLowerCase() === task.answer.toLowerCase() },
    }),
  ],
]

function readNumber(reply: string): number {
  const text =
    reply
      .match(/-?(?:\d[\d,]*)?\.?\d+(?:\/\d+)?/g)
      ?.at(-1)
      ?.replaceAll(',', '') ?? ''
  const [above = '', below = '1'] = text.split('/')
  return text === '' ? Number.NaN : Number(above) / Number(below)
}

/** Sound ones, of the same kinds. */
export const soundGolds: readonly EnvironmentFactory[] = [
  made('sound-product', { draw: product, gold: (answer) => `That makes ${answer}`, terms: { correct: asNumber } }),
  made('sound-half', {
    draw: half,
    terms: { correct: ({ reply, task }) => Math.abs(readNumber(reply) - Number(task.answer)) < 1e-6 },
  }),
  made('sound-no-gold', { draw: product, gold: null, terms: { correct: asNumber } }),
  made('sound-case', { draw: shouted, terms: { correct: ({ reply, task }) => reply.trim() === task.answer } }),
  made('sound-about', {
    draw: (rng) => ({ ...product(rng), prompt: `${product(rng).prompt} Within 2 % will do.` }),
    terms: { correct: ({ reply, task }) => Math.abs(readNumber(reply) / Number(task.answer) - 1) < 0.02 },
  }),
  made('sound-format', {
    draw: product,
    gold: (answer) => `FINAL = ${answer}`,
    terms: { correct: asNumber, form: ({ reply }) => /^FINAL = -?\d+$/m.test(reply) },
    weights: { form: 0.2 },
  }),
]
