// What authors see of an MCP server: how it is started, and what it can be asked. These types need no package.
import type { JsonObject } from '../../core/json.ts'

/** How a server is started. */
export interface ServerCommand {
  readonly command: string
  readonly args?: readonly string[]
  /** Besides PATH, HOME and the like; the rest of this process's environment stays here. */
  readonly env?: { readonly [name: string]: string }
  readonly cwd?: string
}

/** What a tool answered: as text, whether the server calls it an error, and what it gave for programs, if anything. */
export interface McpAnswer {
  readonly text: string
  readonly isError: boolean
  readonly structured: unknown
}

/** A server of an episode, for its state, its tools and its rewards. */
export interface McpServer extends AsyncDisposable {
  /**
   * Calls a tool, of those too that the policy is not offered.
   * @throws ToolError in the server's words, where it refuses the call or does not answer in time; EpisodeError where it is gone
   */
  call(tool: string, input?: JsonObject, options?: { readonly signal?: AbortSignal }): Promise<McpAnswer>
  /** The text of a resource. Throws as `call` does. */
  read(uri: string): Promise<string>
  close(): Promise<void>
}
