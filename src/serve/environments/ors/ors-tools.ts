// The tools of an ORS session: the environment's own, and one by which a reply is handed in. It is a tool that the
// model sees, not openreward's hidden `terminal_tool`, because TRL's and Inspect's adapters know tools alone.
// Arguments are held to a tool's schema before it runs: a call that does not fit is told so and is no turn.
import type { JsonObject } from '../../../core/json.ts'
import type { ToolDescription } from '../../../core/message.ts'
import { compileSchema } from '../../../core/schema.ts'
import { messageBlockTypes } from './ors-messages.ts'

export interface OrsTools {
  readonly all: readonly ToolDescription[]
  /** The name of the tool that hands in a reply. */
  readonly submit: string
}

const tables = new WeakMap<readonly ToolDescription[], OrsTools>()

/** `submit`, unless the environment has a tool of that name itself. */
export function orsTools(own: readonly ToolDescription[]): OrsTools {
  const known = tables.get(own)
  if (known !== undefined) return known
  const taken = new Set(own.map(({ name }) => name))
  let submit = 'submit'
  while (taken.has(submit)) submit = submit === 'submit' ? 'submit_answer' : `${submit}_`
  const tools = { all: [...own, { ...submitTool, name: submit }], submit }
  tables.set(own, tools)
  return tools
}

const submitTool = {
  description:
    'Hands in your reply to the task, in the form that the task asks for. Unless you are answered with a further message, it is final.',
  parameters: {
    type: 'object',
    properties: { answer: { type: 'string', description: 'The whole reply.' } },
    required: ['answer'],
  },
}

/** As `GET /tools` and `/task_tools` tell them. */
export function listedTools(own: readonly ToolDescription[]): object {
  return {
    tools: orsTools(own).all.map(({ name, description, parameters }) => ({
      name,
      description,
      input_schema: parameters,
    })),
    terminal_tool: null,
    supports_score_group: true,
    message_block_types: messageBlockTypes,
  }
}

export type CheckedInput =
  | { readonly ok: true; readonly input: JsonObject }
  | { readonly ok: false; readonly error: string }

/** TRL's adapter gives null for what was left out; where the schema knows no null there, that is leaving it out. */
export function checkInput({ name, parameters }: ToolDescription, given: JsonObject): CheckedInput {
  const check = compileSchema(parameters)
  const checked = check(given)
  if (checked.ok) return { ok: true, input: given }
  const required = Array.isArray(parameters['required']) ? (parameters['required'] as readonly unknown[]) : []
  const left = Object.fromEntries(
    Object.entries(given).filter(([field, value]) => value !== null || required.includes(field)),
  )
  if (check(left).ok) return { ok: true, input: left }
  return {
    ok: false,
    error: `Tool input validation error: the arguments of \`${name}\`: ${checked.faults.join('; ')}.`,
  }
}
