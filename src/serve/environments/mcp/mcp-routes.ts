// MCP over streamable HTTP. `POST /mcp` begins a session with `initialize` and names it in `Mcp-Session-Id` (2025-11-25);
// `POST /mcp/{session}` is a session that the grader began, for clients of either revision: since 2026-07-28 the
// protocol has no sessions of its own, so the address names it.
// https://modelcontextprotocol.io/specification/2025-11-25/basic/transports
import type { Context } from 'hono'
import { isTextDeeperThan } from '../../../core/text-depth.ts'
import { ProtocolFault, type ProtocolFaultKind } from '../protocol-fault.ts'
import type { Protocol, ProtocolRoutes } from '../protocol.ts'
import type { Episode } from './episode.ts'
import { Episodes } from './episodes.ts'
import { graderRoutes } from './grader-routes.ts'
import { mcpPackage, mcpServer, type McpPackage } from './mcp-server.ts'
import { taskOfQuery } from './task-query.ts'

const sessionHeader = 'mcp-session-id'
const mostDepth = 1000

export const mcpRoutes: Protocol = (served): ProtocolRoutes => {
  const episodes = new Episodes(served)
  return {
    paths: ['POST /mcp', 'DELETE /mcp', 'POST /mcp/{session}'],
    stats: () => ({}),
    grader: graderRoutes(served, episodes),
    add: (app, asking) => {
      app.post('/mcp', async (context) => {
        const sdk = await mcpPackage()
        return await answered(context, sdk, async (body) => {
          const { raw } = context.req
          if (!(await sdk.isLegacyRequest(raw, body))) return handshakeNeeded(sdk, raw, body)
          const id = raw.headers.get(sessionHeader)
          if (id !== null) return await answer(sdk, episodes.get(id), raw, body)
          if (!sdk.isInitializeRequest(body))
            return rpcError(400, {
              code: sdk.INVALID_REQUEST,
              message:
                'Expected `initialize`, which begins a session, or the header `Mcp-Session-Id` with the id of one.',
              id: idOf(body),
            })
          if (served.graderBegins === true)
            return rpcError(403, {
              code: -32_000,
              message:
                'Sessions are begun by the grader here, who gives an agent the address /mcp/{session} of its own.',
              id: idOf(body),
            })
          const { environment, choice } = taskOfQuery(new URL(raw.url).searchParams, served.environments)
          const { peer, signal } = asking(context)
          const episode = await episodes.open(environment, choice, { peer, signal })
          const response = await answer(sdk, episode, raw, body)
          response.headers.set(sessionHeader, episode.session.id)
          return response
        })
      })
      app.post('/mcp/:session', async (context) => {
        const sdk = await mcpPackage()
        return await answered(context, sdk, async (body) => {
          const episode = episodes.get(context.req.param('session'))
          const { raw } = context.req
          if (await sdk.isLegacyRequest(raw, body)) return await answer(sdk, episode, raw, body)
          const handler = sdk.createMcpHandler(() => mcpServer(sdk, episode), { legacy: 'reject' })
          return await handler.fetch(raw, { parsedBody: body })
        })
      })
      app.delete('/mcp', async (context) => {
        const sdk = await mcpPackage()
        return await answered(context, sdk, async () => {
          const id = context.req.header(sessionHeader) ?? ''
          episodes.get(id)
          await episodes.close(id)
          return new Response(null, { status: 204 })
        })
      })
      // There is nothing that this server would tell unasked.
      for (const path of ['/mcp', '/mcp/:session'])
        app.get(path, () => {
          const response = rpcError(405, {
            code: -32_000,
            message: 'There is no stream to listen to: POST alone is answered.',
          })
          response.headers.set('Allow', 'POST, DELETE')
          return response
        })
    },
  }
}

/** One message of the handshake's revisions, by a server object of its own. */
async function answer(sdk: McpPackage, episode: Episode, request: Request, body: unknown): Promise<Response> {
  const transport = new sdk.WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
  const server = mcpServer(sdk, episode)
  await server.connect(transport)
  try {
    return await transport.handleRequest(request, { parsedBody: body })
  } finally {
    await server.close()
  }
}

/** Reads the message, and says what is wrong in the protocol's words. */
async function answered(
  context: Context,
  sdk: McpPackage,
  respond: (body: unknown) => Promise<Response>,
): Promise<Response> {
  const { raw } = context.req
  const foreign = sdk.originValidationResponse(raw, sdk.localhostAllowedOrigins())
  if (foreign !== undefined) return foreign
  let body: unknown
  if (raw.method === 'POST') {
    if (!sdk.isJsonContentType(raw.headers.get('content-type')))
      return rpcError(415, { code: -32_000, message: 'Expected the content type application/json.' })
    const text = await raw.text()
    if (isTextDeeperThan(text, mostDepth))
      return rpcError(400, { code: sdk.PARSE_ERROR, message: `The message nests deeper than ${mostDepth} levels.` })
    try {
      body = JSON.parse(text)
    } catch {
      return rpcError(400, { code: sdk.PARSE_ERROR, message: 'The body is no JSON; expected one JSON-RPC message.' })
    }
  }
  try {
    return await respond(body)
  } catch (thrown) {
    if (!(thrown instanceof ProtocolFault)) throw thrown
    const { status, code } = faults[thrown.kind] ?? { status: 400, code: sdk.INVALID_PARAMS }
    const response = rpcError(status, { code, message: thrown.message, id: idOf(body) })
    if (status === 503) response.headers.set('Retry-After', '1')
    return response
  }
}

/** 404 tells a client to begin a new session; others are the words of what it asked for. */
const faults: { readonly [kind in ProtocolFaultKind]?: { readonly status: number; readonly code: number } } = {
  'unknown-session': { status: 404, code: -32_001 },
  capacity: { status: 503, code: -32_000 },
  busy: { status: 503, code: -32_000 },
  failed: { status: 500, code: -32_603 },
}

/** Clients of the newer revision fall back to the handshake where they are told the older ones. */
function handshakeNeeded(sdk: McpPackage, request: Request, body: unknown): Response {
  const requested = request.headers.get('mcp-protocol-version') ?? 'unknown'
  const error = new sdk.UnsupportedProtocolVersionError(
    { supported: [...sdk.SUPPORTED_PROTOCOL_VERSIONS], requested },
    'A session begins with `initialize` here; a client without it is given the address /mcp/{session} of one by its grader.',
  )
  return rpcError(400, { code: error.code, message: error.message, data: error.data, id: idOf(body) })
}

function rpcError(
  status: number,
  { code, message, data, id = null }: { code: number; message: string; data?: unknown; id?: string | number | null },
): Response {
  const error = { code, message, ...(data !== undefined && { data }) }
  return Response.json({ jsonrpc: '2.0', error, id }, { status })
}

function idOf(body: unknown): string | number | null {
  const id = typeof body === 'object' && body !== null && 'id' in body ? body.id : null
  return typeof id === 'string' || typeof id === 'number' ? id : null
}
