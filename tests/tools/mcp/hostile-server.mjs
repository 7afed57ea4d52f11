// A server that speaks the protocol by hand, and breaks it as its argument says. One of them does not end when it is asked to.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

const [mode] = process.argv.slice(2)
if (mode === 'stubborn') {
  process.on('SIGTERM', () => undefined)
  setInterval(() => undefined, 1000)
}

const say = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
const pet = { name: 'pet', description: 'Pets it.', inputSchema: { type: 'object', properties: {} } }
const tools = {
  'no-tools': [],
  'bad-schema': [{ ...pet, inputSchema: { type: 'object', properties: { n: { type: 'nonsense' } } } }],
  'same-names': [
    { ...pet, name: 'a.b' },
    { ...pet, name: 'a b' },
  ],
  'old-schema': [
    { ...pet, name: '1 pet', inputSchema: { $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' } },
  ],
}

if (mode === 'dies') {
  process.stderr.write('There is no licence.\n')
  process.exit(3)
}
if (mode === 'prose') process.stdout.write('Welcome! How may I help?\n')

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method } = JSON.parse(line)
  if (id === undefined || mode === 'silent' || mode === 'prose') return
  if (method === 'initialize')
    return say(
      mode === 'wrong-greeting'
        ? { id, result: { hello: true } }
        : {
            id,
            result: {
              protocolVersion: '2025-11-25',
              capabilities: mode === 'no-capability' ? {} : { tools: {} },
              serverInfo: { name: 'hostile', version: '1' },
            },
          },
    )
  if (method === 'tools/list') return say({ id, result: { tools: tools[mode] ?? [pet] } })
  if (method === 'ping') return mode === 'hangs' ? undefined : say({ id, result: {} })
  switch (mode) {
    case 'wrong-result':
      return say({ id, result: { content: 'good' } })
    case 'nonsense':
      process.stdout.write('Purr.\n')
      return say({ id, result: 7 })
    case 'hangs':
      process.stdout.write('Purr, purr.\n')
      return
    case 'flood':
      return process.stdout.write('x'.repeat(9 * 2 ** 20))
    case 'noisy':
      process.stdout.write('Purr.\n\n{"jsonrpc": 7}\n[]\n')
      return say({ id, result: { content: [{ type: 'text', text: 'It purrs.' }] } })
    case 'refuses':
      return say({ id, error: { code: -32602, message: 'It wants to be left alone.' } })
    case 'stubborn': {
      const child = spawn('sleep', ['1000'], { stdio: 'ignore' })
      return say({ id, result: { content: [{ type: 'text', text: `${process.pid} ${child.pid}` }] } })
    }
    default:
      return say({ id, result: { content: [] } })
  }
})
