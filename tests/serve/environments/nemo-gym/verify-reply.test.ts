import { expect, it } from 'vitest'
import { ungraded } from '../../../../src/serve/environments/grade.ts'
import { verifyFields, withFields } from '../../../../src/serve/environments/nemo-gym/verify-reply.ts'

const grade = { reward: 1.1, outcome: true, scores: { correct: 1, thrifty: null }, invalid: null }

it('puts a reward beside the request, byte for byte as it came', () => {
  const text = '{"id": 12345678901234567890, "at": 1.0,\n "a": {"b": "}"}} \n'
  expect(withFields(text, JSON.parse(text), verifyFields({ grade }, {}))).toBe(
    '{"id": 12345678901234567890, "at": 1.0,\n "a": {"b": "}"},"reward":1.1,"resolved":true,"reward_components":{"correct":1}}',
  )
})

it('takes the place of a verdict that the request has already', () => {
  const row = { reward: 0, a: 1 }
  expect(JSON.parse(withFields(JSON.stringify(row), row, { reward: 1 }))).toEqual({ reward: 1, a: 1 })
})

it('masks what was not judged, with a kind that NeMo Gym knows or one of our own', () => {
  expect(verifyFields({ grade: ungraded('verifier-error') }, { instance_config: { x: 1 } })).toEqual({
    reward: 0,
    mask_sample: true,
    failure_kind: 'verifier_error',
    failure_reason: 'A verifier failed; its server has the cause in its log.',
    instance_config: { x: 1, mask_sample: true },
    _ng_failure_class: 'verifier_error',
  })
  expect(verifyFields({ grade: ungraded('judge') }, {})).toMatchObject({ failure_kind: 'judge_failed' })
  expect(verifyFields({ grade: ungraded('unfinished') }, {})).toMatchObject({ failure_kind: 'rlvr:unfinished' })
})
