// A record of HumanEval (openai/human-eval, README) or of EvalPlus (evalplus/humanevalplus): the prompt is the start of
// a program that ends in the head of the function to write, and `check(candidate)` tests that function.
import type { Json, JsonObject } from '../../src/core/json.ts'
import { FieldFault, textField } from '../../src/data/field.ts'
import type { CodeTests } from '../../src/sandbox/code-tests.ts'
import { fenced, type CodeRecord } from '../code-task.ts'

export type PromptStyle = 'chat' | 'completion'

/** A record, with the start of the program that a reply may go on with. */
export interface CompletionRecord extends CodeRecord {
  readonly completes: string
}

export function completionRecord(record: JsonObject, fallbackId: string, style: PromptStyle): CompletionRecord {
  const completes = textField(record, 'prompt')
  const entry = textField(record, 'entry_point')
  const context = contextOf(completes, entry)
  const { task_id: id, canonical_solution: solution } = record
  const prompt =
    style === 'completion'
      ? completes
      : `Complete this Python function. Reply with the whole function, its imports included, in one fenced block.\n\n${fenced(completes, 'python')}`
  return {
    id: typeof id === 'string' ? id : fallbackId,
    prompt,
    completes,
    language: 'python',
    solution: typeof solution === 'string' ? completes + solution : null,
    readTests: () => testsOf(record, entry, context),
  }
}

/**
 * What the prompt defines before the function to write: imports, and helpers that some checks call. It stands before
 * every reply, so a reply needs the function alone; and before the check, so that a reply cannot redefine them there.
 */
function contextOf(prompt: string, entry: string): string {
  const head = [...prompt.matchAll(/^(?:async[ \t]+)?def[ \t]+([^\s(]+)/gm)].findLast(([, name]) => name === entry)
  if (head === undefined) throw new FieldFault('prompt', `expected a program that ends in a function \`${entry}\``)
  return prompt.slice(0, head.index).trim()
}

function testsOf(record: JsonObject, entry: string, context: string): CodeTests {
  const preamble = context === '' ? {} : { preamble: `${context}\n` }
  const script = record['base_input'] === undefined ? textField(record, 'test') : referenceScript(record, entry)
  if (script.trim() === '') throw new FieldFault('test', 'expected a script that defines `check`; it is empty')
  return { format: 'assert', entry, script, ...preamble }
}

/**
 * EvalPlus's own files hold inputs alone: what is expected is what the reference solution gives. It runs within the
 * script, on copies, because a function may change its arguments. `atol` is the tolerance of floats; 0 means equality,
 * as in evalplus/eval/__init__.py, where floats get 1e-6 all the same.
 */
function referenceScript(record: JsonObject, entry: string): string {
  const inputs = [...inputsOf(record, 'base_input'), ...inputsOf(record, 'plus_input')]
  if (inputs.length === 0) throw new FieldFault('base_input', 'holds no inputs, nor does `plus_input`')
  const reference = textField(record, 'prompt') + textField(record, 'canonical_solution')
  const tolerance = typeof record['atol'] === 'number' ? record['atol'] : 0
  return `import copy
import json
import math


def _load():
    scope = {}
    exec(${literal(reference)}, scope)
    return scope[${literal(entry)}]


_reference = _load()
_inputs = json.loads(${literal(JSON.stringify(inputs))})


def _same(actual, expected):
    if isinstance(expected, float) and isinstance(actual, (int, float)):
        if math.isnan(expected) or math.isinf(expected):
            return repr(float(actual)) == repr(expected)
        return math.isclose(actual, expected, rel_tol=1e-7, abs_tol=${tolerance === 0 ? '1e-6' : String(tolerance)})
    if isinstance(expected, (list, tuple)) and isinstance(actual, (list, tuple)):
        return len(actual) == len(expected) and all(_same(a, e) for a, e in zip(actual, expected))
    return actual == expected


def check(candidate):
    for arguments in _inputs:
        expected = _reference(*copy.deepcopy(arguments))
        assert _same(candidate(*copy.deepcopy(arguments)), expected)
`
}

function inputsOf(record: JsonObject, field: string): readonly Json[] {
  const inputs = record[field] ?? []
  if (!Array.isArray(inputs) || !inputs.every((each) => Array.isArray(each)))
    throw new FieldFault(field, 'expected a list of lists of arguments')
  return inputs as readonly Json[]
}

/** A text as Python writes it: a JSON string is a Python string too. */
function literal(text: string): string {
  return JSON.stringify(text)
}
