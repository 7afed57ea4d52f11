// `WS /mcp`: JSON-RPC, a frame a request, in a session for each connection. Its id (`openenv/session/create` tells it)
// names it to `WS /ws?session_id=`, where its episode begins.
// Source: huggingface/OpenEnv src/openenv/core/env_server/http_server.py (`mcp_websocket_endpoint`).
import type { SocketRequest, SocketTalk } from '../../http/socket-talk.ts'
import { ProtocolFault } from '../protocol-fault.ts'
import { rpcCodes, rpcError } from './mcp.ts'
import { readFrame } from './read-frame.ts'
import type { SessionTalkOptions } from './session-talk.ts'

export function mcpTalk(
  { peer, signal }: SocketRequest,
  { environment, sessions, mcp }: SessionTalkOptions,
): SocketTalk {
  let own
  try {
    own = sessions.open(environment, peer)
  } catch (thrown) {
    if (!(thrown instanceof ProtocolFault)) throw thrown
    const greeting = JSON.stringify(rpcError(rpcCodes.server, thrown.message, { data: sessions.counts(peer) }))
    return { greeting, isOver: true, answer: async () => await Promise.resolve(null), end: async () => {} }
  }
  const session = own
  const letGo = session.session.hold()
  return {
    answer: async (text) => {
      let request: unknown
      try {
        request = readFrame(text)
      } catch (thrown) {
        return JSON.stringify(rpcError(rpcCodes.parse, `Parse error: ${(thrown as Error).message}`))
      }
      return JSON.stringify(await mcp.answer(request, { own: session, peer: null, signal }))
    },
    end: async () => {
      letGo()
      await sessions.close(session)
    },
  }
}
