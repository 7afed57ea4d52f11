// Drives `rlvr serve ENV --mcp` by the official TypeScript client (npm `@modelcontextprotocol/client` 2.4.0), over HTTP and
// over stdio, and says what passed. The client is no dependency of ours: FOLDER is one in which it is installed.
//   npm install --prefix FOLDER @modelcontextprotocol/client@2.4.0
//   node --disable-warning=ExperimentalWarning benchmarks/conformance/mcp/typescript-client.ts FOLDER
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { resolve } from 'node:path'

interface Answer {
  readonly isError?: boolean
  readonly content: readonly { readonly text: string }[]
}

interface McpClient {
  connect(transport: object): Promise<void>
  close(): Promise<void>
  getNegotiatedProtocolVersion(): string | undefined
  listTools(): Promise<{ readonly tools: readonly { readonly name: string }[] }>
  callTool(call: { name: string; arguments: object }): Promise<Answer>
  readResource(given: { uri: string }): Promise<{ readonly contents: readonly { readonly text: string }[] }>
}

interface ClientPackage {
  readonly Client: new (about: object, options: object) => McpClient
  readonly StreamableHTTPClientTransport: new (url: URL) => { terminateSession(): Promise<void> }
}

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('Expected the folder in which @modelcontextprotocol/client is installed.')
const place = pathToFileURL(`${resolve(folder)}/node_modules/@modelcontextprotocol/client/dist/`)
const sdk = (await import(new URL('index.mjs', place).href)) as ClientPackage
const stdio = (await import(new URL('stdio.mjs', place).href)) as {
  readonly StdioClientTransport: new (given: object) => object
}
const root = new URL('../../../', import.meta.url).pathname
const shop = `${root}examples/05-tool-environment.ts`
const rlvr = ['--disable-warning=ExperimentalWarning', '--conditions=rlvr-source', `${root}src/cli/main.ts`]

function check(name: string, passed: boolean, told: unknown = ''): void {
  if (!passed) process.exitCode = 1
  console.log(passed ? 'pass' : 'FAIL', name, passed ? '' : JSON.stringify(told))
}

async function connected(transport: object, mode: 'auto' | 'legacy'): Promise<McpClient> {
  const client = new sdk.Client({ name: 'conformance', version: '1' }, { versionNegotiation: { mode } })
  await client.connect(transport)
  return client
}

/** Asks the tool for each fruit, and hands the sum in. */
async function solve(client: McpClient): Promise<Answer> {
  let total = 0
  for (const fruit of ['apples', 'pears', 'plums'])
    total += Number((await client.callTool({ name: 'stock', arguments: { fruit } })).content[0]?.text)
  return await client.callTool({ name: 'submit', arguments: { answer: String(total) } })
}

const server = spawn(process.execPath, [...rlvr, 'serve', 'countdown', shop, '--mcp', '--port', '0'])
try {
  const [line] = (await once(createInterface(server.stdout), 'line')) as [string]
  const { urls, grader } = JSON.parse(line) as { urls: { mcp: string }; grader: { url: string; token: string } }
  const headers = { authorization: `Bearer ${grader.token}`, 'content-type': 'application/json' }
  const verdict = async (session: string): Promise<{ grade: { outcome: boolean | null } | null; state: string }> =>
    (await (await fetch(`${grader.url}/verdicts/${session}`, { headers })).json()) as never
  for (const [mode, revision] of [['auto', '2026-07-28'] as const, ['legacy', '2025-11-25'] as const]) {
    const body = JSON.stringify({ env: 'shop', index: 2 })
    const made = (await (await fetch(`${grader.url}/sessions`, { method: 'POST', headers, body })).json()) as {
      session: string
      path: string
    }
    const client = await connected(new sdk.StreamableHTTPClientTransport(new URL(urls.mcp + made.path)), mode)
    const spoken = client.getNegotiatedProtocolVersion()
    check(`${mode}: revision of a session by address`, spoken === revision, spoken)
    const { tools } = await client.listTools()
    check(`${mode}: tools`, tools.map(({ name }) => name).join() === 'stock,submit', tools)
    const { contents } = await client.readResource({ uri: 'rlvr://task' })
    check(`${mode}: task`, contents[0]?.text.includes('How many pieces') === true, contents)
    const answer = await solve(client)
    check(`${mode}: submit tells nothing`, answer.content[0]?.text.startsWith('The episode is over') === true, answer)
    await client.close()
    const row = await verdict(made.session)
    check(`${mode}: the verdict of the gold`, row.grade?.outcome === true, row)
  }
  const transport = new sdk.StreamableHTTPClientTransport(new URL(`${urls.mcp}/mcp?env=countdown&index=3`))
  const client = await connected(transport, 'auto')
  check('auto falls back to the handshake at /mcp', client.getNegotiatedProtocolVersion() === '2025-11-25')
  await client.callTool({ name: 'submit', arguments: { answer: 'nothing' } })
  await transport.terminateSession()
  await client.close()
  for (const mode of ['auto', 'legacy'] as const) {
    const given = { command: process.execPath, args: [...rlvr, 'serve', shop, '--mcp', '--stdio', '--index', '2'] }
    const local = await connected(new stdio.StdioClientTransport(given), mode)
    const answer = await solve(local)
    check(`stdio, ${mode}`, answer.isError !== true && answer.content.length === 1, answer)
    await local.close()
  }
} finally {
  server.kill('SIGTERM')
  await once(server, 'close')
}
