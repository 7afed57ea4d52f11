import { expect, test } from 'vitest'
import { authorCode, beginAuthorCode } from '../../src/core/author-code.ts'

test('whoever listens is told where an author’s code begins and ends, and nobody is where nobody listens', () => {
  const told: unknown[] = []
  const listen = (event: unknown): void => void told.push(event)
  beginAuthorCode('the verifier `correct`', 'train-1')()
  authorCode.subscribe(listen)
  const end = beginAuthorCode('the verifier `correct`', 'train-2')
  expect(told).toEqual([{ phase: 'begin', what: 'the verifier `correct`', taskId: 'train-2' }])
  end()
  authorCode.unsubscribe(listen)
  beginAuthorCode('the verifier `correct`', 'train-3')()
  expect(told).toHaveLength(2)
  expect(told[1]).toMatchObject({ phase: 'end', taskId: 'train-2' })
})
