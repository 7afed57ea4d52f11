// Pairs of an input and an output as tests: of a program that reads standard input, or of a function. Formats: APPS
// (hendrycks/apps, eval/testing_util.py), LiveCodeBench (lcb_runner/evaluation/testing_util.py), verl (prime_code).
import { show } from '../../src/core/errors.ts'
import type { Json, JsonObject } from '../../src/core/json.ts'
import { FieldFault, isObject } from '../../src/data/field.ts'
import type { CallCase, CodeTests, Compare, CompareMode, StdioCase } from '../../src/sandbox/code-tests.ts'
import type { Limits } from '../../src/sandbox/limits.ts'
import { plainJson } from './plain-json.ts'

export interface Pair {
  readonly input: Json | undefined
  readonly output: Json | undefined
  /** Stands in the prompt. */
  readonly public?: boolean
}

export interface PairOptions {
  /** Where the record says none, and the user none either: `tokens`. */
  readonly compare?: CompareMode | Compare
  readonly limits?: Partial<Limits>
  readonly scoring?: 'all' | 'fraction'
  /** The function that is called; null for a program that reads standard input. */
  readonly functionName: string | null
  /** Code that the prompt gives to start from. A class `Solution` in it makes the function a method. */
  readonly starterCode?: string
}

/** Throws `FieldFault` naming the first pair that cannot be a test, and where there is none. */
export function testsOfPairs(pairs: readonly Pair[], field: string, options: PairOptions): CodeTests {
  if (pairs.length === 0) throw new FieldFault(field, 'there are no tests')
  pairs.forEach(({ input, output }, index) => {
    if (input === undefined || input === null) throw new FieldFault(field, `test ${index} has no input`)
    if (output === undefined || output === null) throw new FieldFault(field, `test ${index} has no expected output`)
  })
  const { compare, limits, scoring, functionName, starterCode = '' } = options
  const common = {
    ...(limits !== undefined && Object.keys(limits).length > 0 && { limits }),
    ...(scoring !== undefined && { scoring }),
  }
  if (functionName === null) {
    const cases = pairs.map((pair, index) => stdioCase(pair, index, field))
    return { format: 'stdio', cases, ...(compare !== undefined && { compare }), ...common }
  }
  const isMethod = /^class\s+Solution\b/m.test(starterCode)
  const float: Partial<Compare> = typeof compare === 'object' ? compare : {}
  const tolerance = {
    ...(float.floatAbs !== undefined && { abs: float.floatAbs }),
    ...(float.floatRel !== undefined && { rel: float.floatRel }),
  }
  return {
    format: 'call',
    entry: isMethod ? `Solution().${functionName}` : functionName,
    cases: callCases(pairs, field),
    ...(isMethod && { preamble: { name: 'leetcode' } as const }),
    ...(Object.keys(tolerance).length > 0 && { tolerance }),
    ...common,
  }
}

/**
 * The pairs of `{ inputs, outputs }`.
 * @throws FieldFault where one of them is no list, or one is longer
 */
export function pairsOfLists(lists: JsonObject, field: string): Pair[] {
  const { inputs, outputs } = lists
  if (!Array.isArray(inputs)) throw new FieldFault(`${field}.inputs`, `expected a list; got ${show(inputs, 60)}`)
  if (!Array.isArray(outputs)) throw new FieldFault(`${field}.outputs`, `expected a list; got ${show(outputs, 60)}`)
  if (inputs.length !== outputs.length)
    throw new FieldFault(field, `there are ${inputs.length} inputs and ${outputs.length} outputs`)
  return inputs.map((input, index) => ({ input: input as Json, output: outputs[index] as Json }))
}

/** A list of objects. Throws `FieldFault` where it is something else. */
export function objectsIn(value: Json | undefined, field: string): readonly JsonObject[] {
  if (!Array.isArray(value) || !value.every((each) => isObject(each)))
    throw new FieldFault(field, `expected a list of objects; got ${show(value, 60)}`)
  return value
}

/** A value that a table keeps as JSON text. Throws `FieldFault` where the text is no JSON. */
export function jsonIn(value: Json | undefined, field: string): Json | undefined {
  if (typeof value !== 'string') return value
  if (value.trim() === '') return undefined
  try {
    return JSON.parse(value) as Json
  } catch {
    throw new FieldFault(field, `expected JSON; got ${show(value, 60)}`)
  }
}

function stdioCase({ input, output, public: isPublic }: Pair, index: number, field: string): StdioCase {
  const stdin = textOf(input)
  const stdout = textOf(output)
  if (stdin === null) throw new FieldFault(field, `the input of test ${index} is no text: ${show(input, 60)}`)
  if (stdout === null) throw new FieldFault(field, `the output of test ${index} is no text: ${show(output, 60)}`)
  return { stdin, stdout, ...(isPublic === true && { public: true }) }
}

/** Some records hold a text as the list of its lines. */
function textOf(value: Json | undefined): string | null {
  if (typeof value === 'string') return value
  return Array.isArray(value) && value.every((line) => typeof line === 'string') ? value.join('\n') : null
}

/**
 * An input is the list of arguments, or text with the JSON of one argument a line; then its output is JSON too.
 * Beside lists of arguments, APPS and TACO mostly wrap an output in a list of one, without a word which do. Their own
 * judge accepts a result that equals either. Here one of the two is expected: the inner value where every output of
 * the record is a list of one, else what stands there.
 */
function callCases(pairs: readonly Pair[], field: string): CallCase[] {
  const wrapped = pairs.every(
    ({ input, output }) => Array.isArray(input) && Array.isArray(output) && output.length === 1,
  )
  return pairs.map(({ input, output, public: isPublic }, index) => {
    const shown = isPublic === true ? { public: true } : {}
    if (typeof input === 'string') {
      const lines = input.split(/\r?\n/).filter((line) => line.trim() !== '')
      try {
        const expected = typeof output === 'string' ? plainJson(output) : (output as Json)
        return { args: lines.map((line) => plainJson(line)), expected, ...shown }
      } catch (thrown) {
        throw new FieldFault(field, `test ${index}: ${(thrown as Error).message}`)
      }
    }
    if (!Array.isArray(input))
      throw new FieldFault(field, `the input of test ${index} is neither a list nor a text: ${show(input, 60)}`)
    const expected = wrapped ? ((output as readonly Json[])[0] as Json) : (output as Json)
    return { args: withNumberKeys(input as readonly Json[]), expected, ...shown }
  })
}

/** JSON made texts of a dict's numbers. As APPS's judge does, a first argument gets them back where all keys are. */
function withNumberKeys(args: readonly Json[]): readonly Json[] {
  const [first, ...others] = args
  if (!isObject(first)) return args
  const entries = Object.entries(first)
  if (entries.length === 0 || !entries.every(([key]) => /^-?\d{1,15}$/.test(key))) return args
  return [{ $dict: entries.map(([key, value]) => [Number(key), value ?? null]) }, ...others]
}
