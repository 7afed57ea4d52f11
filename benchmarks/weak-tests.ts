// How many tasks of HumanEval and MBPP accept a broken program: mutants of their reference solutions against their tests.
//   node benchmarks/weak-tests.ts FOLDER [--mutants N] [--python PATH] [--only humaneval|mbpp] [--json]
// A mutant that passes counts as broken where a call is found on which it differs from the reference (peers/weak_tests.py
// says which calls are tried); the others that pass may be equivalent, and count for the upper figure alone.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { wilsonInterval } from '../src/core/statistics.ts'
import { programMutants } from '../src/probe/program-mutants.ts'
import { preambleSource } from '../src/sandbox/judge/preamble-source.ts'
import { plainProgram, references } from './references.ts'

/** Shares of tasks that accept a broken program as gameability 0.3 publishes them. */
const published = { humaneval: 0.103, mbpp: 0.179 } as const

interface Judged {
  readonly id: string
  readonly mutants: number
  readonly accepted: readonly { readonly change: string; readonly program: string; readonly witness: string | null }[]
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mutants: { type: 'string', default: '12' },
    python: { type: 'string', default: 'python3' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})

for (const name of ['humaneval', 'mbpp'] as const) {
  if (values.only !== undefined && values.only !== name) continue
  const script = fileURLToPath(new URL('./peers/weak_tests.py', import.meta.url))
  const child = spawn(values.python, ['-B', script], { stdio: ['pipe', 'pipe', 'inherit'] })
  for (const reference of await references(name, positionals[0] ?? '.')) {
    const { code, script: tests } = plainProgram(reference)
    const mutants = programMutants({ language: 'python', program: code }, Number(values.mutants))
    const preamble = preambleSource(reference.tests.preamble, 'python') ?? ''
    child.stdin.write(`${JSON.stringify({ id: reference.id, code, script: tests, preamble, mutants })}\n`)
  }
  child.stdin.end()
  const tasks: Judged[] = []
  for await (const line of createInterface({ input: child.stdout })) tasks.push(JSON.parse(line) as Judged)
  const judged = tasks.filter(({ mutants }) => mutants > 0)
  const broken = judged.filter(({ accepted }) => accepted.some(({ witness }) => witness !== null))
  const suspect = judged.filter(({ accepted }) => accepted.length > 0)
  const interval = wilsonInterval(broken.length, judged.length)
  const sum = (count: (task: Judged) => number): number => judged.reduce((total, task) => total + count(task), 0)
  const report = {
    benchmark: 'weak-tests',
    data: name,
    tasks: judged.length,
    withoutMutants: tasks.length - judged.length,
    mutants: sum((task) => task.mutants),
    accepted: sum(({ accepted }) => accepted.length),
    provenBroken: sum(({ accepted }) => accepted.filter(({ witness }) => witness !== null).length),
    acceptBroken: { tasks: broken.length, share: broken.length / judged.length, interval },
    acceptAny: { tasks: suspect.length, share: suspect.length / judged.length },
    published: published[name],
    examples: broken
      .slice(0, 3)
      .map(({ id, accepted }) => ({ id, ...accepted.find(({ witness }) => witness !== null) })),
  }
  if (values.json) console.log(JSON.stringify({ ...report, all: broken.map(({ id }) => id) }))
  else console.log(JSON.stringify(report, null, 2))
}
