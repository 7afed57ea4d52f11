// An MCP server that runs for one episode: started, greeted, asked, ended. What goes wrong with it is told apart by whose
// fault it is: what the server answers a call with is for the policy (`ToolError`); a server that is gone, hangs or speaks
// nonsense is nobody's wrong answer (`EpisodeError`).
// MCP 2025-11-25, which servers of later revisions speak too: https://modelcontextprotocol.io/specification
import type { CallToolResult, Client, Tool as McpTool } from '@modelcontextprotocol/client'
import { RlvrError, describeError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json.ts'
import { EpisodeError, ToolError } from '../../core/tool.ts'
import { answerText } from './answer-text.ts'
import type { McpAnswer, McpServer, ServerCommand } from './mcp-server.ts'
import { ServerProcess } from './server-process.ts'

type Package = typeof import('@modelcontextprotocol/client')

export interface ServerOptions extends ServerCommand {
  /** For an answer. */
  readonly timeoutMs: number
  /** For the start, until it greets. */
  readonly startTimeoutMs: number
}

/** Loaded when the first server is started. */
async function mcpPackage(): Promise<Package> {
  try {
    return await import('@modelcontextprotocol/client')
  } catch (thrown) {
    throw new RlvrError(
      'RLVR_USAGE',
      'Tools of MCP servers are asked by @modelcontextprotocol/client, which could not be loaded: npm install @modelcontextprotocol/client',
      { cause: thrown },
    )
  }
}

export class RunningServer implements McpServer {
  readonly #sdk: Package
  readonly #process: ServerProcess
  readonly #client: Client
  readonly #options: ServerOptions
  readonly #name: string
  #calls = 0
  /** Whether it may still be at work on what nobody waits for any more. */
  #isStale = false

  private constructor(sdk: Package, process: ServerProcess, client: Client, options: ServerOptions) {
    this.#sdk = sdk
    this.#process = process
    this.#client = client
    this.#options = options
    this.#name = nameOf(options)
  }

  /** @throws RlvrError `RLVR_ENVIRONMENT` where it does not start, or does not greet in time */
  static async start(options: ServerOptions): Promise<RunningServer> {
    const sdk = await mcpPackage()
    const server = new ServerProcess(options, (line) => sdk.parseJSONRPCMessage(JSON.parse(line)))
    const client = new sdk.Client({ name: 'rlvr', version: '1' }, { capabilities: {} })
    try {
      await client.connect(server, { timeout: options.startTimeoutMs, maxTotalTimeout: options.startTimeoutMs })
    } catch (thrown) {
      const how = server.isOver ? await server.ended : failedStart(sdk, thrown, options)
      await server.close()
      throw new RlvrError('RLVR_ENVIRONMENT', sentence(`The MCP server \`${nameOf(options)}\` ${how}.`, server.words), {
        cause: thrown,
      })
    }
    return new RunningServer(sdk, server, client, options)
  }

  /** Whether another episode may have it. */
  get isReusable(): boolean {
    return !this.#process.isOver && !this.#isStale && this.#calls === 0
  }

  /** All tools, page by page. */
  async tools(): Promise<readonly McpTool[]> {
    if (this.#client.getServerCapabilities()?.tools === undefined) return []
    const listed = await this.#asked(
      'the list of its tools',
      {},
      async (limits) => await this.#client.listTools(undefined, limits),
    )
    return listed.tools
  }

  async call(
    tool: string,
    input: JsonObject = {},
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<McpAnswer> {
    const result: CallToolResult = await this.#asked(
      `\`${tool}\``,
      options,
      async (limits) => await this.#client.callTool({ name: tool, arguments: input }, limits),
    )
    const { text, isUnreadable } = answerText(result)
    if (isUnreadable && result.isError !== true)
      throw new ToolError(`it gave nothing that can be read as text: ${text}`)
    return { text, isError: result.isError === true, structured: result.structuredContent }
  }

  async read(uri: string): Promise<string> {
    const { contents } = await this.#asked(uri, {}, async (limits) => await this.#client.readResource({ uri }, limits))
    return contents.map((each) => ('text' in each ? each.text : '')).join('\n')
  }

  /** Ends it, and whatever it started. */
  async close(): Promise<void> {
    await this.#process.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** Asks, and says whose fault it is where no answer comes. */
  async #asked<Answer>(
    what: string,
    { signal }: { readonly signal?: AbortSignal },
    ask: (limits: { timeout: number; maxTotalTimeout: number; signal?: AbortSignal }) => Promise<Answer>,
  ): Promise<Answer> {
    if (this.#process.isOver) throw await this.#gone()
    const { timeoutMs } = this.#options
    this.#calls++
    try {
      return await ask({ timeout: timeoutMs, maxTotalTimeout: timeoutMs, ...(signal !== undefined && { signal }) })
    } catch (thrown) {
      if (this.#process.isOver) throw await this.#gone()
      if (signal?.aborted === true) {
        this.#isStale = true
        throw thrown
      }
      const { ProtocolError, SdkError, SdkErrorCode } = this.#sdk
      if (thrown instanceof ProtocolError) throw new ToolError(describeError(thrown))
      if (!(thrown instanceof SdkError && thrown.code === SdkErrorCode.RequestTimeout))
        throw this.#fault(`answered ${what} with what is no answer of MCP: ${describeError(thrown, 300)}`)
      this.#isStale = true
      if (await this.#isAlive()) throw new ToolError(`it did not answer within ${timeoutMs / 1000} s`)
      this.#process.kill('was ended, because it hangs')
      throw this.#fault(`hangs: it did not answer ${what} within ${timeoutMs / 1000} s, nor a ping after that`)
    } finally {
      this.#calls--
    }
  }

  async #isAlive(): Promise<boolean> {
    const { timeoutMs } = this.#options
    return await this.#client.ping({ timeout: timeoutMs, maxTotalTimeout: timeoutMs }).then(
      () => true,
      (thrown: unknown) => thrown instanceof this.#sdk.ProtocolError,
    )
  }

  async #gone(): Promise<EpisodeError> {
    return this.#fault(`is gone: it ${await this.#process.ended}`)
  }

  #fault(how: string): EpisodeError {
    return new EpisodeError(sentence(`The MCP server \`${this.#name}\` ${how}.`, this.#process.words))
  }
}

function failedStart({ SdkError, SdkErrorCode }: Package, thrown: unknown, { startTimeoutMs }: ServerOptions): string {
  return thrown instanceof SdkError && thrown.code === SdkErrorCode.RequestTimeout
    ? `did not greet within ${startTimeoutMs / 1000} s (\`startTimeoutMs\`)`
    : `did not greet as MCP has it: ${describeError(thrown, 300)}`
}

export function nameOf({ command, args = [] }: ServerCommand): string {
  const line = [command, ...args].join(' ')
  return line.length > 200 ? `${line.slice(0, 200)}…` : line
}

function sentence(first: string, words: string): string {
  return words === '' ? first : `${first} ${words}`
}
