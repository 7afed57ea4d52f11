// An episode as an MCP server: its tools, its task as a resource and as a prompt, and in the instructions for clients
// that read neither. One server object serves one request (HTTP) or one connection (stdio); the state is the episode's.
// MCP 2025-11-25 and 2026-07-28: https://modelcontextprotocol.io/specification
import type { CallToolResult, Server } from '@modelcontextprotocol/server'
import type { JsonObject } from '../../../core/json.ts'
import { ProtocolFault } from '../protocol-fault.ts'
import { promptOf, type Episode } from './episode.ts'

export type McpPackage = typeof import('@modelcontextprotocol/server')

/** Loaded when it is first needed. */
export async function mcpPackage(): Promise<McpPackage> {
  return await import('@modelcontextprotocol/server')
}

const taskUri = 'rlvr://task'
const publicUri = 'rlvr://task/public'

export function mcpServer(sdk: McpPackage, episode: Episode): Server {
  const { environment } = episode.session
  const server = new sdk.Server(
    { name: environment.name, version: '1' },
    { capabilities: { tools: {}, resources: {}, prompts: {} }, instructions: episode.instructions },
  )
  server.setRequestHandler('tools/list', () => ({
    tools: episode.tools.map(({ name, description, parameters }) => ({
      name,
      description,
      inputSchema: { ...parameters, type: 'object' },
    })),
  }))
  server.setRequestHandler('tools/call', async ({ params }): Promise<CallToolResult> => {
    try {
      const { text, isError } = await episode.call(params.name, (params.arguments ?? {}) as JsonObject)
      return { content: [{ type: 'text', text }], isError }
    } catch (thrown) {
      if (!(thrown instanceof ProtocolFault)) throw thrown
      if (thrown.kind === 'unknown-tool')
        throw new sdk.ProtocolError(sdk.ProtocolErrorCode.InvalidParams, thrown.message)
      return { content: [{ type: 'text', text: thrown.message }], isError: true }
    }
  })
  const texts = new Map([[taskUri, { mimeType: 'text/markdown', text: episode.taskText }]])
  if (Object.keys(episode.publicFields).length > 0)
    texts.set(publicUri, { mimeType: 'application/json', text: JSON.stringify(episode.publicFields) })
  server.setRequestHandler('resources/list', () => ({
    resources: [...texts].map(([uri, { mimeType }]) => ({
      uri,
      mimeType,
      name: uri === taskUri ? 'task' : 'task-public',
      description: uri === taskUri ? 'the task to be solved' : 'what else is known of the task',
    })),
  }))
  server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates: [] }))
  server.setRequestHandler('resources/read', ({ params: { uri } }) => {
    const content = texts.get(uri)
    if (content === undefined)
      throw new sdk.ResourceNotFoundError(
        uri,
        `There is no resource of that URI; there is ${[...texts.keys()].join(', ')}.`,
      )
    return { contents: [{ uri, ...content }] }
  })
  server.setRequestHandler('prompts/list', () => ({
    prompts: [{ name: 'task', description: 'the task to be solved' }],
  }))
  server.setRequestHandler('prompts/get', ({ params: { name } }) => {
    if (name !== 'task')
      throw new sdk.ProtocolError(sdk.ProtocolErrorCode.InvalidParams, 'There is one prompt, of the name `task`.')
    return { description: 'the task to be solved', messages: promptOf(episode) }
  })
  return server
}
