import { expect, test } from 'vitest'
import { openTransformer } from '../../../src/policy/transformer/transformer-policy.ts'

const architecture = {
  width: 8,
  layers: 1,
  heads: 2,
  maxLengthTokens: 32,
  positions: 'learned',
  mlp: 'silu',
  mlpWidth: 8,
} as const
const tokenizer = { kind: 'byte' } as const

test.each<[string, unknown, string]>([
  ['nothing', undefined, 'it takes options; got undefined. As in openTransformer({ architecture: {'],
  ['no architecture', {}, '`architecture` is the shape of the model; got undefined'],
  ['no tokenizer', { architecture }, "`tokenizer` is { kind: 'byte' } or { kind: 'character'"],
  ['an unknown option', { architecture, tokenizer, sede: 1 }, 'has no option `sede`. Did you mean `seed`?'],
  ['an unknown field', { architecture: { ...architecture, widht: 1 }, tokenizer }, 'Did you mean `width`?'],
  [
    'a missing size',
    { architecture: { ...architecture, width: undefined }, tokenizer },
    '`architecture.width` is a whole',
  ],
  ['positions', { architecture: { ...architecture, positions: 'learnd' }, tokenizer }, "Did you mean 'learned'?"],
  ['an MLP', { architecture: { ...architecture, mlp: 'relu' }, tokenizer }, "is 'silu' or 'swiglu'; got \"relu\"."],
  ['a tokenizer', { architecture, tokenizer: { kind: 'bytes' } }, "Did you mean 'byte'?"],
  ['an alphabet', { architecture, tokenizer: { kind: 'character' } }, '`tokenizer.alphabet` is a text'],
])('a transformer of %s is refused in words', async (_, options, message) => {
  const thrown = openTransformer(options as never)
  await expect(thrown).rejects.toThrow(message)
  await expect(thrown).rejects.toMatchObject({ code: 'RLVR_USAGE' })
})
