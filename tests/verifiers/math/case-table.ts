// Tables of golds with answers that say the same and answers that say something else, as tests run them.
import { expect, test } from 'vitest'
import { verifyMath } from '../../../verifiers/index.ts'

export interface Case {
  readonly gold: string
  /** Answers that are the gold in other words. */
  readonly right: readonly string[]
  /** Answers that differ from the gold in the least. */
  readonly wrong: readonly string[]
}

export const of = (gold: string, right: readonly string[], wrong: readonly string[] = []): Case => ({
  gold,
  right,
  wrong,
})

/** Every answer of a table in a box: the right ones are paid, the wrong ones are not. */
export function testBoxed(cases: readonly Case[]): void {
  testReplies(cases.map(({ gold, right, wrong }) => of(gold, right.map(boxed), wrong.map(boxed))))
}

/** Every answer of a table as a reply of its own. */
export function testReplies(cases: readonly Case[]): void {
  const rows = cases.flatMap(({ gold, right, wrong }) => [
    ...right.map((reply) => [gold, reply, 'correct'] as const),
    ...wrong.map((reply) => [gold, reply, 'incorrect'] as const),
  ])
  test.each(rows)('%s ← %s: %s', (gold, reply, verdict) => {
    const said = verifyMath(gold, reply)
    expect(said.verdict, said.reason).toBe(verdict)
  })
}

const boxed = (answer: string): string => `So \\boxed{${answer}}.`
