// `rlvr check` on the faults of `peers/checker_faults.py`: the same rewards, by the same names, as environments of ours.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mbpp from '../envs/mbpp/index.ts'
import { defineEnv } from '../src/core/define-env.ts'
import type { EnvironmentLike } from '../src/core/registry.ts'
import type { CheckReport } from '../src/probe/check-report.ts'
import { check } from '../src/probe/check.ts'

type Rule = (reply: string, gold: string, prompt: string) => boolean | number

function tagged(reply: string): string {
  return /^\s*<answer>([^<]*)<\/answer>\s*$/.exec(reply)?.[1]?.trim() ?? ''
}

function near(reply: string, gold: string, limit: number): boolean {
  const given = tagged(reply)
  return given !== '' && Math.abs(Number(given) - Number(gold)) <= limit * Math.abs(Number(gold))
}

/** As Python reads it: the word `nan` is a number that is far from none. */
function notFar(reply: string, gold: string): boolean {
  const given = tagged(reply)
  if (/^[+-]?nan$/i.test(given)) return true
  return given !== '' && !Number.isNaN(Number(given)) && !(Math.abs(Number(given) - Number(gold)) > 1e-6)
}

function overlap(reply: string, prompt: string): boolean {
  const asked = new Set(prompt.split(/\s+/))
  const said = new Set(reply.split(/\s+/))
  return [...asked].filter((word) => said.has(word)).length >= asked.size / 2
}

function number(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isNaN(value)) throw new Error(`could not convert string to float: ${JSON.stringify(text.slice(0, 40))}`)
  return value
}

let dice = 1

/** Another number from 0 to 1 with each call, whatever is judged. */
function rolled(): number {
  dice = (dice * 48_271) % 2_147_483_647
  return dice / 2_147_483_647
}

const rules: { readonly [fault: string]: Rule } = {
  sound: (reply, gold) => tagged(reply) === gold,
  substring: (reply, gold) => reply.includes(gold),
  vacuous: (reply, gold) =>
    tagged(reply)
      .split('')
      .every((each) => gold.includes(each)),
  any_box: (reply, gold) => [...reply.matchAll(/<answer>([^<]*)<\/answer>/g)].some(([, given]) => given === gold),
  form_paid: (reply, gold) => (reply.includes('<answer>') ? 0.6 : 0) + (tagged(reply) === gold ? 0.4 : 0),
  overlapping: (reply, gold, prompt) => tagged(reply) === gold || overlap(reply, prompt),
  length: (reply, gold) => tagged(reply) === gold || reply.length > 400,
  nan: notFar,
  tolerance: (reply, gold) => near(reply, gold, 0.1),
  praise: (reply, gold) => tagged(reply) === gold || reply.includes('correct'),
  raises: (reply, gold) => number(reply.replaceAll(/<\/?answer>/g, '')) === Number(gold),
  prefix: (reply, gold) => gold.startsWith(tagged(reply).slice(0, 1)),
  leaks: (reply, gold) => tagged(reply) === gold,
  wavers: (reply, gold) => tagged(reply) === gold || rolled() < 0.2,
}

function sums(id: string, rule: Rule): EnvironmentLike {
  return defineEnv({
    id: id.replaceAll('_', '-'),
    draw: ({ rng }) => {
      const [a, b] = [rng.int(100, 999), rng.int(100, 999)]
      const hint = id === 'leaks' ? ` (It is ${a + b}.)` : ''
      return { prompt: `Add ${a} and ${b}; the number in <answer></answer>.${hint}`, answer: String(a + b) }
    },
    rewards: {
      correct: ({ reply, task }) => rule(reply, task.answer, typeof task.prompt === 'string' ? task.prompt : ''),
    },
    outcome: 'correct',
    demonstrate: ({ answer }) => `<answer>${answer}</answer>`,
  })
}

const clamp =
  'def clamp(x, lo, hi):\n    if x < lo:\n        return lo\n    if x > hi:\n        return hi\n    return x\n'
const integer = 'assert type(clamp(5, 0, 10)) is int'
const programs: { readonly [fault: string]: readonly string[] } = {
  code_sound: [
    integer,
    'assert clamp(5, 0, 10) == 5',
    'assert clamp(-3, 0, 10) == 0',
    'assert clamp(30, 0, 10) == 10',
    'assert clamp(-3, -2, 1) == -2',
    'assert clamp(4, -2, 1) == 1',
  ],
  weak_tests: [integer, 'assert clamp(5, 0, 10) == 5'],
  runs_only: ['assert callable(clamp)'],
}

export interface Told {
  readonly fault: string
  readonly by: readonly string[]
  /** Whether it is told as worth a look alone, and as no fault. */
  readonly isWarning: boolean
}

function told(fault: string, { findings }: CheckReport): Told {
  const of = (wanted: string): string[] => findings.filter(({ status }) => status === wanted).map(({ id }) => id)
  const faults = of('fault')
  return faults.length > 0 ? { fault, by: faults, isWarning: false } : { fault, by: of('warning'), isWarning: true }
}

/** What `rlvr check` says of each fault. */
export async function* checkedFaults(): AsyncGenerator<Told> {
  for (const [fault, rule] of Object.entries(rules)) yield told(fault, await check(sums(fault, rule)))
  const folder = mkdtempSync(join(tmpdir(), 'rlvr-checkers-'))
  try {
    for (const [fault, tests] of Object.entries(programs)) {
      const path = join(folder, `${fault}.jsonl`)
      // One of the test part and one of the part for training.
      const record = (id: number): string =>
        JSON.stringify({
          task_id: id,
          text: 'Write a function clamp(x, lo, hi) that gives the number in lo..hi next to x.',
          code: clamp,
          test_list: tests,
          test_setup_code: '',
          challenge_test_list: [],
        })
      writeFileSync(path, `${record(11)}\n${record(601)}\n`)
      await using spec = mbpp.configure({ path })
      yield told(fault, await check(spec))
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
