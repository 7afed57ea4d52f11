// Rotary tables beside those of transformers, `tests/golden/rotary.json`, made by
// `benchmarks/conformance/write_goldens.py` for a head of 64 and 4,096 positions of pre-training.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ConfigFields } from '../../../../src/policy/checkpoints/config-fields.ts'
import { rotaryOf } from '../../../../src/policy/checkpoints/rotary-config.ts'
import type { Architecture } from '../../../../src/policy/transformer/model/architecture.ts'
import { rotaryFrequencies, rotaryTables } from '../../../../src/policy/transformer/model/rotary.ts'

interface Table {
  readonly name: string
  readonly config: { readonly [field: string]: unknown }
  readonly positions: readonly number[]
  readonly cosine: readonly number[]
  readonly sine: readonly number[]
}

const path = new URL('../../../golden/rotary.json', import.meta.url)
const tables = JSON.parse(readFileSync(path, 'utf8')) as Table[]
const half = 32

const architecture: Architecture = {
  vocabularySize: 8,
  width: 2 * half,
  layers: 1,
  heads: 1,
  maxLengthTokens: 4096,
  positions: 'rotary',
  mlp: 'swiglu',
  mlpWidth: 8,
}

function architectureOf({ config }: Table, maxLengthTokens: number): Architecture {
  const fields = new ConfigFields('config.json', { max_position_embeddings: 4096, rope_parameters: config })
  return { ...architecture, maxLengthTokens, rotary: rotaryOf(fields) }
}

test.each(tables)('cosines and sines of kind $name are those of transformers, far out too', (table) => {
  const last = table.positions.at(-1)!
  const { cosine, sine } = rotaryTables(architectureOf(table, last + 1), last + 1)
  let worst = 0
  for (const [row, position] of table.positions.entries())
    for (let i = 0; i < half; i++)
      for (const [actual, due] of [
        [cosine, table.cosine],
        [sine, table.sine],
      ] as const)
        worst = Math.max(worst, Math.abs(actual[position * half + i]! - due[row * half + i]!))
  // The last place of float32, and for YaRN that of a frequency at position 20,000.
  expect(worst).toBeLessThan(1e-5)
})

test('dynamic frequencies are plain ones for a policy no longer than the original length, and stretched beyond', () => {
  const dynamic = tables.find(({ name }) => name === 'dynamic')!
  const plain = rotaryFrequencies(architecture).frequencies
  expect(rotaryFrequencies(architectureOf(dynamic, 4096)).frequencies).toEqual(plain)
  expect(rotaryFrequencies(architectureOf(dynamic, 4097)).frequencies[half - 1]).toBeLessThan(plain[half - 1]!)
})
