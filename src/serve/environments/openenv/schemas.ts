// The JSON Schemas that `GET /schema` tells. verifiers' adapter puts a reply that is no JSON object into the one required
// field of the action, and where the action's title is `Action` it lists the tools before the first reset.
// Source: huggingface/OpenEnv src/openenv/core/env_server/types.py; verifiers/v1/tasksets/openenv/taskset.py.
import type { JsonObject } from '../../../core/json.ts'
import type { ServedEnvironment } from '../served-environment.ts'

export function schemasOf({ spec }: ServedEnvironment): JsonObject {
  const hasTools = spec.tools.length > 0
  return {
    action: hasTools ? toolAction : messageAction,
    observation: hasTools ? toolObservation : textObservation,
    reset_observation: textObservation,
    state,
  }
}

const metadata = { type: 'object', title: 'Metadata', additionalProperties: true }
const message = { type: 'string', title: 'Message', description: 'The whole reply.' }

const messageAction: JsonObject = {
  title: 'MessageAction',
  description: 'A reply to the environment.',
  type: 'object',
  properties: { metadata, message },
  required: ['message'],
  additionalProperties: false,
}

const toolAction: JsonObject = {
  title: 'Action',
  description:
    'A reply, {"message": "…"}; the call of a tool, {"type": "call_tool", "tool_name": "…", "arguments": {…}}; or {"type": "list_tools"}.',
  type: 'object',
  properties: {
    metadata,
    message,
    type: { type: 'string', title: 'Type', enum: ['list_tools', 'call_tool'] },
    tool_name: { type: 'string', title: 'Tool Name' },
    arguments: { type: 'object', title: 'Arguments', additionalProperties: true },
  },
  anyOf: [
    { required: ['message'] },
    { required: ['tool_name'] },
    { required: ['type'], properties: { type: { const: 'list_tools' } } },
  ],
  additionalProperties: false,
}

const reward = {
  anyOf: [{ type: 'number' }, { type: 'null' }],
  title: 'Reward',
  default: null,
  description: 'Null before the first step, and where a reply could not be judged.',
}
const ending = { done: { type: 'boolean', title: 'Done', default: false }, reward, metadata }
const text = { type: 'string', title: 'Text', description: 'What the environment says.' }

const textObservation: JsonObject = {
  title: 'TextObservation',
  type: 'object',
  properties: { ...ending, text },
  required: ['text'],
  additionalProperties: false,
}

const toolObservation: JsonObject = {
  title: 'Observation',
  type: 'object',
  properties: {
    ...ending,
    text,
    tools: {
      type: 'array',
      title: 'Tools',
      items: {
        type: 'object',
        properties: {
          name: { type: 'string' },
          description: { type: 'string' },
          input_schema: { type: 'object', additionalProperties: true },
        },
        required: ['name', 'description', 'input_schema'],
      },
    },
    tool_name: { type: 'string', title: 'Tool Name' },
    result: { anyOf: [{ type: 'string' }, { type: 'null' }], title: 'Result' },
    error: {
      title: 'Error',
      anyOf: [
        {
          type: 'object',
          properties: {
            error_type: { type: 'string', enum: ['execution_error', 'invalid_args', 'tool_not_found'] },
            message: { type: 'string' },
          },
          required: ['error_type', 'message'],
        },
        { type: 'null' },
      ],
    },
  },
  anyOf: [{ required: ['text'] }, { required: ['tools'] }, { required: ['tool_name'] }],
  additionalProperties: false,
}

const state: JsonObject = {
  title: 'State',
  type: 'object',
  properties: {
    episode_id: { anyOf: [{ type: 'string' }, { type: 'null' }], title: 'Episode Id', default: null },
    step_count: { type: 'integer', minimum: 0, title: 'Step Count', default: 0 },
    reference: { type: 'object', title: 'Reference', description: 'The task, as `reset` takes it again.' },
    done: { type: 'boolean', title: 'Done' },
    reward,
    outcome: { anyOf: [{ type: 'boolean' }, { type: 'null' }], title: 'Outcome' },
    scores: { type: 'object', title: 'Scores' },
    invalid: { anyOf: [{ type: 'string' }, { type: 'null' }], title: 'Invalid' },
  },
  additionalProperties: true,
}
