// The process in which statements run: orders in on descriptor 0, outcomes out on descriptor 3, as frames. Whatever a
// statement does to this process, whoever asked ends it from outside.
import { writeSync } from 'node:fs'
import { describeError } from '../../../src/core/errors.ts'
import type { Json } from '../../../src/core/json.ts'
import { watchParent } from '../../../src/sandbox/javascript/host/watch-parent.ts'
import { frameOf, readFrames } from '../../../src/sandbox/worker/frames.ts'
import type { Order } from '../order.ts'
import { runOrder } from './databases.ts'

function send(message: object): void {
  const frame = frameOf(JSON.stringify(message))
  for (let written = 0; written < frame.length;) written += writeSync(3, frame, written, frame.length - written)
}

function handle(order: Order): void {
  let answer: object
  try {
    answer = { outcomes: runOrder(order) }
  } catch (thrown) {
    answer = { broken: describeError(thrown) }
  }
  send(answer)
}

watchParent(Number(process.argv[2]))
readFrames(process.stdin, {
  onMessage: (message: Json) => handle(message as unknown as Order),
  onFault: () => process.exit(1),
})
process.stdin.on('end', () => process.exit(0))
send({ ready: true })
