// An OpenEnv server over small environments, and a client that speaks its frames as OpenEnv's own does: one out, one in.
import { WebSocket } from 'ws'
import type { EnvironmentSpec } from '../../../../src/core/environment.ts'
import { serveEnvironments } from '../../../../src/serve/environments/serve-environments.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- what came over the wire: tests look at any part of it
export type Wire = any

export interface OpenEnvServer extends AsyncDisposable {
  readonly url: string
  /** Every byte that was sent to a client. */
  readonly sent: string[]
  connect(path: string): Promise<Client>
  get(path: string, init?: RequestInit): Promise<{ status: number; body: Wire }>
  post(path: string, body: unknown): Promise<{ status: number; body: Wire }>
  /** A JSON-RPC request to `/mcp` below a prefix. */
  rpc(path: string, method: string, params?: object): Promise<Wire>
}

export interface Client {
  /** What answers a frame; an object is sent as JSON. */
  ask(frame: unknown): Promise<Wire>
  send(frame: unknown): void
  next(): Promise<Wire>
  reset(data?: object): Promise<Wire>
  step(data: unknown): Promise<Wire>
  /** The code with which the server closed it, once it has. */
  readonly closed: Promise<number>
  close(): Promise<number>
}

export async function openEnvServer(
  environments: readonly EnvironmentSpec[],
  options: { maxSessions?: number; token?: string } = {},
): Promise<OpenEnvServer> {
  const server = await serveEnvironments({ environments, ports: { openenv: 0 }, ...options })
  const url = server.urls.openenv ?? ''
  const sent: string[] = []
  const get: OpenEnvServer['get'] = async (path, init) => {
    const response = await fetch(url + path, init)
    const text = await response.text()
    sent.push(text)
    return { status: response.status, body: text === '' ? null : JSON.parse(text) }
  }
  const post: OpenEnvServer['post'] = async (path, body) =>
    await get(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  let id = 0
  return {
    url,
    sent,
    get,
    post,
    rpc: async (path, method, params = {}) =>
      (await post(`${path}/mcp`, { jsonrpc: '2.0', method, params, id: ++id })).body,
    connect: async (path) => await connected(url.replace('http', 'ws') + path, sent),
    [Symbol.asyncDispose]: async () => await server.close(),
  }
}

async function connected(url: string, sent: string[]): Promise<Client> {
  const socket = new WebSocket(url)
  const arrived: string[] = []
  const waiting: ((text: string) => void)[] = []
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  socket.on('message', (data) => {
    const text = (data as Buffer).toString()
    sent.push(text)
    const taker = waiting.shift()
    if (taker === undefined) arrived.push(text)
    else taker(text)
  })
  await new Promise<void>((resolve, reject) => {
    socket.on('open', resolve)
    socket.on('error', reject)
  })
  const next = async (): Promise<unknown> => {
    const text = arrived.shift() ?? (await new Promise<string>((resolve) => waiting.push(resolve)))
    return JSON.parse(text)
  }
  const send = (frame: unknown): void => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  const ask = async (frame: unknown): Promise<unknown> => {
    send(frame)
    return await next()
  }
  return {
    ask,
    send,
    next,
    reset: async (data = {}) => await ask({ type: 'reset', data }),
    step: async (data) => await ask({ type: 'step', data }),
    closed,
    close: async () => {
      socket.close()
      return await closed
    },
  }
}
