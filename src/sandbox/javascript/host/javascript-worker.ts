// The worker process: runs one job at a time, each in an isolate of its own. Frames come in on descriptor 0 and go
// out on descriptor 3. Whatever a job does to this process, the engine outside kills and replaces it.
import { writeSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { prepareTypeScript } from '../typescript/to-javascript.ts'
import { frameOf, readFrames } from '../../worker/frames.ts'
import { runCalls, type AnswerWay } from './calls-job.ts'
import type { AnswerMessage, CalledBackMessage, EnoughMessage, WorkerRequest } from './protocol.ts'
import type { Room } from './room.ts'
import { closeCandidate, lookAtScript, openCandidate, runTester, useCandidate } from './script-job.ts'
import { runStdio } from './stdio-job.ts'
import { watchParent } from './watch-parent.ts'

const outputDescriptor = 3

/** The last answer of a job goes with its report, in one write. */
let held: Buffer | null = null
const mostHeldBytes = 64 << 10

function send(text: string): void {
  const frame = frameOf(text)
  const before = held
  held = null
  write(before === null ? frame : Buffer.concat([before, frame]))
}

/** `text` is JSON that nobody reads on the way. It is written before the candidate runs again. */
const answers: AnswerWay = {
  give(wallMs, text) {
    const frame = frameOf(`{"notice":"answer","wallMs":${wallMs.toFixed(3)}}`, text)
    if (frame.length > mostHeldBytes) write(frame)
    else held = frame
  },
  flush() {
    if (held !== null) write(held)
    held = null
  },
}

function write(frame: Buffer): void {
  for (let written = 0; written < frame.length;) {
    written += writeSync(outputDescriptor, frame, written, frame.length - written)
  }
}

/** Nobody wants to know what the other calls give. */
let isEnough = false

let giveAnswer: ((text: string) => void) | null = null

function relay(text: string): Promise<string> {
  return new Promise((resolve) => {
    giveAnswer = resolve
    send(`{"notice":"use",${text.slice(1)}`)
  })
}

/** Asks the test script, through the engine, while the candidate waits. */
function callBack(text: string): Promise<string> {
  return new Promise((resolve) => {
    giveCalledBack = resolve
    send(`{"notice":"callback","answer":${text}}`)
  })
}

let giveCalledBack: ((text: string) => void) | null = null

function handle(request: WorkerRequest | AnswerMessage | CalledBackMessage | EnoughMessage): void {
  if ('language' in request && request.language === 'typescript') {
    prepareTypeScript('source' in request ? request.source : request.script)
    send('{"notice":"alive"}')
  }
  switch (request.kind) {
    case 'calls':
      isEnough = false
      return void runCalls(request, answers, () => isEnough).then(tell)
    case 'enough':
      // Of a job that is over already, where it comes too late.
      isEnough = true
      return
    case 'stdio':
      return tell(runStdio(request))
    case 'open':
      return send(openCandidate(request, callBack))
    case 'use':
      return void useCandidate(request).then(send)
    case 'close':
      return send(closeCandidate())
    case 'look':
      return send(lookAtScript(request))
    case 'tester':
      return void runTester(request, relay).then(send)
    case 'calledBack': {
      const [use, args, patches] = [request.use, request.args, request.patches].map((part) => JSON.stringify(part))
      return giveCalledBack?.(JSON.stringify({ use, args, patches }))
    }
    case 'answer':
      return giveAnswer?.(JSON.stringify(request.answer))
  }
}

/** The next request is on its way while the isolate is taken down. */
function tell({ text, room }: { readonly text: string; readonly room: Room }): void {
  send(text)
  room.dispose()
}

// The parent's number is given where no jail ends this process with it.
const parent = Number(process.argv[2] ?? 0)
if (parent > 0) watchParent(parent)

// From here on only preludes are compiled, once, and all of it: the code cache keeps what was compiled, so that no
// isolate after the first one compiles any of it.
setFlagsFromString('--no-lazy')
readFrames(process.stdin, {
  onMessage: (message) => handle(message as unknown as WorkerRequest),
  onFault: () => process.exit(1),
})
process.stdin.on('end', () => process.exit(0))
send(JSON.stringify({ ready: true, v8: process.versions.v8, node: process.versions.node }))
