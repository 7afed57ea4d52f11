// The worker process: runs one job at a time, each in an isolate of its own. Frames come in on descriptor 0 and go
// out on descriptor 3. Whatever a job does to this process, the engine outside kills and replaces it.
import { writeSync } from 'node:fs'
import { readFrames } from '../frames.ts'
import { runCalls } from './calls-job.ts'
import { prepareTypeScript } from './load-source.ts'
import type { WorkerRequest } from './protocol.ts'
import { runStdio } from './stdio-job.ts'

const outputDescriptor = 3

function send(text: string): void {
  const length = Buffer.byteLength(text, 'utf8')
  const frame = Buffer.allocUnsafe(4 + length)
  frame.writeUInt32LE(length)
  frame.write(text, 4, 'utf8')
  for (let written = 0; written < frame.length;) {
    written += writeSync(outputDescriptor, frame, written, frame.length - written)
  }
}

function handle(request: WorkerRequest): void {
  if (request.language === 'typescript') {
    prepareTypeScript()
    send('{"notice":"alive"}')
  }
  const { text, room } = request.kind === 'calls' ? runCalls(request, send) : runStdio(request)
  // The next request is on its way while the isolate is taken down.
  send(text)
  room.dispose()
}

readFrames(
  process.stdin,
  (message) => handle(message as unknown as WorkerRequest),
  () => process.exit(1),
)
process.stdin.on('end', () => process.exit(0))
send(JSON.stringify({ ready: true, v8: process.versions.v8, node: process.versions.node }))
