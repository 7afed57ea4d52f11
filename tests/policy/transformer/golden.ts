// The golden numbers of a PyTorch reference in float64 (`benchmarks/peers/gpt_golden.py`), and a model that holds
// their weights. Their tokens are plain numbers: no tokenizer takes part.
import type { TensorSource } from '../../../src/policy/checkpoints/write-safetensors.ts'
import { writeSnapshot } from '../../../src/policy/transformer/model/snapshot.ts'
import { inFolder, tensorsOf } from '../snapshot-folder.ts'
import { readFileSync } from 'node:fs'
import type { TokenCoefficients, TokenSequence } from '../../../src/core/policy.ts'
import type { BackendName } from '../../../src/tensor/open-backend.ts'
import { parameterShapes, type Architecture } from '../../../src/policy/transformer/model/architecture.ts'
import { TransformerModel, type ModelOptions } from '../../../src/policy/transformer/threads/transformer-model.ts'

export interface GoldenTensor {
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

type GoldenTensors = { readonly [name: string]: GoldenTensor }

export interface Golden {
  readonly shape: {
    readonly width: number
    layers: number
    heads: number
    length: number
    vocabulary: number
    positions: 'learned' | 'rotary'
    mlp: 'silu' | 'swiglu'
  }
  readonly parameters: GoldenTensors
  readonly inputs: readonly (readonly number[])[]
  readonly targets: readonly (readonly number[])[]
  readonly weights: readonly (readonly number[])[]
  readonly logProbs: readonly (readonly number[])[]
  readonly entropies: readonly (readonly number[])[]
  readonly gradients: GoldenTensors
  readonly entropyGradients?: GoldenTensors
  readonly greedy: readonly (readonly number[])[]
  readonly adamW: {
    readonly learningRate: number
    readonly beta1: number
    readonly beta2: number
    readonly epsilon: number
    readonly weightDecay: number
    readonly steps: number
    readonly losses: readonly number[]
    readonly parameters: GoldenTensors
  }
}

export const goldenNames = ['learned-silu', 'rotary-swiglu'] as const

export function goldenNumbers(name: (typeof goldenNames)[number]): Golden {
  const file = new URL(`../../fixtures/torch-gpt-${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')) as Golden
}

/** One token more than the reference's length, so that its targets fit into a sequence with its inputs. */
export function goldenArchitecture(
  { shape, parameters }: Golden,
  maxLengthTokens: number = shape.length + 1,
): Architecture {
  return {
    vocabularySize: shape.vocabulary,
    width: shape.width,
    layers: shape.layers,
    heads: shape.heads,
    maxLengthTokens,
    positions: shape.positions,
    mlp: shape.mlp,
    mlpWidth: parameters['layers.0.up']?.shape[1] ?? 0,
  }
}

/** The reference's weights, with unused rows of zeros where the architecture is longer. */
export function goldenParameters(
  golden: Golden,
  architecture: Architecture,
  of: GoldenTensors = golden.parameters,
): Map<string, Float32Array> {
  return new Map(
    [...parameterShapes(architecture)].map(([name, shape]) => {
      const data = new Float32Array(shape.reduce((product, each) => product * each, 1))
      data.set(of[name]?.values ?? [])
      return [name, data]
    }),
  )
}

export async function goldenModel(
  golden: Golden,
  backend: BackendName,
  options: Partial<ModelOptions> = {},
): Promise<TransformerModel> {
  const architecture = options.architecture ?? goldenArchitecture(golden)
  const model = await TransformerModel.open({ seed: 0, backend, threads: 1, ...options, architecture })
  await loadParameters(model, goldenParameters(golden, architecture))
  return model
}

/** Puts weights into a model, with moments of zero. */
export async function loadParameters(
  model: TransformerModel,
  parameters: ReadonlyMap<string, Float32Array>,
): Promise<void> {
  const { architecture } = model
  const sources = (prefix: string, dataOf: (name: string, length: number) => Float32Array): TensorSource[] =>
    [...parameterShapes(architecture)].map(([name, shape]) => ({
      name: prefix + name,
      shape,
      read: () =>
        dataOf(
          name,
          shape.reduce((product, each) => product * each, 1),
        ),
    }))
  const zeros = (_: string, length: number): Float32Array => new Float32Array(length)
  await inFolder(async (folder) => {
    const header = { architecture, tokenizer: { kind: 'byte' }, version: 0, optimizerSteps: 0 } as const
    await writeSnapshot(folder, header, {
      weights: sources('', (name) => parameters.get(name) as Float32Array),
      moments: [...sources('first.', zeros), ...sources('second.', zeros)],
    })
    await model.load(folder)
  })
}

/** Every tensor of a model's snapshot by name. */
export async function stateOf(model: TransformerModel): Promise<Map<string, Float32Array>> {
  return await inFolder(async (folder) => {
    await model.save(folder, { kind: 'byte' })
    return await tensorsOf(folder)
  })
}

/** Every target as a sampled token. */
export function goldenSequences({ inputs, targets }: Golden): TokenSequence[] {
  return inputs.map((row, index) => ({
    tokens: Int32Array.from([...row, targets[index]?.at(-1) ?? 0]),
    sampled: Uint8Array.from([0, ...row.map(() => 1)]),
    logProbs: new Float32Array(row.length),
    sampledBy: null,
  }))
}

/** dLoss/dlogProb of loss = Σ weight · -logProb. */
export function goldenCoefficients({ weights }: Golden): TokenCoefficients[] {
  return weights.map((row) => ({ logProbs: Float64Array.from(row, (weight) => -weight) }))
}

/** The gradient of a model by name, read off its first moments after one update: m = (1 - β1) · g. */
export async function gradientsOf(model: TransformerModel, beta1 = 0.9): Promise<Map<string, Float64Array>> {
  await model.apply({ learningRate: 0, maxGradNorm: Infinity })
  const tensors = await stateOf(model)
  return new Map(
    [...tensors]
      .filter(([name]) => name.startsWith('first.'))
      .map(([name, data]) => [name.slice('first.'.length), Float64Array.from(data, (each) => each / (1 - beta1))]),
  )
}

/** max|a - b| / max|b|. */
export function relativeError(actual: ArrayLike<number>, due: ArrayLike<number>): number {
  let [worst, largest] = [0, 0]
  for (let at = 0; at < due.length; at++) {
    const difference = Math.abs((actual[at] as number) - (due[at] as number))
    if (Number.isNaN(difference)) return difference
    worst = Math.max(worst, difference)
    largest = Math.max(largest, Math.abs(due[at] as number))
  }
  return worst / largest
}
