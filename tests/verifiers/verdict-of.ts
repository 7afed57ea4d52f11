// One verdict of a verifier on a reply, as a test wants it.
import type { Verdict } from '../../src/core/verdict.ts'
import { runVerifier, type Verifier } from '../../src/core/verifier.ts'

export async function verdictOf<Answer>(verifier: Verifier<Answer>, answer: Answer, reply: string): Promise<Verdict> {
  const task = { id: 't', prompt: 'p', answer, metadata: {}, hash: '0' }
  return await runVerifier(verifier, { task, reply, messages: [] })
}

/** The score; null for a verdict that has none. */
export async function scoreOf<Answer>(
  verifier: Verifier<Answer>,
  answer: Answer,
  reply: string,
): Promise<number | null> {
  const verdict = await verdictOf(verifier, answer, reply)
  return verdict.status === 'scored' ? verdict.score : null
}

/** Replies that break careless readers: each must be answered quickly and never with an exception. */
export const hostileReplies: readonly string[] = [
  '',
  ' '.repeat(1_000_000),
  '\0',
  '\ud800',
  '\udfff{',
  'a'.repeat(10_000_000),
  '{'.repeat(10_000_000),
  '['.repeat(10_000_000),
  '\\boxed{'.repeat(1_000_000),
  '\\boxed{1}'.repeat(500_000),
  '\\[ '.repeat(1_000_000),
  '$ '.repeat(1_000_000),
  'answer is '.repeat(500_000),
  '9'.repeat(10_000_000),
  '1,111'.repeat(500_000),
  '<answer>'.repeat(500_000),
  '```json\n'.repeat(500_000),
  '"'.repeat(1_000_000),
  '#### '.repeat(500_000),
  `\\boxed{${'('.repeat(2000)}1${')'.repeat(2000)}}`,
  `\\boxed{${'\\frac{1}{'.repeat(300)}1${'}'.repeat(300)}}`,
  `\\boxed{${'-'.repeat(3000)}1}`,
  `\\boxed{${'sin '.repeat(800)}1}`,
  `\\boxed{${'2^'.repeat(60)}2}`,
  '\\boxed{10^10^10}',
  '\\boxed{10^{10^{10}}}',
  '\\boxed{1e999999999}',
  '\\boxed{100000!}',
  '\\boxed{\\binom{1000000}{500000}}',
  '\\boxed{(x+1)^{10000}}',
  '\\boxed{(a+b+c+d+e+f)^{60}}',
  '\\boxed{9^{9999}*9^{9999}*9^{9999}*9^{9999}}',
  `<answer>${'('.repeat(900)}1${')'.repeat(900)}</answer>`,
]
