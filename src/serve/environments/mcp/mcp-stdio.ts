// MCP over standard input and output: one process, one session, begun when it starts and over when the client closes
// its end. Agents start servers so.
import type { Readable, Writable } from 'node:stream'
import type { ServedEnvironment, TaskChoice } from '../served-environment.ts'
import type { Served } from '../protocol.ts'
import { Episodes } from './episodes.ts'
import { mcpPackage, mcpServer } from './mcp-server.ts'

export interface McpStdioOptions extends Served {
  readonly environment: ServedEnvironment
  readonly choice: TaskChoice
  readonly signal: AbortSignal
  /** Default those of the process. */
  readonly input?: Readable
  readonly output?: Writable
}

/** Resolves when the connection has ended and the verdict is told. */
export async function serveMcpStdio(options: McpStdioOptions): Promise<void> {
  const { environment, choice, signal, environments, sessions, logger, onVerdict } = options
  const { input = process.stdin, output = process.stdout } = options
  const sdk = await mcpPackage()
  const { StdioServerTransport, serveStdio } = await import('@modelcontextprotocol/server/stdio')
  const episodes = new Episodes({ environments, sessions, logger, ...(onVerdict !== undefined && { onVerdict }) })
  const episode = await episodes.open(environment, choice, { signal })
  const ended = Promise.withResolvers<void>()
  const transport = new StdioServerTransport(input, output)
  const handle = serveStdio(() => mcpServer(sdk, episode), {
    transport,
    onerror: (error) => logger.warn(`MCP on standard input: ${error.message}`),
  })
  input.once('end', ended.resolve).once('close', ended.resolve).once('error', ended.resolve)
  signal.addEventListener('abort', () => ended.resolve(), { once: true })
  await ended.promise
  await episodes.close(episode.session.id)
  await handle.close()
}
