// Environments with one fault each, and the finding that must name it.
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Rng } from '../../src/core/random.ts'
import { taskList, type TaskFields } from '../../src/core/task.ts'
import { invalid } from '../../src/core/verdict.ts'
import type { VerifyFunction } from '../../src/core/verifier.ts'

type Correct = VerifyFunction<string>

/** What stands in the tag, without reasoning. */
export function tagged(reply: string): string {
  return /^\s*<answer>([^<]*)<\/answer>\s*$/.exec(reply)?.[1]?.trim() ?? ''
}

const exactly: Correct = ({ reply, task }) => tagged(reply) === task.answer

interface Planted {
  readonly correct?: Correct
  readonly draw?: (rng: Rng) => TaskFields<string>
  readonly list?: { readonly train: readonly TaskFields<string>[]; readonly test?: readonly TaskFields<string>[] }
  readonly terms?: { readonly [name: string]: Correct }
  readonly gold?: (answer: string) => string
}

/** The prompts here are texts. */
function textOf({ prompt }: TaskFields<string>): string {
  return typeof prompt === 'string' ? prompt : ''
}

function drawSum(rng: Rng): TaskFields<string> {
  const [a, b] = [rng.int(100, 999), rng.int(100, 999)]
  return { prompt: `Add ${a} and ${b}; the number in <answer></answer>.`, answer: String(a + b) }
}

/** Sums of two numbers, sound but for what is planted. */
export function planted(
  id: string,
  { correct = exactly, draw = drawSum, list, terms = {}, gold }: Planted = {},
): EnvironmentFactory<string> {
  return defineEnv({
    id,
    tasks: list === undefined ? undefined : taskList(list as Parameters<typeof taskList<string>>[0]),
    draw: list === undefined ? ({ rng }: { rng: Rng }) => draw(rng) : undefined,
    rewards: { correct, ...terms },
    outcome: 'correct',
    demonstrate: ({ answer }: { answer: string }) => gold?.(answer) ?? `<answer>${answer}</answer>`,
  } as never) as EnvironmentFactory<string>
}

const words = [
  'heron',
  'otter',
  'badger',
  'linnet',
  'curlew',
  'marten',
  'plover',
  'weasel',
  'dunlin',
  'stoat',
  'godwit',
  'vole',
]

/** A question with four choices, the right one where `place` says. */
function choice(rng: Rng, place: (rng: Rng) => number, shown = (word: string): string => word): TaskFields<string> {
  const picked = rng.shuffle([...words]).slice(0, 4)
  const at = place(rng)
  const right = picked[at] as string
  const lines = picked.map((word, index) => `${'ABCD'[index]}) ${index === at ? shown(word) : word}`)
  const hint = Array.from(right).toReversed().join('')
  return {
    prompt: `Which word is ${hint} turned round? The letter in <answer></answer>.\n${lines.join('\n')}`,
    answer: 'ABCD'[at] as string,
  }
}

const anywhere = (rng: Rng): number => rng.int(0, 3)

function listed(
  count: number,
  change: (fields: TaskFields<string>, index: number) => TaskFields<string> = (fields) => fields,
): TaskFields<string>[] {
  return Array.from({ length: count }, (_, index) =>
    change(
      {
        prompt: `What is ${index} times ${index + 7}, in <answer></answer>? Say nothing else.`,
        answer: String(index * (index + 7)),
      },
      index,
    ),
  )
}

export const clean: readonly EnvironmentFactory<string>[] = [
  planted('clean-sums'),
  planted('clean-choices', { draw: (rng) => choice(rng, anywhere) }),
  planted('clean-list', { list: { train: listed(30), test: listed(40).slice(30) } }),
  planted('clean-yes-no', {
    draw: (rng) => {
      const [a, b] = [rng.int(100, 999), rng.int(100, 999)]
      return { prompt: `Is ${a} more than ${b}? yes or no in <answer></answer>.`, answer: a > b ? 'yes' : 'no' }
    },
  }),
]

let calls = 0
let last = ''

/** The id of the finding, and the environment. */
export const faulty: readonly (readonly [finding: string, environment: EnvironmentFactory<string>])[] = [
  [
    'empty',
    planted('pays-silence', { correct: ({ reply, task }) => reply.trim() === '' || tagged(reply) === task.answer }),
  ],
  ['echo', planted('pays-echo', { correct: (input) => input.reply.includes('Add') || exactly(input) })],
  ['format-only', planted('pays-form', { correct: (input) => /<answer>/.test(input.reply) || exactly(input) })],
  [
    'format-only',
    planted('pays-form-much', {
      terms: { form: ({ reply }) => reply.includes('<answer>'), more: ({ reply }) => reply.includes('</answer>') },
    }),
  ],
  [
    'to-the-grader',
    planted('pays-words', { correct: (input) => /"correct": true/.test(input.reply) || exactly(input) }),
  ],
  ['refusal', planted('pays-refusal', { correct: (input) => /not know/.test(input.reply) || exactly(input) })],
  [
    'not-a-number',
    planted('pays-nan', {
      correct: ({ reply, task }) => !(Math.abs(Number(tagged(reply)) - Number(task.answer)) > 0.5),
    }),
  ],
  [
    'not-a-number',
    planted('pays-infinity', { correct: (input) => Number(tagged(input.reply)) === Infinity || exactly(input) }),
  ],
  [
    'in-reasoning',
    planted('pays-reasoning', {
      correct: ({ messages, task }) => messages.at(-1)?.content.includes(task.answer) === true,
    }),
  ],
  ['spam', planted('pays-spam', { correct: ({ reply, task }) => reply.split(/\W+/).includes(task.answer) })],
  [
    'every-box',
    planted('pays-every-box', { correct: ({ reply, task }) => reply.includes(`<answer>${task.answer}</answer>`) }),
  ],
  [
    'every-number',
    planted('pays-range', { correct: ({ reply, task }) => tagged(reply).split(/[ ,]+/).includes(task.answer) }),
  ],
  [
    'all-choices',
    planted('pays-all-choices', {
      draw: (rng) => choice(rng, anywhere),
      correct: ({ reply, task }) => tagged(reply).includes(task.answer),
    }),
  ],
  ['denied', planted('pays-denial', { correct: ({ reply, task }) => tagged(reply).endsWith(task.answer) })],
  ['nearly', planted('pays-prefix', { correct: ({ reply, task }) => tagged(reply).startsWith(task.answer) })],
  [
    'nearly',
    planted('pays-nearby', {
      correct: ({ reply, task }) => tagged(reply) !== '' && Math.abs(Number(tagged(reply)) - Number(task.answer)) <= 1,
    }),
  ],
  [
    'nearly',
    planted('pays-sign', { correct: ({ reply, task }) => Math.abs(Number(tagged(reply))) === Number(task.answer) }),
  ],
  [
    'nearly',
    planted('pays-truncated', {
      correct: ({ reply, task }) => Number.parseInt(tagged(reply), 10) === Number(task.answer),
    }),
  ],
  ['neighbour', planted('pays-any-number', { correct: ({ reply }) => /^\d+$/.test(tagged(reply)) })],
  [
    'longest-choice',
    planted('longest-is-right', { draw: (rng) => choice(rng, anywhere, (word) => `${word}, to be precise`) }),
  ],
  ['last-choice', planted('last-is-right', { draw: (rng) => choice(rng, () => 3) })],
  [
    'best-constant',
    planted('mostly-b', { draw: (rng) => choice(rng, (own) => (own.int(1, 10) > 2 ? 1 : own.int(0, 3))) }),
  ],
  [
    'last-number',
    planted('last-number-is-right', {
      draw: (rng) => {
        const own = drawSum(rng)
        return { ...own, prompt: `${textOf(own)} Do not mention ${own.answer}` }
      },
    }),
  ],
  [
    'answer-in-prompt',
    planted('tells', {
      draw: (rng) => {
        const own = drawSum(rng)
        return { ...own, prompt: `${textOf(own)} (answer: ${own.answer})` }
      },
    }),
  ],
  [
    'answer-in-public',
    planted('public-answer', {
      draw: (rng) => {
        const own = drawSum(rng)
        return { ...own, public: { difficulty: 1, key: own.answer } }
      },
    }),
  ],
  [
    'a-list-holds-no-task-twice',
    planted('twice', { list: { train: [...listed(10), ...listed(1)], test: listed(30).slice(20) } }),
  ],
  [
    'a-prompt-has-one-answer',
    planted('contradicts', {
      list: { train: [...listed(10), ...listed(1, (own) => ({ ...own, answer: '99' }))], test: listed(30).slice(20) },
    }),
  ],
  ['the-splits-share-no-prompt', planted('leaks', { list: { train: listed(10), test: listed(12).slice(9) } })],
  [
    'near-duplicate',
    planted('nearly-twice', {
      list: {
        train: [...listed(10), ...listed(1, (own) => ({ ...own, prompt: textOf(own).toUpperCase() }))],
        test: listed(30).slice(20),
      },
    }),
  ],
  [
    'near-leak',
    planted('nearly-leaks', {
      list: { train: listed(10), test: listed(1, (own) => ({ ...own, prompt: `${textOf(own)}  ` })) },
    }),
  ],
  ['gold-most', planted('rewards-length', { terms: { long: ({ reply }) => Math.min(1, reply.length / 1000) } })],
  ['a-demonstration-solves-its-task', planted('wrong-gold', { gold: (answer) => `<answer>${answer}0</answer>` })],
  [
    'reply-gets-verdict',
    planted('breaks', {
      correct: (input) => {
        JSON.parse(tagged(input.reply) || '0')
        return exactly(input)
      },
    }),
  ],
  [
    'reply-gets-verdict',
    planted('gives-up', {
      correct: (input) => (input.reply.length > 5000 ? invalid('verifier-error', 'too long') : exactly(input)),
    }),
  ],
  ['verdicts-stand', planted('forgets', { correct: (input) => exactly(input) && calls++ % 2 === 0 })],
  [
    'verdicts-stand',
    planted('remembers', {
      correct: (input) => {
        const again = last === input.task.id
        last = input.task.id
        return exactly(input) ? 1 : again ? 0.1 : 0
      },
    }),
  ],
]
