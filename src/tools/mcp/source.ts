// Reads the tools of an MCP server where an environment is defined, and answers their calls by the server of the episode.
import type { TSchema } from 'typebox'
import { RlvrError, describeError, show, unknownField, unknownName } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json.ts'
import type { EpisodeResources } from '../../core/resources.ts'
import { compileSchema } from '../../core/schema.ts'
import { EpisodeError, ToolError, type Tool } from '../../core/tool.ts'
import { shortened } from './answer-text.ts'
import type { McpOptions, McpServer, McpSource } from './mcp-server.ts'
import { RunningServer, nameOf, type ServerOptions } from './running-server.ts'
import { ServerPool, type Reset } from './server-pool.ts'

const fields = {
  command: true,
  args: true,
  env: true,
  cwd: true,
  timeoutMs: true,
  startTimeoutMs: true,
  reset: true,
  only: true,
  mostCharacters: true,
} as const satisfies { [name in keyof McpOptions]-?: true }

/** See `mcpServer`. */
export async function openSource(options: McpOptions): Promise<McpSource> {
  checkOptions(options)
  const { timeoutMs = 30_000, startTimeoutMs = 60_000, reset = 'restart', mostCharacters = 20_000 } = options
  const given: ServerOptions = { ...options, timeoutMs, startTimeoutMs }
  const pool = new ServerPool(given, resetOf(reset))
  const open = async (): Promise<McpServer> => await pool.open()
  const tools = await readTools(given, options)
  return {
    tools: Object.fromEntries(
      tools.map(({ name, original, description, parameters }) => [
        name,
        {
          description,
          parameters,
          run: async (input: unknown, { episode, signal }) => {
            const server = await opened(episode, open)
            const { text, isError } = await server.call(original, input as JsonObject, { signal })
            const told = shortened(text, mostCharacters)
            if (isError) throw new ToolError(told)
            return told
          },
        } satisfies Tool<TSchema>,
      ]),
    ),
    open,
    close: async () => await pool.close(),
    [Symbol.asyncDispose]: async () => await pool.close(),
  }
}

/** A server that cannot be opened is not the policy's fault. */
async function opened(episode: EpisodeResources, open: () => Promise<McpServer>): Promise<McpServer> {
  try {
    return await episode.own(open)
  } catch (thrown) {
    throw new EpisodeError(describeError(thrown, 2000), { cause: thrown })
  }
}

interface ReadTool {
  readonly name: string
  readonly original: string
  readonly description: string
  readonly parameters: JsonObject
}

/** What a server offers, in names that policies may call; asked of a server that is ended after that. */
async function readTools(given: ServerOptions, { only, reset }: McpOptions): Promise<readonly ReadTool[]> {
  const refuse = (sentence: string): never => {
    throw new RlvrError('RLVR_ENVIRONMENT', `The MCP server \`${nameOf(given)}\` ${sentence}`)
  }
  const server = await RunningServer.start(given)
  let listed: Awaited<ReturnType<typeof server.tools>>
  try {
    listed = await server.tools()
  } catch (thrown) {
    throw new RlvrError('RLVR_ENVIRONMENT', describeError(thrown, 2000), { cause: thrown })
  } finally {
    await server.close()
  }
  if (listed.length === 0) refuse('has no tools.')
  const resetTool = typeof reset === 'object' ? reset.tool : null
  const all = listed.map(({ name }) => name)
  const strange = [...(only ?? []), ...(resetTool === null ? [] : [resetTool])].find((name) => !all.includes(name))
  if (strange !== undefined) refuse(`lacks a tool. ${unknownName('tool', strange, all).message}`)
  const offered = listed.filter(({ name }) => name !== resetTool && (only === undefined || only.includes(name)))
  if (offered.length === 0) refuse('has no tools that a policy could be offered; `only` and `reset` leave none.')
  const read = offered.map(({ name, title, description, inputSchema }): ReadTool => {
    const { $schema: _, ...schema } = JSON.parse(JSON.stringify(inputSchema)) as JsonObject
    const parameters = { properties: {}, ...schema, type: 'object' }
    try {
      compileSchema(parameters)
    } catch (thrown) {
      refuse(
        `describes the arguments of \`${name}\` by no schema: ${describeError(thrown, 200)} Leave it out by \`only\`.`,
      )
    }
    return { name: callable(name), original: name, description: description ?? title ?? name, parameters }
  })
  const names = read.map(({ name }) => name)
  const twice = read.find(({ name }, index) => names.indexOf(name) !== index)
  if (twice !== undefined)
    refuse(`has two tools that a policy would call \`${twice.name}\`. Leave one out by \`only\`.`)
  return read
}

/** Servers of models take letters, digits, _ and -; MCP has dots too. */
function callable(name: string): string {
  const written = name.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 64)
  return /^[A-Za-z_]/.test(written) ? written : `_${written}`.slice(0, 64)
}

function resetOf(reset: NonNullable<McpOptions['reset']>): Reset | null {
  if (reset === 'restart') return null
  if (typeof reset === 'function') return reset
  return async (server) => {
    const { isError, text } = await server.call(reset.tool, reset.input ?? {})
    if (isError) throw new ToolError(text)
  }
}

function checkOptions(options: McpOptions): void {
  const refuse = (sentence: string): never => {
    throw new RlvrError('RLVR_USAGE', `mcp(): ${sentence}`)
  }
  if (typeof options !== 'object' || options === null || typeof options.command !== 'string' || options.command === '')
    refuse(
      `give { command, args } of the server, like \`{ command: 'node', args: ['server.js'] }\`; got ${show(options, 80)}.`,
    )
  const strange = unknownField(options, Object.keys(fields))
  if (strange !== null) refuse(`it ${strange}`)
  const { args = [], env = {}, cwd, reset = 'restart', only } = options
  const isText = (value: unknown): boolean => typeof value === 'string'
  if (!Array.isArray(args) || !args.every(isText)) refuse(`\`args\` is a list of texts; got ${show(args, 80)}.`)
  if (typeof env !== 'object' || env === null || !Object.values(env).every(isText))
    refuse(`\`env\` holds texts by their names; got ${show(env, 80)}.`)
  if (cwd !== undefined && !isText(cwd)) refuse(`\`cwd\` is the path of a folder; got ${show(cwd, 80)}.`)
  if (only !== undefined && !(Array.isArray(only) && only.every(isText)))
    refuse(`\`only\` is a list of names of tools; got ${show(only, 80)}.`)
  if (
    reset !== 'restart' &&
    typeof reset !== 'function' &&
    typeof (reset as { tool?: unknown } | null)?.tool !== 'string'
  )
    refuse(`\`reset\` is 'restart', { tool: 'NAME' } or a function of the server; got ${show(reset, 80)}.`)
  for (const name of ['timeoutMs', 'startTimeoutMs', 'mostCharacters'] as const) {
    const value: unknown = options[name]
    if (value !== undefined && !(Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) < 2 ** 31))
      refuse(`\`${name}\` is a whole number from 1; got ${show(value, 80)}.`)
  }
}
