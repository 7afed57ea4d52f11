// What sessions that wait cost: as many as asked for, each a WebSocket of OpenEnv with an episode under way.
//   node benchmarks/serve/idle-sessions.ts [10000] → { sessions, beforeMb, afterMb, kbEach, answered }
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { maskedFrame } from './load.ts'
import { startRlvr } from './started.ts'

const wanted = Number(process.argv[2] ?? 10_000)
const server = await startRlvr(['countdown', '--openenv', '--port', '0', '--max-sessions', String(wanted)])
const url = new URL(server.urls['openenv'] ?? '')
const beforeMb = server.memoryMb()
const reset = maskedFrame(JSON.stringify({ type: 'reset', data: {} }))
const sockets: Socket[] = []
try {
  for (let count = 0; count < wanted; count += 100)
    sockets.push(...(await Promise.all(Array.from({ length: Math.min(100, wanted - count) }, begin))))
  const afterMb = server.memoryMb()
  // They wait, and are not gone: each hundredth takes its step.
  let answered = 0
  for (let index = 0; index < sockets.length; index += 100) {
    const answer = await asked(sockets[index]!, maskedFrame(JSON.stringify({ type: 'step', data: { message: 'hm' } })))
    if (answer.includes('"done":true')) answered++
  }
  const stats = (await (await fetch(`${url.origin}/stats`)).json()) as object
  const kbEach = ((afterMb - beforeMb) * 1024) / wanted
  console.log(JSON.stringify({ sessions: sockets.length, beforeMb, afterMb, kbEach, answered, stats }))
} finally {
  for (const socket of sockets) socket.destroy()
  await server.kill()
}

async function begin(): Promise<Socket> {
  const socket = connect({ port: Number(url.port), host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  const key = 'AAAAAAAAAAAAAAAAAAAAAA=='
  const head = `GET /ws HTTP/1.1\r\nHost: ${url.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`
  const upgraded = await asked(socket, head)
  if (!upgraded.includes(' 101 ')) throw new Error(`no WebSocket: ${upgraded}`)
  const opening = await asked(socket, reset)
  if (!opening.includes('"observation"')) throw new Error(`no episode: ${opening}`)
  return socket
}

async function asked(socket: Socket, bytes: string | Buffer): Promise<string> {
  socket.write(bytes)
  return String(((await once(socket, 'data')) as [Buffer])[0])
}
