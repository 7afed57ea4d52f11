import { expect, test } from 'vitest'
import { otherBaseNotice } from '../../../src/policy/checkpoints/other-base.ts'

test('an adapter of another model is told with both names', () => {
  const notice = otherBaseNotice('./adapter', { name: '/models/Qwen3-0.6B' }, './model')
  expect(notice).toContain('./adapter was made for /models/Qwen3-0.6B')
  expect(notice).toContain('laid over ./model')
  expect(otherBaseNotice('./adapter', { name: 'Qwen/Qwen3-0.6B' }, 'hf:Qwen/Qwen3-1.7B@main')).not.toBeNull()
})

test('a model that has moved, or is of the hub, is the same by the last part of its name', () => {
  const cached = '/home/me/.cache/huggingface/hub/models--Qwen--Qwen3-0.6B/snapshots/0123'
  for (const [base, model] of [
    ['Qwen/Qwen3-0.6B', 'hf:Qwen/Qwen3-0.6B@main'],
    ['Qwen/Qwen3-0.6B', cached],
    [cached, './qwen3-0.6b/'],
    ['/old/place/model/', 'hf:./model'],
  ] as const)
    expect(otherBaseNotice('./adapter', { name: base }, model), base).toBeNull()
  expect(otherBaseNotice('./adapter', null, './model')).toBeNull()
})
