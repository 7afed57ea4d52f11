// Servers of one command. Each episode has one to itself; where they can be brought back to their start, one that has
// served an episode waits for the next.
import type { JsonObject } from '../../core/json.ts'
import { EpisodeError } from '../../core/tool.ts'
import type { McpAnswer, McpServer } from './mcp-server.ts'
import { RunningServer, type ServerOptions } from './running-server.ts'

/** Brings a server back to its start, or throws. */
export type Reset = (server: McpServer) => Promise<unknown>

/** Most that wait for an episode. */
const mostIdle = 16

export class ServerPool {
  readonly #options: ServerOptions
  readonly #reset: Reset | null
  readonly #idle: RunningServer[] = []
  #isClosed = false

  constructor(options: ServerOptions, reset: Reset | null) {
    this.#options = options
    this.#reset = reset
  }

  async open(): Promise<McpServer> {
    return new LeasedServer(await this.#take(), async (server) => await this.#giveBack(server))
  }

  /** Ends those that wait; those that serve end with their episodes. */
  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all(this.#idle.splice(0).map(async (server) => await server.close()))
  }

  async #take(): Promise<RunningServer> {
    for (let server = this.#idle.pop(); server !== undefined; server = this.#idle.pop()) {
      const isBack = await this.#reset?.(server).then(
        () => true,
        () => false,
      )
      if (isBack === true && server.isReusable) return server
      await server.close()
    }
    return await RunningServer.start(this.#options)
  }

  async #giveBack(server: RunningServer): Promise<void> {
    if (this.#reset !== null && server.isReusable && this.#idle.length < mostIdle && !this.#isClosed)
      this.#idle.push(server)
    else await server.close()
  }
}

/** A server while its episode has it: what held on to it cannot disturb the next one. */
class LeasedServer implements McpServer {
  #server: RunningServer | null
  readonly #giveBack: (server: RunningServer) => Promise<void>

  constructor(server: RunningServer, giveBack: (server: RunningServer) => Promise<void>) {
    this.#server = server
    this.#giveBack = giveBack
  }

  async call(tool: string, input?: JsonObject, options?: { readonly signal?: AbortSignal }): Promise<McpAnswer> {
    return await this.#held.call(tool, input, options)
  }

  async read(uri: string): Promise<string> {
    return await this.#held.read(uri)
  }

  async close(): Promise<void> {
    const server = this.#server
    this.#server = null
    if (server !== null) await this.#giveBack(server)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  get #held(): RunningServer {
    if (this.#server === null) throw new EpisodeError('The episode of this MCP server is over.')
    return this.#server
  }
}
