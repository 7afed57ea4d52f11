// The name of a task outside: what a row of a trainer's data set, or its one `label`, carries in place of the task. It
// holds where the task stands and a digest of its prompt, so that one which has changed since is refused, and nothing
// of the answer.
import { Type } from 'typebox'
import { describeError } from '../../core/errors.ts'
import type { Json } from '../../core/json.ts'
import { compileSchema } from '../../core/schema.ts'
import type { Split } from '../../core/task.ts'
import { ProtocolFault } from './protocol-fault.ts'

export interface TaskReference {
  /** The environment's name. */
  readonly env: string
  readonly split: Split
  /** From 0. */
  readonly index: number
  /** Of the server's generated tasks. */
  readonly seed: string
  /** 16 hexadecimal digits over the prompt. */
  readonly prompt: string
}

const schema = Type.Object({
  env: Type.String(),
  split: Type.Enum(['train', 'test']),
  index: Type.Integer({ minimum: 0 }),
  seed: Type.String(),
  prompt: Type.String(),
})

/** As one text: a `label`, a `ground_truth`. */
export function referenceText({ env, split, index, seed, prompt }: TaskReference): string {
  return JSON.stringify({ env, split, index, seed, prompt })
}

/** Throws `ProtocolFault` for what is none. */
export function readReference(given: Json | undefined): TaskReference {
  const checked = compileSchema(schema)(typeof given === 'string' ? parsed(given) : (given ?? null))
  if (checked.ok) return checked.value as TaskReference
  throw new ProtocolFault(
    'unknown-task',
    `That names no task of ours (${checked.faults.slice(0, 3).join('; ')}). Expected what \`rlvr export rows\` wrote, like {"env": "countdown", "split": "train", "index": 0, "seed": "0", "prompt": "0123456789abcdef"}.`,
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw new ProtocolFault(
      'unknown-task',
      `${JSON.stringify(text.slice(0, 60))} names no task of ours (${describeError(thrown, 80)}). Expected what \`rlvr export rows\` wrote.`,
    )
  }
}
