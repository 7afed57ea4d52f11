// A record of MBPP (google-research/google-research, mbpp/README.md): `text`, `code`, `test_setup_code`, `test_list`,
// `challenge_test_list`; in the sanitized set `prompt` and `test_imports` instead of `text` and `test_setup_code`.
import type { JsonObject } from '../../src/core/json.ts'
import type { Split } from '../../src/core/task.ts'
import { FieldFault, textField } from '../../src/data/field.ts'
import { withLineFeeds, type CodeRecord } from '../code-task.ts'

export interface MbppOptions {
  /** How many of the assertions the prompt shows. */
  readonly shown: 'first' | 'all'
  /** Whether the challenge assertions, which few records have, count too. */
  readonly challenge: boolean
}

export function mbppRecord(record: JsonObject, fallbackId: string, options: MbppOptions): CodeRecord {
  const field = record['text'] === undefined ? 'prompt' : 'text'
  const { task_id: id, code } = record
  return {
    id: id === undefined || id === null ? fallbackId : typeof id === 'string' ? id : `mbpp-${JSON.stringify(id)}`,
    prompt: promptOf(withLineFeeds(textField(record, field)), record, options),
    language: 'python',
    solution: typeof code === 'string' ? withLineFeeds(code) : null,
    metadata: typeof id === 'number' ? { taskId: id } : {},
    readTests: () => {
      const tests = [
        ...linesOf(record, 'test_list'),
        ...(options.challenge && record['challenge_test_list'] ? linesOf(record, 'challenge_test_list') : []),
      ]
      if (tests.length === 0) throw new FieldFault('test_list', 'holds no assertion')
      const imports = record['test_imports'] ? linesOf(record, 'test_imports') : []
      const setUp = typeof record['test_setup_code'] === 'string' ? [record['test_setup_code']] : []
      const script = [...imports, ...setUp, ...tests].filter((part) => part.trim() !== '')
      return { format: 'assert', script: withLineFeeds(`${script.join('\n')}\n`) }
    },
  }
}

/** The name to define stands nowhere but in the assertions, so at least one is shown. */
function promptOf(text: string, record: JsonObject, { shown }: MbppOptions): string {
  const tests = Array.isArray(record['test_list']) ? record['test_list'].filter((each) => typeof each === 'string') : []
  const examples = shown === 'all' ? tests : tests.slice(0, 1)
  const passes = examples.length === 1 ? 'It must pass this test, among others' : 'It must pass these tests'
  const block = examples.length === 0 ? '' : `\n\n${passes}:\n\n\`\`\`python\n${examples.join('\n')}\n\`\`\``
  return `${text.trim()}${withLineFeeds(block)}\n\nReply with the Python code in one fenced block.`
}

function linesOf(record: JsonObject, field: string): string[] {
  const lines = record[field]
  if (!Array.isArray(lines) || !lines.every((line) => typeof line === 'string'))
    throw new FieldFault(field, 'expected a list of texts')
  return lines
}

/**
 * The published division by `task_id`: 601 to 974 for training, 11 to 510 for testing. 1 to 10 are for few-shot
 * prompts and 511 to 600 for validation. Records of other origin have no published division.
 */
export function publishedSplit(taskId: unknown): Split | null {
  if (typeof taskId !== 'number') return null
  if (taskId >= 601 && taskId <= 974) return 'train'
  return taskId >= 11 && taskId <= 510 ? 'test' : null
}
