// How ORS answers what is wrong: an HTTP status and { detail }. Its client tries 429, 502, 503 and 504 again, heeds
// `Retry-After`, waits for minutes where `X-Backend-State` is `starting`, ends at any other status, and takes 404 on a
// session for one that is gone. After openreward 0.1.167, `api/_session/http.py`.
import type { Context, Handler } from 'hono'
import { describeError } from '../../../core/errors.ts'
import type { Logger } from '../../../core/logger.ts'
import { RequestFault } from '../../http/request-fault.ts'
import { ProtocolFault, type ProtocolFaultKind } from '../protocol-fault.ts'
import { toldWords } from './told-words.ts'

const statuses = {
  malformed: 400,
  'unknown-environment': 404,
  'unknown-task': 400,
  'unknown-session': 404,
  'unknown-tool': 404,
  'not-begun': 404,
  'episode-over': 400,
  busy: 503,
  capacity: 503,
  failed: 500,
} as const satisfies { readonly [kind in ProtocolFaultKind]: number }

/** The session is there, and its episode has not begun yet. */
export class StillStarting extends Error {
  override readonly name = 'StillStarting'
}

/** Nothing that is thrown reaches the app around: its words may hold the answer. */
export function answering(logger: Logger, handle: (context: Context) => Promise<Response> | Response): Handler {
  return async (context) => {
    try {
      return await handle(context)
    } catch (thrown) {
      if (thrown instanceof RequestFault) return context.json({ detail: thrown.message }, thrown.status)
      if (thrown instanceof StillStarting)
        return context.json({ detail: thrown.message }, 503, { 'X-Backend-State': 'starting', 'Retry-After': '2' })
      if (!(thrown instanceof ProtocolFault))
        logger.warn(`${context.req.method} ${context.req.path}: ${describeError(thrown)}`)
      const status = thrown instanceof ProtocolFault ? statuses[thrown.kind] : 500
      // A session ends in seconds, where another one is done.
      return context.json({ detail: toldWords(thrown) }, status, status === 503 ? { 'Retry-After': '5' } : {})
    }
  }
}
