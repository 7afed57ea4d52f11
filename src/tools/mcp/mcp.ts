// Tools of an MCP server: read once where an environment is defined, answered in each episode by a server of its own. What
// does the work is loaded when the first server is asked for.
import type { McpOptions, McpSource, McpTools } from './mcp-server.ts'

/**
 * The tools of an MCP server, for `tools` of a definition: `tools: await mcp({ command: 'node', args: ['server.js'] })`.
 * @throws RlvrError `RLVR_ENVIRONMENT` where the server does not start, speaks no MCP or has no tools
 */
export async function mcp(options: McpOptions): Promise<McpTools> {
  return (await mcpServer(options)).tools
}

/** As `mcp`, with what opens the server of an episode. */
export async function mcpServer(options: McpOptions): Promise<McpSource> {
  const { openSource } = await import('./source.ts')
  return await openSource(options)
}
