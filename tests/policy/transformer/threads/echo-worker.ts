// A worker thread whose functions say in which order they were at work.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { parentPort, type MessagePort } from 'node:worker_threads'
import { RlvrError } from '../../../../src/core/errors.ts'
import { answerCalls } from '../../../../src/policy/transformer/threads/worker-calls.ts'

const log: string[] = []

export interface EchoFunctions {
  /** Works over `turns` turns of the event loop, and gives all that was logged before it ended. */
  work(name: string, turns: number): Promise<string[]>
  fail(code: 'RLVR_TENSOR' | null): never
  end(): void
  close(): void
}

const functions: EchoFunctions = {
  work: async (name, turns) => {
    log.push(`${name} begins`)
    for (let turn = 0; turn < turns; turn++) await nextTurn()
    log.push(`${name} ends`)
    return [...log]
  },
  fail: (code) => {
    throw code === null ? new TypeError('nothing there') : new RlvrError(code, 'out of range')
  },
  end: () => process.exit(3),
  close: () => undefined,
}
answerCalls(parentPort as MessagePort, { ...functions })
