// A record of open-r1/codeforces (its dataset card): a statement in parts, limits, tests, and where several outputs are
// right a checker. `generated_checker` is Python and runs as `checker.py input.txt correct_output.txt
// solution_output.txt`; it prints 1 for a right output and 0 for a wrong one.
import { show } from '../../src/core/errors.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { FieldFault, isObject, textField } from '../../src/data/field.ts'
import type { Checker, CodeTests } from '../../src/sandbox/code-tests.ts'
import { programPrompt } from './prompt.ts'
import { compareOf, idOf, limitsOf, type ReadOptions, type RecordShape } from './record.ts'
import { jsonIn, objectsIn, testsOfPairs } from './tests-of-pairs.ts'

export const codeforces: RecordShape = {
  name: 'open-r1/codeforces',
  fields: 'description, official_tests',
  fits: (record) => record['description'] !== undefined && record['official_tests'] !== undefined,
  read: (record, fallbackId, options) => ({
    id: idOf(record, ['id'], fallbackId),
    prompt: programPrompt(statementOf(record), options.language),
    language: options.language,
    solution: null,
    metadata: {
      rating: typeof record['rating'] === 'number' ? record['rating'] : null,
      // Long tests are left out of the records; those that were generated instead stand in files of their own.
      testsComplete: record['official_tests_complete'] === true,
    },
    readTests: () => testsOf(record, options),
  }),
}

function testsOf(record: JsonObject, options: ReadOptions): CodeTests {
  const { interaction_format: interaction, input_mode: mode, generated_checker: checker } = record
  if (typeof interaction === 'string' && interaction.trim() !== '')
    throw new FieldFault('interaction_format', 'the problem is interactive, which these tests cannot judge')
  if (typeof mode === 'string' && mode !== 'stdio')
    throw new FieldFault('input_mode', `expected \`stdio\`; got ${show(mode, 60)}: programs are given no files here`)
  const cases = objectsIn(jsonIn(record['official_tests'] ?? [], 'official_tests') ?? [], 'official_tests')
  const examples = new Set(examplesOf(record).map(({ input }) => textOf(input).trim()))
  const pairs = cases.map(({ input, output }) => ({ input, output, public: examples.has(textOf(input).trim()) }))
  const tests = testsOfPairs(pairs, 'official_tests', {
    compare: compareOf(options),
    limits: limitsOf(options, { seconds: numberIn(record, 'time_limit'), memoryMb: numberIn(record, 'memory_limit') }),
    scoring: options.scoring,
    functionName: null,
  })
  return typeof checker === 'string' && checker.trim() !== '' && tests.format === 'stdio'
    ? { ...tests, checker: checkerOf(checker) }
    : tests
}

/**
 * The sandbox gives a checker `input output answer`, as testlib has it; this one wants the answer before the output.
 * It is run from a text, so that its own first statements stay first.
 */
function checkerOf(code: string): Checker {
  return {
    language: 'python',
    protocol: 'score',
    code: `import sys
sys.argv[2], sys.argv[3] = sys.argv[3], sys.argv[2]
exec(compile(${JSON.stringify(code)}, 'checker.py', 'exec'))
`,
  }
}

const sections = [
  ['input_format', 'Input'],
  ['output_format', 'Output'],
  ['note', 'Note'],
] as const

function statementOf(record: JsonObject): string {
  const title = textOf(record['title']).trim()
  const limits = [
    numberIn(record, 'time_limit') === null ? [] : [`Time limit: ${numberIn(record, 'time_limit')} s.`],
    numberIn(record, 'memory_limit') === null ? [] : [`Memory limit: ${numberIn(record, 'memory_limit')} MB.`],
  ].flat()
  const parts = sections.flatMap(([field, heading]) => {
    const text = textOf(record[field]).trim()
    return text === '' ? [] : [`${heading}\n${text}`]
  })
  const examples = examplesOf(record).map(
    ({ input, output }, index) =>
      `Example ${index + 1}\nInput:\n${textOf(input).trimEnd()}\nOutput:\n${textOf(output).trimEnd()}`,
  )
  const head = [title, limits.join(' ')].filter((line) => line !== '').join('\n')
  return [head, textField(record, 'description').trim(), ...parts, ...examples]
    .filter((part) => part !== '')
    .join('\n\n')
}

function examplesOf(record: JsonObject): JsonObject[] {
  const examples = record['examples']
  return Array.isArray(examples) ? examples.filter((each): each is JsonObject => isObject(each as JsonObject)) : []
}

function numberIn(record: JsonObject, field: string): number | null {
  const value = record[field]
  return typeof value === 'number' ? value : null
}

function textOf(value: JsonObject[string]): string {
  return typeof value === 'string' ? value : ''
}
