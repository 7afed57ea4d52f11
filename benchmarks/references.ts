// Reference solutions of public data sets must be accepted; their mutants must be judged as a plain interpreter ends.
//   node benchmarks/references.ts FOLDER [--mutants N] [--python PATH]
// FOLDER holds humaneval/HumanEval.jsonl, mbpp/mbpp.jsonl, leetcode/functional.jsonl; N mutants a program (default 0).
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { mapConcurrently } from '../src/core/map-concurrently.ts'
import type { JsonObject } from '../src/core/json.ts'
import { loadRecords } from '../src/data/records.ts'
import type { AssertTests } from '../src/sandbox/code-tests.ts'
import { preambleSource } from '../src/sandbox/judge/preamble-source.ts'
import { openSandbox } from '../src/sandbox/open-sandbox.ts'
import type { JudgeResult, Sandbox } from '../src/sandbox/sandbox.ts'
import type { CodeRecord } from '../envs/code-task.ts'
import { completionRecord } from '../envs/humaneval/record.ts'
import { leetcodeRecord } from '../envs/leetcode/record.ts'
import { mbppRecord } from '../envs/mbpp/record.ts'

const files = {
  humaneval: 'humaneval/HumanEval.jsonl',
  mbpp: 'mbpp/mbpp.jsonl',
  leetcode: 'leetcode/functional.jsonl',
} as const

type DataSet = keyof typeof files

interface Reference {
  readonly id: string
  readonly code: string
  readonly tests: AssertTests
}

interface Mutant {
  readonly id: string
  readonly mutation: string
  readonly code: string
  readonly passes: boolean
}

export interface ReferencesReport {
  readonly references: {
    readonly [name in DataSet]: { readonly accepted: number; readonly refused: readonly string[] }
  }
  readonly mutants: {
    readonly judged: number
    readonly refused: number
    /** Accepted, and a plain interpreter passes them too: equivalent, or the tests do not tell. */
    readonly indistinguishable: number
    /** Where sandbox and plain interpreter differ. */
    readonly disagreements: readonly string[]
  }
}

const readers: { readonly [name in DataSet]: (record: JsonObject, fallbackId: string) => CodeRecord } = {
  humaneval: (record, id) => completionRecord(record, id, 'chat'),
  mbpp: (record, id) => mbppRecord(record, id, { shown: 'first', challenge: true }),
  leetcode: leetcodeRecord,
}

/** Every record with the solution that it names, whatever split it belongs to. */
export async function references(name: DataSet, folder: string): Promise<Reference[]> {
  return await loadRecords(join(folder, files[name]), (record, index) => {
    const { id, solution, readTests } = readers[name](record, `${name}-${index}`)
    return { id, code: solution ?? '', tests: readTests() as AssertTests }
  })
}

function judge(sandbox: Sandbox, source: string, tests: AssertTests): Promise<JudgeResult> {
  return sandbox.judge({ language: 'python', source, tests })
}

/** The script as a plain program's end: definitions that the task promises come before the candidate's. */
export function plainProgram({ code, tests }: Reference): { code: string; script: string } {
  const isChecked = tests.entry !== undefined && /^def check\b/m.test(tests.script)
  return { code, script: `${tests.script}\n${isChecked ? `check(${tests.entry})\n` : ''}` }
}

async function mutantsOf(all: readonly Reference[], count: number, python: string): Promise<Mutant[]> {
  const script = fileURLToPath(new URL('./peers/mutate_python.py', import.meta.url))
  const child = spawn(python, ['-B', script], { stdio: ['pipe', 'pipe', 'inherit'] })
  for (const reference of all) {
    const preamble = preambleSource(reference.tests.preamble, 'python') ?? ''
    const { code, script: tests } = plainProgram(reference)
    const row = { id: reference.id, code, script: tests, preamble, mutants: count }
    child.stdin.write(`${JSON.stringify(row)}\n`)
  }
  child.stdin.end()
  const mutants: Mutant[] = []
  for await (const line of createInterface({ input: child.stdout })) mutants.push(JSON.parse(line) as Mutant)
  return mutants
}

export async function judgeReferences(
  folder: string,
  options: { mutants: number; python: string; progress: (text: string) => void },
): Promise<ReferencesReport> {
  const sandbox = await openSandbox({ languages: ['python'], cacheEntries: 0 })
  try {
    const all = new Map<string, Reference>()
    const told: Partial<Record<DataSet, { accepted: number; refused: string[] }>> = {}
    for (const name of Object.keys(files) as DataSet[]) {
      const set = await references(name, folder)
      const results = await mapConcurrently(set, 8, ({ code, tests }) =>
        judge(sandbox, code, { ...tests, limits: { timeMs: 60_000 } }),
      )
      const refused = set.flatMap(({ id }, index) => {
        const result = results[index] as JudgeResult
        return result.verdict === 'accepted' ? [] : [`${id}: ${result.verdict}, ${result.reason}`]
      })
      told[name] = { accepted: set.length - refused.length, refused }
      options.progress(`${name}: ${set.length - refused.length} of ${set.length} accepted`)
      set.forEach((reference, index) => {
        if (results[index]?.verdict === 'accepted') all.set(reference.id, reference)
      })
    }
    const mutants = options.mutants > 0 ? await mutantsOf([...all.values()], options.mutants, options.python) : []
    options.progress(`${mutants.length} mutants`)
    const results = await mapConcurrently(mutants, 8, ({ id, code }) =>
      judge(sandbox, code, { ...(all.get(id) as Reference).tests, limits: { timeMs: 3000 } }),
    )
    const isAccepted = (index: number): boolean => results[index]?.verdict === 'accepted'
    return {
      references: told as ReferencesReport['references'],
      mutants: {
        judged: mutants.length,
        refused: mutants.filter((_, index) => !isAccepted(index)).length,
        indistinguishable: mutants.filter(({ passes }, index) => isAccepted(index) && passes).length,
        disagreements: mutants.flatMap(({ id, mutation, passes }, index) =>
          isAccepted(index) === passes
            ? []
            : [
                `${id}, ${mutation}: ${passes ? 'passes' : 'fails'} plainly, ${results[index]?.verdict} here: ${results[index]?.reason}`,
              ],
        ),
      },
    }
  } finally {
    await sandbox.close()
  }
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { mutants: { type: 'string', default: '0' }, python: { type: 'string', default: 'python3' } },
  })
  const report = await judgeReferences(positionals[0] ?? '.', {
    mutants: Number(values.mutants),
    python: values.python,
    progress: (text) => console.error(text),
  })
  console.log(JSON.stringify(report, null, 2))
}
