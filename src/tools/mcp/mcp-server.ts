// What authors see of an MCP server: how it is started, what it can be asked, and its tools. These types need no package.
import type { TSchema } from 'typebox'
import type { JsonObject } from '../../core/json.ts'
import type { Tool } from '../../core/tool.ts'

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

export interface McpOptions extends ServerCommand {
  /** For each answer; 30 s. */
  readonly timeoutMs?: number
  /** From the start of a server until it greets; 60 s. */
  readonly startTimeoutMs?: number
  /**
   * How a server comes to the next episode. `restart` (the default) ends it and starts another. The name of a tool, which
   * the policy is then not offered, or a function brings one that has served back to its start, so that it may serve again;
   * where that fails it is ended, and another is started.
   */
  readonly reset?:
    | 'restart'
    | { readonly tool: string; readonly input?: JsonObject }
    | ((server: McpServer) => Promise<unknown>)
  /** The tools that the policy is offered; all where it is not given. */
  readonly only?: readonly string[]
  /** Longest answer that the policy is told, in characters; 20 000. */
  readonly mostCharacters?: number
}

/** Tools by the names that the policy calls them by. */
export type McpTools = { readonly [name: string]: Tool<TSchema> }

/** A server of which every episode has its own. */
export interface McpSource extends AsyncDisposable {
  readonly tools: McpTools
  /** For `episode.own(open)`, so that state and rewards see the server that the tools talk to. */
  readonly open: () => Promise<McpServer>
  /** Ends those that wait for another episode. */
  close(): Promise<void>
}
