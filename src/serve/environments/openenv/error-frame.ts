// What went wrong, as a frame of the WebSocket: { type: "error", data: { message, code, … } }. An error leaves the session
// usable, but for those that refuse one.
// Source: huggingface/OpenEnv src/openenv/core/env_server/types.py (`WSErrorCode`).
import type { JsonObject } from '../../../core/json.ts'
import { ProtocolFault, type ProtocolFaultKind } from '../protocol-fault.ts'
import { FieldFaults } from './field-fault.ts'

export type ErrorCode =
  | 'INVALID_JSON'
  | 'UNKNOWN_TYPE'
  | 'VALIDATION_ERROR'
  | 'EXECUTION_ERROR'
  | 'CAPACITY_REACHED'
  | 'SESSION_ERROR'

export function errorFrame(code: ErrorCode, message: string, more: JsonObject = {}): string {
  return JSON.stringify({ type: 'error', data: { message, code, ...more } })
}

/** Of what reading or doing a frame threw; what is no fault of a client's is thrown on. */
export function frameOf(thrown: unknown): string {
  if (thrown instanceof FieldFaults)
    return errorFrame('VALIDATION_ERROR', `Invalid message: ${thrown.message}`, { errors: thrown.faults as never })
  if (thrown instanceof SyntaxError) return errorFrame('INVALID_JSON', `Invalid JSON: ${thrown.message}`)
  if (thrown instanceof ProtocolFault) return errorFrame(codes[thrown.kind], thrown.message)
  throw thrown
}

const codes: { readonly [kind in ProtocolFaultKind]: ErrorCode } = {
  malformed: 'VALIDATION_ERROR',
  'unknown-environment': 'SESSION_ERROR',
  'unknown-task': 'EXECUTION_ERROR',
  'unknown-session': 'SESSION_ERROR',
  'unknown-tool': 'EXECUTION_ERROR',
  'not-begun': 'EXECUTION_ERROR',
  'episode-over': 'EXECUTION_ERROR',
  busy: 'EXECUTION_ERROR',
  capacity: 'CAPACITY_REACHED',
  failed: 'EXECUTION_ERROR',
}
