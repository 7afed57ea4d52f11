// A load generator: requests of bytes that are made before, answers whose ends are found and nothing more, so that a
// server is measured and not its client. Each connection asks again when it has its answer; with a rate, connections
// that are free take turns, and a latency counts from when its request was due (no coordinated omission).
//   node benchmarks/serve/load.ts '{"kind": "http", "port": 8000, …}' → one JSON object
import { connect, type Socket } from 'node:net'

export interface Load {
  readonly kind: 'http' | 'socket'
  readonly port: number
  /** Of the request, or of the WebSocket. */
  readonly path: string
  /** Bodies of POST, or frames: each connection sends them in turn. A list of one list a connection has its own. */
  readonly messages: readonly string[]
  /** Sent once at the start of a WebSocket, and answered once. */
  readonly first?: string
  readonly connections: number
  readonly seconds: number
  /** Requests a second over all connections; left out: as many as are answered. */
  readonly rate?: number
  /** Answers without this text are failures. */
  readonly expected: string
  readonly headers?: { readonly [name: string]: string }
}

export interface Loaded {
  readonly answered: number
  readonly failed: number
  readonly perSecond: number
  /** Latencies in milliseconds. */
  readonly median: number
  readonly p99: number
  readonly longest: number
  /** Processor time of the generator over the time of the run. */
  readonly busy: number
  /** What a failed answer was, the first of them. */
  readonly firstFailure: string | null
}

interface Line {
  readonly socket: Socket
  readonly requests: readonly Buffer[]
  sent: number
  dueAt: number
  held: Buffer
}

export async function load(given: Load): Promise<Loaded> {
  const { connections, seconds, rate, expected } = given
  const take = given.kind === 'http' ? httpAnswer : frameAnswer
  const latencies: number[] = []
  const mark = Buffer.from(expected)
  let failed = 0
  let firstFailure: string | null = null
  const lines: Line[] = []
  for (let index = 0; index < connections; index++) lines.push(await openLine(given))
  const free: Line[] = []
  const cpu = process.cpuUsage()
  const start = performance.now()
  const end = start + seconds * 1000
  let due = start
  const ask = (line: Line, at: number): void => {
    line.dueAt = at
    line.socket.write(line.requests[line.sent++ % line.requests.length]!)
  }
  const done = Promise.withResolvers<void>()
  for (const line of lines) {
    line.socket.on('close', () =>
      performance.now() < end ? (failed++, (firstFailure ??= 'the connection was closed')) : 0,
    )
    line.socket.on('data', (chunk: Buffer) => {
      line.held = line.held.length === 0 ? chunk : Buffer.concat([line.held, chunk])
      const length = take(line.held)
      if (length === 0) return
      if (!line.held.includes(mark)) {
        failed++
        firstFailure ??= String(line.held.subarray(0, 300))
      }
      line.held = line.held.subarray(length)
      const now = performance.now()
      latencies.push(now - line.dueAt)
      if (now >= end) done.resolve()
      else if (rate === undefined) ask(line, now)
      else free.push(line)
    })
  }
  if (rate === undefined) for (const line of lines) ask(line, performance.now())
  else {
    free.push(...lines)
    const pour = (): void => {
      const now = performance.now()
      if (now >= end) return done.resolve()
      while (due <= now && free.length > 0) {
        ask(free.shift()!, due)
        due += 1000 / rate
      }
      setImmediate(pour)
    }
    pour()
  }
  const late = setTimeout(() => done.resolve(), seconds * 1000 + 2000)
  await done.promise
  clearTimeout(late)
  const elapsed = performance.now() - start
  const used = process.cpuUsage(cpu)
  for (const { socket } of lines) socket.destroy()
  latencies.sort((a, b) => a - b)
  const at = (share: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0
  return {
    answered: latencies.length,
    failed,
    perSecond: (latencies.length / elapsed) * 1000,
    median: at(0.5),
    p99: at(0.99),
    longest: latencies.at(-1) ?? 0,
    busy: (used.user + used.system) / 1000 / elapsed,
    firstFailure,
  }
}

async function openLine({ kind, port, path, messages, first, headers = {} }: Load): Promise<Line> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const shared = Object.entries({ Host: `127.0.0.1:${port}`, ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  const requests = messages.map((message) =>
    kind === 'http'
      ? Buffer.from(
          `POST ${path} HTTP/1.1\r\n${shared.join('')}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(message)}\r\n\r\n${message}`,
        )
      : maskedFrame(message),
  )
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  socket.on('error', () => undefined)
  if (kind === 'socket') {
    socket.write(
      `GET ${path} HTTP/1.1\r\n${shared.join('')}Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    )
    await answerOf(socket, (held) => held.indexOf('\r\n\r\n') + 4 === held.length)
    if (first !== undefined) {
      socket.write(maskedFrame(first))
      await answerOf(socket, (held) => frameAnswer(held) > 0)
    }
  }
  return { socket, requests, sent: 0, dueAt: 0, held: Buffer.alloc(0) }
}

function answerOf(socket: Socket, isWhole: (held: Buffer) => boolean): Promise<void> {
  let held = Buffer.alloc(0)
  return new Promise((resolve) => {
    const onData = (chunk: Buffer): void => {
      held = Buffer.concat([held, chunk])
      if (!isWhole(held)) return
      socket.off('data', onData)
      resolve()
    }
    socket.on('data', onData)
  })
}

/** RFC 6455, section 5.2, with a mask of zeros. */
export function maskedFrame(text: string): Buffer {
  const payload = Buffer.from(text)
  const size = payload.length < 126 ? 0 : payload.length < 65_536 ? 2 : 8
  const head = Buffer.alloc(2 + size + 4)
  head[0] = 0x81
  head[1] = 0x80 | (size === 0 ? payload.length : size === 2 ? 126 : 127)
  if (size === 2) head.writeUInt16BE(payload.length, 2)
  if (size === 8) head.writeBigUInt64BE(BigInt(payload.length), 2)
  return Buffer.concat([head, payload])
}

/** How long the first answer in `held` is; 0 where it is not whole. */
function httpAnswer(held: Buffer): number {
  const head = held.indexOf('\r\n\r\n')
  if (head === -1) return 0
  const said = /\r\ncontent-length: *(\d+)/i.exec(held.toString('latin1', 0, head + 2))?.[1]
  if (said === undefined) {
    const last = held.indexOf('\r\n0\r\n\r\n', head)
    return last === -1 ? 0 : last + 7
  }
  const length = head + 4 + Number(said)
  return held.length >= length ? length : 0
}

function frameAnswer(held: Buffer): number {
  if (held.length < 2) return 0
  const short = held[1]! & 127
  const size = short < 126 ? 0 : short === 126 ? 2 : 8
  if (held.length < 2 + size) return 0
  const payload = size === 0 ? short : size === 2 ? held.readUInt16BE(2) : Number(held.readBigUInt64BE(2))
  return held.length >= 2 + size + payload ? 2 + size + payload : 0
}

if (process.argv[1] === import.meta.filename && process.argv[2] !== undefined)
  console.log(JSON.stringify(await load(JSON.parse(process.argv[2]) as Load)))
