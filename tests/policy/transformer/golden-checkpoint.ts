// Checkpoints that transformers wrote, with what it computes of them: `tests/golden/checkpoints`, made by
// `benchmarks/conformance/write_goldens.py`.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { TokenCoefficients, TokenSequence } from '../../../src/core/policy.ts'
import { openAdapterFolder } from '../../../src/policy/checkpoints/adapter-folder.ts'
import { openCheckpointFolder } from '../../../src/policy/checkpoints/open-checkpoint-folder.ts'
import { SafetensorsFile } from '../../../src/policy/checkpoints/safetensors.ts'
import { parameterShapes, type Architecture } from '../../../src/policy/transformer/model/architecture.ts'
import { loraShapes, type LoraSettings } from '../../../src/policy/transformer/model/lora.ts'
import { elementCount, type Shape } from '../../../src/tensor/program.ts'

export const checkpointNames = [
  'llama',
  'llama-biases',
  'llama-linear',
  'llama-dynamic',
  'llama-llama3',
  'llama-yarn',
  'smollm2',
  'qwen2',
  'qwen2-window',
  'qwen3',
  'mistral',
] as const

export type CheckpointName = (typeof checkpointNames)[number]

/** Those with an adapter that PEFT wrote, in `adapter/`. */
export const adaptedNames: readonly CheckpointName[] = ['llama', 'qwen3']

export interface GoldenCheckpoint {
  readonly folder: string
  readonly architecture: Architecture
  readonly parameters: Map<string, Float32Array>
  /** Of the sum of weight · log-probability over all sequences, by our names. */
  readonly gradients: Map<string, Float32Array>
  readonly sequences: readonly TokenSequence[]
  readonly coefficients: readonly TokenCoefficients[]
  readonly logProbs: readonly (readonly number[])[]
  /** Of each sequence, [T · V]. */
  readonly logits: readonly Float32Array[]
  /** Null where generation is not compared. */
  readonly greedy: Greedy | null
  /** Null where there is no adapter. */
  readonly adapter: GoldenAdapter | null
}

export interface Greedy {
  readonly prompt: Int32Array
  readonly reply: readonly number[]
}

export interface GoldenAdapter {
  readonly settings: LoraSettings
  readonly parameters: Map<string, Float32Array>
  /** Of the same sum, with the adapter on. */
  readonly gradients: Map<string, Float32Array>
  readonly logProbs: readonly (readonly number[])[]
  readonly greedy: Greedy
}

interface GreedyJson {
  readonly prompt: readonly number[]
  readonly greedy: readonly number[]
}

interface GoldenJson extends Partial<GreedyJson> {
  readonly sequences: readonly (readonly number[])[]
  readonly weights: readonly (readonly number[])[]
  readonly logProbs: readonly (readonly number[])[]
  readonly adapter?: GreedyJson & { readonly logProbs: readonly (readonly number[])[] }
}

export async function goldenCheckpoint(name: CheckpointName): Promise<GoldenCheckpoint> {
  const folder = fileURLToPath(new URL(`../../golden/checkpoints/${name}`, import.meta.url))
  const golden = JSON.parse(readFileSync(`${folder}/golden.json`, 'utf8')) as GoldenJson
  const { architecture, parameters } = await readCheckpoint(folder)
  const { sequences, weights, logProbs, prompt, greedy, adapter } = golden
  const longest = Math.max(...sequences.map((tokens) => tokens.length))
  return {
    folder,
    // Its dynamic frequencies are those of its longest sequence.
    architecture: name === 'llama-dynamic' ? { ...architecture, maxLengthTokens: longest } : architecture,
    parameters,
    gradients: (await readCheckpoint(`${folder}/gradients`)).parameters,
    sequences: sequences.map((tokens) => ({
      tokens: Int32Array.from(tokens),
      sampled: Uint8Array.from(tokens, (_, at) => Math.min(at, 1)),
      logProbs: new Float32Array(tokens.length - 1),
      sampledBy: null,
    })),
    coefficients: weights.map((row) => ({ logProbs: Float64Array.from(row) })),
    logProbs,
    logits: await readLogits(`${folder}/golden.safetensors`, sequences.length),
    greedy: prompt === undefined || greedy === undefined ? null : greedyOf({ prompt, greedy }),
    adapter:
      adapter === undefined
        ? null
        : {
            ...(await readAdapter(`${folder}/adapter`, architecture)),
            gradients: (await readAdapter(`${folder}/adapter/gradients`, architecture)).parameters,
            logProbs: adapter.logProbs,
            greedy: greedyOf(adapter),
          },
  }
}

function greedyOf({ prompt, greedy }: GreedyJson): Greedy {
  return { prompt: Int32Array.from(prompt), reply: greedy }
}

async function readAdapter(
  folder: string,
  architecture: Architecture,
): Promise<{ settings: LoraSettings; parameters: Map<string, Float32Array> }> {
  const adapter = await openAdapterFolder(folder, architecture)
  const { settings } = adapter
  const parameters = await numbersOf(adapter, loraShapes(architecture, settings))
  await adapter.close()
  return { settings, parameters }
}

async function numbersOf(
  from: { readInto(name: string, target: Float32Array): Promise<void> },
  shapes: ReadonlyMap<string, Shape>,
): Promise<Map<string, Float32Array>> {
  const numbers = new Map<string, Float32Array>()
  for (const [name, shape] of shapes) {
    const data = new Float32Array(elementCount(shape))
    await from.readInto(name, data)
    numbers.set(name, data)
  }
  return numbers
}

async function readCheckpoint(
  folder: string,
): Promise<{ architecture: Architecture; parameters: Map<string, Float32Array> }> {
  const checkpoint = await openCheckpointFolder(folder)
  const { architecture } = checkpoint
  const parameters = await numbersOf(checkpoint, parameterShapes(architecture))
  await checkpoint.close()
  return { architecture, parameters }
}

export async function readLogits(path: string, sequences: number): Promise<Float32Array[]> {
  const file = await SafetensorsFile.open(path)
  const logits: Float32Array[] = []
  for (let index = 0; index < sequences; index++) logits.push(await file.read(`logits.${index}`))
  await file.close()
  return logits
}
