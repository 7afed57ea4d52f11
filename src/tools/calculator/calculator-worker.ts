// The process that calculates: an expression a frame in on descriptor 0, its value or a fault a frame out on descriptor 3.
// Whatever a calculation does to it, the room outside kills and replaces it.
import { writeSync } from 'node:fs'
import { frameOf, readFrames } from '../../sandbox/worker/frames.ts'
import { watchParent } from '../../sandbox/javascript/host/watch-parent.ts'
import { calculate } from './calculate.ts'

function send(message: object): void {
  const frame = frameOf(JSON.stringify(message))
  for (let written = 0; written < frame.length;) written += writeSync(3, frame, written, frame.length - written)
}

const parent = Number(process.argv[2] ?? 0)
if (parent > 0) watchParent(parent)
readFrames(process.stdin, {
  onMessage: (message) => send(calculate(String((message as { expression?: unknown }).expression))),
  onFault: () => process.exit(1),
})
process.stdin.on('end', () => process.exit(0))
send({ ready: true })
