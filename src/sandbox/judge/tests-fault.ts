// What is wrong with a task's tests, before anything runs. Tests come from data sets, so nothing of their shape is
// taken for granted: a fault makes the verdict `tests_invalid`, reward null.
import { describeError, show } from '../../core/errors.ts'
import type { CodeTests } from '../code-tests.ts'
import { cppStandards, languages } from '../engine.ts'
import { checkLimits, maxTests } from '../limits.ts'
import { plainValueFault } from './plain-value-fault.ts'
import { strayFieldFault } from './stray-fields.ts'

type Fields = Readonly<Record<string, unknown>>

const formats = ['call', 'stdio', 'assert', 'pytest']
const modes = ['exact', 'trim', 'tokens', 'lines', 'unordered-lines', 'decimal-lines']

/** The first fault, in words; null where the tests can be judged by. */
export function testsFault(tests: unknown): string | null {
  if (!isFields(tests)) return `Tests are an object with a \`format\`; these are ${show(tests, 60)}.`
  if (typeof tests['fault'] === 'string') return tests['fault']
  const format = tests['format']
  if (typeof format !== 'string' || !formats.includes(format)) {
    return `Unknown test format ${show(format, 60)}. Known: ${formats.join(', ')}.`
  }
  const common = strayFieldFault(tests) ?? limitsFault(tests['limits']) ?? preambleFault(tests['preamble'])
  if (common !== null) return common
  if (format === 'assert' || format === 'pytest') return scriptFault(tests)
  return casesFault(tests['cases']) ?? (format === 'call' ? callFault(tests) : stdioFault(tests)) ?? scoringFault(tests)
}

/** Narrows tests that have no fault. */
export function isSound(tests: unknown): tests is CodeTests {
  return testsFault(tests) === null
}

function casesFault(cases: unknown): string | null {
  if (!Array.isArray(cases)) return `\`cases\` is a list; it is ${show(cases, 60)}.`
  if (cases.length === 0) return 'There are no test cases; zero tests show nothing.'
  if (cases.length > maxTests) return `There are ${cases.length} test cases; at most ${maxTests} are run.`
  for (const [index, one] of cases.entries()) {
    if (!isFields(one)) return `Case ${index} is ${show(one, 60)}; an object is expected.`
    const { weight, subtask, id } = one
    if (weight !== undefined && !(typeof weight === 'number' && weight >= 0 && Number.isFinite(weight))) {
      return `Case ${index} has weight ${show(weight, 60)}; a number from 0 is expected.`
    }
    if (subtask !== undefined && typeof subtask !== 'string') return `Case ${index}: \`subtask\` is a text.`
    if (id !== undefined && typeof id !== 'string') return `Case ${index}: \`id\` is a text.`
    const flagFault = flagsFault(one, ['public'])
    if (flagFault !== null) return `Case ${index}: ${flagFault}`
  }
  return null
}

function callFault(tests: Fields): string | null {
  if (!isEntry(tests['entry'])) return `\`entry\` is the name of a function; it is ${show(tests['entry'], 60)}.`
  for (const [index, one] of (tests['cases'] as Fields[]).entries()) {
    if (!Array.isArray(one['args'])) return `Case ${index} has no list \`args\`.`
    if (one['kwargs'] !== undefined && !isFields(one['kwargs'])) return `Case ${index}: \`kwargs\` is an object.`
    if (one['expected'] === undefined) return `Case ${index} has no \`expected\` value.`
    for (const name of ['args', 'kwargs', 'expected']) {
      // The names of arguments are no tags.
      const held = name === 'kwargs' ? Object.values(one['kwargs'] ?? {}) : one[name]
      const fault = plainValueFault(held)
      if (fault !== null) return `Case ${index}, \`${name}\`: ${fault}`
    }
  }
  return (
    flagsFault(tests, ['strictTypes', 'unordered', 'shuffleCases', 'argumentsUnchanged']) ??
    toleranceFault('tolerance', tests['tolerance'], ['abs', 'rel'])
  )
}

function stdioFault(tests: Fields): string | null {
  const checker = tests['checker']
  if (checker !== undefined) {
    if (!isFields(checker) || typeof checker['code'] !== 'string') return '`checker` has a text `code`.'
    if (checker['code'].trim() === '') return 'The checker is empty; an empty program accepts everything.'
    const protocol = checker['protocol']
    if (protocol !== undefined && protocol !== 'testlib' && protocol !== 'score') {
      return `Unknown protocol ${show(protocol, 60)} of the checker. Known: testlib, score.`
    }
    if (!languages.includes(checker['language'] as never)) {
      return `The checker's language ${show(checker['language'], 60)} is unknown. Known: ${languages.join(', ')}.`
    }
    const fault = limitsFault(checker['limits'])
    if (fault !== null) return fault
  }
  for (const [index, one] of (tests['cases'] as Fields[]).entries()) {
    if (typeof one['stdin'] !== 'string') return `Case ${index} has no text \`stdin\`.`
    if (one['stdout'] === undefined && checker === undefined) return `Case ${index} has no expected \`stdout\`.`
    if (one['stdout'] !== undefined && typeof one['stdout'] !== 'string') return `Case ${index}: \`stdout\` is a text.`
  }
  const standard = tests['standard']
  if (standard !== undefined && !cppStandards.includes(standard as never)) {
    return `Unknown standard ${show(standard, 60)} of C++. Known: ${cppStandards.join(', ')}.`
  }
  const compare = tests['compare'] ?? 'tokens'
  const mode = isFields(compare) ? compare['mode'] : compare
  if (!modes.includes(mode as never)) return `Unknown comparison ${show(mode, 60)}. Known: ${modes.join(', ')}.`
  const near = ['floatAbs', 'floatRel']
  const beside = flagsFault(tests, ['ignoreCase']) ?? toleranceFault('tests', tests, near)
  if (!isFields(compare)) return beside
  return beside ?? flagsFault(compare, ['ignoreCase']) ?? toleranceFault('compare', compare, near)
}

function scriptFault(tests: Fields): string | null {
  if (typeof tests['script'] !== 'string' || tests['script'].trim() === '') return 'There is no test script.'
  if (tests['entry'] !== undefined && !isEntry(tests['entry'])) {
    return `\`entry\` is the name of a function; it is ${show(tests['entry'], 60)}.`
  }
  const flagFault = flagsFault(tests, ['argumentsUnchanged'])
  if (flagFault !== null) return flagFault
  const expected = tests['expectedTests']
  if (expected === undefined) return scoringFault(tests)
  const isList = Array.isArray(expected) && expected.length > 0 && expected.every((id) => typeof id === 'string')
  return isList ? scoringFault(tests) : '`expectedTests` is a list of test ids.'
}

function scoringFault(tests: Fields): string | null {
  const scoring = tests['scoring'] ?? 'all'
  if (scoring === 'all' || scoring === 'fraction') return null
  const cases = tests['cases'] as Fields[] | undefined
  if (cases === undefined) return `Scripts are scored by \`all\` or \`fraction\`, not ${show(scoring, 60)}.`
  if (scoring === 'weighted') {
    const total = cases.reduce((sum, { weight }) => sum + (typeof weight === 'number' ? weight : 1), 0)
    if (!Number.isFinite(total)) return 'The sum of all weights is no finite number.'
    return total > 0 ? null : 'All weights are 0.'
  }
  const points = isFields(scoring) && scoring['kind'] === 'subtasks' ? scoring['points'] : undefined
  if (!isFields(points)) return `Unknown scoring ${show(scoring, 60)}. Known: all, fraction, weighted, subtasks.`
  const values = Object.values(points)
  if (!values.every((value) => typeof value === 'number' && value >= 0 && Number.isFinite(value))) {
    return 'The points of a subtask are a number from 0.'
  }
  const total = values.reduce<number>((sum, value) => sum + (value as number), 0)
  if (!Number.isFinite(total)) return 'The sum of all points is no finite number.'
  if (total === 0) return 'All subtasks have 0 points.'
  const stray = cases.findIndex(({ subtask }) => typeof subtask !== 'string' || !Object.hasOwn(points, subtask))
  if (stray >= 0) return `Case ${stray} belongs to no subtask that has points.`
  const empty = Object.keys(points).find((name) => !cases.some(({ subtask }) => subtask === name))
  return empty === undefined ? null : `Subtask \`${empty}\` has no case.`
}

function limitsFault(limits: unknown): string | null {
  if (limits === undefined) return null
  if (!isFields(limits)) return `\`limits\` is an object; it is ${show(limits, 60)}.`
  try {
    checkLimits(limits)
    return null
  } catch (thrown) {
    return describeError(thrown)
  }
}

function preambleFault(preamble: unknown): string | null {
  if (preamble === undefined || typeof preamble === 'string') return null
  return isFields(preamble) && preamble['name'] === 'leetcode'
    ? null
    : `Unknown preamble ${show(preamble, 60)}. It is source text or { "name": "leetcode" }.`
}

function toleranceFault(where: string, tolerance: unknown, names: readonly string[]): string | null {
  if (tolerance === undefined) return null
  if (!isFields(tolerance)) return `\`${where}\` is an object.`
  const bad = names.find((name) => {
    const value = tolerance[name]
    return value !== undefined && !(typeof value === 'number' && value >= 0 && Number.isFinite(value))
  })
  return bad === undefined ? null : `\`${where}.${bad}\` is a finite number from 0.`
}

function flagsFault(fields: Fields, names: readonly string[]): string | null {
  const bad = names.find((name) => fields[name] !== undefined && typeof fields[name] !== 'boolean')
  return bad === undefined ? null : `\`${bad}\` is true or false; it is ${show(fields[bad], 60)}.`
}

/** A name, or `Solution().method`. */
function isEntry(entry: unknown): entry is string {
  return typeof entry === 'string' && /^[\p{L}_$][\p{L}\p{N}_$]*(\(\)\.[\p{L}_$][\p{L}\p{N}_$]*)?$/u.test(entry)
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
