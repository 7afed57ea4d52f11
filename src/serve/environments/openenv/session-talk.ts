// `WS /ws`: a session for each connection, or one that `POST /mcp` made, named by `?session_id=`.
// in:  {"type": "reset", "data": {…}} {"type": "step", "data": ACTION} {"type": "state"} {"type": "mcp", "data": {…}}
//      {"type": "close"}
// out: {"type": "observation", "data": {observation, reward, done, metadata?}} {"type": "state", "data": {…}}
//      {"type": "mcp", "data": {…}} {"type": "error", "data": {message, code, …}}
// Source: huggingface/OpenEnv src/openenv/core/env_server/http_server.py (`websocket_endpoint`).
import type { SocketRequest, SocketTalk } from '../../http/socket-talk.ts'
import { ProtocolFault } from '../protocol-fault.ts'
import type { ServedEnvironment } from '../served-environment.ts'
import { errorFrame, frameOf } from './error-frame.ts'
import { FieldFaults, fieldFault, isObject, unknownFields, type FieldFault } from './field-fault.ts'
import type { Mcp } from './mcp.ts'
import type { OpenEnvSession } from './openenv-session.ts'
import type { OpenEnvSessions } from './openenv-sessions.ts'
import { readFrame } from './read-frame.ts'

export interface SessionTalkOptions {
  readonly environment: ServedEnvironment
  readonly sessions: OpenEnvSessions
  readonly mcp: Mcp
}

export function sessionTalk(
  { query, peer, signal }: SocketRequest,
  { environment, sessions, mcp }: SessionTalkOptions,
): SocketTalk {
  const id = query.get('session_id') ?? ''
  if (id === '') {
    try {
      return new SessionTalk({ session: sessions.open(environment, peer), isOwn: true, sessions, mcp, signal })
    } catch (thrown) {
      if (!(thrown instanceof ProtocolFault)) throw thrown
      return refusal(errorFrame('CAPACITY_REACHED', thrown.message, sessions.counts(peer)))
    }
  }
  const session = sessions.find(environment, id)
  if (session === undefined) return refusal(errorFrame('SESSION_ERROR', `Unknown session_id: ${id.slice(0, 100)}`))
  if (session.isAttached) return refusal(errorFrame('SESSION_ERROR', `Session ${id} already has an attached WebSocket`))
  return new SessionTalk({ session, isOwn: false, sessions, mcp, signal })
}

function refusal(greeting: string): SocketTalk {
  return { greeting, isOver: true, answer: async () => await Promise.resolve(null), end: async () => {} }
}

interface SessionTalkParts {
  readonly session: OpenEnvSession
  /** Whether it ends with the connection. */
  readonly isOwn: boolean
  readonly sessions: OpenEnvSessions
  readonly mcp: Mcp
  readonly signal: AbortSignal
}

class SessionTalk implements SocketTalk {
  isOver = false
  readonly #parts: SessionTalkParts
  readonly #letGo: () => void

  constructor(parts: SessionTalkParts) {
    this.#parts = parts
    parts.session.isAttached = !parts.isOwn
    this.#letGo = parts.session.session.hold()
  }

  async answer(text: string): Promise<string | null> {
    try {
      return await this.#answer(readFrame(text))
    } catch (thrown) {
      const isGone = thrown instanceof ProtocolFault && thrown.kind === 'unknown-session'
      if (isGone) this.isOver = true
      return frameOf(thrown)
    }
  }

  async #answer(frame: unknown): Promise<string | null> {
    if (!isObject(frame))
      throw new FieldFaults([
        fieldFault([], 'dict_type', { msg: 'Input should be an object like {"type": "state"}', input: frame }),
      ])
    const { session, mcp, signal } = this.#parts
    const { type = '', data } = frame
    switch (type) {
      case 'reset':
        check(frame, 'optional')
        return told('observation', await session.reset(data ?? {}, signal))
      case 'step':
        check(frame, 'required')
        return told('observation', await session.step(data, signal))
      case 'state':
        check(frame, 'none')
        return told('state', session.state)
      case 'mcp':
        check(frame, 'required')
        return told('mcp', await mcp.answer(data, { own: session, peer: null, signal }))
      case 'close':
        check(frame, 'none')
        this.isOver = true
        return null
      default:
        return errorFrame('UNKNOWN_TYPE', `Unknown message type: ${shown(type)}`)
    }
  }

  async end(): Promise<void> {
    const { session, isOwn, sessions } = this.#parts
    this.#letGo()
    if (!isOwn) session.isAttached = false
    if (isOwn || session.isClosing) await sessions.close(session)
  }
}

function told(type: 'observation' | 'state' | 'mcp', data: object): string {
  return JSON.stringify({ type, data })
}

/** Of a frame's fields there are `type` and, where it has any, `data`: an object. */
function check(frame: { readonly [key: string]: unknown }, data: 'required' | 'optional' | 'none'): void {
  const faults: FieldFault[] = unknownFields(frame, data === 'none' ? ['type'] : ['type', 'data'])
  const given = frame['data']
  if (data === 'required' && given === undefined)
    faults.push(fieldFault(['data'], 'missing', { msg: 'Field required', input: frame }))
  else if (data !== 'none' && given !== undefined && !isObject(given))
    faults.push(fieldFault(['data'], 'dict_type', { msg: 'Input should be an object', input: given }))
  if (faults.length > 0) throw new FieldFaults(faults)
}

function shown(type: unknown): string {
  return typeof type === 'string' ? type.slice(0, 100) : JSON.stringify(type).slice(0, 100)
}
