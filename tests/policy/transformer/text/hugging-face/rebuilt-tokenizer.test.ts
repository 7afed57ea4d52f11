import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rebuiltNotice } from '../../../../../src/policy/transformer/text/hugging-face/rebuilt-tokenizer.ts'
import { fixture } from './fixtures.ts'

const file = JSON.parse(readFileSync(join(fixture('qwen'), 'tokenizer.json'), 'utf8')) as {
  normalizer: unknown
  pre_tokenizer: unknown
}
const same = { normalizer: file.normalizer, splitting: file.pre_tokenizer }
const bytes = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true }
const other = { ...same, splitting: bytes }

function notice(
  steps: { normalizer: unknown; splitting: unknown },
  tokenizerClass: string | null,
  modelType: string | null,
): string | null {
  const tokenizerConfig = tokenizerClass === null ? {} : { tokenizer_class: tokenizerClass }
  return rebuiltNotice(
    './model',
    { tokenizerConfig, config: modelType === null ? {} : { model_type: modelType } },
    steps,
  )
}

// Which class AutoTokenizer of transformers 5.24 gave for a folder with this class and this kind of model.
test.each([
  ['Qwen2Tokenizer', 'qwen2', true],
  ['Qwen2TokenizerFast', 'qwen3', true],
  ['Qwen2Tokenizer', 'llama', true],
  ['Qwen2Tokenizer', null, true],
  ['PreTrainedTokenizerFast', 'qwen2', true],
  ['TokenizersBackend', 'qwen2', true],
  [null, 'qwen2', true],
  ['Qwen2Tokenizer', 'mistral', false],
  ['PreTrainedTokenizerFast', 'qwen3', false],
  ['PreTrainedTokenizerFast', 'llama', false],
  ['LlamaTokenizerFast', 'llama', false],
  [null, null, false],
])('%s of a %s is built anew by Python: %s', (tokenizerClass, modelType, isRebuilt) => {
  expect(notice(same, tokenizerClass, modelType)).toBeNull()
  const said = notice(other, tokenizerClass, modelType)
  if (isRebuilt)
    expect(said).toMatch(/^The tokenizer\.json of \.\/model has another pre_tokenizer than .*Qwen2Tokenizer/)
  else expect(said).toBeNull()
})

test('another normaliser is told too, and what moves no token is not', () => {
  expect(notice({ normalizer: null, splitting: null }, null, 'qwen2')).toContain('pre_tokenizer and normalizer')
  const untrimmed = JSON.parse(
    JSON.stringify(same.splitting).replace('"trim_offsets":true', '"trim_offsets":false'),
  ) as object
  expect(notice({ ...same, splitting: untrimmed }, 'Qwen2Tokenizer', 'qwen2')).toBeNull()
})
