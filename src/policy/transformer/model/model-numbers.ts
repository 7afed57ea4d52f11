// All numbers of a model: those that stay as they are, and those that learn with what that takes. A model learns in
// full, or by an adapter beside a frozen base, or not at all; only what learns has gradients and moments.
import { RlvrError } from '../../../core/errors.ts'
import type { OptimizerSettings } from '../../../core/policy.ts'
import { Rng } from '../../../core/random.ts'
import type { Backend } from '../../../tensor/backend.ts'
import type { Shape } from '../../../tensor/program.ts'
import { openAdapterFolder } from '../../checkpoints/adapter-folder.ts'
import { openCheckpointFolder, type CheckpointFolder } from '../../checkpoints/open-checkpoint-folder.ts'
import { sampledFingerprint } from '../../checkpoints/sampled-fingerprint.ts'
import { initialParameters, parameterShapes, type Architecture } from './architecture.ts'
import { HalfWeights } from './half-weights.ts'
import { initialLora, loraShapes, type LoraSettings } from './lora.ts'
import { OptimizerState } from './optimizer-state.ts'
import { ParameterSet } from './parameter-set.ts'
import type { SharedWeights } from './shared-weights.ts'
import type { BaseIdentity } from './snapshot.ts'
import { AdaptedWeights, type Weights } from './weights.ts'

/** How frozen weights are at rest. */
export type Precision = 'float32' | 'bfloat16'

export interface CheckpointChoice {
  readonly folder: string
  /** As it was named, for records; the folder where left out. */
  readonly source?: string
  /** The folder of a PEFT adapter that `lora` describes, to begin with; a fresh one where left out. */
  readonly adapter?: string | undefined
  /** Half the room where that loses nothing and an adapter learns, else float32, where left out. */
  readonly precision?: Precision | undefined
}

export interface NumbersOptions {
  readonly architecture: Architecture
  /** Seeds what is not read. */
  readonly seed: number | string
  /** Where the weights are read from; fresh ones where left out. */
  readonly checkpoint?: CheckpointChoice | undefined
  /** What learns is an adapter; the rest is frozen. */
  readonly lora?: LoraSettings | undefined
  /** False for a model that only answers and scores. */
  readonly trainable: boolean
  readonly optimizer: OptimizerSettings
  /** How many threads accumulate. */
  readonly threads: number
  /** Is told how many bytes a frozen number takes, 0 where none is frozen, before there is room for any; may refuse. */
  readonly beforeReading?: ((frozenBytesPerNumber: number) => void) | undefined
  /** Numbers read so far, of all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined
}

/** Weights, what other threads are told of them, and how they are let go. */
export interface HeldWeights {
  readonly weights: Weights
  /** Null where the back end keeps its numbers to itself. */
  readonly shared: SharedWeights | null
  dispose(): void
}

export interface ModelNumbers {
  /** Frozen weights that an adapter stands on, or that are at rest as bfloat16; null where there are none. */
  readonly base: (HeldWeights & { readonly identity: BaseIdentity }) | null
  /** What a snapshot holds: an adapter on the base, or all there is; null for a base that only answers. */
  readonly own: ParameterSet | null
  /** `own` and what it takes to learn; null where nothing learns. */
  readonly trained: OptimizerState | null
}

/** The parameters that learn: an adapter's, or all. */
export function learnedShapes(architecture: Architecture, lora: LoraSettings | null): Map<string, Shape> {
  return lora === null ? parameterShapes(architecture) : loraShapes(architecture, lora)
}

/** @throws RlvrError `RLVR_POLICY` for a checkpoint that does not fit; nothing is held then */
export async function openNumbers(backend: Backend, options: NumbersOptions): Promise<ModelNumbers> {
  const { architecture, lora, checkpoint, seed } = options
  const folder = checkpoint === undefined ? null : await openCheckpointFolder(checkpoint.folder)
  try {
    const fresh =
      folder === null ? initialParameters(architecture, Rng.fromSeed(seed).fork('parameters')) : new Map<never, never>()
    const isHalf = folder !== null && precisionOf(backend, folder, options) === 'bfloat16'
    options.beforeReading?.(isHalf ? 2 : lora !== undefined || !options.trainable ? 4 : 0)
    if (lora === undefined && !isHalf) {
      const whole = ownNumbers(backend, options, fresh)
      if (folder !== null) await readInto(whole.own, folder, options)
      return { base: null, ...whole }
    }
    const held = isHalf
      ? heldHalves(HalfWeights.create(backend, architecture))
      : heldSet(ParameterSet.create(backend, parameterShapes(architecture), { values: fresh }))
    if (folder !== null) await readInto(held.weights, folder, options)
    const base = { ...held, identity: await identityOf(options) }
    if (lora === undefined) return { base, own: null, trained: null }
    return { base, ...ownNumbers(backend, options, await adapterValues(options, lora)) }
  } finally {
    await folder?.close()
  }
}

function ownNumbers(
  backend: Backend,
  { architecture, lora, trainable, optimizer: settings, threads: gradients }: NumbersOptions,
  values: ReadonlyMap<string, Float32Array>,
): { readonly own: ParameterSet; readonly trained: OptimizerState | null } {
  const shapes = learnedShapes(architecture, lora ?? null)
  if (!trainable) return { own: ParameterSet.create(backend, shapes, { values }), trained: null }
  const trained = OptimizerState.create(backend, shapes, { settings, values, gradients })
  return { own: trained.parameters, trained }
}

async function adapterValues(
  { architecture, seed, checkpoint }: NumbersOptions,
  lora: LoraSettings,
): Promise<Map<string, Float32Array>> {
  const values = initialLora(architecture, lora, Rng.fromSeed(seed).fork('adapter'))
  if (checkpoint?.adapter === undefined) return values
  const folder = await openAdapterFolder(checkpoint.adapter, architecture)
  try {
    for (const [name, numbers] of values) await folder.readInto(name, numbers)
  } finally {
    await folder.close()
  }
  return values
}

async function identityOf({ checkpoint, seed }: NumbersOptions): Promise<BaseIdentity> {
  if (checkpoint === undefined) return { source: `fresh weights of the seed ${seed}`, fingerprint: `seed ${seed}` }
  const { folder, source = folder } = checkpoint
  return { source, fingerprint: await sampledFingerprint(folder) }
}

function heldHalves(weights: HalfWeights): HeldWeights & { readonly weights: HalfWeights } {
  return { weights, shared: { kind: 'bfloat16', halves: weights.shared }, dispose: () => weights.dispose() }
}

export function heldSet(weights: ParameterSet): HeldWeights & { readonly weights: ParameterSet } {
  const shared = weights.shared === null ? null : ({ kind: 'float32', numbers: weights.shared } as const)
  return { weights, shared, dispose: () => weights.dispose() }
}

/** An adapter on weights of a key. */
export function heldAdapter(
  adapter: ParameterSet,
  { base, key, lora }: { readonly base: Weights; readonly key: number; readonly lora: LoraSettings },
): HeldWeights {
  const weights = new AdaptedWeights(base, adapter, lora)
  const shared =
    adapter.shared === null ? null : ({ kind: 'adapted', base: key, lora, numbers: adapter.shared } as const)
  return { weights, shared, dispose: () => adapter.dispose() }
}

function precisionOf(
  backend: Backend,
  folder: CheckpointFolder,
  { checkpoint, trainable, lora }: NumbersOptions,
): Precision {
  const { precision } = checkpoint ?? {}
  if (precision === 'bfloat16') {
    if (!backend.keepsArrays)
      throw new RlvrError(
        'RLVR_POLICY',
        `Weights at rest as bfloat16 are for the back end onnx-cpu; this one is ${backend.name}. Leave \`precision\` out.`,
      )
    if (trainable && lora === undefined)
      throw new RlvrError(
        'RLVR_POLICY',
        'Weights that learn are float32. Give `lora`, so that an adapter learns on frozen weights, or leave `precision` out.',
      )
  }
  const isExact = [...folder.storedTypes.values()].every((type) => type === 'BF16')
  return precision ?? (isExact && trainable && lora !== undefined && backend.keepsArrays ? 'bfloat16' : 'float32')
}

/** Reads every parameter to where it is to stay. */
async function readInto(
  weights: ParameterSet | HalfWeights,
  folder: CheckpointFolder,
  { architecture, onProgress }: NumbersOptions,
): Promise<void> {
  const shapes = [...parameterShapes(architecture)]
  const countOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1)
  const total = shapes.reduce((sum, [, shape]) => sum + countOf(shape), 0)
  let done = 0
  for (const [name, shape] of shapes) {
    const array = weights.array(name)
    if (array instanceof Uint16Array) await folder.readHalvesInto(name, array)
    else if (array !== null) await folder.readInto(name, array)
    else {
      const numbers = new Float32Array(countOf(shape))
      await folder.readInto(name, numbers)
      ;(weights as ParameterSet).write(name, numbers)
    }
    onProgress?.((done += countOf(shape)), total)
  }
}
