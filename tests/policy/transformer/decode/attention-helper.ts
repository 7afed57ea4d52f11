// A thread that takes part in attention, for tests: told of work, it says when the work has ended.
import { parentPort } from 'node:worker_threads'
import { helpAttending, type AttentionWork } from '../../../../src/policy/transformer/decode/attention-work.ts'

parentPort?.on('message', ({ work, thread }: { work: AttentionWork; thread: number }) => {
  helpAttending(work, thread)
  parentPort?.postMessage('ended')
})
