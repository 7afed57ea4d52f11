// The published forms of coding records, told apart by their fields.
import { show } from '../../src/core/errors.ts'
import type { Json, JsonObject } from '../../src/core/json.ts'
import type { Message } from '../../src/core/message.ts'
import { FieldFault, fieldAt, isObject, requiredField, textField } from '../../src/data/field.ts'
import type { CodeTests } from '../../src/sandbox/code-tests.ts'
import { languages, type Language } from '../../src/sandbox/engine.ts'
import { withLineFeeds, type CodeRecord } from '../code-task.ts'
import { codeforces } from './codeforces.ts'
import { liveFunctionName, liveTests } from './live-code-bench.ts'
import { functionPrompt, programPrompt } from './prompt.ts'
import { compareOf, idOf, limitsOf, type ReadOptions, type RecordShape } from './record.ts'
import { jsonIn, objectsIn, pairsOfLists, testsOfPairs, type Pair, type PairOptions } from './tests-of-pairs.ts'

/** APPS (codeparrot/apps) and TACO (BAAI/TACO): `input_output` is JSON text `{ inputs, outputs, fn_name? }`. */
const apps: RecordShape = {
  name: 'APPS, TACO',
  fields: 'question, input_output',
  fits: (record) => record['question'] !== undefined && record['input_output'] !== undefined,
  read: (record, fallbackId, options) => {
    const starterCode = textOrEmpty(record['starter_code'])
    const lists = (): JsonObject => objectIn(jsonIn(record['input_output'], 'input_output'), 'input_output')
    const functionName = nameOrNull(() => lists()['fn_name'])
    return {
      id: idOf(record, ['problem_id', 'id', 'task_id'], fallbackId),
      ...asked(textField(record, 'question'), functionName, starterCode, options),
      solution: firstSolution(record['solutions']),
      readTests: () =>
        testsOfPairs(pairsOfLists(lists(), 'input_output'), 'input_output', {
          ...settingsOf(options),
          functionName,
          starterCode,
        }),
    }
  },
}

/**
 * LiveCodeBench (livecodebench/code_generation_lite), compared as its own judge does (lcb_runner/evaluation/testing_util.py,
 * `grade_stdio`): line by line, and lines that differ token by token as exact decimals.
 */
const liveCodeBench: RecordShape = {
  name: 'LiveCodeBench',
  fields: 'question_content, public_test_cases, private_test_cases',
  fits: (record) => record['question_content'] !== undefined && record['public_test_cases'] !== undefined,
  read: (record, fallbackId, options) => {
    const starterCode = textOrEmpty(record['starter_code'])
    // The tests say whether a function is asked for; where they cannot be read, the starter code does.
    const functionName = starterCode.trim() === '' ? null : nameOrNull(() => liveFunctionName(record))
    return {
      id: idOf(record, ['question_id'], fallbackId),
      ...asked(textField(record, 'question_content'), functionName, starterCode, options),
      solution: null,
      metadata: { contestDate: textOrEmpty(record['contest_date']), difficulty: textOrEmpty(record['difficulty']) },
      readTests: () => {
        const { pairs, isFunctional } = liveTests(record)
        return testsOfPairs(pairs, 'private_test_cases', {
          ...settingsOf(options),
          compare: compareOf(options, { mode: 'decimal-lines' }),
          functionName: isFunctional ? liveFunctionName(record) : null,
          starterCode,
        })
      },
    }
  },
}

/**
 * CodeContests and others as SandboxFusion keeps them (sandbox/datasets/common_oj.py): `content`, and `test`, a list of
 * `{ input: { stdin }, output: { stdout } }`. Compared as there: stripped lines, lower-cased, floats within 1e-5.
 */
const commonOj: RecordShape = {
  name: 'CodeContests of SandboxFusion (CommonOJ)',
  fields: 'content, test',
  fits: (record) => record['content'] !== undefined && record['test'] !== undefined,
  read: (record, fallbackId, options) => ({
    id: idOf(record, ['id'], fallbackId),
    ...asked(textField(record, 'content'), null, '', options),
    solution: firstSolution(record['canonical_solution'] ?? record['solutions']),
    readTests: () => {
      const cases = objectsIn(jsonIn(record['test'], 'test') ?? [], 'test')
      const pairs = cases.map((one) => ({ input: fieldAt(one, 'input.stdin'), output: fieldAt(one, 'output.stdout') }))
      const compare = compareOf(options, { mode: 'lines', ignoreCase: true, floatRel: 1e-5 })
      return testsOfPairs(pairs, 'test', { ...settingsOf(options), compare, functionName: null })
    },
  }),
}

/** open-r1/verifiable-coding-problems: `verification_info` is `{ language, test_cases: [{ input, output }] }`. */
const verifiable: RecordShape = {
  name: 'open-r1 verifiable-coding',
  fields: 'prompt or problem or problem_statement, verification_info',
  fits: (record) => record['verification_info'] !== undefined,
  read: (record, fallbackId, options) => {
    const info = (): JsonObject =>
      objectIn(jsonIn(record['verification_info'], 'verification_info'), 'verification_info')
    const language = languageOr(() => info()['language'], options.language)
    const field =
      ['problem_statement', 'problem', 'prompt'].find((name) => typeof record[name] === 'string') ?? 'prompt'
    const functionName = nameOrNull(() => info()['fn_name'] ?? firstNamed(info()['test_cases']))
    return {
      id: idOf(record, ['problem_id', 'id'], fallbackId),
      ...asked(textField(record, field), functionName, '', { ...options, language }),
      solution: firstSolution(record['gold_standard_solution']),
      readTests: () => {
        const cases = jsonIn(info()['test_cases'], 'verification_info.test_cases') ?? []
        const pairs = pairsIn(cases, 'verification_info.test_cases')
        return testsOfPairs(pairs, 'verification_info.test_cases', { ...settingsOf(options), functionName })
      },
    }
  },
}

/** verl: `prompt` is a list of messages, `reward_model.ground_truth` JSON `{ inputs, outputs, fn_name?, assert_case? }`. */
const verl: RecordShape = {
  name: 'verl',
  fields: 'prompt, reward_model.ground_truth',
  fits: (record) => fieldAt(record, 'reward_model.ground_truth') !== undefined,
  read: (record, fallbackId, options) => {
    const field = 'reward_model.ground_truth'
    const truth = (): JsonObject => objectIn(jsonIn(requiredField(record, field), field), field)
    return {
      id: idOf(record, ['id'], fallbackId),
      prompt: messagesOf(record),
      language: options.language,
      solution: null,
      readTests: () => {
        const lists = truth()
        if (lists['assert_case'] !== undefined) return assertTests(lists['assert_case'], options)
        const functionName = typeof lists['fn_name'] === 'string' ? lists['fn_name'] : null
        const starterCode = textOrEmpty(fieldAt(record, 'extra_info.starter_code'))
        return testsOfPairs(pairsOfLists(lists, field), field, { ...settingsOf(options), functionName, starterCode })
      },
    }
  },
}

/** In the order in which they are tried. */
export const recordShapes: readonly RecordShape[] = [liveCodeBench, apps, codeforces, verifiable, verl, commonOj]

/** Reads a record of any shape. Throws where it has none of them. */
export function codeRecord(record: JsonObject, fallbackId: string, options: ReadOptions): CodeRecord {
  const shape = recordShapes.find((each) => each.fits(record))
  if (shape !== undefined) return shape.read(record, fallbackId, options)
  const known = recordShapes.map(({ name, fields }) => `${name} (${fields})`).join('; ')
  throw new Error(
    `the record has none of the known forms. Its fields: ${Object.keys(record).slice(0, 12).join(', ')}. Known: ${known}`,
  )
}

type Settings = Pick<PairOptions, 'compare' | 'limits' | 'scoring'>

function settingsOf(options: ReadOptions): Settings {
  return { compare: compareOf(options), limits: limitsOf(options), scoring: options.scoring }
}

function asked(
  statement: string,
  functionName: string | null,
  starterCode: string,
  { language }: ReadOptions,
): { prompt: string; language: Language } {
  return functionName === null
    ? { prompt: programPrompt(statement, language), language }
    : { prompt: functionPrompt(statement, functionName, starterCode), language: 'python' }
}

/** `[{ input, output }]`, or `{ inputs, outputs }` in its place. */
function pairsIn(cases: Json, field: string): readonly Pair[] {
  if (isObject(cases)) return pairsOfLists(cases, field)
  return objectsIn(cases, field).map(({ input, output }) => ({ input, output }))
}

/** The function that the first of some test cases calls, where they say one. */
function firstNamed(cases: Json | undefined): Json | undefined {
  const list = typeof cases === 'string' ? jsonIn(cases, 'test_cases') : cases
  if (isObject(list)) return list['fn_name']
  return Array.isArray(list) && isObject(list[0] as Json) ? (list[0] as JsonObject)['fn_name'] : undefined
}

function assertTests(cases: Json, options: ReadOptions): CodeTests {
  const scripts = Array.isArray(cases) ? (cases as readonly Json[]) : [cases]
  if (scripts.length === 0) throw new FieldFault('assert_case', 'there are no tests')
  if (!scripts.every((script) => typeof script === 'string'))
    throw new FieldFault('assert_case', `expected assertions as texts; got ${show(cases, 60)}`)
  const limits = limitsOf(options)
  const script = withLineFeeds(`${scripts.join('\n')}\n`)
  return { format: 'assert', script, scoring: options.scoring, ...(Object.keys(limits).length > 0 && { limits }) }
}

function messagesOf(record: JsonObject): string | readonly Message[] {
  const prompt = requiredField(record, 'prompt')
  if (typeof prompt === 'string') return prompt
  return objectsIn(prompt, 'prompt').map((message, index): Message => {
    const { role, content } = message
    if ((role === 'system' || role === 'user' || role === 'assistant') && typeof content === 'string')
      return { role, content }
    throw new FieldFault(`prompt.${index}`, `expected a message { role, content }; got ${show(message, 60)}`)
  })
}

/** The first program of a list, of JSON text of one, or of a bare text; out of its fence where it stands in one. */
function firstSolution(value: Json | undefined): string | null {
  let solution = value
  if (typeof solution === 'string' && /^\s*\[/.test(solution)) {
    try {
      solution = JSON.parse(solution) as Json
    } catch {
      // A program may begin with a bracket too.
    }
  }
  if (Array.isArray(solution)) solution = solution[0] as Json | undefined
  if (typeof solution !== 'string' || solution.trim() === '') return null
  const block = /^\s*```[^\n]*\n([\s\S]*?)\n```\s*$/.exec(withLineFeeds(solution))
  return block?.[1] ?? withLineFeeds(solution)
}

/** Null where the field that would say it is at fault: the tests say so again when they are read. */
function nameOrNull(read: () => Json | undefined): string | null {
  try {
    const name = read()
    return typeof name === 'string' && name !== '' ? name : null
  } catch {
    return null
  }
}

function languageOr(read: () => Json | undefined, other: Language): Language {
  const named = nameOrNull(read)?.toLowerCase()
  return languages.find((each) => each === named || (named === 'c++' && each === 'cpp')) ?? other
}

function objectIn(value: Json | undefined, field: string): JsonObject {
  if (isObject(value)) return value
  throw new FieldFault(field, `expected an object, or JSON of one; got ${show(value, 60)}`)
}

function textOrEmpty(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
