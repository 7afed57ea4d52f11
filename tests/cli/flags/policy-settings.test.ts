import { expect, test } from 'vitest'
import type { JsonObject } from '../../../src/core/json.ts'
import { policyChoice, takePolicySettings, type PolicyChoice } from '../../../src/cli/flags/policy-settings.ts'

const all = ['query', 'key', 'value', 'attentionOut', 'gate', 'up', 'down']

function chosen(set: readonly string[], asked: { lora?: boolean; config?: JsonObject } = {}): PolicyChoice {
  return policyChoice(takePolicySettings({ set, config: {}, lora: false, ...asked }).given)
}

test('without a word all weights learn, and the machine and the checkpoint say the rest', () => {
  expect(chosen([])).toEqual({ lora: null, maxLengthTokens: null, memoryMb: null, precision: null, tokenizer: null })
})

test('an adapter has rank 16 beside every product unless said otherwise, and alpha is twice the rank', () => {
  expect(chosen([], { lora: true }).lora).toEqual({
    ...{ rank: 16, alpha: 32, targets: all, dropout: 0, rankStabilised: false },
  })
  expect(chosen(['lora.rank=4', 'lora.targets=["query","value"]', 'lora.dropout=0.1']).lora).toEqual({
    ...{ rank: 4, alpha: 8, targets: ['query', 'value'], dropout: 0.1, rankStabilised: false },
  })
})

test('a setting has one name in --set and in a file, and --set is on top', () => {
  const config = { steps: 5, lora: { rank: 8, alpha: 8 }, policy: { maxLengthTokens: 512 } }
  const taken = takePolicySettings({ set: ['lora.rank=2', 'steps=9'], config, lora: false })
  expect(taken.set).toEqual(['steps=9'])
  expect(taken.config).toEqual({ steps: 5 })
  expect(policyChoice(taken.given)).toMatchObject({ lora: { rank: 2, alpha: 8 }, maxLengthTokens: 512 })
  expect(chosen([], { config: { lora: true } }).lora?.rank).toBe(16)
})

test('what there is not is refused with the nearest that there is', () => {
  expect(() => chosen(['lora.rnak=4'])).toThrow(/no setting `lora.rnak`.*`lora.rank`/)
  expect(() => chosen(['policy.maxLength=4'])).toThrow(/Did you mean `policy.maxLengthTokens`/)
  expect(() => chosen(['lora=4'])).toThrow(/no setting `lora`/)
  expect(() => chosen(['policy.precision=float16'])).toThrow(/`policy.precision`.*got "float16"/)
  expect(() => chosen([], { config: { lora: 3 } })).toThrow(/`lora` holds `lora.rank`/)
})

test('the names that were said are told, for a policy that has none of them', () => {
  const { given } = takePolicySettings({ set: ['policy.memoryMb=100'], config: { lora: { rank: 2 } }, lora: true })
  expect(given.names).toEqual(['--lora', 'lora.rank', 'policy.memoryMb'])
})
