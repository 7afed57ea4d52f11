// A hub on this machine that speaks what its client asks: a model's commit, the list of its files, and their bytes by
// ranges. It can break connections and change bytes.
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface LoopbackHub {
  readonly url: string
  /** `METHOD path` of each request, with its range. */
  readonly asked: string[]
  /** For the next answers with bytes from 1 on: how many bytes are sent before the connection breaks. */
  readonly breaks: number[]
  /** Files whose last byte is sent as another one. */
  readonly damaged: Set<string>
  commit: string
  /** Answers everything with this status. */
  status: number
  readonly files: Map<string, Buffer>
  stop(): Promise<void>
}

export async function loopbackHub(files: { readonly [path: string]: string | Uint8Array }): Promise<LoopbackHub> {
  const server: Server = createServer((request, response) => answer(hub, request, response))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const stop = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  }
  const hub: LoopbackHub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    breaks: [],
    damaged: new Set(),
    commit: 'c0ffee'.padEnd(40, '0'),
    status: 200,
    files: new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)])),
    stop,
  }
  onTestFinished(stop)
  return hub
}

function answer(hub: LoopbackHub, request: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(request.url ?? '/', hub.url)
  const range = request.headers.range
  hub.asked.push(`${request.method} ${pathname}${range === undefined ? '' : ` ${range}`}`)
  const json = (value: unknown, status = 200): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  }
  if (hub.status !== 200) return json({ error: 'no' }, hub.status)
  const { commit, files } = hub
  if (/^\/api\/models\/someone\/small\/revision\/(main|v1|c0ffee0+)$/.test(pathname))
    return json({ _id: 'x', id: 'someone/small', sha: commit })
  if (pathname === `/api/models/someone/small/tree/${commit}`)
    return json([{ type: 'directory', path: 'onnx', size: 0, oid: 'x' }, ...[...files].map(entryOf)])
  const [, path] = /^\/someone\/small\/resolve\/[^/]+\/(.+)$/.exec(pathname) ?? []
  const content = path === undefined ? undefined : files.get(path)
  if (path === undefined || content === undefined) return json({ error: 'Repository not found' }, 404)
  const bytes = Buffer.from(content)
  if (hub.damaged.has(path)) bytes[bytes.length - 1] = ~(bytes.at(-1) ?? 0) & 255
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? []
  const part = bytes.subarray(Number(first ?? 0), Number(last ?? bytes.length - 1) + 1)
  response.writeHead(range === undefined ? 200 : 206, {
    etag: '"x"',
    'content-length': part.length,
    ...(range !== undefined && { 'content-range': `bytes ${first}-${last}/${bytes.length}` }),
  })
  const most = range === 'bytes=0-0' ? undefined : hub.breaks.shift()
  if (most === undefined) response.end(part)
  else response.write(part.subarray(0, most), () => response.destroy())
}

/** Weights are large files, the rest are git's. */
function entryOf([path, content]: [string, Buffer]): Record<string, unknown> {
  const size = content.length
  const oid = createHash('sha1').update(`blob ${size}\0`).update(content).digest('hex')
  const sha256 = createHash('sha256').update(content).digest('hex')
  const lfs = path.endsWith('.safetensors') ? { lfs: { oid: sha256, size, pointerSize: 130 } } : {}
  return { type: 'file', path, size, oid, ...lfs }
}
