import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WorkerCalls } from '../../../../src/policy/transformer/threads/worker-calls.ts'
import type { EchoFunctions } from './echo-worker.ts'

let worker: Worker
let calls: WorkerCalls<EchoFunctions>

beforeEach(() => {
  worker = new Worker(new URL('./echo-worker.ts', import.meta.url))
  calls = new WorkerCalls<EchoFunctions>(worker)
})

afterEach(() => calls.close())

test('calls are answered one at a time, in the order they came', async () => {
  const answers = await Promise.all([calls.call('work', 'slow', 5), calls.call('work', 'fast', 0)])
  expect(answers[1]).toEqual(['slow begins', 'slow ends', 'fast begins', 'fast ends'])
  expect(answers[0]).toEqual(['slow begins', 'slow ends'])
})

test('an error keeps its words and its code, and one without a code is the policy’s', async () => {
  await expect(calls.call('fail', 'RLVR_TENSOR')).rejects.toMatchObject({
    code: 'RLVR_TENSOR',
    message: 'out of range',
  })
  await expect(calls.call('fail', null)).rejects.toMatchObject({ code: 'RLVR_POLICY', message: 'nothing there' })
  expect(await calls.call('work', 'next', 0)).toEqual(['next begins', 'next ends'])
})

test('when the thread ends, every waiting call and every later one rejects with its exit code', async () => {
  const waiting = [calls.call('end'), calls.call('work', 'never', 0)]
  for (const result of await Promise.allSettled(waiting))
    expect(result).toMatchObject({
      status: 'rejected',
      reason: { code: 'RLVR_POLICY', message: expect.stringContaining('exit code 3') as string },
    })
  await expect(calls.call('work', 'late', 0)).rejects.toMatchObject({
    code: 'RLVR_POLICY',
    message: expect.stringContaining('exit code 3') as string,
  })
})

test('closing waits for what is under way, ends the thread, and is safe twice', async () => {
  const exited = new Promise<number>((resolve) => worker.once('exit', resolve))
  const work = calls.call('work', 'last', 3)
  await Promise.all([calls.close(), calls.close()])
  expect(await work).toEqual(['last begins', 'last ends'])
  expect(await exited).toBe(0)
  await expect(calls.call('work', 'late', 0)).rejects.toThrow('The policy is closed.')
})
