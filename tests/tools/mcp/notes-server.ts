// An MCP server made with the official package: notes that it keeps in memory, and tools that are awkward.
import { spawn } from 'node:child_process'
import { McpServer, ResourceTemplate } from '@modelcontextprotocol/server'
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio'
import { z } from 'zod'

let notes: string[] = []
const server = new McpServer({ name: 'notes', version: '1' })
const text = (words: string) => ({ content: [{ type: 'text' as const, text: words }] })

server.registerTool(
  'add.note',
  { description: 'Adds a note.', inputSchema: z.object({ note: z.string(), times: z.number().int().default(1) }) },
  ({ note, times }) => {
    for (let i = 0; i < times; i++) notes.push(note)
    return text(`${notes.length} notes`)
  },
)
server.registerTool('list', { inputSchema: z.object({}) }, () => text(notes.join(',')))
server.registerTool('clear', { description: 'Forgets all.' }, () => {
  notes = []
  return text('cleared')
})
server.registerTool('refuse', { description: 'Refuses.' }, () => ({ ...text('There is no such note.'), isError: true }))
server.registerTool('throw', { description: 'Throws.' }, () => {
  throw new Error('the disk is full')
})
server.registerTool('picture', { description: 'Shows.' }, () => ({
  content: [{ type: 'image' as const, mimeType: 'image/png', data: 'AAAA' }],
}))
server.registerTool('mixed', { description: 'Shows and tells.' }, () => ({
  content: [
    { type: 'image' as const, mimeType: 'image/png', data: 'AAAA' },
    { type: 'text' as const, text: 'a map' },
    { type: 'resource' as const, resource: { uri: 'notes://all', text: 'of the town' } },
  ],
}))
server.registerTool('much', { description: 'Says much.' }, () => text('x'.repeat(1_000_000)))
server.registerTool('wait', { description: 'Never answers.' }, async () => await new Promise<never>(() => undefined))
server.registerTool('pid', { description: 'Who it is, and whom it started.' }, () => {
  const child = spawn('sleep', ['1000'], { stdio: 'ignore' })
  return text(`${process.pid} ${child.pid}`)
})
server.registerTool('die', { description: 'Ends the server.' }, () => {
  process.stderr.write('out of ink\n')
  process.exit(3)
})
server.registerResource('notes', new ResourceTemplate('notes://{which}', { list: undefined }), {}, (uri) => ({
  contents: [{ uri: uri.href, text: notes.join(',') }],
}))
await server.connect(new StdioServerTransport())
