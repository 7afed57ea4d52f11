// Near misses: a right answer with exactly one thing changed, from the golds of MATH-500 and GSM8K where they are present
// and from generated ones. Whether the changed answer says something else is decided by a reader of its own, which works
// in doubles and shares no code with the verifier; what it cannot read or cannot tell apart is not counted. Every one
// that is left must be refused, as a box and in the changed answer's place in other wordings.
//   node benchmarks/near-misses.ts 20000 [SEED]
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Rng } from '../src/core/random.ts'
import { verifyMath } from '../verifiers/index.ts'
import { changes, type Change } from './near-misses/changes.ts'
import { generatedGold } from './near-misses/golds.ts'
import { isOtherAnswer, readPlainAnswer } from './near-misses/plain-reader.ts'

export interface NearMissReport {
  readonly misses: number
  /** Right answers that were refused as their own reply: the golds must be ones that are read. */
  readonly refusedGolds: number
  readonly byKind: { readonly [kind: string]: number }
  /** What was paid though it says something else: gold, reply, kind. */
  readonly falseAccepts: readonly (readonly [string, string, string])[]
}

const wordings: readonly ((answer: string) => string)[] = [
  (answer) => `\\boxed{${answer}}`,
  (answer) => `So the answer is $${answer}$.`,
  (answer) => `Final Answer: The final answer is $${answer}$. I hope it is correct.`,
  (answer) => `\\boxed{\\text{Answer: }${answer}}`,
  (answer) => `**Answer:** $${answer}$`,
]

export function nearMisses({ count, seed }: { count: number; seed: number }): NearMissReport {
  const rng = Rng.fromSeed(seed)
  const golds = realGolds()
  const byKind: { [kind: string]: number } = {}
  const falseAccepts: (readonly [string, string, string])[] = []
  let [misses, refusedGolds, tried] = [0, 0, 0]
  while (misses < count && tried++ < 40 * count) {
    const isReal = golds.length > 0 && rng.int(0, 1) === 0
    const gold = isReal ? (golds[rng.int(0, golds.length - 1)] as string) : generatedGold(rng)
    const plain = readPlainAnswer(gold)
    if (plain === null) continue
    const change = changes[rng.int(0, changes.length - 1)] as Change
    const changed = change.apply(gold, rng)
    const other = changed === null || changed === gold ? null : readPlainAnswer(changed)
    if (changed === null || other === null || !isOtherAnswer(plain, other)) continue
    const wording = wordings[rng.int(0, wordings.length - 1)] as (answer: string) => string
    misses++
    byKind[change.kind] = (byKind[change.kind] ?? 0) + 1
    if (verifyMath(gold, wording(changed)).verdict === 'correct') {
      falseAccepts.push([gold, wording(changed), change.kind])
    }
    if (verifyMath(gold, wording(gold)).verdict !== 'correct') refusedGolds++
  }
  return { misses, refusedGolds, byKind, falseAccepts }
}

/** Golds of the data sets beside the repository; none where they are not there. */
function realGolds(): string[] {
  const golds = new Set<string>()
  const lines = (path: string): string[] => {
    const file = fileURLToPath(new URL(`../../shared/data/${path}`, import.meta.url))
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
  }
  for (const line of lines('math500/test.jsonl')) golds.add((JSON.parse(line) as { answer: string }).answer)
  for (const line of lines('gsm8k/test.jsonl')) {
    golds.add((JSON.parse(line) as { answer: string }).answer.split('####').at(-1)?.trim() ?? '')
  }
  return [...golds].filter((gold) => gold !== '')
}

if (import.meta.main) {
  const report = nearMisses({ count: Number(process.argv[2] ?? 20_000), seed: Number(process.argv[3] ?? 1) })
  console.log(JSON.stringify({ ...report, falseAccepts: report.falseAccepts.slice(0, 40) }, null, 1))
  console.log(`${report.misses} near misses, ${report.falseAccepts.length} false accepts`)
  if (report.falseAccepts.length > 0) process.exitCode = 1
}
