// A bank as an MCP server, which `11-mcp-tools.ts` makes an environment of. It knows nothing of rlvr.
import { McpServer } from '@modelcontextprotocol/server'
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio'
import { z } from 'zod'

let accounts = {}
const server = new McpServer({ name: 'bank', version: '1' })
const text = (words) => ({ content: [{ type: 'text', text: words }] })

server.registerTool(
  'balance',
  { description: 'How much money an account holds.', inputSchema: z.object({ account: z.string() }) },
  ({ account }) => text(String(accounts[account] ?? 'There is no such account.')),
)
server.registerTool(
  'transfer',
  {
    description: 'Moves money from one account to another.',
    inputSchema: z.object({ from: z.string(), to: z.string(), amount: z.number().int().positive() }),
  },
  ({ from, to, amount }) => {
    if (!(from in accounts && to in accounts)) return { ...text('There is no such account.'), isError: true }
    if (accounts[from] < amount) return { ...text(`${from} holds ${accounts[from]} only.`), isError: true }
    accounts[from] -= amount
    accounts[to] += amount
    return text('Done.')
  },
)
// For whoever runs the bank.
server.registerTool('open', { inputSchema: z.object({ accounts: z.record(z.string(), z.number()) }) }, (given) => {
  accounts = { ...given.accounts }
  return text('Open.')
})
server.registerTool('books', {}, () => text(JSON.stringify(accounts)))

await server.connect(new StdioServerTransport())
