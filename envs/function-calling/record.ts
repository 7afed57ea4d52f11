// A record of BFCL as a task: `{ id, question: [[messages]], function: [descriptions] }` with `ground_truth:
// [{ NAME: { ARGUMENT: [accepted values] } }]`, in the record itself or in the file of the same name in the folder
// `possible_answer` beside it (bfcl-eval on PyPI, bfcl_eval/data, Apache-2.0). One turn, in any language but Java's and
// JavaScript's literals. Records of `irrelevance` have no ground truth.
import { readFile, readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { RlvrError, describeError } from '../../src/core/errors.ts'
import type { Json, JsonObject } from '../../src/core/json.ts'
import type { Message } from '../../src/core/message.ts'
import type { TaskFields } from '../../src/core/task.ts'
import { FieldFault, isObject, requiredField } from '../../src/data/field.ts'
import { noCall, type Expected, type ExpectedCall } from './expected-calls.ts'

export type GroundTruths = ReadonlyMap<string, Json>

export function callTask(record: JsonObject, fallbackId: string, truths: GroundTruths): TaskFields<Expected> {
  const id = typeof record['id'] === 'string' ? record['id'] : fallbackId
  if (record['involved_classes'] !== undefined)
    throw new FieldFault(
      'involved_classes',
      'is of a record of several turns, which BFCL judges on the state of simulated services: expected a category of one turn',
    )
  const functions = requiredField(record, 'function')
  if (!Array.isArray(functions) || !functions.every((each: Json) => isObject(each) && typeof each['name'] === 'string'))
    throw new FieldFault('function', 'expected a list of descriptions { name, description, parameters }')
  const names = (functions as JsonObject[]).map(({ name }) => name as string)
  const prompt = [{ role: 'system', content: systemText(functions) } as const, ...messagesOf(record)]
  const truth = record['ground_truth'] ?? truths.get(id)
  // These records have no expected calls: that there is none is what they are for.
  if (truth === undefined && isIrrelevance(id)) return { id, prompt, answer: noCall }
  if (truth === undefined)
    throw new FieldFault(
      'ground_truth',
      'is missing, and there is none by that id in `possible_answer` beside the file',
    )
  const answer = expectedCalls(truth, names).map((call) => withRequired(call, functions as readonly JsonObject[]))
  return { id, prompt, answer }
}

/** BFCL names its category in the id: `irrelevance_0`, `live_irrelevance_0-0-0`. */
function isIrrelevance(id: string): boolean {
  return /^(?:live_)?irrelevance_/.test(id)
}

function messagesOf(record: JsonObject): Message[] {
  const question = requiredField(record, 'question')
  const turns: readonly Json[] = Array.isArray(question) && Array.isArray(question[0]) ? question : [question]
  if (turns.length !== 1) throw new FieldFault('question', `expected one turn; got ${turns.length}`)
  const messages = (Array.isArray(turns[0]) ? turns[0] : []) as readonly Json[]
  const read = messages.map((message) => {
    const { role, content } = isObject(message) ? message : {}
    if ((role === 'user' || role === 'system' || role === 'assistant') && typeof content === 'string')
      return { role, content } as const
    throw new FieldFault('question', 'expected messages { role, content }')
  })
  if (read.length === 0) throw new FieldFault('question', 'expected a list of one turn, a list of messages')
  return read
}

function expectedCalls(truth: Json, names: readonly string[]): ExpectedCall[] {
  const isCall = (each: Json): boolean => {
    const [entry, ...others] = isObject(each) ? Object.entries(each) : []
    if (entry === undefined || others.length > 0 || !names.includes(entry[0]) || !isObject(entry[1])) return false
    return Object.values(entry[1]).every((accepted) => Array.isArray(accepted))
  }
  if (!Array.isArray(truth) || truth.length === 0 || !truth.every(isCall))
    throw new FieldFault(
      'ground_truth',
      'expected a list of { NAME: { ARGUMENT: [accepted values] } } of known functions',
    )
  return (truth as JsonObject[]).map((each) => {
    const [name, accepted] = Object.entries(each)[0] as [string, ExpectedCall['arguments']]
    return { name, arguments: accepted }
  })
}

/** What the description requires may not be left out, whatever the accepted values say. */
function withRequired({ name, arguments: accepted }: ExpectedCall, functions: readonly JsonObject[]): ExpectedCall {
  const parameters = functions.find((each) => each['name'] === name)?.['parameters']
  const required = isObject(parameters) && Array.isArray(parameters['required']) ? parameters['required'] : []
  const entries = Object.entries(accepted).map(([key, values]) => {
    const given = required.includes(key) ? values.filter((each) => each !== '') : values
    return [key, given.length === 0 ? values : given] as const
  })
  return { name, arguments: Object.fromEntries(entries) }
}

function systemText(functions: Json): string {
  return `Answer by calling functions, each call as <tool_call>{"name": "…", "arguments": {…}}</tool_call> and nothing else. Call each that is needed, as often as it is needed; where none fits, say so in words and call none. The functions:\n${JSON.stringify(functions)}`
}

/** The expected calls by id, of the files in `possible_answer` beside a file or in a folder; none where there is no such folder. */
export async function groundTruths(path: string): Promise<GroundTruths> {
  const isFolder = (await stat(path).catch(() => null))?.isDirectory() === true
  const folder = join(isFolder ? path : dirname(path), 'possible_answer')
  const names = await readdir(folder).catch(() => [])
  const truths = new Map<string, Json>()
  for (const name of isFolder ? names : names.filter((each) => each === basename(path))) {
    if (!name.endsWith('.json')) continue
    const lines = (await readFile(join(folder, name), 'utf8')).split('\n')
    for (const [index, line] of lines.entries()) {
      if (line.trim() === '') continue
      const row = parsed(line, `\`${join(folder, name)}\`, line ${index + 1}`)
      if (typeof row['id'] === 'string' && row['ground_truth'] !== undefined) truths.set(row['id'], row['ground_truth'])
    }
  }
  return truths
}

function parsed(line: string, where: string): JsonObject {
  try {
    return JSON.parse(line) as JsonObject
  } catch (thrown) {
    throw new RlvrError(
      'RLVR_DATA',
      `${where}: expected a JSON object { id, ground_truth }: ${describeError(thrown, 100)}`,
    )
  }
}
