// `/mcp`: the tools of an environment by JSON-RPC 2.0, and sessions made and ended. It is OpenEnv's own subset of MCP:
// there is no `initialize`, so no other MCP client speaks it.
//   tools/list {session_id?} → {tools: [{name, description, inputSchema}]}
//   tools/call {name, arguments, session_id} → {content, data, is_error, …}, as FastMCP tells a result
//   openenv/session/create → {session_id}, for `WS /ws?session_id=`, where its episode begins
//   openenv/session/close {session_id} → {session_id, closed}
// Source: huggingface/OpenEnv src/openenv/core/env_server/http_server.py (`mcp_handler`), mcp_types.py.
import { show } from '../../../core/errors.ts'
import type { Json, JsonObject } from '../../../core/json.ts'
import type { Peer } from '../../http/fair-queue.ts'
import { ProtocolFault } from '../protocol-fault.ts'
import type { ServedEnvironment } from '../served-environment.ts'
import { isObject } from './field-fault.ts'
import type { OpenEnvSession } from './openenv-session.ts'
import type { OpenEnvSessions } from './openenv-sessions.ts'

export const rpcCodes = {
  parse: -32_700,
  request: -32_600,
  method: -32_601,
  params: -32_602,
  internal: -32_603,
  server: -32_000,
} as const

/** Who asks. */
export interface McpAsking {
  /** The session of the connection that it came by; null where it came by HTTP. */
  readonly own: OpenEnvSession | null
  /** Whose a session is that is made; null where there is one already. */
  readonly peer: Peer | null
  readonly signal: AbortSignal
}

class RpcFault extends Error {
  readonly code: number
  readonly data: Json

  constructor(code: number, message: string, data: Json = null) {
    super(message)
    this.code = code
    this.data = data
  }
}

export class Mcp {
  readonly #environment: ServedEnvironment
  readonly #sessions: OpenEnvSessions

  constructor(environment: ServedEnvironment, sessions: OpenEnvSessions) {
    this.#environment = environment
    this.#sessions = sessions
  }

  /** Never rejects for what a client asked. */
  async answer(request: unknown, asking: McpAsking): Promise<JsonObject> {
    const id = isObject(request) && isId(request['id']) ? request['id'] : null
    try {
      const { method, params } = readRequest(request)
      return { jsonrpc: '2.0', id, result: await this.#do(method, params, asking) }
    } catch (thrown) {
      const { code, message, data } = rpcFault(thrown)
      return rpcError(code, message, { id, data })
    }
  }

  async #do(method: string, params: JsonObject, asking: McpAsking): Promise<JsonObject> {
    switch (method) {
      case 'openenv/session/create':
        return { session_id: (asking.own ?? this.#open(asking)).session.id }
      case 'openenv/session/close':
        return await this.#close(params, asking)
      case 'tools/list':
        this.#session(params, asking)
        return {
          tools: this.#environment.spec.tools.map(({ name, description, parameters }) => ({
            name,
            description,
            inputSchema: parameters,
          })),
        }
      case 'tools/call':
        return await this.#call(params, asking)
      default:
        throw new RpcFault(rpcCodes.method, `Method not found: ${method.slice(0, 100)}`)
    }
  }

  #open({ peer }: McpAsking): OpenEnvSession {
    try {
      return this.#sessions.open(this.#environment, peer as Peer)
    } catch (thrown) {
      if (!(thrown instanceof ProtocolFault)) throw thrown
      throw new RpcFault(rpcCodes.server, thrown.message, this.#sessions.counts(peer as Peer))
    }
  }

  async #close({ session_id: id }: JsonObject, { own }: McpAsking): Promise<JsonObject> {
    if (typeof id !== 'string' || id === '')
      throw new RpcFault(rpcCodes.params, "Invalid params - 'session_id' is required")
    if (own?.session.id === id)
      throw new RpcFault(rpcCodes.request, 'Cannot close active WebSocket-managed session via MCP method')
    const session = this.#known(id)
    if (session.isAttached) {
      session.isClosing = true
      return { session_id: id, closed: false, closing: true }
    }
    await this.#sessions.close(session)
    return { session_id: id, closed: true }
  }

  async #call(params: JsonObject, asking: McpAsking): Promise<JsonObject> {
    const { name, arguments: given = {} } = params
    if (typeof name !== 'string' || name === '') throw new RpcFault(rpcCodes.params, "Missing 'name' in params")
    if (given !== null && !isObject(given)) throw new RpcFault(rpcCodes.params, "'arguments' should be an object")
    const session = this.#session(params, asking)
    if (!this.#environment.spec.tools.some((tool) => tool.name === name))
      throw new RpcFault(rpcCodes.params, `Tool not found: ${name.slice(0, 100)}`)
    if (session === null)
      throw new RpcFault(
        rpcCodes.params,
        "A tool is called in an episode: name a 'session_id' of openenv/session/create, whose episode was begun over WS /ws?session_id=…",
      )
    const { content, error } = await session.call({ name, arguments: given ?? {} }, asking.signal)
    if (error !== null) throw new RpcFault(error === 'invalid_args' ? rpcCodes.params : rpcCodes.internal, content)
    return {
      content: [{ type: 'text', text: content }],
      structured_content: { result: content },
      meta: null,
      data: content,
      is_error: false,
    }
  }

  /** The session of the connection, else the one that is named, else none. */
  #session({ session_id: id }: JsonObject, { own }: McpAsking): OpenEnvSession | null {
    if (own !== null) return own
    return id === undefined || id === null || id === '' ? null : this.#known(id)
  }

  #known(id: Json): OpenEnvSession {
    const session = typeof id === 'string' ? this.#sessions.find(this.#environment, id) : undefined
    if (session !== undefined) return session
    throw new RpcFault(
      rpcCodes.params,
      `Unknown session_id: ${typeof id === 'string' ? id.slice(0, 100) : show(id, 100)}`,
    )
  }
}

export function rpcError(code: number, message: string, { id = null, data = null }: JsonObject = {}): JsonObject {
  return { jsonrpc: '2.0', id, error: { code, message, data } }
}

function readRequest(request: unknown): { method: string; params: JsonObject } {
  const invalid = (why: string): RpcFault => new RpcFault(rpcCodes.request, `Invalid request: ${why}`)
  if (!isObject(request)) throw invalid('expected an object {jsonrpc, method, params, id}')
  const { jsonrpc, method, params = {}, id = null, ...rest } = request
  if (jsonrpc !== '2.0') throw invalid("jsonrpc should be '2.0'")
  if (typeof method !== 'string') throw invalid('method should be a string')
  if (!isObject(params)) throw invalid('params should be an object')
  if (!isId(id)) throw invalid('id should be a string or an integer')
  const [strange] = Object.keys(rest)
  if (strange !== undefined) throw invalid(`there is no field ${JSON.stringify(strange.slice(0, 100))}`)
  return { method, params }
}

function isId(id: Json | undefined): id is string | number | null {
  return id === null || typeof id === 'string' || (typeof id === 'number' && Number.isInteger(id))
}

function rpcFault(thrown: unknown): RpcFault {
  if (thrown instanceof RpcFault) return thrown
  if (thrown instanceof ProtocolFault) return new RpcFault(rpcCodes.internal, thrown.message)
  throw thrown
}
