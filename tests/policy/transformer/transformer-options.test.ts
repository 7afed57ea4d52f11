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
const rotary = { ...architecture, positions: 'rotary' } as const
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
  [
    'a switch',
    { architecture: { ...architecture, queryKeyNorm: 1 }, tokenizer },
    '`architecture.queryKeyNorm` is true or false; got 1.',
  ],
  [
    'a head width',
    { architecture: { ...architecture, headWidth: '8' }, tokenizer },
    '`architecture.headWidth` is a number above 0; got "8".',
  ],
  [
    'biases',
    { architecture: { ...architecture, attentionBias: true }, tokenizer },
    "`architecture.attentionBias` is 'query-key-value' or 'all'; got true.",
  ],
  [
    'a window',
    { architecture: { ...architecture, slidingWindow: { tokens: 4 } }, tokenizer },
    '`architecture.slidingWindow` is such as { tokens: 4096, layers: [0, 2] }; got {"tokens":4}.',
  ],
  [
    'a window of an unknown field',
    { architecture: { ...architecture, slidingWindow: { token: 4, layers: [] } }, tokenizer },
    'Did you mean `tokens`?',
  ],
  [
    'a rotary base',
    { architecture: { ...rotary, rotary: {} }, tokenizer },
    '`architecture.rotary.base` is a number above 0, such as 10000; got undefined.',
  ],
  [
    'a scaling',
    { architecture: { ...rotary, rotary: { base: 1e4, scaling: { kind: 'llama' } } }, tokenizer },
    "Did you mean 'llama3'?",
  ],
  [
    'a scaling without its numbers',
    { architecture: { ...rotary, rotary: { base: 1e4, scaling: { kind: 'dynamic', factor: 2 } } }, tokenizer },
    '`architecture.rotary.scaling.originalLengthTokens` is a number above 0; got undefined.',
  ],
  ['a tokenizer', { architecture, tokenizer: { kind: 'bytes' } }, "Did you mean 'byte'?"],
  ['an alphabet', { architecture, tokenizer: { kind: 'character' } }, '`tokenizer.alphabet` is a text'],
])('a transformer of %s is refused in words', async (_, options, message) => {
  const thrown = openTransformer(options as never)
  await expect(thrown).rejects.toThrow(message)
  await expect(thrown).rejects.toMatchObject({ code: 'RLVR_USAGE' })
})

test('a transformer with everything that families of checkpoints have is opened and scores', async () => {
  const policy = await openTransformer({
    architecture: {
      ...rotary,
      mlp: 'swiglu',
      keyValueHeads: 1,
      headWidth: 8,
      normEpsilon: 1e-5,
      attentionBias: 'all',
      mlpBias: true,
      queryKeyNorm: true,
      untiedHead: true,
      slidingWindow: { tokens: 4, layers: [0] },
      rotary: {
        base: 5e5,
        scaling: { kind: 'yarn', factor: 4, originalLengthTokens: 16, betaFast: 32, betaSlow: 1, truncate: true },
      },
    },
    tokenizer,
    threads: 1,
  })
  const tokens = Int32Array.of(1, 2, 3, 4, 5, 6)
  const sampled = Uint8Array.of(0, 1, 1, 1, 1, 1)
  const [scores] = await policy.score([{ tokens, sampled, logProbs: new Float32Array(5), sampledBy: null }], {
    temperature: 1,
  })
  // Starting values are small: nearly uniform over the vocabulary.
  for (const logProb of scores?.logProbs ?? [])
    expect(logProb).toBeCloseTo(-Math.log(policy.architecture.vocabularySize), 0)
  await policy.close()
})
