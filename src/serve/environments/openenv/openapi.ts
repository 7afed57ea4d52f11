// `GET /openapi.json`: which routes there are, with the version by which `openenv validate --url` knows the protocol.
// Source: huggingface/OpenEnv src/openenv/cli/_validation.py (`validate_running_environment`).
import type { JsonObject } from '../../../core/json.ts'
import type { ServedEnvironment } from '../served-environment.ts'
import { schemasOf } from './schemas.ts'

export const apiVersion = '1.0.0'

export function openApiOf(environment: ServedEnvironment): JsonObject {
  const { name, spec } = environment
  const { action, observation, state } = schemasOf(environment)
  const result = {
    type: 'object',
    properties: {
      observation,
      reward: { anyOf: [{ type: 'number' }, { type: 'null' }] },
      done: { type: 'boolean' },
      metadata: { type: 'object' },
    },
    required: ['observation', 'reward', 'done'],
  }
  const reset = {
    type: 'object',
    properties: {
      seed: { type: 'integer', minimum: 0 },
      episode_id: { type: 'string', maxLength: 255 },
      split: { type: 'string', enum: ['train', 'test'] },
      index: { type: 'integer', minimum: 0 },
    },
    additionalProperties: true,
  }
  const step = { type: 'object', properties: { action }, required: ['action'], additionalProperties: true }
  const split = { type: 'object', properties: { split: { type: 'string' } }, required: ['split'] }
  const object = { type: 'object' }
  return {
    openapi: '3.1.0',
    info: { title: `OpenEnv environment ${name}`, version: apiVersion, description: spec.description },
    paths: {
      '/health': get('Health check', object),
      '/metadata': get('Get environment metadata', object),
      '/schema': get('Get all JSON schemas', object),
      '/state': get('Get current environment state', state ?? object),
      '/reset': post('Reset the environment', reset, result),
      '/step': post('Execute an action in the environment', step, result),
      '/mcp': post('JSON-RPC: tools and sessions', object, object),
      '/list_environments': get('Names of environments', { type: 'array', items: { type: 'string' } }),
      '/{env_name}/splits': get('Splits', { type: 'array', items: object }),
      '/{env_name}/tasks': post('All tasks of a split', split, object),
      '/{env_name}/num_tasks': post('How many tasks a split has', split, object),
      '/{env_name}/task': post('One task', split, object),
      '/{env_name}/task_range': post('Tasks from start to stop', split, object),
    },
  }
}

function get(summary: string, schema: unknown): JsonObject {
  return { get: { summary, responses: { 200: content('Successful response', schema) } } }
}

function post(summary: string, body: JsonObject, schema: JsonObject): JsonObject {
  return {
    post: {
      summary,
      requestBody: { content: { 'application/json': { schema: body } } },
      responses: {
        200: content('Successful response', schema),
        422: content('Validation error', { type: 'object', properties: { detail: { type: 'array' } } }),
      },
    },
  }
}

function content(description: string, schema: unknown): JsonObject {
  return { description, content: { 'application/json': { schema: schema as JsonObject } } }
}
