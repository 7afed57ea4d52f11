// Replies made of the pieces of mathematical notation in random order, against golds of every kind: each must get a
// verdict, none may throw, none may take long. Run as a script for as many as wanted:
//   node benchmarks/fuzz-replies.ts 100000
import { Rng } from '../src/core/random.ts'
import { verifyMath } from '../verifiers/index.ts'

export interface FuzzReport {
  readonly replies: number
  /** The first ten, with what was thrown. */
  readonly throws: readonly string[]
  readonly worstMs: number
  readonly worst: string
  readonly accepted: number
}

const pieces = [
  ...[
    '\\frac',
    '\\dfrac',
    '\\sqrt',
    '\\sqrt[3]',
    '\\binom',
    '\\sin',
    '\\log_',
    '\\ln',
    '\\lim',
    '\\int',
    '\\sum_{k=1}^{9}',
  ],
  ...[
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    '|',
    '\\{',
    '\\}',
    '\\left',
    '\\right',
    '\\boxed{',
    '\\text{',
    '\\overline{',
    '$',
    '$$',
  ],
  ...[
    '0',
    '1',
    '2',
    '7',
    '12',
    '999',
    '10^',
    '0.5',
    '.',
    '...',
    '99999999',
    '1,234',
    '1e9',
    '_2',
    '½',
    '%',
    '^\\circ',
    '!',
  ],
  ...[
    'x',
    'y',
    'n',
    'e',
    'i',
    '\\pi',
    'π',
    '\\infty',
    'dx',
    'f(x)',
    'AB',
    'cm',
    '\\mathbf{i}',
    '\\mathbb{R}',
    '\\alpha',
  ],
  ...[
    '+',
    '-',
    '*',
    '/',
    '**',
    '^',
    '_',
    '=',
    '<',
    '\\le',
    '\\ne',
    '\\in',
    '\\to',
    '\\pm',
    '\\cdot',
    '\\mod',
    ':',
    ';',
    ',',
  ],
  ...[
    '\\cup',
    '\\cap',
    '\\setminus',
    '\\begin{pmatrix}',
    '\\end{pmatrix}',
    '&',
    '\\\\',
    'or',
    'and',
    ' ',
    '\n',
    '####',
  ],
  ...[
    '\0',
    '\ud800',
    '\udfff',
    '答案是',
    '\\unknown',
    'answer is ',
    '<answer>',
    '</answer>',
    '<think>',
    '</think>',
    '`',
    '"',
  ],
] as const

const golds = [
  ...[
    '1',
    '0.333',
    '\\frac12',
    '\\sqrt{2}',
    '2^{100}',
    '\\pi',
    'e^{i\\pi}',
    '52_8',
    '25\\%',
    '90^\\circ',
    '5\\text{ cm}',
  ],
  ...[
    'x^2+1',
    '\\sin x',
    '\\binom{n}{2}',
    'y=2x+1',
    'x<5',
    '\\{1,2\\}',
    '1,2',
    '(0,1)',
    '[0,1)\\cup(2,\\infty)',
    '3:4',
  ],
  ...['\\begin{pmatrix}1\\\\2\\end{pmatrix}', '1\\pm\\sqrt{2}', '\\text{yes}', 'C', '2^{2^{2^{2^{16}}}}'],
] as const

/** Also takes each made text as a gold for itself, which must not throw either. */
export function fuzzReplies({ count, seed }: { count: number; seed: number }): FuzzReport {
  const rng = Rng.fromSeed(seed)
  const throws: string[] = []
  let [worstMs, worst, accepted] = [0, '', 0]
  for (let index = 0; index < count; index++) {
    let text = ''
    for (let length = rng.int(1, 40); length > 0; length--) text += pieces[rng.int(0, pieces.length - 1)]
    const gold = golds[rng.int(0, golds.length - 1)] as string
    const reply = rng.int(0, 2) === 0 ? text : `\\boxed{${text}}`
    // Of the processor: another process on this machine is not the verifier's doing.
    const before = process.cpuUsage()
    try {
      if (verifyMath(gold, reply).verdict === 'correct') accepted++
      verifyMath(text, reply)
    } catch (thrown) {
      if (throws.length < 10) throws.push(`${JSON.stringify([gold, reply])}: ${String(thrown)}`)
    }
    const { user, system } = process.cpuUsage(before)
    const ms = (user + system) / 1000
    if (ms > worstMs) [worstMs, worst] = [ms, JSON.stringify([gold, reply])]
  }
  return { replies: count, throws, worstMs, worst, accepted }
}

if (import.meta.main) {
  const count = Number(process.argv[2] ?? 100_000)
  const report = fuzzReplies({ count, seed: Number(process.argv[3] ?? 1) })
  console.log(JSON.stringify(report, null, 2))
  if (report.throws.length > 0) process.exitCode = 1
}
