// A problem of LeetCode with a functional test, in two published forms:
// - agentica-project/rllm: `problem`, `solutions`, `tests.functional`, a script that ends in `check(Solution().name)`;
// - newfacade/LeetCodeDataset: `query`, `prompt` (what the site imports), `completion`, `entry_point`, `test`.
import type { JsonObject } from '../../src/core/json.ts'
import { FieldFault, isObject, textField } from '../../src/data/field.ts'
import type { CodeTests } from '../../src/sandbox/code-tests.ts'
import { withLineFeeds, type CodeRecord } from '../code-task.ts'

export function leetcodeRecord(record: JsonObject, fallbackId: string): CodeRecord {
  const isQuery = record['query'] !== undefined
  const { question_id: number, task_id: name, solutions, completion } = record
  const solution = isQuery ? completion : Array.isArray(solutions) ? solutions[0] : solutions
  return {
    id: typeof name === 'string' ? name : typeof number === 'number' ? `leetcode-${number}` : fallbackId,
    prompt: textField(record, isQuery ? 'query' : 'problem'),
    language: 'python',
    solution: typeof solution === 'string' ? withLineFeeds(solution) : null,
    readTests: () => (isQuery ? queryTests(record) : functionalTests(record)),
  }
}

function functionalTests(record: JsonObject): CodeTests {
  const tests = isObject(record['tests']) ? record : { ...record, tests: parsed(record['tests']) }
  const text = withLineFeeds(textField(tests, 'tests.functional')).trim()
  if (text === '') throw new FieldFault('tests.functional', 'is empty')
  // The call of `check` at the end names what is tested; the sandbox makes that call itself.
  const call = /^check\(\s*([\w.()]+?)\s*\)\s*$/m.exec(text)
  const isLast = call !== null && call.index + call[0].length === text.length
  const entry = isLast ? (call[1] as string) : null
  return {
    format: 'assert',
    script: entry === null ? `${text}\n` : `${text.slice(0, call?.index).trimEnd()}\n`,
    ...(entry !== null && { entry }),
    preamble: { name: 'leetcode' },
  }
}

function queryTests(record: JsonObject): CodeTests {
  const imports = record['prompt']
  const script = withLineFeeds(textField(record, 'test'))
  if (script.trim() === '') throw new FieldFault('test', 'is empty')
  return {
    format: 'assert',
    entry: textField(record, 'entry_point'),
    script,
    preamble: typeof imports === 'string' && imports.trim() !== '' ? withLineFeeds(imports) : { name: 'leetcode' },
  }
}

/** Tests are kept as JSON text where a table has no column for them. */
function parsed(tests: JsonObject[string]): JsonObject[string] {
  if (typeof tests !== 'string') return tests
  try {
    return JSON.parse(tests) as JsonObject
  } catch {
    throw new FieldFault('tests', 'expected an object, or JSON of one')
  }
}
